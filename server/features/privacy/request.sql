-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people ask about their own data.

-- privacy_reason_set(why) -> text
SELECT set_config('hocvu.reason', :why, true);

-- data_request_add(unit, person, kind, channel, received, third, said, account, now) -> int
INSERT INTO data_request (unit_id, person_id, kind, channel, received_on, third_party, said, reply_due, due, entered_by, entered_at)
SELECT :unit, :person, c.kind, :channel, :received, :third, :said, working_day_after(:received, c.reply_days),
	:received::date + CASE WHEN :third THEN c.days_third ELSE c.days END::int, :account, :now
  FROM request_clock c WHERE c.kind = :kind
RETURNING id;

-- data_request_unit(person) -> int
SELECT p.unit_id FROM person_place p WHERE p.person_id = :person ORDER BY upper(p.valid) DESC NULLS FIRST, p.unit_id LIMIT 1;

-- data_request_get(request, today) -> data_request
SELECT r.*,
	(SELECT n.name FROM unit_version n WHERE n.unit_id = r.unit ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) AS unit_name
  FROM data_request_seen(:today) r WHERE r.id = :request;

-- data_requests_of_unit(unit, state, overdue, today, after, limit) -> data_request
-- Of the unit and those below; what is due next comes first, what is closed last.
SELECT r.*,
	(SELECT n.name FROM unit_version n WHERE n.unit_id = r.unit ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) AS unit_name
  FROM unit top JOIN unit u ON u.lo BETWEEN top.lo AND top.hi JOIN data_request_seen(:today) r ON r.unit = u.id
 WHERE top.id = :unit AND (:state::text IS NULL OR r.state = :state) AND (:overdue::boolean IS NOT TRUE OR r.overdue)
   AND (:after::bigint IS NULL OR (coalesce(r.closed_on, '-infinity'), r.due, r.id)
	> (SELECT coalesce(a.closed_on, '-infinity'), a.due, a.id FROM data_request a WHERE a.id = :after))
 ORDER BY coalesce(r.closed_on, '-infinity'), r.due, r.id LIMIT :limit::int;

-- data_requests_mine(account, today, after, limit) -> data_request
SELECT r.*,
	(SELECT n.name FROM unit_version n WHERE n.unit_id = r.unit ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) AS unit_name
  FROM account a JOIN data_request_seen(:today) r ON r.person = a.person_id
 WHERE a.id = :account AND r.id > coalesce(:after::bigint, 0) ORDER BY r.id LIMIT :limit::int;

-- data_request_locked(request, today) -> request_head
SELECT r.id, r.person_id AS person, r.kind, r.state, r.extended_on IS NOT NULL AS extended, r.due < :today::date AS late,
	coalesce(person_on_duty(r.person_id), false) AS on_duty,
	EXISTS (SELECT FROM person p WHERE p.id = r.person_id AND p.anonymised_on IS NOT NULL) AS unknown
  FROM data_request r WHERE r.id = :request FOR UPDATE;

-- data_request_turn(request, step, law, why, today, account)
-- Doing or refusing at once is the first answer too.
UPDATE data_request r
   SET state = CASE WHEN :step::text = 'extended' THEN r.state ELSE :step END,
	due = r.due + CASE WHEN :step = 'extended' THEN c.days_more ELSE 0 END::int,
	extended_on = CASE WHEN :step = 'extended' THEN :today::date ELSE r.extended_on END,
	extension_why = CASE WHEN :step = 'extended' THEN :why::text ELSE r.extension_why END,
	replied_on = CASE WHEN :step = 'extended' THEN r.replied_on ELSE coalesce(r.replied_on, :today::date) END,
	closed_on = CASE WHEN :step IN ('done', 'refused') THEN :today::date END,
	closed_by = CASE WHEN :step IN ('done', 'refused') THEN :account::bigint END,
	law = CASE WHEN :step = 'refused' THEN :law::text END,
	outcome = CASE WHEN :step = 'extended' THEN r.outcome ELSE :why::text END
  FROM request_clock c WHERE c.kind = r.kind AND r.id = :request;

-- person_restrict(person, since)
-- Since when it is restricted stays the first day.
UPDATE person SET restricted_on = CASE WHEN :since::date IS NOT NULL THEN coalesce(restricted_on, :since) END
 WHERE id = :person AND (restricted_on IS NULL) = (:since::date IS NOT NULL);

-- consents_holding(person) -> int
SELECT count(*) FROM consent c WHERE c.person_id = :person AND c.withdrawn_on IS NULL;

-- privacy_reminders(account, today, now) -> reminders
-- What waits in the units where the account runs the programme.
WITH mine AS MATERIALIZED (
	SELECT DISTINCT x.id FROM role_grant g JOIN unit u ON u.id = g.unit_id JOIN unit x ON x.lo BETWEEN u.lo AND u.hi
	 WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
)
SELECT (SELECT count(*) FROM data_request r JOIN mine ON mine.id = r.unit_id WHERE r.closed_on IS NULL) AS requests_open,
	(SELECT count(*) FROM data_request r JOIN mine ON mine.id = r.unit_id WHERE r.closed_on IS NULL
		AND (r.due < :today::date OR r.replied_on IS NULL AND r.reply_due < :today::date)) AS requests_overdue,
	(SELECT count(*) FROM breach b JOIN mine ON mine.id = b.unit_id WHERE b.notified_at IS NULL AND b.closed_at IS NULL) AS breaches_to_notify,
	(SELECT count(*) FROM breach b JOIN mine ON mine.id = b.unit_id WHERE b.notified_at IS NULL AND b.closed_at IS NULL
		AND b.discovered_at + interval '72 hours' < :now::timestamptz) AS breaches_overdue,
	(SELECT count(*) FROM retention_proposal p JOIN mine ON mine.id = p.unit_id WHERE p.state = 'proposed') AS retention_proposed;
