-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists that offices bring as workbooks or CSV: sent, read, looked at, taken in, taken back.

-- migrate:up
CREATE TABLE list_import (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind text NOT NULL CONSTRAINT list_import_kind_known CHECK (kind IN ('people', 'nominations')),
	unit_id bigint NOT NULL REFERENCES unit,
	class_id bigint REFERENCES class ON DELETE CASCADE,
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	name text NOT NULL,
	bytes bigint NOT NULL CONSTRAINT list_import_bytes_positive CHECK (bytes > 0),
	digest text,
	state text NOT NULL DEFAULT 'sending' CONSTRAINT list_import_state_known
		CHECK (state IN ('sending', 'waiting', 'ready', 'refused', 'accepted', 'done', 'undone')),
	sheet integer NOT NULL DEFAULT -1 CONSTRAINT list_import_sheet_range CHECK (sheet BETWEEN -1 AND 99),
	plan text,
	found_sealed text,
	refusal text,
	rows_all bigint NOT NULL DEFAULT 0,
	rows_done bigint NOT NULL DEFAULT 0,
	mode text CONSTRAINT list_import_mode_known CHECK (mode IN ('all', 'valid')),
	why text,
	made_people bigint,
	made_places bigint,
	made_nominations bigint,
	left_out bigint,
	created_at timestamptz NOT NULL,
	changed_at timestamptz NOT NULL,
	undo_until timestamptz,
	CONSTRAINT list_import_of_class CHECK ((kind = 'nominations') = (class_id IS NOT NULL))
);
CREATE INDEX list_import_by_account ON list_import (account_id, id);
CREATE INDEX list_import_by_class ON list_import (class_id) WHERE class_id IS NOT NULL;
CREATE INDEX list_import_by_unit ON list_import (unit_id);
CREATE INDEX list_import_open ON list_import (id) WHERE state IN ('waiting', 'accepted');
COMMENT ON TABLE list_import IS 'One file with a list of people, from its sending to its taking in or back';
COMMENT ON COLUMN list_import.id IS 'our key';
COMMENT ON COLUMN list_import.kind IS 'what its rows are: people with affiliations, or nominations for a class';
COMMENT ON COLUMN list_import.unit_id IS 'the unit it is brought in for: rows belong to it or below';
COMMENT ON COLUMN list_import.class_id IS 'of nominations: the class';
COMMENT ON COLUMN list_import.account_id IS 'who brought it; nobody else sees it';
COMMENT ON COLUMN list_import.name IS 'what the file was called';
COMMENT ON COLUMN list_import.bytes IS 'its length';
COMMENT ON COLUMN list_import.digest IS 'keyed hash of its bytes, by which the same file is known again';
COMMENT ON COLUMN list_import.state IS 'sending, waiting for a reading, ready to be looked at, refused, accepted and about to be written, done, undone';
COMMENT ON COLUMN list_import.sheet IS 'which sheet of a workbook, from 0; -1: the first that is not hidden';
COMMENT ON COLUMN list_import.plan IS 'which column is what, as proposed or said; no content of cells';
COMMENT ON COLUMN list_import.found_sealed IS 'what the reading found: titles and samples, sealed';
COMMENT ON COLUMN list_import.refusal IS 'why the file or its taking in was refused, as a code';
COMMENT ON COLUMN list_import.rows_all IS 'filled rows of the sheet';
COMMENT ON COLUMN list_import.rows_done IS 'rows looked at so far';
COMMENT ON COLUMN list_import.mode IS 'what was accepted: all rows, or the valid ones';
COMMENT ON COLUMN list_import.why IS 'a remark kept with nominations';
COMMENT ON COLUMN list_import.made_people IS 'people it entered';
COMMENT ON COLUMN list_import.made_places IS 'affiliations it entered';
COMMENT ON COLUMN list_import.made_nominations IS 'nominations it made';
COMMENT ON COLUMN list_import.left_out IS 'rows that were not written, each with its reason';
COMMENT ON COLUMN list_import.created_at IS 'when it was begun';
COMMENT ON COLUMN list_import.changed_at IS 'its last step';
COMMENT ON COLUMN list_import.undo_until IS 'until when it can be taken back';

CREATE TABLE list_part (
	import_id bigint NOT NULL REFERENCES list_import ON DELETE CASCADE,
	part integer NOT NULL CONSTRAINT list_part_range CHECK (part BETWEEN 1 AND 200),
	sealed text NOT NULL,
	PRIMARY KEY (import_id, part)
);
COMMENT ON TABLE list_part IS 'A file on its way in, in sealed pieces; gone as soon as it was read';
COMMENT ON COLUMN list_part.import_id IS 'whose';
COMMENT ON COLUMN list_part.part IS 'its place, from 1';
COMMENT ON COLUMN list_part.sealed IS 'the bytes in base64, sealed for the import and the place';

CREATE TABLE list_row (
	import_id bigint NOT NULL REFERENCES list_import ON DELETE CASCADE,
	row bigint NOT NULL,
	cells_sealed text NOT NULL,
	read_sealed text,
	verdict text CONSTRAINT list_row_verdict_known CHECK (verdict IN ('new', 'known', 'unmatched', 'error', 'skipped')),
	codes text[] NOT NULL DEFAULT '{}',
	person_id bigint REFERENCES person ON DELETE SET NULL,
	score integer,
	candidates jsonb,
	decision text CONSTRAINT list_row_decision_known CHECK (decision IN ('new', 'person', 'skip')),
	outcome text CONSTRAINT list_row_outcome_known CHECK (outcome IN ('made', 'kept', 'left_out')),
	made_person_id bigint REFERENCES person ON DELETE SET NULL,
	affiliation_id bigint REFERENCES affiliation ON DELETE SET NULL,
	enrolment_id bigint REFERENCES enrolment ON DELETE SET NULL,
	PRIMARY KEY (import_id, row)
);
CREATE INDEX list_row_by_verdict ON list_row (import_id, verdict, row);
CREATE INDEX list_row_by_person ON list_row (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX list_row_by_made ON list_row (made_person_id) WHERE made_person_id IS NOT NULL;
CREATE INDEX list_row_by_affiliation ON list_row (affiliation_id) WHERE affiliation_id IS NOT NULL;
CREATE INDEX list_row_by_enrolment ON list_row (enrolment_id) WHERE enrolment_id IS NOT NULL;
COMMENT ON TABLE list_row IS 'One row of a list while it is looked at, and what came of it until it can be taken back no more';
COMMENT ON COLUMN list_row.import_id IS 'whose';
COMMENT ON COLUMN list_row.row IS 'its number in the sheet';
COMMENT ON COLUMN list_row.cells_sealed IS 'its cells as they stood there, sealed';
COMMENT ON COLUMN list_row.read_sealed IS 'what they mean and what is wrong with them, sealed';
COMMENT ON COLUMN list_row.verdict IS 'a new person, a known one, somebody has to say, something is wrong, no row of the list';
COMMENT ON COLUMN list_row.codes IS 'codes of what was noticed in it';
COMMENT ON COLUMN list_row.person_id IS 'whom it is about, as found or as somebody said';
COMMENT ON COLUMN list_row.score IS 'how sure that is, of 100';
COMMENT ON COLUMN list_row.candidates IS 'people it may be, with their scores, best first; numbers only';
COMMENT ON COLUMN list_row.decision IS 'what somebody said: new, that person, leave it out';
COMMENT ON COLUMN list_row.outcome IS 'written, nothing to write, left out';
COMMENT ON COLUMN list_row.made_person_id IS 'the person entered for it';
COMMENT ON COLUMN list_row.affiliation_id IS 'the affiliation entered for it';
COMMENT ON COLUMN list_row.enrolment_id IS 'the nomination made for it';

-- Whoever brought a list sees it, nobody else: it is his office's paper, not yet the register's.
ALTER TABLE list_import ENABLE ROW LEVEL SECURITY;
CREATE POLICY list_import_app ON list_import TO hocvu_app USING (account_id = (SELECT scope_account()));
CREATE POLICY list_import_job ON list_import TO hocvu_job USING (true) WITH CHECK (true);
ALTER TABLE list_part ENABLE ROW LEVEL SECURITY;
CREATE POLICY list_part_app ON list_part TO hocvu_app USING (
	import_id = ANY (ARRAY(SELECT i.id FROM list_import i WHERE i.account_id = (SELECT scope_account()))));
CREATE POLICY list_part_job ON list_part TO hocvu_job USING (true) WITH CHECK (true);
ALTER TABLE list_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY list_row_app ON list_row TO hocvu_app USING (
	import_id = ANY (ARRAY(SELECT i.id FROM list_import i WHERE i.account_id = (SELECT scope_account()))));
CREATE POLICY list_row_job ON list_row TO hocvu_job USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON list_import, list_part, list_row TO hocvu_app, hocvu_job;
SELECT audit_attach('list_import', 'id', '', 'unit_id', '{INSERT,DELETE}');

-- The next list that waits, whoever brought it, for the lane of jobs. What another server works on it holds by an
-- advisory lock of its session, which a crash lets go.
CREATE FUNCTION list_import_next() RETURNS TABLE (id bigint, account bigint, person bigint, state text)
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT w.id, w.account_id, (SELECT a.person_id FROM account a WHERE a.id = w.account_id), w.state
	  FROM (SELECT i.id, i.account_id, i.state FROM list_import i WHERE i.state IN ('waiting', 'accepted')
		ORDER BY i.id OFFSET 0) w
	 WHERE pg_try_advisory_lock(hashtext('list_import'), (w.id % 2147483647)::int) LIMIT 1 $$;
COMMENT ON FUNCTION list_import_next() IS 'A list that waits for a job, locked for this session';

-- What was brought and not taken in, and the content of what was, goes when its time is over; so do a file's pieces.
CREATE FUNCTION list_import_forget(before timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
DECLARE
	n bigint;
BEGIN
	DELETE FROM list_import i WHERE i.state IN ('sending', 'ready', 'refused') AND i.changed_at < before;
	GET DIAGNOSTICS n = ROW_COUNT;
	DELETE FROM list_row r USING list_import i WHERE i.id = r.import_id AND i.state IN ('done', 'undone') AND i.changed_at < before;
	UPDATE list_import i SET found_sealed = NULL WHERE i.state IN ('done', 'undone') AND i.changed_at < before
		AND i.found_sealed IS NOT NULL;
	RETURN n;
END$$;
COMMENT ON FUNCTION list_import_forget(timestamptz) IS 'Deletes what nobody took in and the rows of what was, once it was left alone since; how many imports';

-- People an import entered about whom something else was recorded since: whatever table it may be in, other than what the
-- import made itself.
CREATE FUNCTION list_import_built_upon(import bigint) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
DECLARE
	how record;
	n bigint;
	total bigint := 0;
BEGIN
	IF NOT EXISTS (SELECT FROM list_import i WHERE i.id = import AND i.account_id = scope_account()) THEN
		RETURN 0;
	END IF;
	FOR how IN SELECT c.conrelid::regclass AS held, a.attname AS via
		  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
		 WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass
		   AND c.conrelid NOT IN ('list_row'::regclass, 'coverage_evidence'::regclass, 'coverage_staff'::regclass)
	LOOP
		EXECUTE format('SELECT count(DISTINCT r.made_person_id) FROM list_row r JOIN %s t ON t.%I = r.made_person_id
			WHERE r.import_id = $1%s', how.held, how.via,
			CASE WHEN how.held = 'affiliation'::regclass THEN ' AND t.id <> coalesce(r.affiliation_id, 0)' ELSE '' END)
			INTO n USING import;
		total := total + n;
	END LOOP;
	SELECT total + count(*) INTO total FROM list_row r
		LEFT JOIN person p ON p.id = r.made_person_id LEFT JOIN affiliation a ON a.id = r.affiliation_id
		LEFT JOIN enrolment e ON e.id = r.enrolment_id
	 WHERE r.import_id = import AND (p.version > 1 OR a.version > 1 OR e.state <> 'nominated');
	RETURN total;
END$$;
COMMENT ON FUNCTION list_import_built_upon(bigint) IS 'How many rows of an import something else was built upon since, so that it cannot be taken back';

REVOKE EXECUTE ON FUNCTION list_import_next(), list_import_forget(timestamptz), list_import_built_upon(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_import_next(), list_import_forget(timestamptz), list_import_built_upon(bigint) TO hocvu_app, hocvu_job;

-- What a person is held in: a line more, wherever that function stands by now.
DO $$
DECLARE
	now text := pg_get_functiondef('person_data(bigint)'::regprocedure);
	place text := E'\n\t)\n\tSELECT h.record';
BEGIN
	IF position(place IN now) = 0 THEN
		RAISE EXCEPTION 'person_data() ends otherwise';
	END IF;
	EXECUTE replace(now, place,
		E'\n\t\tUNION ALL SELECT 20, ''list_row'', to_jsonb(x) FROM asked q JOIN list_row x ON x.person_id = q.id' || place);
END$$;

-- migrate:down
DO $$
BEGIN
	EXECUTE replace(pg_get_functiondef('person_data(bigint)'::regprocedure),
		E'\n\t\tUNION ALL SELECT 20, ''list_row'', to_jsonb(x) FROM asked q JOIN list_row x ON x.person_id = q.id', '');
END$$;
DROP FUNCTION list_import_next(), list_import_forget(timestamptz), list_import_built_upon(bigint);
DROP TABLE list_row, list_part, list_import;
