-- SPDX-License-Identifier: GPL-3.0-or-later
-- The outbox as the job that sends sees it, and as people do.

-- mail_alive(urgent_days) -> bool
SELECT mail_alive(:urgent_days);

-- mail_claim(now, today, most, a_minute) -> mail_due
SELECT m.id, m.uid::text AS uid, m.kind, m.about, m.offered, m.tries, m.code AS person_code, m.email_sealed, m.pending_sealed,
	m.code_sealed, m.language, m.wanted, m.class, m.class_code, m.host, m.session_uid::text AS session_uid, m.number, m.date,
	m.starts AS start, m.ends AS "end", m.periods, m.place, m.sequence, m.changed_at AS changed, m.cancelled, m.why, m.words, m.day
  FROM mail_claim(:now, :today, :most::bigint, :a_minute::bigint) m;

-- mail_settle(now, outcomes) -> int
SELECT mail_settle(:now, :outcomes::jsonb);

-- mail_back(mark, status, now) -> mail_returned
SELECT b.id, b.outcome FROM mail_came_back(:mark::text::uuid, :status::text, :now::timestamptz) b;

-- mail_old(now, days) -> int
SELECT mail_old(:now, :days);

-- mail_remind(today) -> int
SELECT mail_remind(:today);

-- mail_state_now() -> mail_state
SELECT s.waiting, s.again, s.undelivered, s.oldest_at, s.reason FROM mail_state s;

-- mails_page(state, person, after, limit) -> mail
-- Of people of the account's office; those nobody asks for by state are what is not delivered.
SELECT m.id, m.kind, m.about, m.person_id AS person, p.full_name, m.class_id AS class, c.title AS class_title, m.state, m.tries, m.reason,
	m.answer, m.queued_at AS queued, m.tried_at AS tried, m.next_at AS next, m.done_at AS done
  FROM mail m JOIN person p ON p.id = m.person_id LEFT JOIN class c ON c.id = m.class_id
 WHERE CASE coalesce(:state::text, 'undelivered') WHEN 'undelivered' THEN m.state IN ('failed', 'late') OR m.state = 'waiting' AND m.reason IS NOT NULL
	ELSE m.state = :state END
   AND (:person::bigint IS NULL OR m.person_id = :person) AND m.kind NOT LIKE 'address%'
   AND (:after::bigint IS NULL OR m.id < :after)
 ORDER BY m.id DESC LIMIT :limit;

-- mails_turn(mails, step, now) -> mail_turned
-- Tried again from the beginning, or not any more. Only those the account sees.
WITH asked AS (
	SELECT DISTINCT a.value::bigint AS id FROM jsonb_array_elements_text(:mails::jsonb) AS a(value)
), known AS (
	SELECT m.id, m.state, m.claimed_until > :now::timestamptz AS sending
	  FROM asked a JOIN mail m ON m.id = a.id AND m.kind NOT LIKE 'address%' ORDER BY m.id FOR UPDATE OF m
), turned AS (
	UPDATE mail m SET state = CASE :step::text WHEN 'retry' THEN 'waiting' ELSE 'stopped' END, next_at = NULL,
		tries = CASE :step WHEN 'retry' THEN 0 ELSE m.tries END, queued_at = CASE :step WHEN 'retry' THEN :now ELSE m.queued_at END,
		useless_at = CASE :step WHEN 'retry' THEN NULL ELSE m.useless_at END,
		reason = CASE :step WHEN 'retry' THEN NULL ELSE 'mail_stopped' END,
		done_at = CASE :step WHEN 'retry' THEN NULL ELSE :now END
	  FROM known k
	 WHERE m.id = k.id AND CASE :step WHEN 'retry' THEN k.state IN ('failed', 'late', 'stopped') OR k.state = 'waiting' AND k.sending IS NOT TRUE
		ELSE k.state IN ('waiting', 'failed', 'late') END
	RETURNING m.id
)
SELECT a.id, CASE WHEN t.id IS NOT NULL THEN 'done' ELSE 'skipped' END AS outcome,
	CASE WHEN k.id IS NULL THEN 'mail_unknown' WHEN t.id IS NOT NULL THEN NULL WHEN k.sending THEN 'mail_sending' WHEN k.state = 'sent' THEN 'mail_sent_already'
		ELSE 'mail_stopped_already' END AS why
  FROM asked a LEFT JOIN known k ON k.id = a.id LEFT JOIN turned t ON t.id = a.id ORDER BY a.id;
