-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of population figures of territories.

-- list_populations_wrong(ask) -> list_wrong
-- A figure that stands is not replaced by a list: the same is told, another one holds its row back.
WITH given AS (
	SELECT * FROM jsonb_to_recordset(:ask::jsonb -> 'rows')
		AS r(row bigint, unit bigint, base text, definition text, as_of date, count bigint)
)
SELECT g.row, 'as_of' AS field, day_fault(g.as_of, NULL, (:ask::jsonb ->> 'today')::date) AS code, NULL::text AS taken, true AS blocks
  FROM given g WHERE day_fault(g.as_of, NULL, (:ask::jsonb ->> 'today')::date) IS NOT NULL
UNION ALL
SELECT g.row, 'count', CASE WHEN f.count = g.count THEN 'population_recorded' ELSE 'population_differs' END, f.count::text,
	f.count <> g.count
  FROM given g JOIN population f ON f.unit_id = g.unit AND f.base = g.base AND f.definition = g.definition AND f.as_of = g.as_of
 ORDER BY 1, 2;

-- list_populations_made(ask)
WITH given AS MATERIALIZED (
	SELECT * FROM jsonb_to_recordset(:ask::jsonb -> 'rows')
		AS r(row bigint, unit bigint, base text, definition text, as_of date, count bigint, source text)
), made AS (
	INSERT INTO population (unit_id, base, definition, as_of, count, source)
	SELECT g.unit, g.base, g.definition, g.as_of, g.count, g.source FROM given g ORDER BY g.unit, g.base, g.definition, g.as_of
	    ON CONFLICT ON CONSTRAINT population_already_recorded DO NOTHING
	RETURNING *
)
-- FULL, though all that was made was asked for: such a join is never made in loops.
SELECT list_told((:ask::jsonb ->> 'import')::bigint, array_agg(g.row), array_agg(m.id), array_agg(md5(m::text)))
  FROM given g FULL JOIN made m ON m.unit_id = g.unit AND m.base = g.base AND m.definition = g.definition AND m.as_of = g.as_of;

-- list_populations_built(import) -> int
-- Changed since it was written.
SELECT count(*) FROM list_row r JOIN population x ON x.id = r.made_id
 WHERE r.import_id = :import AND (md5(x::text) <> r.made_print);

-- list_populations_undo(ask)
DELETE FROM population x USING list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.made_id = x.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
