-- SPDX-License-Identifier: GPL-3.0-or-later
-- The trainer closes the roll of a session.

-- closings_of_session(session) -> closing
SELECT x.id, x.closed_at, x.present, x.absent, x.headcount, x.note, a.name AS account
  FROM session_closing x LEFT JOIN account a ON a.id = x.account_id
 WHERE x.session_id = :session ORDER BY x.id;

-- closing_counts(session) -> closing_counts
-- Who is marked how; who has a seat and no mark is not counted yet.
SELECT s.class_id AS class, s.date, s.cancelled OR c.state = 'cancelled' AS cancelled,
	(SELECT count(*) FROM attendance a WHERE a.session_id = s.id AND a.status IN ('present', 'late')) AS present,
	(SELECT count(*) FROM attendance a WHERE a.session_id = s.id AND a.status IN ('excused', 'unexcused')) AS absent,
	(SELECT count(*) FROM enrolment_line e WHERE e.class_id = s.class_id AND e.state = 'approved'
		AND NOT EXISTS (SELECT FROM attendance a WHERE a.session_id = s.id AND a.person_id = e.person_id)) AS unmarked
  FROM session s JOIN class c ON c.id = s.class_id WHERE s.id = :session;

-- closing_add(session, class, account, now, present, absent, headcount, note) -> int
-- Nobody checks in any more.
WITH shut AS (
	UPDATE check_in SET closed_at = :now::timestamptz WHERE session_id = :session AND closed_at IS NULL
)
INSERT INTO session_closing (session_id, class_id, account_id, closed_at, present, absent, headcount, note)
VALUES (:session, :class, :account, :now::timestamptz, :present, :absent, :headcount, :note)
RETURNING id;
