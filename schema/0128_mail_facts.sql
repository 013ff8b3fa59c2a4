-- SPDX-License-Identifier: GPL-3.0-or-later
-- The other facts people are mailed about: sessions and classes that change, days by which something is due, accounts.

-- migrate:up
CREATE FUNCTION mail_today() RETURNS date LANGUAGE sql STABLE AS $$
	SELECT coalesce(nullif(current_setting('hocvu.today', true), '')::date, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) $$;
COMMENT ON FUNCTION mail_today() IS 'The day of the request, or the clock''s';

-- A change of time, place or status (the feeds' sequence) that is near, to who has a seat and who teaches; who was told
-- of a session once is told of each later change, because their own calendar has it now. Of a class that is cancelled the
-- mail about the class says enough, but to those calendars.
CREATE FUNCTION mail_of_sessions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO mail (kind, person_id, class_id, session_id, useless_at)
	SELECT 'session_changed', r.person_id, n.class_id, n.id,
		(n.date + coalesce(n.starts, time '23:59')) AT TIME ZONE 'Asia/Ho_Chi_Minh'
	  FROM mail_house h
	  JOIN changed n ON h.seen_at > clock_timestamp() - interval '1 day'
	  JOIN former o ON o.id = n.id AND n.sequence > o.sequence AND greatest(o.date, n.date) >= mail_today()
	  JOIN class c ON c.id = n.class_id AND c.state IN ('open', 'closed', 'running', 'cancelled')
	 CROSS JOIN LATERAL (SELECT e.person_id FROM enrolment e WHERE e.class_id = n.class_id AND e.state = 'approved'
		UNION SELECT n.trainer_id WHERE n.trainer_id IS NOT NULL) r
	 WHERE (c.state <> 'cancelled' AND least(o.date, n.date) <= mail_today() + h.urgent_days::int
		OR EXISTS (SELECT FROM mail m WHERE m.person_id = r.person_id AND m.session_id = n.id AND m.method = 'REQUEST'))
	   AND mail_takes(r.person_id, 'session_changed')
	 ORDER BY n.id, r.person_id;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION mail_of_sessions() IS 'Writes mails about sessions that change soon before they begin';
CREATE TRIGGER mail_of_sessions AFTER UPDATE ON session REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT
	WHEN (session_user <> 'hocvu_job') EXECUTE FUNCTION mail_of_sessions();

-- Cancelled: to who is in it, waits, teaches. Opened: to the heads of units that have seats in it.
CREATE FUNCTION mail_of_classes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF NEW.state = 'cancelled' AND OLD.state IN ('open', 'closed', 'running') THEN
		INSERT INTO mail (kind, person_id, class_id)
		SELECT 'class_cancelled', r.person_id, NEW.id
		  FROM (SELECT e.person_id FROM enrolment e WHERE e.class_id = NEW.id AND e.state IN ('nominated', 'approved', 'waitlisted')
			UNION SELECT s.trainer_id FROM session s WHERE s.class_id = NEW.id AND NOT s.cancelled AND s.date >= mail_today()
			  AND s.trainer_id IS NOT NULL) r
		 WHERE mail_takes(r.person_id, 'class_cancelled') ORDER BY r.person_id;
	ELSIF NEW.state = 'open' AND OLD.state = 'draft' THEN
		INSERT INTO mail (kind, person_id, class_id)
		SELECT DISTINCT 'class_opened', a.person_id, NEW.id
		  FROM quota q JOIN unit u ON u.id = q.unit_id
		  JOIN unit above ON u.lo BETWEEN above.lo AND above.hi
		  JOIN role_grant g ON g.unit_id = above.id AND g.role = 'unit_head' AND g.valid @> mail_today()
		  JOIN account a ON a.id = g.account_id AND a.disabled_at IS NULL AND a.person_id IS NOT NULL
		 WHERE q.class_id = NEW.id AND q.seats > 0 AND mail_takes(a.person_id, 'class_opened') ORDER BY a.person_id;
	END IF;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION mail_of_classes() IS 'Writes mails about classes opened and cancelled';
CREATE TRIGGER mail_of_classes AFTER UPDATE OF state ON class FOR EACH ROW
	WHEN (OLD.state IS DISTINCT FROM NEW.state AND session_user <> 'hocvu_job') EXECUTE FUNCTION mail_of_classes();

-- What somebody else can do to an account, and what its owner should hear of in any case.
CREATE FUNCTION mail_of_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO mail (kind, about, person_id)
	SELECT 'account', TG_ARGV[0], a.person_id FROM account a
	 WHERE a.id = CASE WHEN TG_TABLE_NAME = 'account' THEN (to_jsonb(NEW) ->> 'id')::bigint
		ELSE (coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> 'account_id')::bigint END
	   AND a.disabled_at IS NULL AND a.person_id IS NOT NULL AND mail_takes(a.person_id, 'account');
	RETURN NULL;
END$$;
COMMENT ON FUNCTION mail_of_accounts() IS 'Writes mails about what was done to an account';
CREATE TRIGGER mail_of_accounts AFTER UPDATE OF password_hash ON account FOR EACH ROW
	WHEN (OLD.password_hash <> NEW.password_hash AND NEW.must_change) EXECUTE FUNCTION mail_of_accounts('password_reset');
CREATE TRIGGER mail_of_factors AFTER UPDATE OF secret_sealed ON account_factor FOR EACH ROW
	WHEN (NEW.secret_sealed IS NOT NULL AND OLD.secret_sealed IS DISTINCT FROM NEW.secret_sealed
		AND current_setting('hocvu.rekey', true) IS DISTINCT FROM 'on' AND session_user <> 'hocvu_job')
	EXECUTE FUNCTION mail_of_accounts('factor_set');
CREATE TRIGGER mail_of_factors_gone AFTER DELETE ON account_factor FOR EACH ROW
	WHEN (OLD.secret_sealed IS NOT NULL) EXECUTE FUNCTION mail_of_accounts('factor_reset');

-- "Before 10/12" is meant strictly: the last day is 9/12.
CREATE FUNCTION report_next(day date) RETURNS TABLE (duty bigint, before date) LANGUAGE sql STABLE AS $$
	SELECT d.id, n.before
	  FROM public.report_duty d JOIN public.plan p ON p.id = d.plan_id
	 CROSS JOIN LATERAL (SELECT make_date(extract(year FROM day)::int, d.before_month::int, d.before_day::int) AS date) y
	 CROSS JOIN LATERAL (SELECT CASE WHEN y.date > day THEN y.date ELSE (y.date + interval '1 year')::date END AS before) n
	 WHERE (p.period_to IS NULL OR n.before - 1 <= p.period_to) AND (p.period_from IS NULL OR n.before > p.period_from) $$;
COMMENT ON FUNCTION report_next(date) IS 'Reports of plans that run, each with the day before which it is due next';

-- What has a day: reports a week and a day ahead, to programme offices below whoever issued the plan; requests about
-- personal data when they come and the day before they are due, to the desk of their unit. Each is told once.
CREATE FUNCTION mail_remind(today date) RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH office AS (
		SELECT a.person_id, u.lo, u.hi FROM role_grant g JOIN account a ON a.id = g.account_id AND a.disabled_at IS NULL
		  JOIN unit u ON u.id = g.unit_id
		 WHERE g.role = 'programme_office' AND g.valid @> mail_remind.today AND a.person_id IS NOT NULL
	), report AS (
		SELECT DISTINCT o.person_id, n.duty, n.before - 1 AS day, CASE WHEN n.before - 1 <= mail_remind.today + 1 THEN 1 ELSE 7 END AS ahead
		  FROM report_next(mail_remind.today) n JOIN report_duty d ON d.id = n.duty JOIN plan p ON p.id = d.plan_id
		  LEFT JOIN unit i ON i.id = p.issuer_id
		  JOIN office o ON i.id IS NULL OR o.lo BETWEEN i.lo AND i.hi
		 WHERE n.before - 1 <= mail_remind.today + 7
	), request AS (
		SELECT DISTINCT o.person_id, r.id, x.about, CASE r.state WHEN 'received' THEN least(r.reply_due, r.due) ELSE r.due END AS day
		  FROM data_request r JOIN unit u ON u.id = r.unit_id JOIN office o ON u.lo BETWEEN o.lo AND o.hi
		 CROSS JOIN LATERAL (SELECT 'received' AS about WHERE r.state = 'received' AND r.received_on >= mail_remind.today - 2
			UNION ALL SELECT 'due' WHERE CASE r.state WHEN 'received' THEN least(r.reply_due, r.due) ELSE r.due END <= mail_remind.today + 1) x
		 WHERE r.closed_on IS NULL
	), told AS (
		INSERT INTO mail (kind, about, person_id, row_id, day, once)
		SELECT 'report_due', NULL, r.person_id, r.duty, r.day, format('report:%s:%s:%s:%s', r.duty, r.day, r.ahead, r.person_id)
		  FROM report r WHERE mail_takes(r.person_id, 'report_due')
		UNION ALL
		SELECT 'request_due', q.about, q.person_id, q.id, q.day, format('request:%s:%s:%s:%s', q.id, q.about,
			CASE q.about WHEN 'due' THEN q.day END, q.person_id)
		  FROM request q WHERE mail_takes(q.person_id, 'request_due')
		ON CONFLICT ON CONSTRAINT mail_said_already DO NOTHING RETURNING 1
	)
	SELECT count(*) FROM told $$;
COMMENT ON FUNCTION mail_remind(date) IS 'Writes mails about what is due; how many';

REVOKE EXECUTE ON FUNCTION mail_today(), mail_of_sessions(), mail_of_classes(), mail_of_accounts(), mail_remind(date), report_next(date) FROM public;
GRANT EXECUTE ON FUNCTION mail_remind(date), report_next(date) TO hocvu_app;

-- migrate:down
DROP FUNCTION mail_remind(date), report_next(date);
DROP TRIGGER mail_of_factors_gone ON account_factor;
DROP TRIGGER mail_of_factors ON account_factor;
DROP TRIGGER mail_of_accounts ON account;
DROP TRIGGER mail_of_classes ON class;
DROP TRIGGER mail_of_sessions ON session;
DROP FUNCTION mail_of_accounts(), mail_of_classes(), mail_of_sessions(), mail_today();
