-- SPDX-License-Identifier: GPL-3.0-or-later
-- Check-in, mark and paper of a session side by side: what the paper says, how each difference was decided, when the
-- session was reconciled.

-- migrate:up
CREATE TABLE paper_said (
	session_id bigint NOT NULL REFERENCES session ON DELETE CASCADE,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	class_id bigint NOT NULL REFERENCES class ON DELETE CASCADE,
	says text NOT NULL CONSTRAINT paper_said_known CHECK (says IN ('signed', 'unsigned', 'unreadable')),
	account_id bigint NOT NULL,
	said_at timestamptz NOT NULL,
	PRIMARY KEY (session_id, person_id)
);
CREATE INDEX paper_said_by_person ON paper_said (person_id);
CREATE INDEX paper_said_by_class ON paper_said (class_id);
COMMENT ON TABLE paper_said IS 'What the signed sheet of a session says about somebody, as somebody read it: no mark';
COMMENT ON COLUMN paper_said.session_id IS 'the session';
COMMENT ON COLUMN paper_said.person_id IS 'about whom';
COMMENT ON COLUMN paper_said.class_id IS 'the session''s class';
COMMENT ON COLUMN paper_said.says IS 'signed, not signed, cannot be read';
COMMENT ON COLUMN paper_said.account_id IS 'the account that read it';
COMMENT ON COLUMN paper_said.said_at IS 'when';

CREATE TABLE reconcile_decision (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	session_id bigint NOT NULL REFERENCES session ON DELETE CASCADE,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	class_id bigint NOT NULL REFERENCES class ON DELETE CASCADE,
	before text NOT NULL,
	status text NOT NULL,
	claimed boolean NOT NULL,
	paper text,
	why text,
	account_id bigint NOT NULL,
	decided_at timestamptz NOT NULL
);
CREATE INDEX reconcile_decision_by_session ON reconcile_decision (session_id, person_id, id);
CREATE INDEX reconcile_decision_by_person ON reconcile_decision (person_id);
CREATE INDEX reconcile_decision_by_class ON reconcile_decision (class_id);
COMMENT ON TABLE reconcile_decision IS 'How a difference between check-in, mark and paper was decided; only added to. It holds while the three are as they were';
COMMENT ON COLUMN reconcile_decision.id IS 'our key';
COMMENT ON COLUMN reconcile_decision.session_id IS 'the session';
COMMENT ON COLUMN reconcile_decision.person_id IS 'about whom';
COMMENT ON COLUMN reconcile_decision.class_id IS 'the session''s class';
COMMENT ON COLUMN reconcile_decision.before IS 'the mark that stood';
COMMENT ON COLUMN reconcile_decision.status IS 'the mark it was decided to be';
COMMENT ON COLUMN reconcile_decision.claimed IS 'the person had checked in by a code';
COMMENT ON COLUMN reconcile_decision.paper IS 'what the paper said; none: nothing';
COMMENT ON COLUMN reconcile_decision.why IS 'the reason given; none: the person was made unknown';
COMMENT ON COLUMN reconcile_decision.account_id IS 'who decided';
COMMENT ON COLUMN reconcile_decision.decided_at IS 'when';

CREATE TABLE session_reconciled (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	session_id bigint NOT NULL REFERENCES session ON DELETE CASCADE,
	class_id bigint NOT NULL REFERENCES class ON DELETE CASCADE,
	account_id bigint NOT NULL,
	reconciled_at timestamptz NOT NULL,
	present bigint NOT NULL,
	absent bigint NOT NULL,
	scans bigint NOT NULL,
	mark_last bigint NOT NULL,
	note text CONSTRAINT reconciled_note_length CHECK (length(note) BETWEEN 1 AND 500)
);
CREATE INDEX session_reconciled_by_session ON session_reconciled (session_id, id);
CREATE INDEX session_reconciled_by_class ON session_reconciled (class_id);
COMMENT ON TABLE session_reconciled IS 'That somebody found check-ins, marks and paper of a session to agree or decided, each time; only added to';
COMMENT ON COLUMN session_reconciled.id IS 'our key';
COMMENT ON COLUMN session_reconciled.session_id IS 'the session';
COMMENT ON COLUMN session_reconciled.class_id IS 'its class';
COMMENT ON COLUMN session_reconciled.account_id IS 'who said so';
COMMENT ON COLUMN session_reconciled.reconciled_at IS 'when';
COMMENT ON COLUMN session_reconciled.present IS 'marked present or late then';
COMMENT ON COLUMN session_reconciled.absent IS 'marked absent then';
COMMENT ON COLUMN session_reconciled.scans IS 'pages of signed paper that were there then';
COMMENT ON COLUMN session_reconciled.mark_last IS 'the last mark in the history then: a later one that stood changed the roll since';
COMMENT ON COLUMN session_reconciled.note IS 'a remark';

-- Seen and written by who teaches the class, runs or audits it; what is said about oneself is one's own to see.
ALTER TABLE paper_said ENABLE ROW LEVEL SECURITY;
CREATE POLICY paper_said_app ON paper_said TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = paper_said.class_id)) <@ (SELECT scope_reach('past')))
	WITH CHECK ((SELECT scope_all())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = paper_said.class_id)) <@ (SELECT scope_reach('past')));
CREATE POLICY paper_said_job ON paper_said TO hocvu_job USING (true) WITH CHECK (true);
ALTER TABLE reconcile_decision ENABLE ROW LEVEL SECURITY;
CREATE POLICY reconcile_decision_app ON reconcile_decision TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = reconcile_decision.class_id)) <@ (SELECT scope_reach('past')))
	WITH CHECK ((SELECT scope_all())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = reconcile_decision.class_id)) <@ (SELECT scope_reach('past')));
CREATE POLICY reconcile_decision_job ON reconcile_decision TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('paper_said', 'session_id', 'person_id', 'class');
SELECT audit_attach('reconcile_decision', 'id', 'person_id', 'class');
SELECT audit_attach('session_reconciled', 'id', '', 'class', '{INSERT,DELETE}');

-- Reasons are words about somebody, and go with the name.
CREATE FUNCTION reconcile_forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	UPDATE reconcile_decision SET why = NULL WHERE person_id = NEW.id AND why IS NOT NULL;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION reconcile_forget() IS 'Takes the reasons of decisions about who is made unknown';
CREATE TRIGGER reconcile_forget AFTER UPDATE OF anonymised_on ON person FOR EACH ROW
	WHEN (NEW.anonymised_on IS NOT NULL AND OLD.anonymised_on IS NULL) EXECUTE FUNCTION reconcile_forget();

-- Lists of sessions tell who asks whether one was reconciled and the roll is another since; no names.
CREATE OR REPLACE VIEW session_seen AS
SELECT s.id, s.class_id AS class, c.code AS class_code, c.title AS class_title, c.state AS class_state, s.number, s.date,
	s.starts AS start, coalesce(s.ends, upper(s.during)::time) AS "end", s.periods, s.venue, s.venue_id,
	v.name AS venue_name, s.trainer_id AS trainer, p.full_name AS trainer_name, s.cancelled,
	(SELECT count(*) FROM attendance a WHERE a.session_id = s.id) AS marked,
	s.version, r.reconciled_at,
	coalesce(EXISTS (SELECT FROM attendance_history h WHERE h.session_id = r.session_id AND h.id > r.mark_last AND h.stood)
		OR EXISTS (SELECT FROM paper_said x WHERE x.session_id = r.session_id AND x.said_at > r.reconciled_at), false) AS reconciled_changed
  FROM session s
  JOIN class c ON c.id = s.class_id
  LEFT JOIN venue v ON v.id = s.venue_id
  LEFT JOIN person p ON p.id = s.trainer_id
  LEFT JOIN LATERAL (SELECT x.session_id, x.reconciled_at, x.mark_last FROM session_reconciled x
	WHERE x.session_id = s.id ORDER BY x.id DESC LIMIT 1) r ON true;
ALTER VIEW session_seen SET (security_invoker = false);
COMMENT ON COLUMN session_seen.reconciled_at IS 'when check-ins, marks and paper were found to agree, the last time';
COMMENT ON COLUMN session_seen.reconciled_changed IS 'a mark, or what the paper says, changed since';

GRANT SELECT, INSERT, UPDATE, DELETE ON paper_said TO hocvu_app;
GRANT SELECT, INSERT ON reconcile_decision, session_reconciled TO hocvu_app;
GRANT SELECT ON paper_said, reconcile_decision, session_reconciled TO hocvu_job;
REVOKE EXECUTE ON FUNCTION reconcile_forget() FROM public;

-- Two lines more in what is told about a person, whatever the other lines are.
DO $$
DECLARE
	before text := pg_get_functiondef('person_data(bigint)'::regprocedure);
	after text := replace(before, E'\n\t)\n\tSELECT h.record',
		E'\n\t\tUNION ALL SELECT 31, ''paper_said'', to_jsonb(x) FROM asked q JOIN paper_said x ON x.person_id = q.id'
		'\n\t\tUNION ALL SELECT 32, ''reconcile_decision'', to_jsonb(x) FROM asked q JOIN reconcile_decision x ON x.person_id = q.id\n\t)\n\tSELECT h.record');
BEGIN
	ASSERT after <> before, 'person_data has another form';
	EXECUTE after;
END$$;

-- migrate:down
DO $$
BEGIN
	EXECUTE regexp_replace(pg_get_functiondef('person_data(bigint)'::regprocedure),
		E'\n\t\tUNION ALL SELECT 3[12], ''(paper_said|reconcile_decision)''[^\n]*', '', 'g');
END$$;
DROP VIEW session_seen;
CREATE VIEW session_seen WITH (security_invoker = false) AS
SELECT s.id, s.class_id AS class, c.code AS class_code, c.title AS class_title, c.state AS class_state, s.number, s.date,
	s.starts AS start, coalesce(s.ends, upper(s.during)::time) AS "end", s.periods, s.venue, s.venue_id,
	v.name AS venue_name, s.trainer_id AS trainer, p.full_name AS trainer_name, s.cancelled,
	(SELECT count(*) FROM attendance a WHERE a.session_id = s.id) AS marked,
	s.version
  FROM session s
  JOIN class c ON c.id = s.class_id
  LEFT JOIN venue v ON v.id = s.venue_id
  LEFT JOIN person p ON p.id = s.trainer_id;
COMMENT ON VIEW session_seen IS 'A session with its class, room, trainer and how many are marked';
GRANT SELECT ON session_seen TO hocvu_app, hocvu_job;
DROP TRIGGER reconcile_forget ON person;
DROP FUNCTION reconcile_forget();
DROP TABLE session_reconciled, reconcile_decision, paper_said;
