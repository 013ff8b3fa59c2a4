-- SPDX-License-Identifier: GPL-3.0-or-later
-- Attendance: the roster of a session, every mark that ever came.

-- attendance_roster(session) -> roster_row
-- Everyone with a seat in the class and everyone marked, in Vietnamese order of names. Each table stands here once: the
-- lock on rows is set up anew for every time one is named.
SELECT p.id AS person, p.code, p.full_name, n.name AS unit_name, coalesce(w.status, 'unmarked') AS status, w.note,
	w.enrolled, w.recorded_at, k.claimed_at
  FROM session s
 CROSS JOIN LATERAL (
	SELECT coalesce(e.person_id, a.person_id) AS person_id, e.person_id IS NOT NULL AS enrolled, e.nominated_by_id,
		a.status, a.note, a.recorded_at
	  FROM (SELECT x.person_id, x.nominated_by_id FROM enrolment x WHERE x.class_id = s.class_id AND x.state = 'approved') e
	  FULL JOIN (SELECT x.person_id, x.status, x.note, x.recorded_at FROM attendance x WHERE x.session_id = s.id) a
	    ON a.person_id = e.person_id) w
  JOIN person p ON p.id = w.person_id
  LEFT JOIN check_in_claim k ON k.session_id = s.id AND k.person_id = p.id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v
	WHERE v.unit_id = coalesce(w.nominated_by_id, (SELECT f.unit_id FROM affiliation_line f
		WHERE f.person_id = p.id AND f.valid @> s.date ORDER BY f.unit_id LIMIT 1))
	ORDER BY v.valid @> s.date DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE s.id = :session
 ORDER BY p.sort_name, p.id;

-- attendance_history_page(session, after, limit) -> mark_event
-- Every distinct mark in order of arrival.
SELECT h.id, h.person_id AS person, p.full_name, h.before, h.after, h.note, h.recorded_at, h.clamped, h.received_at,
	a.name AS account, nullif(h.op, '') AS op, h.stood, h.why
  FROM attendance_history h
  JOIN person p ON p.id = h.person_id
  LEFT JOIN account a ON a.id = h.account_id
 WHERE h.session_id = :session AND (:after::bigint IS NULL OR h.id > :after)
 ORDER BY h.id
 LIMIT :limit;
