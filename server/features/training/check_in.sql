-- SPDX-License-Identifier: GPL-3.0-or-later
-- Learners check in by themselves: which sessions are open to it, who said so.

-- check_in_of_session(session, today) -> check_in_head
-- Whether its code answers now, how many said they are there, and of how many who have a seat.
SELECT s.id AS session, s.date, s.cancelled OR c.state = 'cancelled' AS cancelled,
	coalesce(i.closed_at IS NULL AND s.date = :today::date, false) AND i.session_id IS NOT NULL AS open,
	(SELECT count(*) FROM check_in_claim k WHERE k.session_id = s.id) AS claims,
	(SELECT count(*) FROM enrolment_line e WHERE e.class_id = s.class_id AND e.state = 'approved') AS seats
  FROM session s JOIN class c ON c.id = s.class_id LEFT JOIN check_in i ON i.session_id = s.id
 WHERE s.id = :session;

-- check_in_turn(session, open, account, now)
-- Opens it, again if need be, or closes it.
INSERT INTO check_in (session_id, opened_at, opened_by, closed_at)
VALUES (:session, :now::timestamptz, :account, CASE WHEN :open::boolean THEN NULL ELSE :now::timestamptz END)
    ON CONFLICT (session_id) DO UPDATE SET closed_at = excluded.closed_at,
	opened_at = CASE WHEN :open::boolean AND check_in.closed_at IS NOT NULL THEN excluded.opened_at ELSE check_in.opened_at END,
	opened_by = CASE WHEN :open::boolean AND check_in.closed_at IS NOT NULL THEN excluded.opened_by ELSE check_in.opened_by END;

-- check_ins_mine(account, today) -> check_in_mine
-- My sessions of today: whether a code is asked for, whether I said that I am there, and what the trainer marked.
SELECT s.id, s.class, s.class_title, s.date, s.start, s."end", coalesce(s.venue_name, s.venue) AS venue, s.trainer_name,
	i.session_id IS NOT NULL AND i.closed_at IS NULL AND NOT s.cancelled AS open, k.claimed_at, a.status
  FROM account me
  JOIN enrolment e ON e.person_id = me.person_id AND e.state = 'approved'
  JOIN session_seen s ON s.class = e.class_id AND s.date = :today::date AND NOT s.cancelled
  LEFT JOIN check_in i ON i.session_id = s.id
  LEFT JOIN check_in_claim k ON k.session_id = s.id AND k.person_id = me.person_id
  LEFT JOIN attendance a ON a.session_id = s.id AND a.person_id = me.person_id
 WHERE me.id = :account AND s.class_state <> 'cancelled'
 ORDER BY s.start NULLS FIRST, s.id;

-- check_in_claim_add(account, session, at, arrival)
-- The first time counts.
INSERT INTO check_in_claim (session_id, person_id, class_id, account_id, claimed_at, arrival)
SELECT s.id, me.person_id, s.class_id, me.id, :at::timestamptz, :arrival
  FROM account me CROSS JOIN session s WHERE me.id = :account AND s.id = :session
    ON CONFLICT (session_id, person_id) DO NOTHING;
