-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of results in assessment schemes. Checked as training's own assessment_wrong.

-- list_assessments_who(account, unit, today) -> bool
-- As runs_programme_of_unit.
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('programme_office', 'admin'));

-- list_assessments_wrong(ask) -> list_wrong
WITH given AS (
	SELECT r.row, r.person, coalesce('course:' || k.code, r.scheme) AS scheme, r.day
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, course_id bigint, scheme text, day date)
	  LEFT JOIN course k ON k.id = r.course_id
)
SELECT g.row, 'full_name' AS field, 'person_unknown' AS code, NULL::text AS taken, true AS blocks FROM given g
 WHERE NOT person_in_unit(g.person, (:ask::jsonb ->> 'unit')::bigint)
UNION ALL
SELECT g.row, 'day', day_fault(g.day, p.birth_date, (:ask::jsonb ->> 'today')::date), NULL, true
  FROM given g LEFT JOIN person p ON p.id = g.person
 WHERE day_fault(g.day, p.birth_date, (:ask::jsonb ->> 'today')::date) IS NOT NULL
UNION ALL
SELECT g.row, 'scheme', 'assessment_recorded', a.result, false
  FROM given g JOIN assessment a ON a.person_id = g.person AND a.scheme = g.scheme AND a.assessed_on = g.day
 ORDER BY 1, 2;

-- list_assessments_made(ask) -> int
-- What is there already stays as it is.
WITH given AS MATERIALIZED (
	SELECT r.row, r.person, coalesce('course:' || k.code, r.scheme) AS scheme, r.day, r.result, r.score, r.reference
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, course_id bigint, scheme text, day date,
		result text, score text, reference text)
	  LEFT JOIN course k ON k.id = r.course_id
), made AS (
	INSERT INTO assessment (person_id, scheme, assessed_on, result, score, reference, entered_by, entered_at)
	SELECT g.person, g.scheme, g.day, g.result, g.score, g.reference, (:ask::jsonb ->> 'account')::bigint,
		(:ask::jsonb ->> 'now')::timestamptz
	  FROM given g ORDER BY g.person, g.scheme, g.day
	    ON CONFLICT ON CONSTRAINT assessment_already_recorded DO NOTHING
	RETURNING *
), told AS (
	UPDATE list_row r SET made_id = m.id, made_print = md5(m::text), outcome = CASE WHEN m.id IS NULL THEN 'kept' ELSE 'made' END
	  FROM given g LEFT JOIN made m ON m.person_id = g.person AND m.scheme = g.scheme AND m.assessed_on = g.day
	 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = g.row
   AND r.row BETWEEN (SELECT min(a.row) FROM given a) AND (SELECT max(a.row) FROM given a)
	RETURNING 1
)
SELECT 0::bigint FROM told LIMIT 1;

-- list_assessments_built(import) -> int
-- Changed since it was written.
SELECT count(*) FROM list_row r JOIN assessment x ON x.id = r.made_id
 WHERE r.import_id = :import AND (md5(x::text) <> r.made_print);

-- list_assessments_undo(ask)
DELETE FROM assessment x USING list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.made_id = x.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
