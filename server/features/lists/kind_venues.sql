-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of rooms.

-- list_venues_wrong(ask) -> list_wrong
-- A room that is registered is left as it is; that it has another number of seats is told.
SELECT g.row, CASE WHEN v.capacity IS DISTINCT FROM coalesce(g.capacity, v.capacity) THEN 'capacity' ELSE 'venue' END AS field,
	CASE WHEN v.capacity IS DISTINCT FROM coalesce(g.capacity, v.capacity) THEN 'venue_differs' ELSE 'venue_recorded' END AS code,
	v.capacity::text AS taken, false AS blocks
  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS g(row bigint, unit bigint, venue text, capacity bigint)
  JOIN venue v ON v.unit_id = g.unit AND v.name = g.venue
 ORDER BY 1, 2;

-- list_venues_made(ask)
WITH given AS MATERIALIZED (
	SELECT * FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, unit bigint, venue text, capacity bigint)
), made AS (
	INSERT INTO venue (unit_id, name, capacity)
	SELECT g.unit, g.venue, g.capacity FROM given g ORDER BY g.unit, g.venue
	    ON CONFLICT ON CONSTRAINT venue_already_registered DO NOTHING
	RETURNING *
)
-- FULL, though all that was made was asked for: such a join is never made in loops.
SELECT list_told((:ask::jsonb ->> 'import')::bigint, array_agg(g.row), array_agg(m.id), array_agg(md5(m::text)))
  FROM given g FULL JOIN made m ON m.unit_id = g.unit AND m.name = g.venue;

-- list_venues_built(import) -> int
-- Changed since it was written, or used.
SELECT count(*) FROM list_row r JOIN venue x ON x.id = r.made_id
 WHERE r.import_id = :import AND (md5(x::text) <> r.made_print OR EXISTS (SELECT FROM session s WHERE s.venue_id = x.id));

-- list_venues_undo(ask)
DELETE FROM venue x USING list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.made_id = x.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
