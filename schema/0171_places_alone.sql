-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who moves thousands of known people has the counters alone before their rows, never the other way round.

-- migrate:up
-- A mark has the lock `coverage` with others and then waits for the person's row. Who held the rows of thousands and wanted the lock alone at
-- the end of the transaction, where everything of so many is worked out anew, waited for a mark that waited for them, and the database
-- ended one of the two. For people whom this very transaction has written nobody else waits with that lock: a first load keeps nobody out.
CREATE OR REPLACE FUNCTION person_places_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF (SELECT count(*) FROM (SELECT FROM changed LIMIT 2001) x) > 2000 AND (SELECT count(*) FROM (SELECT FROM person p
			WHERE p.id IN (SELECT c.person_id FROM changed c) AND p.xmin <> pg_current_xact_id()::xid LIMIT 2001) x) > 2000 THEN
		PERFORM coverage_enter_alone();
	END IF;
	PERFORM FROM person p WHERE p.id IN (SELECT c.person_id FROM changed c) AND p.xmin <> pg_current_xact_id()::xid
	  ORDER BY p.id FOR NO KEY UPDATE OF p;
	IF TG_TABLE_NAME = 'residence' THEN
		UPDATE person p SET homes = p.homes + g.units
		  FROM (SELECT c.person_id, range_agg(int8range(c.unit_id, c.unit_id, '[]')) AS units FROM changed c GROUP BY c.person_id) g
		 WHERE p.id = g.person_id AND NOT p.homes @> g.units;
	ELSE
		UPDATE person p SET posts = p.posts + g.units
		  FROM (SELECT c.person_id, range_agg(int8range(c.unit_id, c.unit_id, '[]')) AS units FROM changed c GROUP BY c.person_id) g
		 WHERE p.id = g.person_id AND NOT p.posts @> g.units;
	END IF;
	RETURN NULL;
END$$;

CREATE OR REPLACE FUNCTION person_places_write(people bigint[], lived boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
BEGIN
	IF people IS NULL THEN
		RETURN;
	END IF;
	IF cardinality(people) > 2000 AND (SELECT count(*) FROM (SELECT FROM person p
			WHERE p.id IN (SELECT unnest(people)) AND p.xmin <> pg_current_xact_id()::xid LIMIT 2001) x) > 2000 THEN
		PERFORM coverage_enter_alone();
	END IF;
	PERFORM FROM person p WHERE p.id = ANY (people) AND p.xmin <> pg_current_xact_id()::xid ORDER BY p.id FOR NO KEY UPDATE;
	IF lived THEN
		UPDATE person p SET homes = g.units
		  FROM (SELECT who AS person_id, coalesce(range_agg(int8range(r.unit_id, r.unit_id, '[]')) FILTER (WHERE r.id IS NOT NULL), '{}') AS units
			  FROM unnest(people) who LEFT JOIN residence r ON r.person_id = who GROUP BY who) g
		 WHERE p.id = g.person_id AND p.homes <> g.units;
	ELSE
		UPDATE person p SET posts = g.units
		  FROM (SELECT who AS person_id, coalesce(range_agg(int8range(a.unit_id, a.unit_id, '[]')) FILTER (WHERE a.id IS NOT NULL), '{}') AS units
			  FROM unnest(people) who LEFT JOIN affiliation a ON a.person_id = who GROUP BY who) g
		 WHERE p.id = g.person_id AND p.posts <> g.units;
	END IF;
END$$;

-- migrate:down
CREATE OR REPLACE FUNCTION person_places_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM FROM person p WHERE p.id IN (SELECT c.person_id FROM changed c) AND p.xmin <> pg_current_xact_id()::xid
	  ORDER BY p.id FOR NO KEY UPDATE OF p;
	IF TG_TABLE_NAME = 'residence' THEN
		UPDATE person p SET homes = p.homes + g.units
		  FROM (SELECT c.person_id, range_agg(int8range(c.unit_id, c.unit_id, '[]')) AS units FROM changed c GROUP BY c.person_id) g
		 WHERE p.id = g.person_id AND NOT p.homes @> g.units;
	ELSE
		UPDATE person p SET posts = p.posts + g.units
		  FROM (SELECT c.person_id, range_agg(int8range(c.unit_id, c.unit_id, '[]')) AS units FROM changed c GROUP BY c.person_id) g
		 WHERE p.id = g.person_id AND NOT p.posts @> g.units;
	END IF;
	RETURN NULL;
END$$;

CREATE OR REPLACE FUNCTION person_places_write(people bigint[], lived boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
BEGIN
	IF people IS NULL THEN
		RETURN;
	END IF;
	PERFORM FROM person p WHERE p.id = ANY (people) AND p.xmin <> pg_current_xact_id()::xid ORDER BY p.id FOR NO KEY UPDATE;
	IF lived THEN
		UPDATE person p SET homes = g.units
		  FROM (SELECT who AS person_id, coalesce(range_agg(int8range(r.unit_id, r.unit_id, '[]')) FILTER (WHERE r.id IS NOT NULL), '{}') AS units
			  FROM unnest(people) who LEFT JOIN residence r ON r.person_id = who GROUP BY who) g
		 WHERE p.id = g.person_id AND p.homes <> g.units;
	ELSE
		UPDATE person p SET posts = g.units
		  FROM (SELECT who AS person_id, coalesce(range_agg(int8range(a.unit_id, a.unit_id, '[]')) FILTER (WHERE a.id IS NOT NULL), '{}') AS units
			  FROM unnest(people) who LEFT JOIN affiliation a ON a.person_id = who GROUP BY who) g
		 WHERE p.id = g.person_id AND p.posts <> g.units;
	END IF;
END$$;
