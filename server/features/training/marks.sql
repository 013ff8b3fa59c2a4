-- SPDX-License-Identifier: GPL-3.0-or-later
-- Marks that come in for a session.

-- roster_standing(session, class) -> standing
-- Everyone who was sent to the class or is marked, by number, with the mark that stands. Who
-- was sent is read as a line: the lock on rows costs more to plan than the roster to read.
SELECT e.person_id AS person, e.state = 'approved' AS seated, a.status, a.note, a.recorded_at, a.op
  FROM enrolment_line e LEFT JOIN attendance a ON a.session_id = :session AND a.person_id = e.person_id
 WHERE e.class_id = :class
UNION ALL
SELECT a.person_id, false, a.status, a.note, a.recorded_at, a.op
  FROM attendance a
 WHERE a.session_id = :session AND NOT EXISTS (SELECT FROM enrolment_line e WHERE e.class_id = :class AND e.person_id = a.person_id)
 ORDER BY 1;

-- marks_named(codes, blinds) -> mark_named
-- The numbers of people who are named by code or personal number; `at` counts from 0.
SELECT n.at - 1 AS at, n.person FROM people_named(:codes::text[], :blinds::text[]) n ORDER BY n.at;

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
	SELECT * FROM person_place WHERE person_id = ANY (ARRAY(SELECT person FROM given))
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

-- marks_past(session, people, statuses, notes, times, ops) -> mark_past
-- What the history knows of marks (`at` counts from 0): that they came before, by op, or without one by time, status
-- and note; and the taking back of a mark that was the last to stand.
SELECT g.at - 1 AS at, t.after AS status, t.note, t.recorded_at, t.op, CASE WHEN g.op <> '' THEN EXISTS (
		SELECT FROM attendance_history h WHERE h.session_id = :session AND h.person_id = g.person AND h.op = g.op)
	ELSE EXISTS (SELECT FROM attendance_history h
		WHERE h.session_id = :session AND h.person_id = g.person AND h.op = '' AND h.after = g.status
		  AND h.recorded_at = g.time AND h.note IS NOT DISTINCT FROM g.note) END AS known
  FROM unnest(:people::bigint[], :statuses::text[], :notes::text[], :times::timestamptz[], :ops::text[])
	WITH ORDINALITY AS g(person, status, note, time, op, at)
  LEFT JOIN LATERAL (SELECT h.after, h.note, h.recorded_at, h.op FROM attendance_history h
	WHERE h.session_id = :session AND h.person_id = g.person AND h.stood
	ORDER BY h.id DESC LIMIT 1) t ON t.after = 'unmarked'
 ORDER BY g.at;

-- marks_write(session, class, account, now, people, befores, statuses, notes, times, clamped, ops, stood, whys)
-- New marks into the history, those that stand into the roster. In order of people. A roster that both adds marks and
-- changes some brings the counters after in two steps: its people are locked in one order before, or two rosters of
-- two classes with the same people would wait for each other for good.
WITH given AS MATERIALIZED (
	SELECT * FROM unnest(:people::bigint[], :befores::text[], :statuses::text[], :notes::text[], :times::timestamptz[],
			:clamped::boolean[], :ops::text[], :stood::boolean[], :whys::text[])
		AS m(person, before, status, note, time, clamped, op, stood, why)
), held AS MATERIALIZED (
	SELECT p.id FROM person p
	 WHERE p.id = ANY (:people::bigint[])
	   AND (SELECT count(DISTINCT coalesce(m.before, 'unmarked') = 'unmarked') FROM given m WHERE m.stood) > 1
	 ORDER BY p.id FOR NO KEY UPDATE
), noted AS (
	INSERT INTO attendance_history (session_id, person_id, before, after, note, recorded_at, clamped, received_at,
		account_id, op, stood, why)
	SELECT :session, m.person, m.before, m.status, m.note, m.time, m.clamped, :now::timestamptz, :account, m.op,
		m.stood, m.why
	  FROM given m
)
INSERT INTO attendance AS a (session_id, person_id, class_id, status, note, recorded_at, op)
SELECT :session, m.person, :class, m.status, m.note, m.time, m.op
  FROM given m
 WHERE m.stood AND m.status <> 'unmarked' AND (SELECT count(*) FROM held) >= 0
    ON CONFLICT (session_id, person_id) DO UPDATE SET status = excluded.status, note = excluded.note,
	recorded_at = excluded.recorded_at, op = excluded.op;

-- marks_taken_back(session, people)
DELETE FROM attendance a WHERE a.session_id = :session AND a.person_id = ANY (:people::bigint[]);
