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

GRANT SELECT, INSERT, UPDATE ON check_in TO hocvu_app;
GRANT SELECT, INSERT ON check_in_claim, session_closing TO hocvu_app;
GRANT SELECT ON check_in, check_in_claim, session_closing TO hocvu_job;

-- migrate:down
DROP TABLE session_closing, check_in_claim, check_in;
