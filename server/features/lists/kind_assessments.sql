-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of results in assessment schemes. Checked as training's own assessment_wrong.

-- list_assessments_wrong(ask) -> list_wrong
WITH given AS (
	SELECT r.row, r.person, coalesce('course:' || k.code, r.scheme) AS scheme, r.day
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, course_id bigint, scheme text, day date)
	  LEFT JOIN course k ON k.id = r.course_id
)
SELECT w.row, w.field, w.code, w.taken, w.blocks FROM list_record_wrong(:ask::jsonb) w
UNION ALL
SELECT g.row, 'scheme', 'assessment_recorded', a.result, false
  FROM given g JOIN assessment a ON a.person_id = g.person AND a.scheme = g.scheme AND a.assessed_on = g.day
 ORDER BY 1, 2;

-- list_assessments_made(ask)
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
)
-- FULL, though all that was made was asked for: such a join is never made in loops.
SELECT list_told((:ask::jsonb ->> 'import')::bigint, array_agg(g.row), array_agg(m.id), array_agg(md5(m::text)))
  FROM given g FULL JOIN made m ON m.person_id = g.person AND m.scheme = g.scheme AND m.assessed_on = g.day;

-- list_assessments_built(import) -> int
-- Changed since it was written.
SELECT count(*) FROM list_row r JOIN assessment x ON x.id = r.made_id
 WHERE r.import_id = :import AND (md5(x::text) <> r.made_print);

-- list_assessments_undo(ask)
DELETE FROM assessment x USING list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.made_id = x.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
