-- SPDX-License-Identifier: GPL-3.0-or-later
-- Classes as everybody may read of them: what, when, where. Nobody's name.

-- notices(today, limit) -> notice
-- Open classes that are not over; what begins first comes first.
SELECT c.id, c.code, c.title, c.course_title, c.host_unit_name AS host, c.state, k.voluntary, c.capacity, c.taken, c.venue AS place,
	o.audience, c.sessions, c.first_on, c.last_on
  FROM class_seen c JOIN class k ON k.id = c.id JOIN course o ON o.id = c.course
 WHERE c.state = 'open' AND c.last_on >= :today::date
 ORDER BY c.first_on, c.title, c.id LIMIT :limit;

-- notice_get(class) -> notice
-- A class that everybody was once told of: open, since closed or running, or cancelled while it was open.
SELECT c.id, c.code, c.title, c.course_title, c.host_unit_name AS host, c.state, k.voluntary, c.capacity, c.taken, c.venue AS place,
	o.audience, c.sessions, c.first_on, c.last_on
  FROM class_seen c JOIN class k ON k.id = c.id JOIN course o ON o.id = c.course JOIN feed_class f ON f.id = c.id
 WHERE c.id = :class AND (f.listed OR c.state IN ('closed', 'running'));

-- notice_sessions(class) -> notice_session
SELECT s.id, s.number, s.date, s.starts AS start, coalesce(s.ends, upper(s.during)::time) AS "end", s.periods,
	coalesce(v.name || ', ' || s.venue, v.name, s.venue, c.venue) AS place, s.cancelled OR c.state = 'cancelled' AS cancelled
  FROM session s JOIN class c ON c.id = s.class_id LEFT JOIN venue v ON v.id = s.venue_id
 WHERE s.class_id = :class ORDER BY s.date, s.starts, s.number LIMIT 500;
