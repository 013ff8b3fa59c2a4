-- SPDX-License-Identifier: GPL-3.0-or-later
-- Seats of a class set aside for units: given by the organiser, or proposed by the gap.

-- quotas_of_class(class) -> quota
-- By code.
SELECT u.id AS unit, u.code, n.name, q.seats, q.used, q.free, q.origin, q.returned_on
  FROM quota_use q
  JOIN unit u ON u.id = q.unit_id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v WHERE v.unit_id = u.id
	ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE q.class_id = :class
 ORDER BY u.code COLLATE "C";

-- quotas_wrong(class, units, today) -> wrong
-- Codes nobody has, named twice, of units that are not there on any of the class's days (today, while it has none),
-- or of one unit below another: a person counts in one quota only.
WITH given AS (
	SELECT g.at - 1 AS at, g.code, u.id, u.lo, u.hi
	  FROM jsonb_array_elements_text(:units::jsonb) WITH ORDINALITY AS g(code, at)
	  LEFT JOIN unit u ON u.code = g.code
)
SELECT g.at, 'unit'::text AS field, CASE WHEN g.id IS NULL THEN 'quota_unit_unknown' ELSE 'quota_unit_named_twice' END AS code,
	g.code AS detail
  FROM given g WHERE g.id IS NULL OR EXISTS (SELECT FROM given b WHERE b.id = g.id AND b.at < g.at)
UNION ALL
SELECT g.at, 'unit', 'quota_unit_not_valid', g.code
  FROM given g JOIN class_seen c ON c.id = :class
 WHERE NOT EXISTS (SELECT FROM unit_version v WHERE v.unit_id = g.id
	AND v.valid && daterange(coalesce(c.first_on, :today::date), coalesce(c.last_on, :today::date), '[]'))
   AND g.id IS NOT NULL
UNION ALL
SELECT g.at, 'unit', 'quota_nested', g.code || ' < ' || min(b.code)
  FROM given g JOIN given b ON b.lo < g.lo AND g.lo <= b.hi
 GROUP BY g.at, g.code
 ORDER BY 1, 3;

-- quotas_put(class, quotas, origin) -> int
-- The whole list anew: what it does not name is gone, what it names is held back again. Run with the counter locked.
WITH given AS (
	SELECT u.id, g.seats FROM jsonb_to_recordset(:quotas::jsonb) AS g(unit text, seats bigint) JOIN unit u ON u.code = g.unit
), gone AS (
	DELETE FROM quota q WHERE q.class_id = :class AND NOT EXISTS (SELECT FROM given g WHERE g.id = q.unit_id)
), put AS (
	INSERT INTO quota (class_id, unit_id, seats, origin)
	SELECT :class, g.id, g.seats, :origin FROM given g ORDER BY g.id
	    ON CONFLICT (class_id, unit_id) DO UPDATE SET seats = excluded.seats, origin = excluded.origin, returned_on = NULL
	RETURNING 1
)
SELECT count(*) FROM put;

-- quota_claims(class, units, today) -> quota_claim
-- Of every unit named: how many of its people have a seat here already, and how many are uncovered: staff in the
-- unit or below it on the day who took part in nothing this calendar year and were not nominated here.
WITH unit_named AS (
	SELECT u.id, u.code, u.lo, u.hi FROM jsonb_array_elements_text(:units::jsonb) AS g(code) JOIN unit u ON u.code = g.code
), staff AS (
	SELECT DISTINCT n.id AS unit, a.person_id
	  FROM unit_named n
	  JOIN unit u ON n.lo <= u.lo AND u.lo <= n.hi
	  JOIN affiliation_line a ON a.unit_id = u.id AND a.valid @> :today::date AND a.category <> 'team_member'
), gap AS (
	SELECT s.unit, count(*) AS uncovered
	  FROM staff s
	 WHERE NOT EXISTS (SELECT FROM attended t WHERE t.person_id = s.person_id
			AND t.date BETWEEN date_trunc('year', :today::date)::date AND :today::date)
	   AND NOT EXISTS (SELECT FROM external_completion_line x WHERE x.person_id = s.person_id AND x.verified
			AND x.completed_on BETWEEN date_trunc('year', :today::date)::date AND :today::date)
	   AND NOT EXISTS (SELECT FROM enrolment_line e WHERE e.class_id = :class AND e.person_id = s.person_id
			AND e.state <> 'withdrawn')
	 GROUP BY s.unit
)
SELECT n.code AS unit, coalesce(g.uncovered, 0) AS uncovered,
	(SELECT count(*) FROM enrolment_line e JOIN unit b ON b.id = e.nominated_by_id
	  WHERE e.class_id = :class AND e.state = 'approved' AND b.lo BETWEEN n.lo AND n.hi) AS used
  FROM unit_named n LEFT JOIN gap g ON g.unit = n.id
 ORDER BY n.code COLLATE "C";
