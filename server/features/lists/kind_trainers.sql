-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of trainers: people with what they can teach. To stand on one gives no right.

-- list_trainers_wrong(ask) -> list_wrong
-- Who stands on the unit's list in those days is left as they stand there.
WITH given AS (
	SELECT g.row, g.person, g.unit, g.valid_to, coalesce(g.valid_from, (:ask::jsonb ->> 'today')::date) AS valid_from
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS g(row bigint, person bigint, unit bigint, valid_from date, valid_to date)
)
SELECT g.row, 'valid_to' AS field, 'valid_backwards' AS code, NULL::text AS taken, true AS blocks FROM given g WHERE g.valid_to < g.valid_from
UNION ALL
SELECT g.row, 'full_name', 'trainer_recorded', NULL, false FROM given g
 WHERE (g.valid_to IS NULL OR g.valid_to >= g.valid_from)
   AND EXISTS (SELECT FROM trainer t WHERE t.unit_id = g.unit AND t.person_id = g.person
	AND t.valid && daterange(g.valid_from, g.valid_to, '[]'))
 ORDER BY 1, 2;

-- list_trainers_made(ask)
-- Where somebody works is kept of those who work in no unit known here.
WITH who AS MATERIALIZED (
	SELECT a.row, a.unit, a.teaches, a.qualification, a.organisation, r.made_person_id AS made, coalesce(a.person, r.made_person_id) AS person,
		coalesce(a.valid_from, (:ask::jsonb ->> 'today')::date) AS valid_from, a.valid_to
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS a(row bigint, person bigint, unit bigint, teaches text, qualification text,
		organisation text, valid_from date, valid_to date)
	  JOIN list_row r ON r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = a.row
	 WHERE a.person IS NOT NULL OR r.made_person_id IS NOT NULL
), listed AS (
	INSERT INTO trainer (unit_id, person_id, teaches, qualification, organisation, valid)
	SELECT w.unit, w.person, w.teaches, w.qualification,
		CASE WHEN NOT EXISTS (SELECT FROM affiliation_line a
			JOIN unit_version v ON v.unit_id = a.unit_id AND v.valid @> (:ask::jsonb ->> 'today')::date
			WHERE a.person_id = w.person AND a.valid @> (:ask::jsonb ->> 'today')::date AND v.name = w.organisation) THEN w.organisation END,
		daterange(w.valid_from, w.valid_to, '[]')
	  FROM who w ORDER BY w.unit, w.person, w.valid_from, w.row
	    ON CONFLICT ON CONSTRAINT trainer_already_listed DO NOTHING
	RETURNING *
)
UPDATE list_row r SET made_id = t.id, made_print = md5(t::text), person_id = w.person,
	outcome = CASE WHEN w.made IS NULL AND t.id IS NULL THEN 'kept' ELSE 'made' END
  FROM who w LEFT JOIN listed t ON t.unit_id = w.unit AND t.person_id = w.person AND lower(t.valid) = w.valid_from
 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = w.row
   AND r.row BETWEEN (SELECT min(a.row) FROM who a) AND (SELECT max(a.row) FROM who a);

-- list_trainers_built(import) -> int
-- Something else came to be known of who was entered, or a line was changed since it was written.
SELECT list_import_built_upon(:import) + (SELECT count(*) FROM list_row r JOIN trainer t ON t.id = r.made_id
	WHERE r.import_id = :import AND md5(t::text) <> r.made_print);

-- list_trainers_undo(ask)
DELETE FROM trainer t USING list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.made_id = t.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
