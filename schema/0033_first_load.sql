-- SPDX-License-Identifier: GPL-3.0-or-later
-- A first load of very many people and their homes: overlaps told by an index that costs half, and what it takes to
-- make the indexes of either table after its rows.

-- migrate:up
-- A residence as a box: from its person to the same person, from its first day to its last. Two boxes meet when the
-- person is the same and a day is. Every number here is whole, so the geometry is exact, and no date of PostgreSQL's
-- is 3e9 days from another.
CREATE FUNCTION residence_box(person bigint, valid daterange) RETURNS box LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT box(point(person, coalesce(lower(valid) - date '2000-01-01', float8 '-3e9')),
		point(person, coalesce(upper(valid) - 1 - date '2000-01-01', float8 '3e9'))) $$;
COMMENT ON FUNCTION residence_box(bigint, daterange) IS 'A person''s days in a place, for the index of overlaps';
ALTER TABLE residence
	DROP CONSTRAINT residence_overlap,
	ADD CONSTRAINT residence_overlap EXCLUDE USING gist (residence_box(person_id, valid) WITH &&);
CREATE INDEX residence_by_person ON residence (person_id);

-- What is parked comes back in the order it went; a foreign key that stands on a parked index goes with it.
DROP FUNCTION person_indexes_drop(), person_indexes_make();
DROP TABLE index_parked;
CREATE TABLE index_parked (
	place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	parked_from text NOT NULL,
	definition text NOT NULL
);
COMMENT ON TABLE index_parked IS 'Indexes and constraints dropped during a load of many rows; empty outside of its transaction';
COMMENT ON COLUMN index_parked.place IS 'in this order they are made again';
COMMENT ON COLUMN index_parked.parked_from IS 'the table';
COMMENT ON COLUMN index_parked.definition IS 'the statement that makes it again';

-- Readers take people and homes in either order, and hold one while they wait for the other. So both tables are
-- taken together or not at all, and nobody waits for us while we wait longer than it takes to be told of a deadlock.
CREATE FUNCTION load_alone() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
	SET lock_timeout = '200ms' AS $$
BEGIN
	FOR attempt IN 1 .. 60 LOOP
		BEGIN
			LOCK TABLE person, residence IN ACCESS EXCLUSIVE MODE;
			RETURN true;
		EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
			PERFORM pg_sleep(0.05);
		END;
	END LOOP;
	RETURN false;
END$$;
COMMENT ON FUNCTION load_alone() IS 'Has people and homes for this transaction alone, if they can be had in a quarter of a minute';

CREATE FUNCTION indexes_park(emptied text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	i record;
BEGIN
	IF emptied NOT IN ('person', 'residence') THEN
		RAISE 'the indexes of % are not for loads', emptied;
	END IF;
	FOR i IN
		SELECT k.relname AS name, c.conname, pg_get_indexdef(x.indexrelid) AS made, pg_get_constraintdef(c.oid) AS rule,
			obj_description(k.oid, 'pg_class') AS says, obj_description(c.oid, 'pg_constraint') AS rule_says
		  FROM pg_index x JOIN pg_class k ON k.oid = x.indexrelid
		  LEFT JOIN pg_constraint c ON c.conindid = k.oid AND c.conrelid = x.indrelid AND c.contype IN ('u', 'x')
		 WHERE x.indrelid = emptied::regclass AND NOT x.indisprimary
		UNION ALL
		SELECT NULL, c.conname, NULL, pg_get_constraintdef(c.oid), NULL, obj_description(c.oid, 'pg_constraint')
		  FROM pg_constraint c WHERE c.conrelid = emptied::regclass AND c.contype = 'f' AND c.confrelid = 'person'::regclass
		 ORDER BY 1
	LOOP
		INSERT INTO index_parked (parked_from, definition) VALUES (emptied, concat_ws(';',
			CASE WHEN i.conname IS NULL THEN i.made
				ELSE format('ALTER TABLE %I ADD CONSTRAINT %I %s', emptied, i.conname, i.rule) END,
			'COMMENT ON INDEX ' || quote_ident(i.name) || ' IS ' || quote_literal(i.says),
			'COMMENT ON CONSTRAINT ' || quote_ident(i.conname) || ' ON ' || emptied || ' IS ' || quote_literal(i.rule_says)));
		EXECUTE CASE WHEN i.conname IS NULL THEN format('DROP INDEX %I', i.name)
			ELSE format('ALTER TABLE %I DROP CONSTRAINT %I', emptied, i.conname) END;
	END LOOP;
END$$;
COMMENT ON FUNCTION indexes_park(text) IS 'Takes the indexes off a table, and what makes its rows wait for people, until indexes_unpark()';

CREATE FUNCTION indexes_unpark(emptied text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
	SET maintenance_work_mem = '256MB' AS $$
DECLARE
	i record;
BEGIN
	FOR i IN SELECT p.definition FROM index_parked p WHERE p.parked_from = emptied ORDER BY p.place LOOP
		EXECUTE i.definition;
	END LOOP;
	DELETE FROM index_parked p WHERE p.parked_from = emptied;
END$$;
COMMENT ON FUNCTION indexes_unpark(text) IS 'Makes the indexes of a table that were parked';
REVOKE EXECUTE ON FUNCTION load_alone(), indexes_park(text), indexes_unpark(text) FROM public;
GRANT EXECUTE ON FUNCTION load_alone(), indexes_park(text), indexes_unpark(text) TO hocvu_job;

-- migrate:down
DROP FUNCTION load_alone(), indexes_park(text), indexes_unpark(text);
DROP TABLE index_parked;
CREATE TABLE index_parked (
	name text PRIMARY KEY,
	definition text NOT NULL
);
COMMENT ON TABLE index_parked IS 'Indexes dropped during a load of people; empty outside of its transaction';
COMMENT ON COLUMN index_parked.name IS 'the index or constraint';
COMMENT ON COLUMN index_parked.definition IS 'the statement that makes it again';

CREATE FUNCTION person_indexes_drop() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	i record;
BEGIN
	FOR i IN SELECT k.relname AS name, c.conname, pg_get_indexdef(x.indexrelid) AS made, pg_get_constraintdef(c.oid) AS rule
		FROM pg_index x JOIN pg_class k ON k.oid = x.indexrelid LEFT JOIN pg_constraint c ON c.conindid = k.oid AND c.conrelid = x.indrelid
		WHERE x.indrelid = 'person'::regclass AND NOT x.indisprimary
	LOOP
		INSERT INTO index_parked VALUES (i.name, CASE WHEN i.conname IS NULL THEN i.made
			ELSE format('ALTER TABLE person ADD CONSTRAINT %I %s', i.conname, i.rule) END);
		EXECUTE CASE WHEN i.conname IS NULL THEN format('DROP INDEX %I', i.name)
			ELSE format('ALTER TABLE person DROP CONSTRAINT %I', i.conname) END;
	END LOOP;
END$$;
COMMENT ON FUNCTION person_indexes_drop() IS 'Takes the indexes off people until person_indexes_make()';

CREATE FUNCTION person_indexes_make() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
	SET maintenance_work_mem = '256MB' AS $$
DECLARE
	i record;
BEGIN
	FOR i IN DELETE FROM index_parked RETURNING definition LOOP
		EXECUTE i.definition;
	END LOOP;
END$$;
COMMENT ON FUNCTION person_indexes_make() IS 'Makes the indexes of people that were dropped';
REVOKE EXECUTE ON FUNCTION person_indexes_drop(), person_indexes_make() FROM public;
GRANT EXECUTE ON FUNCTION person_indexes_drop(), person_indexes_make() TO hocvu_job;

DROP INDEX residence_by_person;
ALTER TABLE residence
	DROP CONSTRAINT residence_overlap,
	ADD CONSTRAINT residence_overlap EXCLUDE USING gist (person_id WITH =, valid WITH &&);
DROP FUNCTION residence_box(bigint, daterange);
