-- SPDX-License-Identifier: GPL-3.0-or-later
-- The classes somebody is sent to, as that person sees them.

-- classes_mine(account, today, now, after, limit) -> my_class
-- The one whose next session comes first stands first, then what is over, latest first. A session is next until it has ended.
WITH clock AS (
	SELECT (:now::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::time AS time
), mine AS (
	SELECT e.id, e.class_id AS class, c.code AS class_code, c.title, c.course_title, c.host_unit_name AS host, c.state AS class_state,
		k.voluntary, e.state, e.changed_at, e.why, v.name AS sent_by, c.sessions, c.first_on, c.last_on,
		(SELECT count(*) FROM session s WHERE s.class_id = c.id AND NOT s.cancelled AND s.date >= :today::date) AS sessions_left,
		n.number AS next_number, n.date AS next_on, n.starts AS next_start, n.ends AS next_end, n.place AS next_place
	  FROM account a
	  JOIN enrolment e ON e.person_id = a.person_id
	  JOIN class_seen c ON c.id = e.class_id
	  JOIN class k ON k.id = e.class_id
	  LEFT JOIN LATERAL (SELECT x.name FROM unit_version x WHERE x.unit_id = e.nominated_by_id
		ORDER BY upper(x.valid) DESC NULLS FIRST LIMIT 1) v ON true
	  LEFT JOIN LATERAL (SELECT s.number, s.date, s.starts, coalesce(s.ends, upper(s.during)::time) AS ends,
			coalesce(r.name || ', ' || s.venue, r.name, s.venue, c.venue) AS place
		FROM session s CROSS JOIN clock LEFT JOIN venue r ON r.id = s.venue_id
		WHERE s.class_id = c.id AND NOT s.cancelled AND c.state <> 'cancelled' AND (s.date > :today::date
			OR s.date = :today::date AND coalesce(s.ends, upper(s.during)::time, '23:59') > clock.time)
		ORDER BY s.date, s.starts, s.number LIMIT 1) n ON true
	 WHERE a.id = :account
), placed AS (
	SELECT m.*, row_number() OVER (ORDER BY m.state IN ('withdrawn', 'rejected'), m.next_on, m.next_start, m.last_on DESC NULLS LAST, m.id DESC) AS row
	  FROM mine m
)
SELECT p.id, p.class, p.class_code, p.title, p.course_title, p.host, p.class_state, p.voluntary, p.state, p.changed_at, p.why, p.sent_by,
	p.sessions, p.sessions_left, p.first_on, p.last_on, p.next_number, p.next_on, p.next_start, p.next_end, p.next_place
  FROM placed p
 WHERE :after::bigint IS NULL OR p.row > (SELECT a.row FROM placed a WHERE a.id = :after)
 ORDER BY p.row
 LIMIT :limit;

-- home_unit(person, today) -> int
-- Where somebody lives today; nothing when that is not known.
SELECT r.unit_id FROM residence r WHERE r.person_id = :person AND r.valid @> :today::date LIMIT 1;

-- consent_holds(person) -> bool
SELECT consented(:person, 'voluntary_class');
