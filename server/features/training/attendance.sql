-- SPDX-License-Identifier: GPL-3.0-or-later
-- Attendance: the roster of a session, the marks that come in, every one that ever came.

-- attendance_roster(session) -> roster_row
-- Everyone with a seat in the class and everyone marked, in Vietnamese order of names.
SELECT p.id AS person, p.code, p.full_name, n.name AS unit_name, coalesce(a.status, 'unmarked') AS status, a.note,
	e.id IS NOT NULL AS enrolled, a.recorded_at
  FROM session s
 CROSS JOIN LATERAL (
	SELECT x.person_id FROM enrolment x WHERE x.class_id = s.class_id AND x.state = 'approved'
	UNION SELECT x.person_id FROM attendance x WHERE x.session_id = s.id) w
  JOIN person p ON p.id = w.person_id
  LEFT JOIN enrolment e ON e.class_id = s.class_id AND e.person_id = p.id AND e.state = 'approved'
  LEFT JOIN attendance a ON a.session_id = s.id AND a.person_id = p.id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v
	WHERE v.unit_id = coalesce(e.nominated_by_id, (SELECT f.unit_id FROM affiliation f
		WHERE f.person_id = p.id AND f.valid @> s.date ORDER BY f.unit_id LIMIT 1))
	ORDER BY v.valid @> s.date DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE s.id = :session
 ORDER BY p.sort_name, p.id;

-- marks_resolved(marks, blinds) -> text
-- Whoever is named by code or personal number (`blinds` has its index, in order) gets the person's number, or none.
SELECT (jsonb_agg(m.mark || jsonb_build_object('person', coalesce((m.mark ->> 'person')::bigint,
		(SELECT p.id FROM person p WHERE p.code = m.mark ->> 'code'),
		(SELECT p.id FROM person p WHERE p.national_id_blind = :blinds::jsonb ->> (m.at - 1)::int))) ORDER BY m.at))::text
  FROM jsonb_array_elements(:marks::jsonb) WITH ORDINALITY AS m(mark, at);

-- marks_wrong(session, account, marks, today, needs_why) -> wrong
-- People named twice; people unknown to the class whom the account may not bring in: nobody is told whether such a
-- person exists; corrections that need a reason and have none. Who walks in is somebody the account may read
-- anyway; or, named by code or personal number, somebody who that day works or lives where the class's host is, or
-- where people are sent from.
WITH given AS (
	SELECT m.at - 1 AS at, m.person, m.status, m.note, m.why, m.code IS NOT NULL OR m.national_id IS NOT NULL AS named,
		CASE WHEN m.code IS NOT NULL THEN 'code' WHEN m.national_id IS NOT NULL THEN 'national_id' ELSE 'person' END AS by,
		row_number() OVER (PARTITION BY m.person ORDER BY m.at) AS time
	  FROM ROWS FROM (jsonb_to_recordset(:marks::jsonb) AS (person bigint, code text, national_id text, status text,
		note text, why text)) WITH ORDINALITY AS m(person, code, national_id, status, note, why, at)
), class AS (
	SELECT s.class_id AS id, s.date, c.host_unit_id AS host FROM session s JOIN class c ON c.id = s.class_id WHERE s.id = :session
), near AS (
	SELECT u.lo, u.hi FROM unit u WHERE u.id IN (SELECT host FROM class
		UNION SELECT q.unit_id FROM quota q JOIN class ON class.id = q.class_id
		UNION SELECT e.nominated_by_id FROM enrolment e JOIN class ON class.id = e.class_id)
), place AS (
	SELECT * FROM person_place WHERE person_id IN (SELECT person FROM given)
), stranger AS (
	SELECT g.* FROM given g CROSS JOIN class c
	 WHERE NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = c.id AND e.person_id = g.person)
	   AND NOT EXISTS (SELECT FROM attendance a WHERE a.session_id = :session AND a.person_id = g.person)
   AND NOT EXISTS (SELECT FROM attendance_history h WHERE h.session_id = :session AND h.person_id = g.person)
)
SELECT g.at, 'person' AS field, 'person_twice' AS code, NULL::text AS detail FROM given g
 WHERE g.time > 1 AND g.person IS NOT NULL
UNION ALL
SELECT g.at, g.by, CASE WHEN g.person IS NULL AND NOT g.named THEN 'required' ELSE 'person_unknown' END, NULL
  FROM stranger g
 WHERE NOT EXISTS (SELECT FROM place p JOIN unit x ON x.id = p.unit_id
		JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi JOIN role_grant r ON r.unit_id = u.id
		WHERE p.person_id = g.person AND r.account_id = :account AND r.valid @> :today::date AND r.role = ANY (p.readers) AND r.role <> 'auditor')
   AND NOT (g.named AND EXISTS (SELECT FROM place p CROSS JOIN class c JOIN unit x ON x.id = p.unit_id
		JOIN near ON x.lo BETWEEN near.lo AND near.hi
		WHERE p.person_id = g.person AND p.valid @> c.date))
UNION ALL
SELECT g.at, 'why', 'why_missing', NULL FROM given g
  JOIN attendance a ON a.session_id = :session AND a.person_id = g.person AND a.status <> g.status
 WHERE :needs_why AND g.why IS NULL
 ORDER BY 1, 2;

-- attendance_put(session, account, marks, now) -> marks_written
-- Which marks are new, which of them stand, in one statement. A mark is known by its op; without one by
-- its time, status and note; without a time of its own it is new only when it changes what stands. Of two
-- marks the later (recorded_at, op) stands whatever the order of arrival; a time that has not come yet is
-- cut to the arrival; a mark without a time is later than what it changes. Of a mark that was taken back the
-- history (`t`) goes on deciding what is later.
WITH given AS (
	SELECT m.person, m.status, CASE WHEN m.status <> 'unmarked' THEN m.note END AS note, coalesce(m.op, '') AS op, m.why,
		m.recorded_at AS said,
		coalesce(m.recorded_at > :now::timestamptz, false) AS clamped,
		coalesce(m.recorded_at <= :now::timestamptz, false) AS timed
	  FROM jsonb_to_recordset(:marks::jsonb) AS m(person bigint, status text, note text, recorded_at timestamptz,
		op text, why text)
), judged AS (
	SELECT g.*, coalesce(a.status, t.after) AS before, coalesce(a.note, t.note) AS note_before,
		coalesce(a.recorded_at, t.recorded_at) AS at_before, coalesce(a.op, t.op) AS op_before,
		CASE WHEN g.timed THEN g.said WHEN g.clamped THEN :now::timestamptz
			ELSE greatest(:now::timestamptz, coalesce(a.recorded_at, t.recorded_at) + interval '1 microsecond') END AS at
	  FROM given g
	  LEFT JOIN attendance a ON a.session_id = :session AND a.person_id = g.person
	  LEFT JOIN LATERAL (SELECT h.after, h.note, h.recorded_at, h.op FROM attendance_history h
		WHERE a.person_id IS NULL AND h.session_id = :session AND h.person_id = g.person AND h.stood
		ORDER BY h.id DESC LIMIT 1) t ON t.after = 'unmarked'
	 WHERE CASE WHEN g.op <> '' THEN NOT EXISTS (SELECT FROM attendance_history h
			WHERE h.session_id = :session AND h.person_id = g.person AND h.op = g.op)
		WHEN g.timed THEN (a.status, a.note, a.recorded_at, a.op) IS DISTINCT FROM (g.status, g.note, g.said, '')
			AND NOT EXISTS (SELECT FROM attendance_history h
				WHERE h.session_id = :session AND h.person_id = g.person AND h.op = '' AND h.after = g.status
				  AND h.recorded_at = g.said AND h.note IS NOT DISTINCT FROM g.note)
		ELSE (coalesce(a.status, 'unmarked'), a.note) IS DISTINCT FROM (g.status, g.note) END
), ranked AS (
	SELECT j.*, j.before IS NULL OR (j.at, j.op COLLATE "C", j.status COLLATE "C", coalesce(j.note, '') COLLATE "C")
		> (coalesce(j.at_before, '-infinity'), j.op_before COLLATE "C", j.before COLLATE "C",
			coalesce(j.note_before, '') COLLATE "C") AS stands
	  FROM judged j
), noted AS (
	INSERT INTO attendance_history (session_id, person_id, before, after, note, recorded_at, clamped, received_at,
		account_id, op, stood, why)
	SELECT :session, r.person, r.before, r.status, r.note, r.at, r.clamped, :now::timestamptz, :account, r.op,
		r.stands, r.why
	  FROM ranked r ORDER BY r.person
	RETURNING 1
), marked AS (
	INSERT INTO attendance AS a (session_id, person_id, class_id, status, note, recorded_at, op)
	SELECT s.id, r.person, s.class_id, r.status, r.note, r.at, r.op
	  FROM ranked r JOIN session s ON s.id = :session
	 WHERE r.stands AND r.status <> 'unmarked' ORDER BY r.person
	ON CONFLICT (session_id, person_id) DO UPDATE SET status = excluded.status, note = excluded.note,
		recorded_at = excluded.recorded_at, op = excluded.op
)
SELECT (SELECT count(*) FROM noted) AS history,
	(SELECT count(*) FROM ranked r WHERE r.stands
		AND (coalesce(r.before, 'unmarked'), r.note_before) IS DISTINCT FROM (r.status, r.note)) AS changed,
	(SELECT count(*) FROM ranked r WHERE NOT r.stands) AS overtaken,
	(SELECT count(*) FROM ranked r WHERE r.clamped) AS clamped;

-- marks_taken_back(session, marks)
-- Marks of which the last that stood says `unmarked` are gone: a statement of its own, for few rosters have any.
DELETE FROM attendance a
 USING jsonb_to_recordset(:marks::jsonb) AS m(person bigint, status text)
 WHERE m.status = 'unmarked' AND a.session_id = :session AND a.person_id = m.person
   AND (SELECT h.after FROM attendance_history h WHERE h.session_id = :session AND h.person_id = a.person_id AND h.stood
	ORDER BY h.id DESC LIMIT 1) = 'unmarked';

-- attendance_counts(session) -> mark_counts
SELECT count(*) FILTER (WHERE a.status = 'present') AS present, count(*) FILTER (WHERE a.status = 'late') AS late,
	count(*) FILTER (WHERE a.status = 'excused') AS excused, count(*) FILTER (WHERE a.status = 'unexcused') AS unexcused,
	count(*) FILTER (WHERE a.status IS NULL) AS unmarked
  FROM session s
 CROSS JOIN LATERAL (
	SELECT x.person_id FROM enrolment x WHERE x.class_id = s.class_id AND x.state = 'approved'
	UNION SELECT x.person_id FROM attendance x WHERE x.session_id = s.id) w
  LEFT JOIN attendance a ON a.session_id = s.id AND a.person_id = w.person_id
 WHERE s.id = :session;

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
