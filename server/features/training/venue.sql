-- SPDX-License-Identifier: GPL-3.0-or-later
-- Registered rooms: in one of them two sessions cannot be at once.

-- venues_of_unit(unit) -> venue
-- Of the unit and all below it.
SELECT v.id, v.unit_id AS unit, n.name AS unit_name, v.name, v.capacity
  FROM unit top
  JOIN unit u ON u.lo BETWEEN top.lo AND top.hi
  JOIN venue v ON v.unit_id = u.id
  LEFT JOIN LATERAL (SELECT w.name FROM unit_version w WHERE w.unit_id = u.id
	ORDER BY upper(w.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE top.id = :unit
 ORDER BY n.name, v.name, v.id;

-- venue_get(venue) -> venue
SELECT v.id, v.unit_id AS unit, n.name AS unit_name, v.name, v.capacity
  FROM venue v
  LEFT JOIN LATERAL (SELECT w.name FROM unit_version w WHERE w.unit_id = v.unit_id
	ORDER BY upper(w.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE v.id = :venue;

-- venue_add(unit, name, capacity) -> int
INSERT INTO venue (unit_id, name, capacity) VALUES (:unit, :name, :capacity) RETURNING id;

-- venue_edit(venue, name, capacity)
UPDATE venue SET name = :name, capacity = :capacity
 WHERE id = :venue AND (name, capacity) IS DISTINCT FROM (:name, :capacity::bigint);
