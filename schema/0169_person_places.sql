-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where somebody lives or works, now or once, is what nearly every look at a person is judged by. It stands on the person's own
-- row, kept by triggers: the second lock then opens no table beside the one that is read, and looks nothing up for a row.

-- migrate:up
ALTER TABLE person ADD homes int8multirange NOT NULL DEFAULT '{}', ADD posts int8multirange NOT NULL DEFAULT '{}';
ALTER TABLE person ADD CONSTRAINT person_places_bounded
	CHECK (NOT (lower_inf(homes) OR upper_inf(homes) OR lower_inf(posts) OR upper_inf(posts)));
COMMENT ON CONSTRAINT person_places_bounded ON person IS 'a place is a unit: what has no end would be seen by everybody';
COMMENT ON COLUMN person.homes IS 'numbers of the units where they live or once lived; kept by triggers, follows from residence';
COMMENT ON COLUMN person.posts IS 'numbers of the units where they work or once worked; kept by triggers, follows from affiliation';

-- Nobody who reads people says who sees them: what these columns hold comes from the triggers and, of a first load, the import.
REVOKE INSERT, UPDATE ON person FROM hocvu_app;
DO $$
DECLARE
	columns text := (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = 'person'::regclass
		AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('homes', 'posts'));
BEGIN
	EXECUTE format('GRANT INSERT (%1$s), UPDATE (%1$s) ON person TO hocvu_app', columns);
END$$;

-- The record and the person's own data have the residences and affiliations themselves; a person's version counts what somebody entered.
DO $$
DECLARE
	t record;
	now text;
BEGIN
	FOR t IN SELECT * FROM (VALUES ('audit_part(jsonb,jsonb)', ',folded_given,', ',folded_given,homes,posts,'),
		('person_data(bigint)', '|sort_name|', '|sort_name|homes|posts|')) AS x(called, place, more)
	LOOP
		now := pg_get_functiondef(t.called::regprocedure);
		ASSERT length(now) - length(replace(now, t.place, '')) = length(t.place), t.called || ' reads otherwise';
		EXECUTE replace(now, t.place, t.more);
	END LOOP;
END$$;
DROP TRIGGER row_version ON person;
CREATE TRIGGER row_version BEFORE UPDATE ON person FOR EACH ROW
	WHEN (current_setting('hocvu.rekey', true) IS DISTINCT FROM 'on' AND new.homes = old.homes AND new.posts = old.posts)
	EXECUTE FUNCTION row_version();

-- Added: most often the only place, so nothing is read again. Changed or gone: what is left says it. A range of no number
-- is the range of all numbers: who has no place left is kept out of it. Two who change places of one person wait for each other
-- before either reads, also where nothing is to be written: what one adds the other may be taking away. Whose row this
-- transaction has written it holds already.
CREATE FUNCTION person_places_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
COMMENT ON FUNCTION person_places_added() IS 'Residences or affiliations came: their units are places of the people';
CREATE FUNCTION person_places_write(people bigint[], lived boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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
COMMENT ON FUNCTION person_places_write(bigint[], boolean) IS 'Writes anew where these people live and lived, or else work and worked';
CREATE FUNCTION person_places_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM person_places_write(array_agg(DISTINCT x.person_id), TG_TABLE_NAME = 'residence')
	   FROM (SELECT f.id, f.person_id, f.unit_id FROM former f EXCEPT SELECT c.id, c.person_id, c.unit_id FROM changed c
		UNION ALL (SELECT c.id, c.person_id, c.unit_id FROM changed c EXCEPT SELECT f.id, f.person_id, f.unit_id FROM former f)) x;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION person_places_changed() IS 'Residences or affiliations are of another unit or person than before: places of who they were and are of';
CREATE FUNCTION person_places_removed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM person_places_write(array_agg(DISTINCT f.person_id), TG_TABLE_NAME = 'residence') FROM former f;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION person_places_removed() IS 'Residences or affiliations went: their units may be no places of the people any more';
REVOKE EXECUTE ON FUNCTION person_places_added(), person_places_changed(), person_places_removed(), person_places_write(bigint[], boolean) FROM PUBLIC;

-- What a trigger takes away, it takes because the person goes: their row is not written then.
CREATE TRIGGER places_added AFTER INSERT ON residence REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION person_places_added();
CREATE TRIGGER places_changed AFTER UPDATE ON residence REFERENCING OLD TABLE AS former NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION person_places_changed();
CREATE TRIGGER places_removed AFTER DELETE ON residence REFERENCING OLD TABLE AS former
	FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION person_places_removed();
CREATE TRIGGER places_added AFTER INSERT ON affiliation REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION person_places_added();
CREATE TRIGGER places_changed AFTER UPDATE ON affiliation REFERENCING OLD TABLE AS former NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION person_places_changed();
CREATE TRIGGER places_removed AFTER DELETE ON affiliation REFERENCING OLD TABLE AS former
	FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION person_places_removed();

-- Who is here already: once, without what watches single changes.
ALTER TABLE person DISABLE TRIGGER USER;
UPDATE person p SET homes = coalesce(r.units, '{}'), posts = coalesce(a.units, '{}')
  FROM person q
  LEFT JOIN (SELECT x.person_id, range_agg(int8range(x.unit_id, x.unit_id, '[]')) AS units FROM residence x GROUP BY x.person_id) r
	ON r.person_id = q.id
  LEFT JOIN (SELECT x.person_id, range_agg(int8range(x.unit_id, x.unit_id, '[]')) AS units FROM affiliation x GROUP BY x.person_id) a
	ON a.person_id = q.id
 WHERE p.id = q.id AND (r.units IS NOT NULL OR a.units IS NOT NULL);
ALTER TABLE person ENABLE TRIGGER USER;

-- Who reaches the whole tree reaches every place; of the few without one, scope_all() says it.
DROP POLICY person_app ON person;
DROP FUNCTION person_seldom(bigint, boolean, bigint);
CREATE FUNCTION person_seldom(person bigint, homes int8multirange, posts int8multirange, restricted boolean, entered_by bigint) RETURNS boolean
	LANGUAGE plpgsql STABLE COST 2000 AS $$
BEGIN
	RETURN public.scope_all() OR person = public.scope_person()
	    OR restricted AND homes && public.scope_units('duty')
	    OR entered_by = public.scope_account() AND homes = '{}' AND posts = '{}'
	    OR public.person_met(person);
END$$;
COMMENT ON FUNCTION person_seldom(bigint, int8multirange, int8multirange, boolean, bigint) IS
	'Does the account see the person for another reason than where they live or work: itself, restricted, entered, met?';
REVOKE EXECUTE ON FUNCTION person_seldom(bigint, int8multirange, int8multirange, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_seldom(bigint, int8multirange, int8multirange, boolean, bigint) TO hocvu_app;
CREATE POLICY person_app ON person TO hocvu_app USING (
	restricted_on IS NULL AND homes && (SELECT scope_units('residents')) OR posts && (SELECT scope_units('staff'))
	OR id = ANY ((SELECT scope_people())::bigint[])
	OR person_seldom(id, homes, posts, restricted_on IS NOT NULL, entered_by));

CREATE OR REPLACE FUNCTION person_placed(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM person p WHERE p.id = person_placed.person AND (p.homes <> '{}' OR p.posts <> '{}'));
END$$;
CREATE OR REPLACE FUNCTION person_lives_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM person p WHERE p.id = person_lives_near.person
		AND p.homes && CASE WHEN p.restricted_on IS NULL THEN scope_units('residents') ELSE scope_units('duty') END);
END$$;
CREATE OR REPLACE FUNCTION person_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM person p WHERE p.id = person_near.person
		AND (p.homes && CASE WHEN p.restricted_on IS NULL THEN scope_units('residents') ELSE scope_units('duty') END
			OR p.posts && scope_units('staff')));
END$$;
CREATE OR REPLACE FUNCTION person_duty_only(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN scope_person() IS DISTINCT FROM person_duty_only.person
	   AND NOT person_lives_near(person_duty_only.person)
	   AND NOT EXISTS (SELECT FROM person p WHERE p.id = person_duty_only.person AND p.posts && scope_units('past'));
END$$;

-- migrate:down
CREATE OR REPLACE FUNCTION person_duty_only(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN scope_person() IS DISTINCT FROM person_duty_only.person
	   AND NOT person_lives_near(person_duty_only.person)
	   AND NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_duty_only.person])
		AND a.unit_id <@ (SELECT scope_units('past')));
END$$;
CREATE OR REPLACE FUNCTION person_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_near.person])
		AND r.unit_id <@ (SELECT CASE WHEN p.restricted_on IS NULL THEN scope_units('residents') ELSE scope_units('duty') END
			FROM person p WHERE p.id = person_near.person))
	    OR EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_near.person])
		AND a.unit_id <@ (SELECT scope_units('staff')));
END$$;
CREATE OR REPLACE FUNCTION person_lives_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_lives_near.person])
		AND r.unit_id <@ (SELECT CASE WHEN p.restricted_on IS NULL THEN scope_units('residents') ELSE scope_units('duty') END
			FROM person p WHERE p.id = person_lives_near.person));
END$$;
CREATE OR REPLACE FUNCTION person_placed(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
	RETURN EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_placed.person]))
	    OR EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_placed.person]));
END$$;
DROP POLICY person_app ON person;
DROP FUNCTION person_seldom(bigint, int8multirange, int8multirange, boolean, bigint);
CREATE FUNCTION person_seldom(person bigint, restricted boolean, entered_by bigint) RETURNS boolean LANGUAGE plpgsql STABLE COST 2000 AS $$
BEGIN
	RETURN person = public.scope_person()
	    OR restricted AND public.person_lives_near(person)
	    OR entered_by = public.scope_account() AND NOT public.person_placed(person)
	    OR public.person_met(person);
END$$;
COMMENT ON FUNCTION person_seldom(bigint, boolean, bigint) IS
	'Does the account see the person for another reason than where they live or work: itself, restricted, entered, met?';
REVOKE EXECUTE ON FUNCTION person_seldom(bigint, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_seldom(bigint, boolean, bigint) TO hocvu_app;
CREATE POLICY person_app ON person TO hocvu_app USING (
	(SELECT scope_all()) OR id = ANY ((SELECT scope_people())::bigint[])
	OR EXISTS (SELECT FROM residence_line r WHERE r.person_id = person.id
		AND r.unit_id <@ CASE WHEN person.restricted_on IS NULL THEN (SELECT scope_units('residents')) END)
	OR EXISTS (SELECT FROM affiliation_line a WHERE a.person_id = ANY (ARRAY[person.id]) AND a.unit_id <@ (SELECT scope_units('staff')))
	OR person_seldom(id, restricted_on IS NOT NULL, entered_by));
DROP TRIGGER places_added ON residence;
DROP TRIGGER places_changed ON residence;
DROP TRIGGER places_removed ON residence;
DROP TRIGGER places_added ON affiliation;
DROP TRIGGER places_changed ON affiliation;
DROP TRIGGER places_removed ON affiliation;
DROP FUNCTION person_places_added(), person_places_changed(), person_places_removed(), person_places_write(bigint[], boolean);
DROP TRIGGER row_version ON person;
CREATE TRIGGER row_version BEFORE UPDATE ON person FOR EACH ROW
	WHEN (current_setting('hocvu.rekey', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION row_version();
DO $$
BEGIN
	EXECUTE replace(pg_get_functiondef('audit_part(jsonb,jsonb)'::regprocedure), ',homes,posts,', ',');
	EXECUTE replace(pg_get_functiondef('person_data(bigint)'::regprocedure), '|homes|posts|', '|');
END$$;
ALTER TABLE person DROP homes, DROP posts;
REVOKE INSERT, UPDATE ON person FROM hocvu_app;
GRANT INSERT, UPDATE ON person TO hocvu_app;
