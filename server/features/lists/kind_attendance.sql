-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of who came: the sheet of a class, from the office that organises it or from who teaches in it. Lists only add
-- marks: one that stands is corrected in the roll, with its reason. A row is a mark; or somebody's marks, each in the
-- column of its session ("marks": [{"at": 5, "session": 2, "status": "late"}]).

-- list_attendance_wrong(ask) -> list_wrong
-- The class has to be organised by the unit or below it. Which sessions may be marked now, and by whom, training says
-- (marks_times); a mark that stands already may be told at any time. What is wrong with one of several marks stands in its
-- column; how many of them are there already is told once a row.
WITH given AS (
	SELECT r.row, r.person, coalesce('@' || m.at, 'session') AS at, m.status, m.at IS NOT NULL AS wide,
		list_session((:ask::jsonb ->> 'class')::bigint, m.session, m.day) AS session
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, session bigint, day date, status text, marks jsonb)
	 CROSS JOIN LATERAL (SELECT NULL::bigint AS at, r.session, r.day, r.status WHERE r.status IS NOT NULL
		UNION ALL SELECT x.at, x.session, NULL, x.status FROM jsonb_to_recordset(r.marks) AS x(at bigint, session bigint, status text)) m
), stands AS (
	SELECT g.*, a.status AS stands FROM given g LEFT JOIN attendance a ON a.session_id = g.session AND a.person_id = g.person
), people AS (
	SELECT DISTINCT g.row, g.person FROM given g
)
SELECT g.row, 'full_name' AS field, 'class_unknown' AS code, NULL::text AS taken, true AS blocks FROM people g
 WHERE NOT EXISTS (SELECT FROM class c JOIN unit host ON host.id = c.host_unit_id JOIN unit u ON u.lo <= host.lo AND host.lo <= u.hi
	WHERE c.id = (:ask::jsonb ->> 'class')::bigint AND u.id = (:ask::jsonb ->> 'unit')::bigint)
UNION ALL
SELECT g.row, 'full_name', 'class_cancelled', NULL, true FROM people g
 WHERE EXISTS (SELECT FROM class c WHERE c.id = (:ask::jsonb ->> 'class')::bigint AND c.state = 'cancelled')
UNION ALL
SELECT g.row, g.at, CASE WHEN g.session IS NULL THEN 'session_unknown' ELSE 'session_unsaid' END, NULL, true
  FROM given g WHERE g.session IS NULL OR g.session = 0
UNION ALL
SELECT g.row, g.at, t.obstacle, NULL, true
  FROM stands g JOIN jsonb_to_recordset(:ask::jsonb -> 'times') AS t(session bigint, obstacle text) ON t.session = g.session
 WHERE t.obstacle IS NOT NULL AND g.stands IS DISTINCT FROM g.status
UNION ALL
SELECT g.row, CASE WHEN g.wide THEN g.at ELSE 'status' END, 'mark_differs', NULL, true FROM stands g WHERE g.stands <> g.status
UNION ALL
SELECT g.row, 'status', CASE WHEN g.wide THEN 'marks_recorded' ELSE 'mark_recorded' END, CASE WHEN g.wide THEN count(*)::text END, false
  FROM stands g WHERE g.stands = g.status GROUP BY g.row, g.wide
UNION ALL
SELECT g.row, 'full_name', 'walked_in', NULL, false FROM people g
 WHERE NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = (:ask::jsonb ->> 'class')::bigint AND e.person_id = g.person)
 ORDER BY 1, 5 DESC, 2;

-- list_attendance_made(ask)
-- Taken as of the session's end: what a device noted before it gives way, what was corrected after it stands.
WITH given AS MATERIALIZED (
	SELECT r.row, r.person, m.at, m.status, list_session((:ask::jsonb ->> 'class')::bigint, m.session, m.day) AS session,
		'list-' || (:ask::jsonb ->> 'import') || '-' || r.row || coalesce('-' || m.at, '') AS op
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, session bigint, day date, status text, marks jsonb)
	 CROSS JOIN LATERAL (SELECT NULL::bigint AS at, r.session, r.day, r.status WHERE r.status IS NOT NULL
		UNION ALL SELECT x.at, x.session, NULL, x.status FROM jsonb_to_recordset(r.marks) AS x(at bigint, session bigint, status text)) m
), held AS MATERIALIZED (
	SELECT s.id, s.class_id, least((:ask::jsonb ->> 'now')::timestamptz, t.ended) AS ended
	  FROM session s JOIN class c ON c.id = s.class_id
	  JOIN jsonb_to_recordset(:ask::jsonb -> 'times') AS t(session bigint, ended timestamptz) ON t.session = s.id
	 WHERE s.id IN (SELECT g.session FROM given g) ORDER BY s.id FOR NO KEY UPDATE OF c, s
), marked AS (
	INSERT INTO attendance (session_id, person_id, class_id, status, recorded_at, op)
	SELECT DISTINCT ON (h.id, g.person) h.id, g.person, h.class_id, g.status, h.ended, g.op
	  FROM given g JOIN held h ON h.id = g.session ORDER BY h.id, g.person, g.row, g.at
	    ON CONFLICT (session_id, person_id) DO NOTHING
	RETURNING *
), made AS (
	INSERT INTO attendance_history (session_id, person_id, before, after, recorded_at, received_at, account_id, op, stood)
	SELECT m.session_id, m.person_id, NULL, m.status, m.recorded_at, (:ask::jsonb ->> 'now')::timestamptz,
		(:ask::jsonb ->> 'account')::bigint, m.op, true
	  FROM marked m ORDER BY m.session_id, m.person_id
	RETURNING id, session_id, person_id, op
), ids AS (
	SELECT a.row, jsonb_agg(m.id ORDER BY m.id) FILTER (WHERE m.id IS NOT NULL) AS made
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS a(row bigint) LEFT JOIN given g ON g.row = a.row
	  LEFT JOIN made m ON m.session_id = g.session AND m.person_id = g.person AND m.op = g.op
	 GROUP BY a.row
)
SELECT list_told_many((:ask::jsonb ->> 'import')::bigint, jsonb_object_agg(i.row, coalesce(i.made, '[]'))) FROM ids i;

-- list_attendance_built(import) -> int
-- Another mark stands now, or none.
SELECT count(DISTINCT r.row) FROM list_row r CROSS JOIN LATERAL unnest(r.made_id || r.made_more) AS m(id)
  JOIN attendance_history h ON h.id = m.id
 WHERE r.import_id = :import AND NOT EXISTS (SELECT FROM attendance a
	WHERE a.session_id = h.session_id AND a.person_id = h.person_id AND a.op = h.op AND a.status = h.after);

-- list_attendance_undo(ask)
-- The history keeps both: that it was marked, and that it was taken back.
WITH back AS (
	DELETE FROM attendance a USING list_row r CROSS JOIN LATERAL unnest(r.made_id || r.made_more) AS m(id)
		JOIN attendance_history h ON h.id = m.id
	 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row > (:ask::jsonb ->> 'after')::bigint
	   AND r.row <= (:ask::jsonb ->> 'upto')::bigint
	   AND a.session_id = h.session_id AND a.person_id = h.person_id AND a.op = h.op
	RETURNING a.session_id, a.person_id, a.status, a.op
)
INSERT INTO attendance_history (session_id, person_id, before, after, recorded_at, received_at, account_id, op, stood)
SELECT b.session_id, b.person_id, b.status, 'unmarked', (:ask::jsonb ->> 'now')::timestamptz, (:ask::jsonb ->> 'now')::timestamptz,
	(:ask::jsonb ->> 'account')::bigint, b.op || '-back', true
  FROM back b ORDER BY b.session_id, b.person_id;
