-- SPDX-License-Identifier: GPL-3.0-or-later
-- How the counters change: who may at once, the few ways in which they do, folding, working everything out anew.

-- migrate:up
-- Everything below runs as the owner of the tables: nobody else may write a counter. A writer holds the lock
-- `coverage` in shared mode to its commit, and the classes and people whose figures it may change, always in this
-- order; what changes the tree or works everything out anew holds it alone. Each reads what it needs after it has
-- the locks, never before.
CREATE FUNCTION coverage_enter(classes bigint[], people bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS
$$BEGIN
	PERFORM pg_advisory_xact_lock_shared(20250101, 1);
	IF classes <> '{}' THEN
		PERFORM FROM class c WHERE c.id = ANY (classes) ORDER BY c.id FOR NO KEY UPDATE;
	END IF;
	IF people <> '{}' THEN
		PERFORM FROM person p WHERE p.id = ANY (people) ORDER BY p.id FOR NO KEY UPDATE;
	END IF;
END$$;
COMMENT ON FUNCTION coverage_enter(bigint[], bigint[]) IS 'Takes the locks of a change of counters';

CREATE FUNCTION coverage_enter_alone() RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS
$$ SELECT pg_advisory_xact_lock(20250101, 1) $$;
COMMENT ON FUNCTION coverage_enter_alone() IS 'Waits until nobody else changes counters, and keeps everybody out';

CREATE FUNCTION coverage_posts_of(people bigint[]) RETURNS coverage_post[] LANGUAGE plpgsql STABLE
	SET search_path = public, pg_temp AS
$$BEGIN
	RETURN (SELECT array_agg((a.person_id, a.unit_id, a.valid, a.category, a.dedicated_it, a.in_charge_it, a.expert)::coverage_post
		ORDER BY a.person_id, a.unit_id, a.valid)
	  FROM unnest(people) AS q(id) JOIN affiliation a ON a.person_id = q.id);
END$$;
COMMENT ON FUNCTION coverage_posts_of(bigint[]) IS 'Affiliations of people, as they stand';

CREATE FUNCTION coverage_homes_of(people bigint[]) RETURNS coverage_home[] LANGUAGE plpgsql STABLE
	SET search_path = public, pg_temp AS
$$BEGIN
	RETURN (SELECT array_agg((r.person_id, r.unit_id, r.valid * daterange(p.works_from, p.works_until, '[]'))::coverage_home)
	  FROM unnest(people) AS q(id) JOIN residence r ON r.person_id = q.id
	  JOIN person p ON p.id = r.person_id AND p.works_from <= p.works_until);
END$$;
COMMENT ON FUNCTION coverage_homes_of(bigint[]) IS 'Residences of people, as they stand';

-- What a statement touched that is too much for person by person is worked out anew at the end of its transaction.
CREATE FUNCTION coverage_put_off(many bigint) RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS
$$BEGIN
	IF EXISTS (SELECT FROM coverage_due d WHERE d.target_id IS NULL) THEN
		RETURN true;
	END IF;
	IF many > 2000 THEN
		INSERT INTO coverage_due (target_id) VALUES (NULL);
	END IF;
	RETURN many > 2000;
END$$;
COMMENT ON FUNCTION coverage_put_off(bigint) IS 'Whether a change of so many people is left to the end of the transaction';

-- Where people stand changed: takes back what they added where they stood, adds it where they stand.
CREATE FUNCTION coverage_move(posts_was coverage_post[], posts_now coverage_post[],
	homes_was coverage_home[], homes_now coverage_home[]) RETURNS void LANGUAGE plpgsql
	SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS
$$BEGIN
	INSERT INTO coverage_delta (target_id, segment, unit_id, day, base, reached, finished, able, visits)
	SELECT s.target_id, s.segment, s.unit_id, b.day, sum(b.base), sum(b.reached), sum(b.finished), sum(b.able), sum(b.visits)
	  FROM (SELECT x.*, 1 AS sign FROM coverage_standing(posts_now, NULL) x
		UNION ALL SELECT x.*, -1 FROM coverage_standing(posts_was, NULL) x
		UNION ALL SELECT x.*, 1 FROM coverage_living(homes_now, NULL) x
		UNION ALL SELECT x.*, -1 FROM coverage_living(homes_was, NULL) x) s
	  LEFT JOIN coverage_evidence e ON e.person_id = s.person_id AND e.target_id = s.target_id
	 CROSS JOIN LATERAL coverage_steps(s.days, 1, s.sign, e.reached, e.finished, e.able, e.visits) b
	 GROUP BY s.target_id, s.segment, s.unit_id, b.day
	HAVING sum(b.base) <> 0 OR sum(b.reached) <> 0 OR sum(b.finished) <> 0 OR sum(b.able) <> 0 OR sum(b.visits) <> 0;
END$$;
COMMENT ON FUNCTION coverage_move(coverage_post[], coverage_post[], coverage_home[], coverage_home[]) IS 'Moves what people add to figures from where they stood to where they stand';

-- What people have to show changed: of_skills their levels of skill, else all but these; NULL: anything.
CREATE FUNCTION coverage_touch(people bigint[], of_skills boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS
$$DECLARE
	fresh coverage_evidence[];
	gained coverage_evidence[];
	lost coverage_evidence[];
	whom bigint[];
	aims bigint[];
	posts coverage_post[];
	homes coverage_home[];
BEGIN
	IF people IS NULL OR coverage_put_off(cardinality(people)) THEN
		RETURN;
	END IF;
	people := ARRAY(SELECT DISTINCT p FROM unnest(people) AS p);
	PERFORM coverage_enter(NULL, people);
	aims := ARRAY(SELECT a.id FROM coverage_aim a
		WHERE CASE WHEN of_skills THEN a.skills ELSE of_skills IS NULL OR a.evidence <> '{skills}' END);
	SELECT array_agg((c.person_id, c.target_id, c.reached, c.finished, c.able, c.visits)::coverage_evidence)
			FILTER (WHERE NOT c.gone),
		array_agg((c.person_id, c.target_id, c.reached - c.reached_was, c.finished - c.finished_was, c.able - c.able_was,
			CASE WHEN c.visits = c.visits_was THEN '{}' ELSE ARRAY(SELECT v FROM unnest(c.visits) AS v
				EXCEPT ALL SELECT v FROM unnest(c.visits_was) AS v) END)::coverage_evidence),
		array_agg((c.person_id, c.target_id, c.reached_was - c.reached, c.finished_was - c.finished, c.able_was - c.able,
			CASE WHEN c.visits = c.visits_was THEN '{}' ELSE ARRAY(SELECT v FROM unnest(c.visits_was) AS v
				EXCEPT ALL SELECT v FROM unnest(c.visits) AS v) END)::coverage_evidence),
		array_agg(DISTINCT c.person_id)
	  INTO fresh, gained, lost, whom
	  FROM (SELECT coalesce(n.person_id, o.person_id) AS person_id, coalesce(n.target_id, o.target_id) AS target_id,
			n.person_id IS NULL AS gone,
			coalesce(n.reached, '{}') AS reached, coalesce(o.reached, '{}') AS reached_was,
			coalesce(n.finished, '{}') AS finished, coalesce(o.finished, '{}') AS finished_was,
			coalesce(n.able, '{}') AS able, coalesce(o.able, '{}') AS able_was,
			coalesce(n.visits, '{}') AS visits, coalesce(o.visits, '{}') AS visits_was
		  FROM coverage_shown(people, aims) n
		  FULL JOIN (SELECT * FROM coverage_evidence x WHERE x.person_id = ANY (people) AND x.target_id = ANY (aims)) o
			ON o.person_id = n.person_id AND o.target_id = n.target_id
		 WHERE (n.reached, n.finished, n.able, n.visits) IS DISTINCT FROM (o.reached, o.finished, o.able, o.visits)) c;
	IF whom IS NULL THEN
		RETURN;
	END IF;
	posts := coverage_posts_of(whom);
	homes := coverage_homes_of(whom);
	INSERT INTO coverage_delta (target_id, segment, unit_id, day, base, reached, finished, able, visits)
	SELECT s.target_id, s.segment, s.unit_id, b.day, 0, sum(b.reached), sum(b.finished), sum(b.able), sum(b.visits)
	  FROM (SELECT g.*, 1 AS sign FROM unnest(gained) AS g UNION ALL SELECT l.*, -1 FROM unnest(lost) AS l) c
	  JOIN (SELECT * FROM coverage_standing(posts, aims) UNION ALL SELECT * FROM coverage_living(homes, aims)) s
		ON s.person_id = c.person_id AND s.target_id = c.target_id
	 CROSS JOIN LATERAL coverage_steps(s.days, 0, c.sign, c.reached, c.finished, c.able, c.visits) b
	 GROUP BY s.target_id, s.segment, s.unit_id, b.day
	HAVING sum(b.reached) <> 0 OR sum(b.finished) <> 0 OR sum(b.able) <> 0 OR sum(b.visits) <> 0;
	DELETE FROM coverage_evidence x USING unnest(lost) AS l
	 WHERE x.person_id = l.person_id AND x.target_id = l.target_id
	   AND NOT EXISTS (SELECT FROM unnest(fresh) AS n WHERE n.person_id = l.person_id AND n.target_id = l.target_id);
	INSERT INTO coverage_evidence SELECT n.* FROM unnest(fresh) AS n
	ON CONFLICT (person_id, target_id) DO UPDATE SET reached = excluded.reached, finished = excluded.finished,
		able = excluded.able, visits = excluded.visits;
END$$;
COMMENT ON FUNCTION coverage_touch(bigint[], boolean) IS 'Works out anew what people have to show and brings the counters after';

CREATE FUNCTION coverage_touch_staff(people bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS
$$DECLARE
	posts_was coverage_post[];
	posts_now coverage_post[];
BEGIN
	IF people IS NULL OR coverage_put_off(cardinality(people)) THEN
		RETURN;
	END IF;
	PERFORM coverage_enter(NULL, people);
	SELECT array_agg(p ORDER BY p.person_id, p.unit_id, p.valid) INTO posts_was
	  FROM coverage_staff s CROSS JOIN LATERAL unnest(s.posts) AS p WHERE s.person_id = ANY (people);
	posts_now := coverage_posts_of(people);
	IF posts_was IS NOT DISTINCT FROM posts_now THEN
		RETURN;
	END IF;
	PERFORM coverage_move(posts_was, posts_now, NULL, NULL);
	DELETE FROM coverage_staff s WHERE s.person_id = ANY (people);
	INSERT INTO coverage_staff (person_id, posts)
	SELECT p.person_id, array_agg(p ORDER BY p.unit_id, p.valid) FROM unnest(posts_now) AS p GROUP BY p.person_id;
	PERFORM coverage_touch(people, NULL);
END$$;
COMMENT ON FUNCTION coverage_touch_staff(bigint[]) IS 'Brings the counters after a change of people''s affiliations';

-- The tree as it follows from the versions of units.
CREATE FUNCTION coverage_tree() RETURNS SETOF unit_above LANGUAGE sql STABLE AS $$
	WITH RECURSIVE climb (unit_id, above_id, kind, valid, next_id, path) AS (
		SELECT v.unit_id, v.unit_id, v.kind, v.valid * coverage_era(), v.parent_id, ARRAY[v.unit_id]
		  FROM unit_version v WHERE v.valid && coverage_era()
		UNION ALL
		SELECT c.unit_id, p.unit_id, c.kind, c.valid * p.valid, p.parent_id, c.path || p.unit_id
		  FROM climb c JOIN unit_version p ON p.unit_id = c.next_id AND p.valid && c.valid
		 WHERE p.unit_id <> ALL (c.path)
	)
	SELECT c.unit_id, c.above_id, c.kind, k.segment, unnest(range_agg(c.valid))
	  FROM climb c JOIN unit_kind k USING (kind)
	 GROUP BY c.unit_id, c.above_id, c.kind, k.segment $$;
COMMENT ON FUNCTION coverage_tree() IS 'Every unit and each it lies below, through the days of the era';

CREATE FUNCTION coverage_unit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$DECLARE
	tree unit_above[];
	gained unit_above[];
	lost unit_above[];
	units bigint[];
	posts coverage_post[];
	homes coverage_home[];
BEGIN
	IF coverage_put_off(0) THEN
		RETURN NULL;
	END IF;
	PERFORM coverage_enter_alone();
	tree := ARRAY(SELECT (t.unit_id, t.above_id, t.kind, t.segment, t.valid)::unit_above FROM coverage_tree() t);
	gained := ARRAY(SELECT (g.unit_id, g.above_id, g.kind, g.segment, g.valid)::unit_above
		FROM (SELECT * FROM unnest(tree) EXCEPT SELECT * FROM unit_above) g);
	lost := ARRAY(SELECT (l.unit_id, l.above_id, l.kind, l.segment, l.valid)::unit_above
		FROM (SELECT * FROM unit_above EXCEPT SELECT * FROM unnest(tree)) l);
	units := ARRAY(SELECT g.unit_id FROM unnest(gained) AS g UNION SELECT l.unit_id FROM unnest(lost) AS l);
	IF units = '{}' THEN
		RETURN NULL;
	END IF;
	SELECT array_agg(p) INTO posts
	  FROM coverage_staff s CROSS JOIN LATERAL unnest(s.posts) AS p
	 WHERE s.person_id = ANY (ARRAY(SELECT a.person_id FROM affiliation a WHERE a.unit_id = ANY (units)));
	SELECT array_agg((r.person_id, r.unit_id, r.valid * daterange(p.works_from, p.works_until, '[]'))::coverage_home)
	  INTO homes
	  FROM residence r JOIN person p ON p.id = r.person_id
	 WHERE r.unit_id = ANY (units) AND p.works_from <= p.works_until;
	IF coalesce(cardinality(homes), 0) > 100000 THEN
		INSERT INTO coverage_due (target_id) VALUES (NULL);
		RETURN NULL;
	END IF;
	PERFORM coverage_move(posts, NULL, homes, NULL);
	DELETE FROM unit_above a USING unnest(lost) AS l
	 WHERE a.unit_id = l.unit_id AND a.above_id = l.above_id AND a.valid = l.valid;
	INSERT INTO unit_above SELECT g.* FROM unnest(gained) AS g;
	PERFORM coverage_move(NULL, posts, NULL, homes);
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_unit_changed() IS 'Brings the tree and the counters after a change of units';

CREATE FUNCTION coverage_grains(day date) RETURNS TABLE (grain "char", first date) LANGUAGE sql IMMUTABLE ROWS 3 AS $$
	VALUES ('d'::"char", day), ('m', day - extract(day FROM day)::int + 1), ('y', make_date(extract(year FROM day)::int, 1, 1)) $$;
COMMENT ON FUNCTION coverage_grains(date) IS 'The three sums a step of that day is part of';

-- Folds the steps just written into the counters. One at a time; steps written meanwhile wait for the next.
CREATE FUNCTION coverage_fold() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$DECLARE
	folded bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM coverage_delta) OR NOT pg_try_advisory_xact_lock(20250101, 2)
			OR NOT pg_try_advisory_xact_lock_shared(20250101, 1) THEN
		RETURN 0;
	END IF;
	WITH taken AS (
		DELETE FROM coverage_delta RETURNING *
	)
	INSERT INTO coverage_counter AS c (target_id, segment, unit_id, grain, day, base, reached, finished, able, visits)
	SELECT t.target_id, t.segment, t.unit_id, g.grain, g.first, sum(t.base), sum(t.reached), sum(t.finished), sum(t.able),
		sum(t.visits)
	  FROM taken t
	 CROSS JOIN LATERAL coverage_grains(t.day) g
	 GROUP BY t.target_id, t.segment, t.unit_id, g.grain, g.first
	 ORDER BY t.target_id, t.unit_id, t.segment, g.grain, g.first
	ON CONFLICT (target_id, unit_id, segment, grain, day) DO UPDATE SET base = c.base + excluded.base,
		reached = c.reached + excluded.reached, finished = c.finished + excluded.finished,
		able = c.able + excluded.able, visits = c.visits + excluded.visits;
	GET DIAGNOSTICS folded = ROW_COUNT;
	RETURN folded;
END$$;
COMMENT ON FUNCTION coverage_fold() IS 'Folds the steps just written into the counters; gives how many counters changed';

-- Everything anew from the facts, of the targets named or of all: set by set, for the residents without any evidence
-- by unit and days instead of one by one.
CREATE FUNCTION coverage_rebuild(targets bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp SET jit = off SET work_mem = '128MB' AS
$$DECLARE
	batch bigint[];
	posts coverage_post[];
	homes coverage_home[];
BEGIN
	PERFORM coverage_enter_alone();
	PERFORM pg_advisory_xact_lock(20250101, 2);
	CREATE TEMP TABLE IF NOT EXISTS coverage_anew (LIKE coverage_delta) ON COMMIT DROP;
	DELETE FROM pg_temp.coverage_anew;
	DELETE FROM coverage_delta d WHERE targets IS NULL OR d.target_id = ANY (targets);
	DELETE FROM coverage_counter c WHERE targets IS NULL OR c.target_id = ANY (targets);
	DELETE FROM coverage_evidence e WHERE targets IS NULL OR e.target_id = ANY (targets);
	IF targets IS NULL THEN
		DELETE FROM unit_above;
		INSERT INTO unit_above SELECT * FROM coverage_tree();
		ANALYZE unit_above;
		DELETE FROM coverage_staff;
		INSERT INTO coverage_staff (person_id, posts)
		SELECT a.person_id, array_agg((a.person_id, a.unit_id, a.valid, a.category, a.dedicated_it, a.in_charge_it,
			a.expert)::coverage_post ORDER BY a.unit_id, a.valid)
		  FROM affiliation a GROUP BY a.person_id;
	END IF;
	INSERT INTO pg_temp.coverage_anew (target_id, segment, unit_id, day, base, reached, finished, able, visits)
	SELECT t.id, '', c.above_id, b.day, sum(b.n), 0, 0, 0, 0
	  FROM (SELECT r.unit_id, r.valid * daterange(p.works_from, p.works_until, '[]') * coverage_era() AS days, count(*) AS many
		  FROM residence r JOIN person p ON p.id = r.person_id
		 WHERE p.works_from <= p.works_until AND EXISTS (SELECT FROM coverage_aim WHERE coverage_aim.base = 'working_age')
		 GROUP BY 1, 2) g
	  JOIN unit_above c ON c.unit_id = g.unit_id AND c.valid && g.days
	  JOIN coverage_aim t ON t.base = 'working_age' AND (targets IS NULL OR t.id = ANY (targets))
	 CROSS JOIN LATERAL (VALUES (lower(g.days * c.valid), g.many), (upper(g.days * c.valid), -g.many)) AS b(day, n)
	 WHERE b.day < upper(coverage_era())
	 GROUP BY t.id, c.above_id, b.day
	HAVING sum(b.n) <> 0;
	FOR batch IN
		SELECT array_agg(n.person_id) FROM (
			SELECT q.person_id, (row_number() OVER (ORDER BY q.person_id) - 1) / 1000 AS part
			  FROM (SELECT person_id FROM coverage_staff UNION SELECT person_id FROM attendance
				UNION SELECT person_id FROM external_completion UNION SELECT person_id FROM assessment
				UNION SELECT person_id FROM skill) q) n
		 GROUP BY n.part
	LOOP
		INSERT INTO coverage_evidence SELECT * FROM coverage_shown(batch, targets);
		posts := coverage_posts_of(batch);
		homes := coverage_homes_of(batch);
		INSERT INTO pg_temp.coverage_anew (target_id, segment, unit_id, day, base, reached, finished, able, visits)
		SELECT s.target_id, s.segment, s.unit_id, b.day, sum(b.base), sum(b.reached), sum(b.finished), sum(b.able), sum(b.visits)
		  FROM (SELECT x.*, 1 AS standing FROM coverage_standing(posts, targets) x
			UNION ALL SELECT x.*, 0 FROM coverage_living(homes, targets) x) s
		  LEFT JOIN coverage_evidence e ON e.person_id = s.person_id AND e.target_id = s.target_id
		 CROSS JOIN LATERAL coverage_steps(s.days, s.standing, 1, e.reached, e.finished, e.able, e.visits) b
		 GROUP BY s.target_id, s.segment, s.unit_id, b.day
		HAVING sum(b.base) <> 0 OR sum(b.reached) <> 0 OR sum(b.finished) <> 0 OR sum(b.able) <> 0 OR sum(b.visits) <> 0;
	END LOOP;
	INSERT INTO coverage_counter (target_id, segment, unit_id, grain, day, base, reached, finished, able, visits)
	SELECT a.target_id, a.segment, a.unit_id, g.grain, g.first, sum(a.base), sum(a.reached), sum(a.finished), sum(a.able),
		sum(a.visits)
	  FROM pg_temp.coverage_anew a CROSS JOIN LATERAL coverage_grains(a.day) g
	 GROUP BY a.target_id, a.segment, a.unit_id, g.grain, g.first
	 ORDER BY a.target_id, a.unit_id, a.segment, g.grain, g.first;
END$$;
COMMENT ON FUNCTION coverage_rebuild(bigint[]) IS 'Works out the counters of these targets anew from the facts; NULL: of all, and the tree';

CREATE FUNCTION coverage_settle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$DECLARE
	targets bigint[];
BEGIN
	IF EXISTS (SELECT FROM coverage_due) THEN
		IF NOT EXISTS (SELECT FROM coverage_due d WHERE d.target_id IS NULL) THEN
			targets := ARRAY(SELECT d.target_id FROM coverage_due d);
		END IF;
		DELETE FROM coverage_due;
		PERFORM coverage_rebuild(targets);
	END IF;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_settle() IS 'Works out at the end of a transaction what its statements put off';
CREATE CONSTRAINT TRIGGER coverage_settle AFTER INSERT ON coverage_due DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION coverage_settle();

REVOKE EXECUTE ON FUNCTION coverage_touch(bigint[], boolean), coverage_touch_staff(bigint[]), coverage_fold(),
	coverage_rebuild(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION coverage_fold() TO hocvu_app, hocvu_job;

-- migrate:down
DROP TRIGGER coverage_settle ON coverage_due;
DROP FUNCTION coverage_settle(), coverage_rebuild(bigint[]), coverage_fold(), coverage_grains(date), coverage_unit_changed(), coverage_tree(),
	coverage_touch_staff(bigint[]), coverage_touch(bigint[], boolean),
	coverage_move(coverage_post[], coverage_post[], coverage_home[], coverage_home[]), coverage_put_off(bigint),
	coverage_homes_of(bigint[]), coverage_posts_of(bigint[]), coverage_enter_alone(), coverage_enter(bigint[], bigint[]);
