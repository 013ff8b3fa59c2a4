-- SPDX-License-Identifier: GPL-3.0-or-later
-- Signed paper that comes back: photographs and scans of a session's sheet, sealed, with the hash of what came.

-- migrate:up
CREATE TABLE scan (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	session_id bigint NOT NULL REFERENCES session ON DELETE CASCADE,
	class_id bigint NOT NULL REFERENCES class ON DELETE CASCADE,
	name text NOT NULL,
	bytes bigint NOT NULL CONSTRAINT scan_bytes_range CHECK (bytes BETWEEN 1 AND 8388608),
	digest text NOT NULL CONSTRAINT scan_digest_form CHECK (digest ~ '^[0-9a-f]{64}$'),
	kind text CONSTRAINT scan_kind_known CHECK (kind IN ('jpeg', 'png', 'pdf')),
	account_id bigint NOT NULL,
	begun_at timestamptz NOT NULL,
	kept_at timestamptz,
	removed_at timestamptz,
	removed_by bigint,
	removed_why text CONSTRAINT scan_why_length CHECK (length(removed_why) BETWEEN 5 AND 500),
	CONSTRAINT scan_kept_whole CHECK ((kind IS NULL) = (kept_at IS NULL)),
	CONSTRAINT scan_removed_whole CHECK ((removed_at IS NULL) = (removed_by IS NULL) AND (removed_at IS NULL) = (removed_why IS NULL))
);
CREATE UNIQUE INDEX scan_already_there ON scan (session_id, digest) WHERE removed_at IS NULL;
CREATE INDEX scan_by_class ON scan (class_id);
CREATE INDEX scan_by_digest ON scan (digest);
CREATE INDEX scan_open ON scan (begun_at) WHERE kept_at IS NULL;
COMMENT ON TABLE scan IS 'A page of signed paper of a session as it came: its content lies sealed in scan_part; the line stays when the content is removed';
COMMENT ON COLUMN scan.id IS 'our key';
COMMENT ON COLUMN scan.session_id IS 'the session whose sheet it shows';
COMMENT ON COLUMN scan.class_id IS 'its class';
COMMENT ON COLUMN scan.name IS 'what the file was called';
COMMENT ON COLUMN scan.bytes IS 'its length';
COMMENT ON COLUMN scan.digest IS 'SHA-256 of its bytes: whoever kept the file can show that it is this one';
COMMENT ON COLUMN scan.kind IS 'what its first bytes say it is; none: it has not all come yet';
COMMENT ON COLUMN scan.account_id IS 'the account that brought it';
COMMENT ON COLUMN scan.begun_at IS 'when it began to come, the last time';
COMMENT ON COLUMN scan.kept_at IS 'when all of it had come and its hash was right';
COMMENT ON COLUMN scan.removed_at IS 'when its content was removed';
COMMENT ON COLUMN scan.removed_by IS 'the account that removed it';
COMMENT ON COLUMN scan.removed_why IS 'why';

CREATE TABLE scan_part (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	scan_id bigint NOT NULL REFERENCES scan ON DELETE CASCADE,
	part integer NOT NULL CONSTRAINT scan_part_range CHECK (part BETWEEN 1 AND 200),
	key text NOT NULL CONSTRAINT scan_part_key_form CHECK (key ~ '^k[1-9][0-9]*$'),
	sealed bytea NOT NULL,
	CONSTRAINT scan_part_taken UNIQUE (scan_id, part)
);
ALTER TABLE scan_part ALTER sealed SET STORAGE EXTERNAL;
CREATE INDEX scan_part_by_key ON scan_part (key, id);
COMMENT ON TABLE scan_part IS 'The content of a scan in sealed pieces: signatures are personal data';
COMMENT ON COLUMN scan_part.id IS 'our key';
COMMENT ON COLUMN scan_part.scan_id IS 'whose';
COMMENT ON COLUMN scan_part.part IS 'its place, from 1';
COMMENT ON COLUMN scan_part.key IS 'the key it is sealed under';
COMMENT ON COLUMN scan_part.sealed IS 'the piece, sealed for its scan and place; random bytes, which nothing makes smaller';

-- Seen by who may see the roll: who teaches the class, runs or audits it.
ALTER TABLE scan ENABLE ROW LEVEL SECURITY;
CREATE POLICY scan_app ON scan TO hocvu_app USING (
	(SELECT scope_all())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = scan.class_id)) <@ (SELECT scope_reach('past')));
CREATE POLICY scan_job ON scan TO hocvu_job USING (true) WITH CHECK (true);
ALTER TABLE scan_part ENABLE ROW LEVEL SECURITY;
CREATE POLICY scan_part_app ON scan_part TO hocvu_app USING (EXISTS (SELECT FROM scan s WHERE s.id = scan_part.scan_id));
CREATE POLICY scan_part_job ON scan_part TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('scan', 'id', '', 'class');

-- What never came whole is no evidence; the job that clears it away is nobody.
CREATE FUNCTION scans_forget(before timestamptz) RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	WITH gone AS (DELETE FROM scan s WHERE s.kept_at IS NULL AND s.begun_at < before RETURNING 1) SELECT count(*) FROM gone $$;
COMMENT ON FUNCTION scans_forget(timestamptz) IS 'Deletes scans that began to come before then and never came whole; how many';

GRANT SELECT, INSERT ON scan, scan_part TO hocvu_app;
GRANT UPDATE (begun_at, account_id, kind, kept_at, removed_at, removed_by, removed_why) ON scan TO hocvu_app;
GRANT UPDATE (key, sealed), DELETE ON scan_part TO hocvu_app;
GRANT SELECT ON scan, scan_part TO hocvu_job;
GRANT UPDATE (key, sealed) ON scan_part TO hocvu_job;
REVOKE EXECUTE ON FUNCTION scans_forget(timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION scans_forget(timestamptz) TO hocvu_app;

-- Their time is over like other records'; counted from the day they came.
DO $$
DECLARE
	due text := pg_get_functiondef('retention_due(date)'::regprocedure);
	apply text := pg_get_functiondef('retention_apply(date, bigint)'::regprocedure);
	due_place text := E'\n\t  ) x ON x.kind = k.kind';
	apply_place text := E'\n\tWHEN ''removal'' THEN';
BEGIN
	ASSERT position(due_place IN due) > 0 AND position(apply_place IN apply) > 0, 'retention has another form';
	EXECUTE replace(due, due_place, E'\n\t\tUNION ALL SELECT ''scan'', n.id, (SELECT c.host_unit_id FROM class c WHERE c.id = n.class_id),'
		' (n.kept_at AT TIME ZONE ''Asia/Ho_Chi_Minh'')::date FROM scan n WHERE n.kept_at IS NOT NULL' || due_place);
	EXECUTE replace(apply, apply_place, E'\n\tWHEN ''scan'' THEN DELETE FROM scan n WHERE n.id = ANY (batch);' || apply_place);
END$$;

-- migrate:down
DO $$
BEGIN
	EXECUTE regexp_replace(pg_get_functiondef('retention_due(date)'::regprocedure), E'\n\t\tUNION ALL SELECT ''scan''[^\n]*', '');
	EXECUTE regexp_replace(pg_get_functiondef('retention_apply(date, bigint)'::regprocedure), E'\n\tWHEN ''scan''[^\n]*', '');
END$$;
DROP FUNCTION scans_forget(timestamptz);
DROP TABLE scan_part, scan;
