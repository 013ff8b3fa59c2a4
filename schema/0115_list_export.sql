-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists taken out as files: who asked for which list, and the file for a day.

-- migrate:up
CREATE TABLE list_export (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	unit_id bigint REFERENCES unit ON DELETE SET NULL,
	list text NOT NULL,
	address text NOT NULL,
	search_sealed text,
	format text NOT NULL CONSTRAINT export_format_known CHECK (format IN ('xlsx', 'csv', 'json')),
	language text NOT NULL CONSTRAINT export_language_known CHECK (language IN ('vi', 'en')),
	name text NOT NULL,
	state text NOT NULL DEFAULT 'waiting' CONSTRAINT export_kept_known CHECK (state IN ('waiting', 'made', 'refused')),
	refusal text,
	rows_done bigint NOT NULL DEFAULT 0 CONSTRAINT export_rows_positive CHECK (rows_done >= 0),
	bytes bigint,
	asked_at timestamptz NOT NULL,
	made_at timestamptz
);
CREATE INDEX list_export_by_account ON list_export (account_id, id);
CREATE INDEX list_export_by_unit ON list_export (unit_id) WHERE unit_id IS NOT NULL;
CREATE INDEX list_export_open ON list_export (id) WHERE state = 'waiting';
COMMENT ON TABLE list_export IS 'A list somebody wants as a file';
COMMENT ON COLUMN list_export.id IS 'our key';
COMMENT ON COLUMN list_export.account_id IS 'who asked for it; nobody else gets it';
COMMENT ON COLUMN list_export.unit_id IS 'the unit the list is of, whose auditors read that it was taken out';
COMMENT ON COLUMN list_export.list IS 'which list: the path of its route';
COMMENT ON COLUMN list_export.address IS 'the same with its numbers and filters';
COMMENT ON COLUMN list_export.search_sealed IS 'what was searched for, sealed: a name stands in no address';
COMMENT ON COLUMN list_export.format IS 'kind of file';
COMMENT ON COLUMN list_export.language IS 'of headings and words';
COMMENT ON COLUMN list_export.name IS 'what the file is called';
COMMENT ON COLUMN list_export.state IS 'waiting for the job, made, refused';
COMMENT ON COLUMN list_export.refusal IS 'why it was refused, as a code';
COMMENT ON COLUMN list_export.rows_done IS 'rows written so far';
COMMENT ON COLUMN list_export.bytes IS 'how long the file is';
COMMENT ON COLUMN list_export.asked_at IS 'when it was asked for';
COMMENT ON COLUMN list_export.made_at IS 'when the job was done with it';

CREATE TABLE export_part (
	export_id bigint NOT NULL REFERENCES list_export ON DELETE CASCADE,
	part integer NOT NULL CONSTRAINT export_part_range CHECK (part BETWEEN 1 AND 1000),
	sealed text NOT NULL,
	PRIMARY KEY (export_id, part)
);
COMMENT ON TABLE export_part IS 'A file taken out, in sealed pieces, for a day';
COMMENT ON COLUMN export_part.export_id IS 'whose';
COMMENT ON COLUMN export_part.part IS 'its place, from 1';
COMMENT ON COLUMN export_part.sealed IS 'the bytes in base64, sealed for the export and the place';

ALTER TABLE list_export ENABLE ROW LEVEL SECURITY;
CREATE POLICY list_export_app ON list_export TO hocvu_app USING (account_id = (SELECT scope_account()));
CREATE POLICY list_export_job ON list_export TO hocvu_job USING (true) WITH CHECK (true);
ALTER TABLE export_part ENABLE ROW LEVEL SECURITY;
CREATE POLICY export_part_app ON export_part TO hocvu_app USING (
	export_id = ANY (ARRAY(SELECT e.id FROM list_export e WHERE e.account_id = (SELECT scope_account()))));
CREATE POLICY export_part_job ON export_part TO hocvu_job USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON list_export, export_part TO hocvu_app, hocvu_job;
SELECT audit_attach('list_export', 'id', '', 'unit_id', '{INSERT}');

-- That it was made, with how many rows; only the account that asked, of a file that is there.
CREATE FUNCTION audit_list_out(export bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO audit (action, object, row_id, unit_id, after)
	SELECT 'export', 'list_export', e.id, e.unit_id, jsonb_build_object('list', e.list, 'address', e.address,
		'searched', e.search_sealed IS NOT NULL, 'format', e.format, 'rows', e.rows_done)
	  FROM list_export e WHERE e.id = export AND e.account_id = scope_account() AND e.state = 'made';
	RETURN FOUND;
END$$;
COMMENT ON FUNCTION audit_list_out(bigint) IS 'Records that a list of the transaction''s account became a file, and of how many rows';

-- The next one that waits, whoever asked, for the lane of jobs; held by an advisory lock of the session, which a crash lets go.
CREATE FUNCTION list_export_next() RETURNS TABLE (id bigint, account bigint, person bigint)
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT w.id, w.account_id, (SELECT a.person_id FROM account a WHERE a.id = w.account_id)
	  FROM (SELECT e.id, e.account_id FROM list_export e WHERE e.state = 'waiting' ORDER BY e.id OFFSET 0) w
	 WHERE pg_try_advisory_lock(hashtext('list_export'), (w.id % 2147483647)::int) LIMIT 1 $$;
COMMENT ON FUNCTION list_export_next() IS 'A list that waits to be written, locked for this session';

CREATE FUNCTION list_export_forget(before timestamptz) RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	WITH gone AS (DELETE FROM list_export e WHERE e.asked_at < before RETURNING 1) SELECT count(*) FROM gone $$;
COMMENT ON FUNCTION list_export_forget(timestamptz) IS 'Takes away what was asked for before that moment, files included; how many';

REVOKE EXECUTE ON FUNCTION audit_list_out(bigint), list_export_next(), list_export_forget(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_list_out(bigint), list_export_next(), list_export_forget(timestamptz) TO hocvu_app, hocvu_job;

-- migrate:down
DROP FUNCTION list_export_forget(timestamptz), list_export_next(), audit_list_out(bigint);
DROP TABLE export_part, list_export;
