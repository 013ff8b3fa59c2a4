-- SPDX-License-Identifier: GPL-3.0-or-later
-- Classes a unit may send people to now.

-- classes_open_to_unit(unit, today, after, limit) -> open_class
-- Open and not over, the next one first. A quota is the unit's when it lies at, above or below it: quotas of a class never
-- lie inside one another. Free is what no other quota holds back.
SELECT c.id, c.code, c.course_code, c.course_title, c.host_unit_name, c.title, c.venue, c.capacity, c.taken, c.sessions,
	c.first_on, c.last_on, q.seats AS quota_seats, q.used AS quota_used,
	greatest(c.capacity - c.taken - q.held, 0) AS free, e.nominated, e.approved, e.waitlisted
  FROM unit top
 CROSS JOIN class_seen c
 CROSS JOIN LATERAL (
	SELECT sum(x.seats) FILTER (WHERE x.ours)::bigint AS seats, sum(x.used) FILTER (WHERE x.ours)::bigint AS used,
		coalesce(sum(greatest(x.seats - x.used, 0)) FILTER (WHERE NOT x.ours AND x.returned_on IS NULL), 0)::bigint AS held
	  FROM (SELECT y.seats, y.returned_on, (u.lo <= top.lo AND top.lo <= u.hi) OR u.lo BETWEEN top.lo AND top.hi AS ours,
			(SELECT count(*) FROM enrolment_line n JOIN unit s ON s.id = n.nominated_by_id
			  WHERE n.class_id = y.class_id AND n.state = 'approved' AND s.lo BETWEEN u.lo AND u.hi) AS used
		  FROM quota y JOIN unit u ON u.id = y.unit_id WHERE y.class_id = c.id) x) q
 CROSS JOIN LATERAL (
	SELECT count(*) FILTER (WHERE n.state = 'nominated') AS nominated, count(*) FILTER (WHERE n.state = 'approved') AS approved,
		count(*) FILTER (WHERE n.state = 'waitlisted') AS waitlisted
	  FROM enrolment_line n JOIN unit s ON s.id = n.nominated_by_id
	 WHERE n.class_id = c.id AND s.lo BETWEEN top.lo AND top.hi) e
 WHERE top.id = :unit AND c.state = 'open' AND (c.last_on IS NULL OR c.last_on >= :today::date)
   AND (:after::bigint IS NULL OR (coalesce(c.first_on, 'infinity'), c.id)
	> (SELECT coalesce(a.first_on, 'infinity'), a.id FROM class_seen a WHERE a.id = :after))
 ORDER BY coalesce(c.first_on, 'infinity'), c.id
 LIMIT :limit;
