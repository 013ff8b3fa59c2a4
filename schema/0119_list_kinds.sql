-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of more kinds than people and nominations: what a row made is a key in the table of its kind.

-- migrate:up
ALTER TABLE list_import DROP CONSTRAINT list_import_kind_known;
ALTER TABLE list_import ADD CONSTRAINT list_import_kind_known
	CHECK (kind IN ('people', 'nominations', 'completions', 'assessments', 'residents', 'populations', 'venues'));
ALTER TABLE list_import ADD COLUMN made_records bigint;
COMMENT ON COLUMN list_import.kind IS 'what its rows are';
COMMENT ON COLUMN list_import.made_records IS 'records of its kind that it entered';
COMMENT ON TABLE list_import IS 'One file with a list, from its sending to its taking in or back';

ALTER TABLE list_row ADD COLUMN made_id bigint, ADD COLUMN made_print text;
CREATE INDEX list_row_by_record ON list_row (import_id, made_id) WHERE made_id IS NOT NULL;
COMMENT ON COLUMN list_row.made_id IS 'key of what was entered for it, in the table of the list''s kind';
COMMENT ON COLUMN list_row.made_print IS 'hash of that as it was entered: another one tells that it was changed since';

-- Records of people are entered by the unit in which, or below which, they work or live, now or once.
CREATE FUNCTION person_in_unit(person bigint, unit bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT EXISTS (SELECT FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
		JOIN (SELECT f.unit_id FROM affiliation f WHERE f.person_id = person_in_unit.person
			UNION ALL SELECT r.unit_id FROM residence r WHERE r.person_id = person_in_unit.person) place ON place.unit_id = x.id
		WHERE top.id = person_in_unit.unit) $$;
COMMENT ON FUNCTION person_in_unit(bigint, bigint) IS 'Does or did the person work or live in the unit, or below it?';

-- How far the writing of a list is: it is one transaction, of which others see nothing but its locks. They go with it.
CREATE FUNCTION list_write_reached(import bigint, done bigint) RETURNS void LANGUAGE sql VOLATILE AS $$
	SELECT pg_advisory_xact_lock_shared((1::bigint << 60) | (import << 17) | done) $$;
COMMENT ON FUNCTION list_write_reached(bigint, bigint) IS 'Tells others how many rows of a list this transaction wrote';
CREATE FUNCTION list_written(import bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT coalesce(max(k.key & ((1 << 17) - 1)), 0)
	  FROM (SELECT (l.classid::bigint << 32) | l.objid::bigint AS key FROM pg_locks l
		WHERE l.locktype = 'advisory' AND l.objsubid = 1
		  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) k
	 WHERE k.key >> 17 = (1::bigint << 43) + import $$;
COMMENT ON FUNCTION list_written(bigint) IS 'How many rows of a list are written by now, not committed yet';

-- Residences a list made itself are nothing built upon it.
DO $$
DECLARE
	now text := pg_get_functiondef('list_import_built_upon(bigint)'::regprocedure);
	place text := E'THEN '' AND t.id <> coalesce(r.affiliation_id, 0)'' ELSE '''' END)';
BEGIN
	IF position(place IN now) = 0 THEN
		RAISE EXCEPTION 'list_import_built_upon() reads otherwise';
	END IF;
	EXECUTE replace(now, place, E'THEN '' AND t.id <> coalesce(r.affiliation_id, 0)''\n\t\t\t'
		|| E'WHEN how.held = ''residence''::regclass THEN '' AND t.id <> coalesce(r.made_id, 0)'' ELSE '''' END)');
END$$;

-- migrate:down
DO $$
BEGIN
	EXECUTE replace(pg_get_functiondef('list_import_built_upon(bigint)'::regprocedure),
		E'\n\t\t\tWHEN how.held = ''residence''::regclass THEN '' AND t.id <> coalesce(r.made_id, 0)''', '');
END$$;
DROP FUNCTION person_in_unit(bigint, bigint), list_write_reached(bigint, bigint), list_written(bigint);
ALTER TABLE list_row DROP COLUMN made_id, DROP COLUMN made_print;
ALTER TABLE list_import DROP COLUMN made_records;
DELETE FROM list_import WHERE kind NOT IN ('people', 'nominations');
ALTER TABLE list_import DROP CONSTRAINT list_import_kind_known;
ALTER TABLE list_import ADD CONSTRAINT list_import_kind_known CHECK (kind IN ('people', 'nominations'));
