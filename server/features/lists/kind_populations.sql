-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of population figures of territories.

-- list_populations_who(account, unit, today) -> bool
-- As runs_programme_of_unit.
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('programme_office', 'admin'));

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

-- list_populations_made(ask) -> int
WITH given AS MATERIALIZED (
	SELECT * FROM jsonb_to_recordset(:ask::jsonb -> 'rows')
		AS r(row bigint, unit bigint, base text, definition text, as_of date, count bigint, source text)
), made AS (
	INSERT INTO population (unit_id, base, definition, as_of, count, source)
	SELECT g.unit, g.base, g.definition, g.as_of, g.count, g.source FROM given g ORDER BY g.unit, g.base, g.definition, g.as_of
	    ON CONFLICT ON CONSTRAINT population_already_recorded DO NOTHING
	RETURNING *
), told AS (
	UPDATE list_row r SET made_id = m.id, made_print = md5(m::text), outcome = CASE WHEN m.id IS NULL THEN 'kept' ELSE 'made' END
	  FROM given g LEFT JOIN made m ON m.unit_id = g.unit AND m.base = g.base AND m.definition = g.definition AND m.as_of = g.as_of
	 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = g.row
   AND r.row BETWEEN (SELECT min(a.row) FROM given a) AND (SELECT max(a.row) FROM given a)
	RETURNING 1
)
SELECT 0::bigint FROM told LIMIT 1;

-- list_populations_built(import) -> int
-- Changed since it was written.
SELECT count(*) FROM list_row r JOIN population x ON x.id = r.made_id
 WHERE r.import_id = :import AND (md5(x::text) <> r.made_print);

-- list_populations_undo(ask)
DELETE FROM population x USING list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.made_id = x.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
