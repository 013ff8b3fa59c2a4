-- SPDX-License-Identifier: GPL-3.0-or-later
-- Certificates: given for completions, numbered per office and year without gaps, never changed, only revoked.

-- migrate:up
CREATE TABLE certificate_number (
	unit_id bigint NOT NULL REFERENCES unit,
	year integer NOT NULL,
	last bigint NOT NULL CONSTRAINT certificate_number_positive CHECK (last >= 0),
	PRIMARY KEY (unit_id, year)
);
COMMENT ON TABLE certificate_number IS 'The last number an office gave in a year: taken in the transaction that issues, so that none is missing (Decree 30/2020 art. 15.1)';
COMMENT ON COLUMN certificate_number.unit_id IS 'the office';
COMMENT ON COLUMN certificate_number.year IS 'the year';
COMMENT ON COLUMN certificate_number.last IS 'the last number given';

CREATE TABLE certificate (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id bigint NOT NULL REFERENCES unit,
	year integer NOT NULL,
	number bigint NOT NULL,
	serial text NOT NULL CONSTRAINT certificate_serial_taken UNIQUE,
	person_id bigint NOT NULL REFERENCES person,
	class_id bigint NOT NULL REFERENCES class,
	office text NOT NULL,
	above text,
	place text,
	title text NOT NULL,
	holder text,
	words text,
	course text NOT NULL,
	signer text NOT NULL,
	completed_on date NOT NULL,
	issued_on date NOT NULL,
	issued_by bigint NOT NULL,
	key text NOT NULL,
	signature text NOT NULL,
	revoked_at timestamptz,
	revoked_by bigint,
	revoked_why text CONSTRAINT certificate_why_length CHECK (length(revoked_why) BETWEEN 5 AND 500),
	CONSTRAINT certificate_number_taken UNIQUE (unit_id, year, number),
	CONSTRAINT certificate_revoked_whole CHECK ((revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoked_why IS NULL))
);
CREATE UNIQUE INDEX certificate_already_issued ON certificate (class_id, person_id) WHERE revoked_at IS NULL;
CREATE INDEX certificate_by_person ON certificate (person_id);
COMMENT ON TABLE certificate IS 'A certificate as it was given: what stands on it is never changed, and becomes empty only when its holder is made unknown';
COMMENT ON COLUMN certificate.id IS 'our key';
COMMENT ON COLUMN certificate.unit_id IS 'the office that gave it';
COMMENT ON COLUMN certificate.year IS 'the year it is numbered in';
COMMENT ON COLUMN certificate.number IS 'its number in that year';
COMMENT ON COLUMN certificate.serial IS 'what its public address ends in: nobody finds one by trying';
COMMENT ON COLUMN certificate.person_id IS 'to whom';
COMMENT ON COLUMN certificate.class_id IS 'for which class';
COMMENT ON COLUMN certificate.office IS 'the office as it stands on it';
COMMENT ON COLUMN certificate.above IS 'the office above it as it stands on it';
COMMENT ON COLUMN certificate.place IS 'the place it was given in';
COMMENT ON COLUMN certificate.title IS 'what kind of paper it says it is';
COMMENT ON COLUMN certificate.holder IS 'the name on it; none: its holder was made unknown';
COMMENT ON COLUMN certificate.words IS 'its sentences with every field filled in; none: its holder was made unknown';
COMMENT ON COLUMN certificate.course IS 'the course''s name, which the public check shows';
COMMENT ON COLUMN certificate.signer IS 'the office of whoever signs it';
COMMENT ON COLUMN certificate.completed_on IS 'the day of completion';
COMMENT ON COLUMN certificate.issued_on IS 'the day it was given';
COMMENT ON COLUMN certificate.issued_by IS 'the account that gave it';
COMMENT ON COLUMN certificate.key IS 'the public key its signature holds under (base64url)';
COMMENT ON COLUMN certificate.signature IS 'Ed25519 over everything that stands on it';
COMMENT ON COLUMN certificate.revoked_at IS 'when it was revoked';
COMMENT ON COLUMN certificate.revoked_by IS 'the account that revoked it';
COMMENT ON COLUMN certificate.revoked_why IS 'why it was revoked';

-- Files of many certificates are made by a job, some at a time, and fetched in one go.
CREATE TABLE certificate_batch (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	class_id bigint NOT NULL REFERENCES class,
	site text NOT NULL,
	asked_by bigint NOT NULL,
	asked_at timestamptz NOT NULL
);
CREATE INDEX certificate_batch_by_class ON certificate_batch (class_id);
COMMENT ON TABLE certificate_batch IS 'The files of a class''s certificates, asked for at once; gone after a day';
COMMENT ON COLUMN certificate_batch.id IS 'our key';
COMMENT ON COLUMN certificate_batch.class_id IS 'the class';
COMMENT ON COLUMN certificate_batch.site IS 'the address their codes lead to';
COMMENT ON COLUMN certificate_batch.asked_by IS 'the account that asked';
COMMENT ON COLUMN certificate_batch.asked_at IS 'when it asked';

CREATE TABLE certificate_file (
	batch_id bigint NOT NULL REFERENCES certificate_batch ON DELETE CASCADE,
	certificate_id bigint NOT NULL REFERENCES certificate ON DELETE CASCADE,
	bytes bytea,
	PRIMARY KEY (batch_id, certificate_id)
);
CREATE INDEX certificate_file_open ON certificate_file (batch_id, certificate_id) WHERE bytes IS NULL;
COMMENT ON TABLE certificate_file IS 'One file of a batch';
COMMENT ON COLUMN certificate_file.batch_id IS 'the batch';
COMMENT ON COLUMN certificate_file.certificate_id IS 'the certificate';
COMMENT ON COLUMN certificate_file.bytes IS 'the PDF; none: not made yet';

-- What anybody who holds a certificate may ask: no name, only its first letters.
CREATE FUNCTION certificate_check(serial text) RETURNS TABLE (number bigint, year integer, serial_ text, office text, above text, place text,
	title text, holder text, words text, course text, signer text, completed_on date, issued_on date, key text, signature text,
	initials text, revoked_on date) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT c.number, c.year, c.serial, c.office, c.above, c.place, c.title, c.holder, c.words, c.course, c.signer, c.completed_on,
		c.issued_on, c.key, c.signature,
		(SELECT string_agg(upper(left(w, 1) COLLATE "vi-x-icu") || '.', ' ' ORDER BY n) FROM regexp_split_to_table(c.holder, ' +') WITH ORDINALITY AS x(w, n)),
		(c.revoked_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
	  FROM certificate c WHERE c.serial = certificate_check.serial $$;
COMMENT ON FUNCTION certificate_check(text) IS 'A certificate by what its address ends in, for whoever holds it; the server shows no name of it';

-- The next files to be made, of all batches: the job that makes them is nobody.
CREATE FUNCTION certificate_files_open(most integer) RETURNS TABLE (batch bigint, site text, id bigint, number bigint, year integer, serial text,
	office text, above text, place text, title text, holder text, words text, course text, signer text, completed_on date,
	issued_on date, key text, signature text) LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT b.id, b.site, c.id, c.number, c.year, c.serial, c.office, c.above, c.place, c.title, c.holder, c.words, c.course, c.signer,
		c.completed_on, c.issued_on, c.key, c.signature
	  FROM certificate_file f JOIN certificate_batch b ON b.id = f.batch_id JOIN certificate c ON c.id = f.certificate_id
	 WHERE f.bytes IS NULL ORDER BY f.batch_id, f.certificate_id LIMIT most FOR UPDATE OF f SKIP LOCKED $$;
COMMENT ON FUNCTION certificate_files_open(integer) IS 'Up to so many files that wait to be made, locked';
CREATE FUNCTION certificate_file_made(batch bigint, certificate bigint, file bytea) RETURNS boolean LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	UPDATE certificate_file f SET bytes = file WHERE f.batch_id = batch AND f.certificate_id = certificate RETURNING true $$;
COMMENT ON FUNCTION certificate_file_made(bigint, bigint, bytea) IS 'Keeps a file that was made';
CREATE FUNCTION certificate_batches_forget(now timestamptz) RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	WITH gone AS (DELETE FROM certificate_batch b WHERE b.asked_at < now - interval '1 day' RETURNING 1) SELECT count(*) FROM gone $$;
COMMENT ON FUNCTION certificate_batches_forget(timestamptz) IS 'Takes away the files of batches older than a day; how many batches';

-- Who is made unknown leaves numbers behind, and no name.
CREATE FUNCTION certificate_forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	UPDATE certificate SET holder = NULL, words = NULL WHERE person_id = NEW.id;
	DELETE FROM certificate_file f USING certificate c WHERE c.id = f.certificate_id AND c.person_id = NEW.id;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION certificate_forget() IS 'Empties the certificates of who is made unknown';
CREATE TRIGGER certificate_forget AFTER UPDATE OF anonymised_on ON person FOR EACH ROW
	WHEN (NEW.anonymised_on IS NOT NULL AND OLD.anonymised_on IS NULL) EXECUTE FUNCTION certificate_forget();

-- Seen by its holder, by who runs or audits the class, and by who sees the holder.
CREATE VIEW certificate_line AS SELECT c.id, c.person_id, c.class_id, c.unit_id FROM certificate c;
COMMENT ON VIEW certificate_line IS 'Whose a certificate is and which office gave it, for questions of rights';
COMMENT ON COLUMN certificate_line.id IS 'the certificate';
COMMENT ON COLUMN certificate_line.person_id IS 'its holder';
COMMENT ON COLUMN certificate_line.class_id IS 'its class';
COMMENT ON COLUMN certificate_line.unit_id IS 'its office';
ALTER TABLE certificate ENABLE ROW LEVEL SECURITY;
CREATE POLICY certificate_app ON certificate TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = certificate.unit_id) <@ (SELECT scope_reach('past'))
	OR person_near(person_id));
CREATE POLICY certificate_job ON certificate TO hocvu_job USING (true) WITH CHECK (true);
ALTER TABLE certificate_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY certificate_file_app ON certificate_file TO hocvu_app USING (
	(SELECT u.lo FROM certificate_batch b JOIN class c ON c.id = b.class_id JOIN unit u ON u.id = c.host_unit_id
		WHERE b.id = certificate_file.batch_id) <@ (SELECT scope_reach('past')));
CREATE POLICY certificate_file_job ON certificate_file TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('certificate', 'id', 'person_id', 'unit_id');

GRANT SELECT, INSERT, UPDATE ON certificate_number TO hocvu_app;
GRANT SELECT, INSERT ON certificate, certificate_batch, certificate_file TO hocvu_app;
GRANT UPDATE (revoked_at, revoked_by, revoked_why) ON certificate TO hocvu_app;
GRANT SELECT ON certificate, certificate_number, certificate_batch, certificate_file TO hocvu_job;
GRANT SELECT ON certificate_line TO hocvu_app, hocvu_job;
REVOKE EXECUTE ON FUNCTION certificate_check(text), certificate_files_open(integer), certificate_file_made(bigint, bigint, bytea),
	certificate_batches_forget(timestamptz), certificate_forget() FROM public;
GRANT EXECUTE ON FUNCTION certificate_check(text), certificate_files_open(integer), certificate_file_made(bigint, bigint, bytea),
	certificate_batches_forget(timestamptz) TO hocvu_app;

-- One line more in what is told about a person, whatever the other lines are.
DO $$
DECLARE
	before text := pg_get_functiondef('person_data(bigint)'::regprocedure);
	after text := replace(before, E'\n\t)\n\tSELECT h.record',
		E'\n\t\tUNION ALL SELECT 30, ''certificate'', to_jsonb(x) FROM asked q JOIN certificate x ON x.person_id = q.id\n\t)\n\tSELECT h.record');
BEGIN
	ASSERT after <> before, 'person_data has another form';
	EXECUTE after;
END$$;

-- migrate:down
DO $$
BEGIN
	EXECUTE regexp_replace(pg_get_functiondef('person_data(bigint)'::regprocedure), E'\n\t\tUNION ALL SELECT 30, ''certificate''[^\n]*', '');
END$$;
DROP TRIGGER certificate_forget ON person;
DROP FUNCTION certificate_forget(), certificate_batches_forget(timestamptz), certificate_file_made(bigint, bigint, bytea),
	certificate_files_open(integer), certificate_check(text);
DROP VIEW certificate_line;
DROP TABLE certificate_file, certificate_batch, certificate, certificate_number;
