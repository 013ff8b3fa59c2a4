-- SPDX-License-Identifier: GPL-3.0-or-later
-- E-mail sealed like numbers, and what lets the keys of personal data turn while everybody works.

-- migrate:up
-- SQL has no keys: what stands here in clear is marked k0 and sealed by the next `hocvud rekey`, or when it is written.
DROP TRIGGER audit_changed ON person;
ALTER TABLE person ADD COLUMN email_sealed text, ADD COLUMN email_blind text;
UPDATE person SET email_sealed = 'k0.' || email WHERE email IS NOT NULL;
ALTER TABLE person DROP COLUMN email;
COMMENT ON COLUMN person.email_sealed IS 'office e-mail, encrypted for this person';
COMMENT ON COLUMN person.email_blind IS 'keyed index of the e-mail: is it the same as before?';
COMMENT ON COLUMN person.national_id_sealed IS 'personal number, encrypted for this person; begins with the number of its key, k2.';

ALTER TABLE stage_people DROP COLUMN email, ADD COLUMN email_sealed text, ADD COLUMN email_blind text,
	ADD COLUMN national_id_blinds text[];
COMMENT ON COLUMN stage_people.email_sealed IS 'as staged';
COMMENT ON COLUMN stage_people.email_blind IS 'as staged';
COMMENT ON COLUMN stage_people.national_id_blinds IS 'the number''s index under every key in use, while keys turn';

-- Sealing the same under another key is no edit: nobody's If-Match is broken by it.
DROP TRIGGER row_version ON person;
CREATE TRIGGER row_version BEFORE UPDATE ON person FOR EACH ROW
	WHEN (current_setting('hocvu.rekey', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION row_version();
-- Nor is it a change to record person by person: the run is recorded as one act. Only the role of jobs can say so.
CREATE TRIGGER audit_changed AFTER UPDATE ON person REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT
	WHEN (session_user <> 'hocvu_job' OR current_setting('hocvu.rekey', true) IS DISTINCT FROM 'on')
	EXECUTE FUNCTION audit_row('id', 'id', 'person');

-- For everybody who has the number before them, so that no number is given twice: whoever asks learns that
-- somebody has it, and reads that person only when their roles say so.
CREATE FUNCTION person_numbered(blinds text[]) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS
$$SELECT p.id FROM person p WHERE p.national_id_blind = ANY (blinds) ORDER BY p.id LIMIT 1$$;
COMMENT ON FUNCTION person_numbered(text[]) IS 'Who holds a personal number, given its index under every key in use';
REVOKE ALL ON FUNCTION person_numbered(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_numbered(text[]) TO hocvu_app, hocvu_job;

-- migrate:down
DROP FUNCTION person_numbered(text[]);
DROP TRIGGER row_version ON person;
DROP TRIGGER audit_changed ON person;
CREATE TRIGGER row_version BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION row_version();
ALTER TABLE stage_people DROP COLUMN email_sealed, DROP COLUMN email_blind, DROP COLUMN national_id_blinds,
	ADD COLUMN email text;
-- What was sealed stays sealed: without the keys nothing can be made of it here.
ALTER TABLE person ADD COLUMN email text;
UPDATE person SET email = substr(email_sealed, 4) WHERE email_sealed LIKE 'k0.%';
ALTER TABLE person DROP COLUMN email_sealed, DROP COLUMN email_blind;
CREATE TRIGGER audit_changed AFTER UPDATE ON person REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT
	EXECUTE FUNCTION audit_row('id', 'id', 'person');
COMMENT ON COLUMN person.email IS 'office e-mail';
COMMENT ON COLUMN person.national_id_sealed IS 'personal number, encrypted for this person';
