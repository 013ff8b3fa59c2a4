-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of courses completed elsewhere: MOOC platforms, other organisers. Checked as training's own external_wrong.

-- list_completions_wrong(ask) -> list_wrong
WITH given AS (
	SELECT * FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, course_id bigint, day date)
)
SELECT w.row, w.field, w.code, w.taken, w.blocks FROM list_record_wrong(:ask::jsonb) w
UNION ALL
SELECT g.row, 'course', 'completion_recorded', NULL, false FROM given g
 WHERE EXISTS (SELECT FROM external_completion e
	WHERE e.person_id = g.person AND e.course_id = g.course_id AND e.completed_on = g.day)
 ORDER BY 1, 2;

-- list_completions_made(ask)
-- To be verified by the programme office, as those entered by hand. What is there already stays as it is.
WITH given AS MATERIALIZED (
	SELECT * FROM jsonb_to_recordset(:ask::jsonb -> 'rows')
		AS r(row bigint, person bigint, course_id bigint, day date, source text, reference text)
), made AS (
	INSERT INTO external_completion (person_id, course_id, completed_on, source, evidence, entered_by, entered_at)
	SELECT g.person, g.course_id, g.day, g.source, g.reference, (:ask::jsonb ->> 'account')::bigint,
		(:ask::jsonb ->> 'now')::timestamptz
	  FROM given g ORDER BY g.person, g.course_id, g.day
	    ON CONFLICT ON CONSTRAINT completion_already_recorded DO NOTHING
	RETURNING *
)
-- FULL, though all that was made was asked for: such a join is never made in loops.
SELECT list_told((:ask::jsonb ->> 'import')::bigint, array_agg(g.row), array_agg(m.id), array_agg(md5(m::text)))
  FROM given g FULL JOIN made m ON m.person_id = g.person AND m.course_id = g.course_id AND m.completed_on = g.day;

-- list_completions_built(import) -> int
-- Changed since it was written.
SELECT count(*) FROM list_row r JOIN external_completion x ON x.id = r.made_id
 WHERE r.import_id = :import AND (md5(x::text) <> r.made_print);

-- list_completions_undo(ask)
DELETE FROM external_completion x USING list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.made_id = x.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
