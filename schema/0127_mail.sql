-- SPDX-License-Identifier: GPL-3.0-or-later
-- Mails that wait to be sent: whom they go to, what they are about, how it went. No address and no text of any stands
-- here: both are looked up when it is sent, and what became of the fact meanwhile is what it then says.

-- migrate:up
CREATE TABLE mail_kind (
	kind text PRIMARY KEY CONSTRAINT mail_kind_known CHECK (kind IN ('seat', 'class_opened', 'class_cancelled', 'session_changed',
		'report_due', 'request_due', 'account', 'address_code', 'address_asked')),
	rank bigint NOT NULL,
	urgent boolean NOT NULL,
	offered boolean NOT NULL
);
COMMENT ON TABLE mail_kind IS 'What mails are about';
COMMENT ON COLUMN mail_kind.kind IS 'the kind; its sentences are server/features/mail/templates/<kind>.<language>.txt';
COMMENT ON COLUMN mail_kind.rank IS 'what goes first when many wait';
COMMENT ON COLUMN mail_kind.urgent IS 'goes to everybody of whom the register has an address, unless they said no; the others to who confirmed theirs, or asked for them';
COMMENT ON COLUMN mail_kind.offered IS 'people may say whether they want it';
INSERT INTO mail_kind VALUES ('address_code', 0, true, false), ('address_asked', 1, true, false), ('account', 2, true, false),
	('session_changed', 3, true, true), ('class_cancelled', 4, true, true), ('seat', 5, false, true), ('class_opened', 6, false, true),
	('request_due', 7, false, true), ('report_due', 8, false, true);

CREATE TABLE mail_address (
	person_id bigint PRIMARY KEY REFERENCES person ON DELETE CASCADE,
	language text NOT NULL CONSTRAINT mail_language_known CHECK (language IN ('vi', 'en')),
	confirmed_at timestamptz,
	pending_sealed text,
	code_sealed text,
	asked_at timestamptz,
	asked bigint NOT NULL DEFAULT 0,
	tries bigint NOT NULL DEFAULT 0,
	CONSTRAINT mail_pending_whole CHECK ((pending_sealed IS NULL) = (code_sealed IS NULL) AND (pending_sealed IS NULL OR asked_at IS NOT NULL))
);
COMMENT ON TABLE mail_address IS 'What somebody said about the address the register has of them (person.email_sealed)';
COMMENT ON COLUMN mail_address.person_id IS 'who';
COMMENT ON COLUMN mail_address.language IS 'the language they read mails in';
COMMENT ON COLUMN mail_address.confirmed_at IS 'when they proved that mails to it reach them; none: nobody has, or it was changed since';
COMMENT ON COLUMN mail_address.pending_sealed IS 'another address they gave and have not proven yet, encrypted for this person';
COMMENT ON COLUMN mail_address.code_sealed IS 'the code that was sent there, encrypted for this person';
COMMENT ON COLUMN mail_address.asked_at IS 'when that was';
COMMENT ON COLUMN mail_address.asked IS 'how many codes were sent since the day began on which the first was';
COMMENT ON COLUMN mail_address.tries IS 'codes typed since';

CREATE TABLE mail_choice (
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	kind text NOT NULL REFERENCES mail_kind,
	wanted boolean NOT NULL,
	PRIMARY KEY (person_id, kind)
);
COMMENT ON TABLE mail_choice IS 'Mails somebody said they want, or do not';
COMMENT ON COLUMN mail_choice.person_id IS 'who';
COMMENT ON COLUMN mail_choice.kind IS 'which kind';
COMMENT ON COLUMN mail_choice.wanted IS 'yes or no';

CREATE TABLE mail (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uid uuid NOT NULL DEFAULT gen_random_uuid(),
	kind text NOT NULL REFERENCES mail_kind,
	about text,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	class_id bigint REFERENCES class ON DELETE CASCADE,
	session_id bigint REFERENCES session ON DELETE CASCADE,
	row_id bigint,
	day date,
	once text CONSTRAINT mail_said_already UNIQUE,
	queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	useless_at timestamptz,
	state text NOT NULL DEFAULT 'waiting' CONSTRAINT mail_state_known CHECK (state IN ('waiting', 'sent', 'failed', 'late', 'stopped')),
	tries bigint NOT NULL DEFAULT 0,
	tried_at timestamptz,
	next_at timestamptz,
	claimed_until timestamptz,
	done_at timestamptz,
	reason text,
	answer text CONSTRAINT mail_answer_length CHECK (length(answer) <= 300),
	method text CONSTRAINT mail_method_known CHECK (method IN ('REQUEST', 'CANCEL')),
	sequence bigint
);
CREATE INDEX mail_waiting ON mail (next_at) WHERE state = 'waiting';
CREATE INDEX mail_of_person ON mail (person_id, session_id);
CREATE INDEX mail_of_class ON mail (class_id) WHERE class_id IS NOT NULL;
CREATE INDEX mail_of_session ON mail (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX mail_open ON mail (id) WHERE state IN ('waiting', 'failed', 'late');
CREATE INDEX mail_tried ON mail (tried_at) WHERE tried_at IS NOT NULL;
COMMENT ON TABLE mail IS 'Mails to send, and those of the last months: written with the fact they tell of, sent by a job';
COMMENT ON COLUMN mail.id IS 'our key';
COMMENT ON COLUMN mail.uid IS 'its Message-ID, at every attempt: who gets it twice can tell';
COMMENT ON COLUMN mail.kind IS 'what kind of fact';
COMMENT ON COLUMN mail.about IS 'which fact of that kind';
COMMENT ON COLUMN mail.person_id IS 'to whom';
COMMENT ON COLUMN mail.class_id IS 'the class it is about';
COMMENT ON COLUMN mail.session_id IS 'the session it is about';
COMMENT ON COLUMN mail.row_id IS 'the row of the fact: an event of a nomination, a duty to report, a request';
COMMENT ON COLUMN mail.day IS 'the day it is about';
COMMENT ON COLUMN mail.once IS 'of what is looked for again and again: what is told once';
COMMENT ON COLUMN mail.queued_at IS 'when the fact was written';
COMMENT ON COLUMN mail.useless_at IS 'after that nobody needs it';
COMMENT ON COLUMN mail.state IS 'waiting; sent: the server of mails took it; failed: given up; late: nobody needs it any more; stopped: by somebody, or because there was nothing to tell';
COMMENT ON COLUMN mail.tries IS 'attempts so far';
COMMENT ON COLUMN mail.tried_at IS 'the last one';
COMMENT ON COLUMN mail.next_at IS 'not before then; none: at once';
COMMENT ON COLUMN mail.claimed_until IS 'a server sends it and has until then; afterwards another one does';
COMMENT ON COLUMN mail.done_at IS 'when it left waiting';
COMMENT ON COLUMN mail.reason IS 'why it is not sent: a code of web/messages';
COMMENT ON COLUMN mail.answer IS 'what the server of mails said, without the address';
COMMENT ON COLUMN mail.method IS 'what the calendar in it asked for';
COMMENT ON COLUMN mail.sequence IS 'how often the session had changed by then';

CREATE TABLE mail_house (
	one boolean PRIMARY KEY DEFAULT true CONSTRAINT mail_house_one CHECK (one),
	seen_at timestamptz,
	urgent_days bigint NOT NULL DEFAULT 3
);
INSERT INTO mail_house DEFAULT VALUES;
COMMENT ON TABLE mail_house IS 'Whether anybody sends mails: nothing is written for nobody';
COMMENT ON COLUMN mail_house.one IS 'there is one row';
COMMENT ON COLUMN mail_house.seen_at IS 'when a server that sends mails was here last, within some minutes';
COMMENT ON COLUMN mail_house.urgent_days IS 'changes of a session so many days ahead are told';

-- Who may be told what. A day without any server that sends, and nothing is written any more.
CREATE FUNCTION mail_takes(person bigint, what text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM mail_house h, mail_kind k, person p
		LEFT JOIN mail_address a ON a.person_id = p.id
		LEFT JOIN mail_choice c ON c.person_id = p.id AND c.kind = mail_takes.what
		WHERE h.seen_at > clock_timestamp() - interval '1 day' AND k.kind = mail_takes.what
		  AND p.id = mail_takes.person AND p.email_sealed IS NOT NULL AND p.anonymised_on IS NULL
		  AND CASE WHEN k.offered THEN coalesce(c.wanted, k.urgent OR a.confirmed_at IS NOT NULL) ELSE true END) $$;
COMMENT ON FUNCTION mail_takes(bigint, text) IS 'Is a mail of that kind to be written for the person?';

-- An address that was changed by somebody else is proven by nobody; sealing it anew is no change.
CREATE FUNCTION mail_address_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	UPDATE mail_address SET confirmed_at = NULL WHERE person_id = NEW.id AND confirmed_at IS NOT NULL;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION mail_address_changed() IS 'Another address has to be confirmed again';
CREATE TRIGGER mail_address_changed AFTER UPDATE OF email_blind ON person FOR EACH ROW
	WHEN (OLD.email_blind IS DISTINCT FROM NEW.email_blind AND current_setting('hocvu.rekey', true) IS DISTINCT FROM 'on')
	EXECUTE FUNCTION mail_address_changed();

-- Who is made unknown gets no mail, and none was ever sent.
CREATE FUNCTION mail_forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	DELETE FROM mail WHERE person_id = NEW.id;
	DELETE FROM mail_choice WHERE person_id = NEW.id;
	DELETE FROM mail_address WHERE person_id = NEW.id;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION mail_forget() IS 'Takes the mails, the address and the choices of who is made unknown away';
CREATE TRIGGER mail_forget AFTER UPDATE OF anonymised_on ON person FOR EACH ROW
	WHEN (NEW.anonymised_on IS NOT NULL AND OLD.anonymised_on IS NULL) EXECUTE FUNCTION mail_forget();

-- What was decided about who was sent to a class.
CREATE FUNCTION mail_of_seats() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO mail (kind, about, person_id, class_id, row_id)
	SELECT 'seat', CASE WHEN e.before = 'waitlisted' AND e.after = 'approved' THEN 'offered' ELSE e.after END, e.person_id, e.class_id, e.id
	  FROM added e
	 WHERE e.after IN ('approved', 'waitlisted', 'rejected') AND mail_takes(e.person_id, 'seat')
	 ORDER BY e.id;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION mail_of_seats() IS 'Writes mails about decisions on nominations';
CREATE TRIGGER mail_of_seats AFTER INSERT ON enrolment_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT
	WHEN (session_user <> 'hocvu_job') EXECUTE FUNCTION mail_of_seats();

-- A server that sends mails says that it is there. Writes once in some minutes.
CREATE FUNCTION mail_alive(urgent bigint) RETURNS boolean LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	UPDATE mail_house SET seen_at = clock_timestamp(), urgent_days = urgent
	 WHERE seen_at IS NULL OR seen_at < clock_timestamp() - interval '5 minutes' OR urgent_days <> urgent;
	SELECT EXISTS (SELECT FROM mail WHERE state = 'waiting') $$;
COMMENT ON FUNCTION mail_alive(bigint) IS 'Says that a server sends mails, and asks whether any wait';

-- The next mails, claimed for five minutes, with all that is said in them: the job that sends is nobody. What a later
-- mail says better, or nobody needs any more, is not sent.
CREATE FUNCTION mail_claim(now timestamptz, today date, most bigint, a_minute bigint) RETURNS TABLE (id bigint, uid uuid, kind text,
	about text, urgent boolean, offered boolean, tries bigint, code text, email_sealed text, pending_sealed text, code_sealed text,
	language text, wanted boolean, class_id bigint, class_code text, class text, host text, session_uid uuid, number bigint, date date,
	starts time, ends time, periods bigint, place text, sequence bigint, changed_at timestamptz, cancelled boolean, why text, words text,
	day date)
	LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
	room bigint := most;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('mail', 0));
	DELETE FROM mail m
	 WHERE m.state = 'waiting' AND (m.claimed_until IS NULL OR m.claimed_until <= mail_claim.now)
	   AND m.kind IN ('seat', 'session_changed', 'address_code')
	   AND EXISTS (SELECT FROM mail n WHERE n.person_id = m.person_id AND n.kind = m.kind AND n.id > m.id AND n.state = 'waiting'
		AND n.class_id IS NOT DISTINCT FROM m.class_id AND n.session_id IS NOT DISTINCT FROM m.session_id);
	UPDATE mail m SET state = 'late', reason = 'mail_late', done_at = mail_claim.now
	 WHERE m.state = 'waiting' AND m.useless_at <= mail_claim.now AND (m.claimed_until IS NULL OR m.claimed_until <= mail_claim.now);
	IF a_minute > 0 THEN
		room := least(most, a_minute - (SELECT count(*) FROM mail m WHERE m.tried_at > mail_claim.now - interval '1 minute'));
	END IF;
	RETURN QUERY WITH next AS (
		SELECT m.id FROM mail m JOIN mail_kind k ON k.kind = m.kind
		 WHERE m.state = 'waiting' AND (m.next_at IS NULL OR m.next_at <= mail_claim.now)
		   AND (m.claimed_until IS NULL OR m.claimed_until <= mail_claim.now)
		 ORDER BY k.rank, m.id LIMIT greatest(room, 0) FOR UPDATE OF m SKIP LOCKED
	), taken AS (
		UPDATE mail m SET tries = m.tries + 1, tried_at = mail_claim.now, claimed_until = mail_claim.now + interval '5 minutes',
			about = CASE WHEN m.about = 'offered' AND NOT EXISTS (SELECT FROM mail o WHERE o.person_id = m.person_id
				AND o.class_id = m.class_id AND o.kind = 'seat' AND o.about = 'waitlisted' AND o.state = 'sent') THEN 'approved'
				ELSE m.about END
		  FROM next n WHERE m.id = n.id RETURNING m.*
	)
	SELECT m.id, m.uid, m.kind, m.about, k.urgent, k.offered, m.tries, p.code, p.email_sealed, a.pending_sealed, a.code_sealed, coalesce(a.language, 'vi'),
		NOT k.offered OR coalesce(w.wanted, k.urgent OR a.confirmed_at IS NOT NULL),
		c.id, c.code, c.title, h.name, s.uid, s.number, coalesce(s.date, f.date), coalesce(s.starts, f.starts),
		coalesce(s.ends, upper(s.during)::time, f.ends, upper(f.during)::time), s.periods,
		coalesce(v.name || ', ' || s.venue, v.name, s.venue, fv.name || ', ' || f.venue, fv.name, f.venue, c.venue),
		s.sequence, s.changed_at, s.cancelled OR c.state = 'cancelled', coalesce(e.why, r.kind), coalesce(t.title, d.section), m.day
	  FROM taken m JOIN mail_kind k ON k.kind = m.kind JOIN person p ON p.id = m.person_id
	  LEFT JOIN mail_address a ON a.person_id = p.id
	  LEFT JOIN mail_choice w ON w.person_id = p.id AND w.kind = m.kind
	  LEFT JOIN class c ON c.id = m.class_id
	  LEFT JOIN session s ON s.id = m.session_id
	  LEFT JOIN venue v ON v.id = s.venue_id
	  LEFT JOIN LATERAL (SELECT x.* FROM session x WHERE m.session_id IS NULL AND x.class_id = c.id AND NOT x.cancelled
		AND x.date >= mail_claim.today ORDER BY x.date, x.starts LIMIT 1) f ON true
	  LEFT JOIN venue fv ON fv.id = f.venue_id
	  LEFT JOIN LATERAL (SELECT u.name FROM unit_version u WHERE u.unit_id = c.host_unit_id
		ORDER BY u.valid @> mail_claim.today DESC, upper(u.valid) DESC NULLS FIRST LIMIT 1) h ON true
	  LEFT JOIN enrolment_event e ON m.kind = 'seat' AND e.id = m.row_id
	  LEFT JOIN data_request r ON m.kind = 'request_due' AND r.id = m.row_id
	  LEFT JOIN report_duty d ON m.kind = 'report_due' AND d.id = m.row_id
	  LEFT JOIN plan t ON t.id = d.plan_id
	 ORDER BY k.rank, m.id;
END$$;
COMMENT ON FUNCTION mail_claim(timestamptz, date, bigint, bigint) IS 'Claims mails for this server, and gives what to say in them and to whom';

-- How it went with those claimed. What was stopped meanwhile and went out all the same was sent.
CREATE FUNCTION mail_settle(now timestamptz, outcomes jsonb) RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	WITH went AS (
		SELECT * FROM jsonb_to_recordset(outcomes) AS o (id bigint, state text, wait bigint, untried boolean, reason text, answer text, method text, sequence bigint)
	), told AS (
		UPDATE mail m SET state = CASE WHEN m.state = 'waiting' OR w.state = 'sent' THEN w.state ELSE m.state END, claimed_until = NULL,
			tries = m.tries - w.untried::int, next_at = CASE WHEN w.state = 'waiting' THEN mail_settle.now + make_interval(secs => w.wait) END,
			done_at = CASE WHEN w.state <> 'waiting' THEN mail_settle.now END, reason = w.reason, answer = left(w.answer, 300),
			method = coalesce(w.method, m.method), sequence = coalesce(w.sequence, m.sequence)
		  FROM went w WHERE m.id = w.id
		RETURNING 1
	)
	SELECT count(*) FROM told $$;
COMMENT ON FUNCTION mail_settle(timestamptz, jsonb) IS 'Writes how attempts went';

-- What nobody needs any more, also where no server sends; what was sent long ago.
CREATE FUNCTION mail_old(now timestamptz, days bigint) RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	UPDATE mail SET state = 'late', reason = 'mail_late', done_at = mail_old.now
	 WHERE state = 'waiting' AND (claimed_until IS NULL OR claimed_until <= mail_old.now)
	   AND (useless_at <= mail_old.now OR queued_at < mail_old.now - interval '7 days');
	UPDATE mail_address SET pending_sealed = NULL, code_sealed = NULL WHERE code_sealed IS NOT NULL AND asked_at < mail_old.now - interval '1 hour';
	WITH gone AS (DELETE FROM mail WHERE done_at < mail_old.now - make_interval(days => days::int) RETURNING 1) SELECT count(*) FROM gone $$;
COMMENT ON FUNCTION mail_old(timestamptz, bigint) IS 'Ends mails nobody needs any more and forgets those done so many days ago; how many were forgotten';

-- What people did about a mail is on record; what became of it by itself stands in its row.
CREATE FUNCTION mail_turned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM audit_act(CASE NEW.state WHEN 'waiting' THEN 'mail_retry' ELSE 'mail_stop' END, 'mail', NEW.id, NEW.person_id, NULL);
	RETURN NULL;
END$$;
COMMENT ON FUNCTION mail_turned() IS 'Records who had a mail tried again, or stopped it';
CREATE TRIGGER mail_turned AFTER UPDATE ON mail FOR EACH ROW
	WHEN (coalesce(current_setting('hocvu.account', true), '') <> '') EXECUTE FUNCTION mail_turned();

-- One try of a code, in a transaction of its own in which nobody asks.
CREATE FUNCTION mail_code_tried(person bigint, now timestamptz, most bigint) RETURNS TABLE (code text, address text) LANGUAGE sql VOLATILE
	SECURITY DEFINER SET search_path = public, pg_temp AS $$
	UPDATE mail_address a SET tries = a.tries + 1
	 WHERE a.person_id = mail_code_tried.person AND a.code_sealed IS NOT NULL AND a.tries < mail_code_tried.most
	   AND a.asked_at > mail_code_tried.now - interval '30 minutes'
	RETURNING a.code_sealed, a.pending_sealed $$;
COMMENT ON FUNCTION mail_code_tried(bigint, timestamptz, bigint) IS 'Counts one try of the code that was sent to an address, and gives both, sealed; none when there were too many or it is old';

CREATE VIEW mail_state AS
SELECT (SELECT count(*) FROM mail m WHERE m.state = 'waiting') AS waiting,
	(SELECT count(*) FROM mail m WHERE m.state = 'waiting' AND m.reason IS NOT NULL) AS again,
	(SELECT count(*) FROM mail m WHERE m.state IN ('failed', 'late')) AS undelivered,
	(SELECT min(m.queued_at) FROM mail m WHERE m.state = 'waiting') AS oldest_at,
	(SELECT m.reason FROM mail m WHERE m.state = 'waiting' AND m.reason IS NOT NULL ORDER BY m.tried_at DESC LIMIT 1) AS reason;
COMMENT ON VIEW mail_state IS 'How mails are, for administrators and for counting: read with the owner''s rights';
COMMENT ON COLUMN mail_state.waiting IS 'mails to be sent';
COMMENT ON COLUMN mail_state.again IS 'of them, tried in vain';
COMMENT ON COLUMN mail_state.undelivered IS 'given up, or too late';
COMMENT ON COLUMN mail_state.oldest_at IS 'since when the oldest waits';
COMMENT ON COLUMN mail_state.reason IS 'why the last one that was tried in vain was';

-- Seen by its reader and by the office whose people it goes to.
CREATE FUNCTION mail_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM person_place x JOIN unit u ON u.id = x.unit_id
		WHERE x.person_id = mail_near.person AND u.lo <@ (SELECT scope_reach('past')));
END$$;
COMMENT ON FUNCTION mail_near(bigint) IS 'Does the person work or live where the account is the office or the administrator?';
ALTER TABLE mail ENABLE ROW LEVEL SECURITY;
CREATE POLICY mail_app ON mail TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person()) OR mail_near(person_id));
CREATE POLICY mail_job ON mail TO hocvu_job USING (true) WITH CHECK (true);
ALTER TABLE mail_address ENABLE ROW LEVEL SECURITY;
CREATE POLICY mail_address_app ON mail_address TO hocvu_app USING (person_id = (SELECT scope_person()));
CREATE POLICY mail_address_job ON mail_address TO hocvu_job USING (true) WITH CHECK (true);
ALTER TABLE mail_choice ENABLE ROW LEVEL SECURITY;
CREATE POLICY mail_choice_app ON mail_choice TO hocvu_app USING (person_id = (SELECT scope_person()));
CREATE POLICY mail_choice_job ON mail_choice TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('mail_address', 'person_id', 'person_id', 'person');
SELECT audit_attach('mail_choice', 'person_id,kind', 'person_id', 'person');

GRANT SELECT ON mail, mail_address, mail_choice, mail_kind TO hocvu_app, hocvu_job;
GRANT SELECT ON mail_state TO hocvu_app;
GRANT INSERT (kind, about, person_id, once, useless_at), UPDATE (state, next_at, tries, reason, done_at, queued_at, useless_at) ON mail TO hocvu_app;
GRANT INSERT, UPDATE ON mail_address TO hocvu_app;
GRANT INSERT, UPDATE, DELETE ON mail_choice TO hocvu_app;
REVOKE EXECUTE ON FUNCTION mail_takes(bigint, text), mail_address_changed(), mail_forget(), mail_of_seats(), mail_turned(), mail_alive(bigint),
	mail_claim(timestamptz, date, bigint, bigint), mail_settle(timestamptz, jsonb), mail_old(timestamptz, bigint), mail_near(bigint), mail_code_tried(bigint, timestamptz, bigint) FROM public;
GRANT EXECUTE ON FUNCTION mail_alive(bigint), mail_claim(timestamptz, date, bigint, bigint), mail_settle(timestamptz, jsonb),
	mail_old(timestamptz, bigint), mail_near(bigint), mail_code_tried(bigint, timestamptz, bigint) TO hocvu_app;

-- Three lines more in what is told about a person, whatever the other lines are.
DO $$
DECLARE
	before text := pg_get_functiondef('person_data(bigint)'::regprocedure);
	after text := replace(before, E'\n\t)\n\tSELECT h.record',
		E'\n\t\tUNION ALL SELECT 40, ''mail'', to_jsonb(x) FROM asked q JOIN mail x ON x.person_id = q.id'
		|| E'\n\t\tUNION ALL SELECT 41, ''mail_address'', to_jsonb(x) FROM asked q JOIN mail_address x ON x.person_id = q.id'
		|| E'\n\t\tUNION ALL SELECT 42, ''mail_choice'', to_jsonb(x) FROM asked q JOIN mail_choice x ON x.person_id = q.id'
		|| E'\n\t)\n\tSELECT h.record');
BEGIN
	ASSERT after <> before, 'person_data has another form';
	EXECUTE after;
END$$;

-- migrate:down
DO $$
BEGIN
	EXECUTE regexp_replace(pg_get_functiondef('person_data(bigint)'::regprocedure), E'\n\t\tUNION ALL SELECT 4[012], ''mail[^\n]*', '', 'g');
END$$;
DROP TRIGGER mail_of_seats ON enrolment_event;
DROP TRIGGER mail_forget ON person;
DROP TRIGGER mail_address_changed ON person;
DROP VIEW mail_state;
DROP TABLE mail, mail_choice, mail_address, mail_house;
DROP FUNCTION mail_of_seats(), mail_turned(), mail_forget(), mail_address_changed(), mail_takes(bigint, text), mail_alive(bigint),
	mail_claim(timestamptz, date, bigint, bigint), mail_settle(timestamptz, jsonb), mail_old(timestamptz, bigint), mail_near(bigint), mail_code_tried(bigint, timestamptz, bigint);
DROP TABLE mail_kind;
