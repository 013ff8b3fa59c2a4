-- SPDX-License-Identifier: GPL-3.0-or-later
-- Trainers a unit can name.

-- trainers_of_unit(unit, today) -> trainer
-- Who teaches in a class that the unit or one below it organises, or holds the role there; by name.
WITH place AS (
	SELECT u.id FROM unit top JOIN unit u ON u.lo BETWEEN top.lo AND top.hi WHERE top.id = :unit
), teaches AS (
	SELECT s.trainer_id AS id, count(*) FILTER (WHERE s.date >= :today::date AND NOT s.cancelled) AS sessions
	  FROM class c JOIN session s ON s.class_id = c.id
	 WHERE c.host_unit_id IN (SELECT id FROM place) AND s.trainer_id IS NOT NULL
	 GROUP BY s.trainer_id
), known AS (
	SELECT t.id, t.sessions FROM teaches t
	UNION ALL
	SELECT DISTINCT a.person_id, 0::bigint FROM role_grant g JOIN account a ON a.id = g.account_id
	 WHERE g.role = 'trainer' AND g.valid @> :today::date AND g.unit_id IN (SELECT id FROM place) AND a.person_id IS NOT NULL
	   AND NOT EXISTS (SELECT FROM teaches t WHERE t.id = a.person_id)
)
SELECT p.id, p.full_name, w.name AS unit_name, k.sessions
  FROM known k
  JOIN person p ON p.id = k.id
  LEFT JOIN LATERAL (SELECT v.name FROM affiliation_line a JOIN unit_version v ON v.unit_id = a.unit_id AND v.valid @> :today::date
	WHERE a.person_id = p.id AND a.valid @> :today::date ORDER BY a.id LIMIT 1) w ON true
 ORDER BY p.sort_name, p.id
 LIMIT 500;
