-- SPDX-License-Identifier: GPL-3.0-or-later
-- What stands on the sheet people sign in a session.

-- sheet_session(session) -> sheet_session
SELECT s.class, s.class_code, s.class_title, k.title AS course_title, c.host_unit_id AS host_unit, s.number, s.date, s.start,
	s."end", s.periods, coalesce(s.venue_name, s.venue, c.venue) AS venue, s.trainer_name AS trainer, s.cancelled
  FROM session_seen s JOIN class c ON c.id = s.class JOIN course k ON k.id = c.course_id
 WHERE s.id = :session;

-- sheet_rows(session) -> sheet_row
-- Everyone with a seat and everyone marked, in Vietnamese order of names; the unit is the one that sent them, or where
-- they work that day.
SELECT p.id AS person, p.full_name, n.name AS unit
  FROM session s
 CROSS JOIN LATERAL (
	SELECT x.person_id FROM enrolment x WHERE x.class_id = s.class_id AND x.state = 'approved'
	UNION SELECT x.person_id FROM attendance x WHERE x.session_id = s.id) w
  JOIN person p ON p.id = w.person_id
  LEFT JOIN enrolment e ON e.class_id = s.class_id AND e.person_id = p.id AND e.state = 'approved'
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v
	WHERE v.unit_id = coalesce(e.nominated_by_id, (SELECT f.unit_id FROM affiliation_line f
		WHERE f.person_id = p.id AND f.valid @> s.date ORDER BY f.unit_id LIMIT 1))
	ORDER BY v.valid @> s.date DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE s.id = :session
 ORDER BY p.sort_name, p.id;
