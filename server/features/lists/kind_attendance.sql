-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of who came: the sheet of a class, from the office that organises it. Lists only add marks: one that stands is
-- corrected in the roll, with its reason.

-- list_attendance_wrong(ask) -> list_wrong
-- The class has to be organised by the unit or below it. Which sessions may be marked now, training says (marks_times).
WITH given AS (
	SELECT r.row, r.person, r.status, list_session((:ask::jsonb ->> 'class')::bigint, r.session, r.day) AS session
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, session bigint, day date, status text)
)
SELECT g.row, 'full_name' AS field, 'class_unknown' AS code, NULL::text AS taken, true AS blocks FROM given g
 WHERE NOT EXISTS (SELECT FROM class c JOIN unit host ON host.id = c.host_unit_id JOIN unit u ON u.lo <= host.lo AND host.lo <= u.hi
	WHERE c.id = (:ask::jsonb ->> 'class')::bigint AND u.id = (:ask::jsonb ->> 'unit')::bigint)
UNION ALL
SELECT g.row, 'full_name', 'class_cancelled', NULL, true FROM given g
 WHERE EXISTS (SELECT FROM class c WHERE c.id = (:ask::jsonb ->> 'class')::bigint AND c.state = 'cancelled')
UNION ALL
SELECT g.row, 'session', CASE WHEN g.session IS NULL THEN 'session_unknown' ELSE 'session_unsaid' END, NULL, true
  FROM given g WHERE g.session IS NULL OR g.session = 0
UNION ALL
SELECT g.row, 'session', t.obstacle, NULL, true
  FROM given g JOIN jsonb_to_recordset(:ask::jsonb -> 'times') AS t(session bigint, obstacle text) ON t.session = g.session
 WHERE t.obstacle IS NOT NULL
UNION ALL
SELECT g.row, 'status', CASE WHEN a.status = g.status THEN 'mark_recorded' ELSE 'mark_differs' END, NULL, a.status <> g.status
  FROM given g JOIN attendance a ON a.session_id = g.session AND a.person_id = g.person
UNION ALL
SELECT g.row, 'full_name', 'walked_in', NULL, false FROM given g
 WHERE NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = (:ask::jsonb ->> 'class')::bigint AND e.person_id = g.person)
 ORDER BY 1, 2;

-- list_attendance_made(ask)
-- Taken as of the session's end: what a device noted before it gives way, what was corrected after it stands.
WITH given AS MATERIALIZED (
	SELECT r.row, r.person, r.status, list_session((:ask::jsonb ->> 'class')::bigint, r.session, r.day) AS session
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, session bigint, day date, status text)
), held AS MATERIALIZED (
	SELECT s.id, s.class_id, least((:ask::jsonb ->> 'now')::timestamptz, t.ended) AS ended
	  FROM session s JOIN class c ON c.id = s.class_id
	  JOIN jsonb_to_recordset(:ask::jsonb -> 'times') AS t(session bigint, ended timestamptz) ON t.session = s.id
	 WHERE s.id IN (SELECT g.session FROM given g) ORDER BY s.id FOR NO KEY UPDATE OF c, s
), marked AS (
	INSERT INTO attendance (session_id, person_id, class_id, status, recorded_at, op)
	SELECT DISTINCT ON (h.id, g.person) h.id, g.person, h.class_id, g.status, h.ended,
		'list-' || (:ask::jsonb ->> 'import') || '-' || g.row
	  FROM given g JOIN held h ON h.id = g.session ORDER BY h.id, g.person, g.row
	    ON CONFLICT (session_id, person_id) DO NOTHING
	RETURNING *
), made AS (
	INSERT INTO attendance_history (session_id, person_id, before, after, recorded_at, received_at, account_id, op, stood)
	SELECT m.session_id, m.person_id, NULL, m.status, m.recorded_at, (:ask::jsonb ->> 'now')::timestamptz,
		(:ask::jsonb ->> 'account')::bigint, m.op, true
	  FROM marked m ORDER BY m.session_id, m.person_id
	RETURNING id, session_id, person_id, op
)
SELECT list_told((:ask::jsonb ->> 'import')::bigint, array_agg(g.row), array_agg(m.id), NULL)
  FROM given g LEFT JOIN made m ON m.session_id = g.session AND m.person_id = g.person
	AND m.op = 'list-' || (:ask::jsonb ->> 'import') || '-' || g.row;

-- list_attendance_built(import) -> int
-- Another mark stands now, or none.
SELECT count(*) FROM list_row r JOIN attendance_history h ON h.id = r.made_id
 WHERE r.import_id = :import AND NOT EXISTS (SELECT FROM attendance a
	WHERE a.session_id = h.session_id AND a.person_id = h.person_id AND a.op = h.op AND a.status = h.after);

-- list_attendance_undo(ask)
-- The history keeps both: that it was marked, and that it was taken back.
WITH back AS (
	DELETE FROM attendance a USING list_row r JOIN attendance_history h ON h.id = r.made_id
	 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row > (:ask::jsonb ->> 'after')::bigint
	   AND r.row <= (:ask::jsonb ->> 'upto')::bigint
	   AND a.session_id = h.session_id AND a.person_id = h.person_id AND a.op = h.op
	RETURNING a.session_id, a.person_id, a.status, a.op
)
INSERT INTO attendance_history (session_id, person_id, before, after, recorded_at, received_at, account_id, op, stood)
SELECT b.session_id, b.person_id, b.status, 'unmarked', (:ask::jsonb ->> 'now')::timestamptz, (:ask::jsonb ->> 'now')::timestamptz,
	(:ask::jsonb ->> 'account')::bigint, b.op || '-back', true
  FROM back b ORDER BY b.session_id, b.person_id;
