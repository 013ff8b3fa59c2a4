-- SPDX-License-Identifier: GPL-3.0-or-later
-- Learners say themselves that they are there, by a code that the trainer shows: a claim beside the roll, never a mark
-- in it. How a trainer closed a session.

-- migrate:up
CREATE TABLE check_in (
	session_id bigint PRIMARY KEY REFERENCES session ON DELETE CASCADE,
	opened_at timestamptz NOT NULL,
	opened_by bigint NOT NULL,
	closed_at timestamptz
);
COMMENT ON TABLE check_in IS 'Sessions whose learners may say that they are there; the code itself follows from the keys, the session and the time and stands nowhere';
COMMENT ON COLUMN check_in.session_id IS 'the session';
COMMENT ON COLUMN check_in.opened_at IS 'since when its code answers';
COMMENT ON COLUMN check_in.opened_by IS 'the account that opened it';
COMMENT ON COLUMN check_in.closed_at IS 'until when; none: until the day is over';

CREATE TABLE check_in_claim (
	session_id bigint NOT NULL REFERENCES session ON DELETE CASCADE,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	class_id bigint NOT NULL REFERENCES class,
	account_id bigint NOT NULL,
	claimed_at timestamptz NOT NULL,
	PRIMARY KEY (session_id, person_id)
);
CREATE INDEX check_in_claim_by_person ON check_in_claim (person_id);
CREATE INDEX check_in_claim_by_class ON check_in_claim (class_id);
COMMENT ON TABLE check_in_claim IS 'That somebody said with the right code that they are there; what counts is the trainer''s mark';
COMMENT ON COLUMN check_in_claim.session_id IS 'the session';
COMMENT ON COLUMN check_in_claim.person_id IS 'who';
COMMENT ON COLUMN check_in_claim.class_id IS 'the session''s class';
COMMENT ON COLUMN check_in_claim.account_id IS 'the account that said so';
COMMENT ON COLUMN check_in_claim.claimed_at IS 'when, by the server''s clock';

CREATE TABLE session_closing (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	session_id bigint NOT NULL REFERENCES session ON DELETE CASCADE,
	class_id bigint NOT NULL REFERENCES class,
	account_id bigint NOT NULL,
	closed_at timestamptz NOT NULL,
	present bigint NOT NULL,
	absent bigint NOT NULL,
	headcount bigint CONSTRAINT closing_headcount_range CHECK (headcount BETWEEN 0 AND 10000),
	note text CONSTRAINT closing_note_length CHECK (length(note) BETWEEN 1 AND 500)
);
CREATE INDEX session_closing_by_session ON session_closing (session_id);
COMMENT ON TABLE session_closing IS 'The roll of a session as its trainer closed it, each time; only added to';
COMMENT ON COLUMN session_closing.id IS 'our key';
COMMENT ON COLUMN session_closing.session_id IS 'the session';
COMMENT ON COLUMN session_closing.class_id IS 'its class';
COMMENT ON COLUMN session_closing.account_id IS 'who closed it';
COMMENT ON COLUMN session_closing.closed_at IS 'when';
COMMENT ON COLUMN session_closing.present IS 'marked present or late then';
COMMENT ON COLUMN session_closing.absent IS 'marked absent then, excused or not';
COMMENT ON COLUMN session_closing.headcount IS 'people the trainer counted in the room; that it differs is seen, not refused';
COMMENT ON COLUMN session_closing.note IS 'what the trainer says about it';

-- Claims are seen like marks, and made by nobody but the one they are about.
ALTER TABLE check_in_claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY check_in_claim_app ON check_in_claim TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = check_in_claim.class_id)) <@ (SELECT scope_reach('past')))
	WITH CHECK (person_id = (SELECT scope_person()));
CREATE POLICY check_in_claim_job ON check_in_claim TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('check_in_claim', 'session_id', 'person_id', 'class');
SELECT audit_attach('session_closing', 'id', '', 'class', '{INSERT,DELETE}');

-- Everything held on somebody, the claims too.
CREATE OR REPLACE FUNCTION person_data(person bigint) RETURNS TABLE (record text, held jsonb) LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	WITH asked AS MATERIALIZED (
		SELECT p.id, a.id AS account_id FROM person p LEFT JOIN account a ON a.person_id = p.id
		 WHERE p.id = person_data.person
		   AND (p.id = nullif(current_setting('hocvu.person', true), '')::bigint
			OR EXISTS (SELECT FROM person_place x JOIN unit u ON u.id = x.unit_id WHERE x.person_id = p.id
				AND u.lo <@ nullif(current_setting('hocvu.reach_past', true), '')::int4multirange))
	), held AS (
		SELECT 1 AS rank, 'person' AS record, to_jsonb(p) AS r FROM asked q JOIN person p ON p.id = q.id
		UNION ALL SELECT 2, 'affiliation', to_jsonb(x) FROM asked q JOIN affiliation x ON x.person_id = q.id
		UNION ALL SELECT 3, 'residence', to_jsonb(x) FROM asked q JOIN residence x ON x.person_id = q.id
		UNION ALL SELECT 4, 'enrolment', to_jsonb(x) FROM asked q JOIN enrolment x ON x.person_id = q.id
		UNION ALL SELECT 5, 'enrolment_event', to_jsonb(x) FROM asked q JOIN enrolment_event x ON x.person_id = q.id
		UNION ALL SELECT 6, 'attendance', to_jsonb(x) FROM asked q JOIN attendance x ON x.person_id = q.id
		UNION ALL SELECT 7, 'attendance_history', to_jsonb(x) FROM asked q JOIN attendance_history x ON x.person_id = q.id
		UNION ALL SELECT 8, 'external_completion', to_jsonb(x) FROM asked q JOIN external_completion x ON x.person_id = q.id
		UNION ALL SELECT 9, 'assessment', to_jsonb(x) FROM asked q JOIN assessment x ON x.person_id = q.id
		UNION ALL SELECT 10, 'skill', to_jsonb(x) FROM asked q JOIN skill x ON x.person_id = q.id
		UNION ALL SELECT 11, 'removal', to_jsonb(x) FROM asked q JOIN removal x ON x.person_id = q.id
		UNION ALL SELECT 12, 'session', to_jsonb(x) FROM asked q JOIN session x ON x.trainer_id = q.id
		UNION ALL SELECT 20, 'check_in_claim', to_jsonb(x) FROM asked q JOIN check_in_claim x ON x.person_id = q.id
		UNION ALL SELECT 13, 'consent', to_jsonb(x) FROM asked q JOIN consent x ON x.person_id = q.id
		UNION ALL SELECT 14, 'data_request', to_jsonb(x) FROM asked q JOIN data_request x ON x.person_id = q.id
		UNION ALL SELECT 15, 'account', to_jsonb(x) FROM asked q JOIN account x ON x.id = q.account_id
		UNION ALL SELECT 16, 'account_session', to_jsonb(x) FROM asked q JOIN account_session x ON x.account_id = q.account_id
		UNION ALL SELECT 17, 'account_token', to_jsonb(x) FROM asked q JOIN account_token x ON x.account_id = q.account_id
		UNION ALL SELECT 18, 'role_grant', to_jsonb(x) FROM asked q JOIN role_grant x ON x.account_id = q.account_id
		UNION ALL SELECT 19, 'feed', to_jsonb(x) FROM asked q JOIN feed x ON x.account_id = q.account_id
	)
	SELECT h.record, (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(h.r) e
		WHERE e.value <> 'null' AND e.key !~ '_(hash|sealed|blind|secret)$|^(folded.*|sort_name|version|op|sequence|secret|token|key)$')
	  FROM held h ORDER BY h.rank, (h.r ->> 'id')::bigint $$;

GRANT SELECT, INSERT, UPDATE ON check_in TO hocvu_app;
GRANT SELECT, INSERT ON check_in_claim, session_closing TO hocvu_app;
GRANT SELECT ON check_in, check_in_claim, session_closing TO hocvu_job;

-- migrate:down
CREATE OR REPLACE FUNCTION person_data(person bigint) RETURNS TABLE (record text, held jsonb) LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	WITH asked AS MATERIALIZED (
		SELECT p.id, a.id AS account_id FROM person p LEFT JOIN account a ON a.person_id = p.id
		 WHERE p.id = person_data.person
		   AND (p.id = nullif(current_setting('hocvu.person', true), '')::bigint
			OR EXISTS (SELECT FROM person_place x JOIN unit u ON u.id = x.unit_id WHERE x.person_id = p.id
				AND u.lo <@ nullif(current_setting('hocvu.reach_past', true), '')::int4multirange))
	), held AS (
		SELECT 1 AS rank, 'person' AS record, to_jsonb(p) AS r FROM asked q JOIN person p ON p.id = q.id
		UNION ALL SELECT 2, 'affiliation', to_jsonb(x) FROM asked q JOIN affiliation x ON x.person_id = q.id
		UNION ALL SELECT 3, 'residence', to_jsonb(x) FROM asked q JOIN residence x ON x.person_id = q.id
		UNION ALL SELECT 4, 'enrolment', to_jsonb(x) FROM asked q JOIN enrolment x ON x.person_id = q.id
		UNION ALL SELECT 5, 'enrolment_event', to_jsonb(x) FROM asked q JOIN enrolment_event x ON x.person_id = q.id
		UNION ALL SELECT 6, 'attendance', to_jsonb(x) FROM asked q JOIN attendance x ON x.person_id = q.id
		UNION ALL SELECT 7, 'attendance_history', to_jsonb(x) FROM asked q JOIN attendance_history x ON x.person_id = q.id
		UNION ALL SELECT 8, 'external_completion', to_jsonb(x) FROM asked q JOIN external_completion x ON x.person_id = q.id
		UNION ALL SELECT 9, 'assessment', to_jsonb(x) FROM asked q JOIN assessment x ON x.person_id = q.id
		UNION ALL SELECT 10, 'skill', to_jsonb(x) FROM asked q JOIN skill x ON x.person_id = q.id
		UNION ALL SELECT 11, 'removal', to_jsonb(x) FROM asked q JOIN removal x ON x.person_id = q.id
		UNION ALL SELECT 12, 'session', to_jsonb(x) FROM asked q JOIN session x ON x.trainer_id = q.id
		UNION ALL SELECT 13, 'consent', to_jsonb(x) FROM asked q JOIN consent x ON x.person_id = q.id
		UNION ALL SELECT 14, 'data_request', to_jsonb(x) FROM asked q JOIN data_request x ON x.person_id = q.id
		UNION ALL SELECT 15, 'account', to_jsonb(x) FROM asked q JOIN account x ON x.id = q.account_id
		UNION ALL SELECT 16, 'account_session', to_jsonb(x) FROM asked q JOIN account_session x ON x.account_id = q.account_id
		UNION ALL SELECT 17, 'account_token', to_jsonb(x) FROM asked q JOIN account_token x ON x.account_id = q.account_id
		UNION ALL SELECT 18, 'role_grant', to_jsonb(x) FROM asked q JOIN role_grant x ON x.account_id = q.account_id
		UNION ALL SELECT 19, 'feed', to_jsonb(x) FROM asked q JOIN feed x ON x.account_id = q.account_id
	)
	SELECT h.record, (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(h.r) e
		WHERE e.value <> 'null' AND e.key !~ '_(hash|sealed|blind|secret)$|^(folded.*|sort_name|version|op|sequence|secret|token|key)$')
	  FROM held h ORDER BY h.rank, (h.r ->> 'id')::bigint $$;
DROP TABLE session_closing, check_in_claim, check_in;
