-- SPDX-License-Identifier: GPL-3.0-or-later
-- What makes the counters change: one function for every table of facts, and the triggers that call it.

-- migrate:up
-- One function a table: `changed` holds the rows after the statement (before it, of a deletion), `former` those
-- before an update.
-- Most marks change no figure: someone who came to an earlier session of the class has visited it already, and only
-- a mark that lets a completion begin or end matters then. Of the people marked, those for whom it does: whose first
-- day in the class, in any year and since any window's first day, or whose completion is not what it was; and
-- whoever lost a mark together with its session.
CREATE FUNCTION coverage_marks_matter(people bigint[], sessions bigint[], was text[], gone boolean) RETURNS bigint[]
	LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS
$$#variable_conflict use_column
DECLARE
	edges date[] := ARRAY(SELECT make_date(y, 1, 1) FROM generate_series(1999, 2101) AS y
		UNION SELECT t.window_from FROM target t WHERE t.window_from IS NOT NULL ORDER BY 1);
BEGIN
	RETURN (WITH touched AS MATERIALIZED (
		SELECT x.person_id, x.session_id, x.was, s.class_id, s.date, s.periods
		  FROM unnest(people, sessions, was) AS x(person_id, session_id, was) JOIN session s ON s.id = x.session_id
		 WHERE NOT s.cancelled
	), mark AS MATERIALIZED (
		SELECT a.person_id, a.class_id, s.date, s.periods, a.status AS now,
			CASE WHEN t.person_id IS NULL THEN a.status ELSE t.was END AS was
		  FROM attendance a JOIN session s ON s.id = a.session_id AND NOT s.cancelled
		  LEFT JOIN touched t ON t.person_id = a.person_id AND t.session_id = a.session_id
		 WHERE a.class_id IN (SELECT t.class_id FROM touched t) AND a.person_id IN (SELECT t.person_id FROM touched t)
		UNION ALL
		SELECT t.person_id, t.class_id, t.date, t.periods, NULL, t.was FROM touched t WHERE gone
	), class AS MATERIALIZED (
		SELECT s.class_id, k.attendance_percent AS percent, k.attendance_unit = 'periods' AS by_periods,
			CASE k.attendance_unit WHEN 'periods' THEN sum(s.periods) ELSE count(*) END AS whole,
			ARRAY['present', CASE WHEN k.late_counts THEN 'late' END, CASE WHEN k.excused_counts THEN 'excused' END] AS counts
		  FROM session s JOIN class c ON c.id = s.class_id AND c.state <> 'cancelled' JOIN course k ON k.id = c.course_id
		 WHERE s.class_id = ANY (ARRAY(SELECT DISTINCT t.class_id FROM touched t)) AND NOT s.cancelled
		 GROUP BY s.class_id, k.id
	), share AS (
		SELECT m.person_id, c.percent * c.whole AS needed,
			100 * sum(CASE WHEN c.by_periods THEN m.periods ELSE 1 END) FILTER (WHERE m.now = ANY (c.counts)) AS now,
			100 * sum(CASE WHEN c.by_periods THEN m.periods ELSE 1 END) FILTER (WHERE m.was = ANY (c.counts)) AS was
		  FROM mark m JOIN class c ON c.class_id = m.class_id
		 GROUP BY m.person_id, m.class_id, c.percent, c.whole
	)
	SELECT array_agg(DISTINCT x.person_id ORDER BY x.person_id) FROM (
		SELECT s.person_id FROM share s
		 WHERE (coalesce(s.now, 0) >= s.needed) <> (coalesce(s.was, 0) >= s.needed)
		UNION ALL
		SELECT m.person_id FROM mark m JOIN class c ON c.class_id = m.class_id
		 GROUP BY m.person_id, m.class_id, width_bucket(m.date, edges)
		HAVING min(m.date) FILTER (WHERE m.now IN ('present', 'late'))
			IS DISTINCT FROM min(m.date) FILTER (WHERE m.was IN ('present', 'late'))
		UNION ALL
		SELECT x.person_id FROM unnest(people, sessions) AS x(person_id, session_id)
		 WHERE gone AND NOT EXISTS (SELECT FROM session s WHERE s.id = x.session_id)) x);
END$$;
COMMENT ON FUNCTION coverage_marks_matter(bigint[], bigint[], text[], boolean) IS 'For whom of the people marked a figure may change';

CREATE FUNCTION coverage_mark_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS
$$DECLARE
	people bigint[];
	sessions bigint[];
	classes bigint[];
	was text[];
BEGIN
	IF TG_OP = 'UPDATE' THEN
		SELECT array_agg(c.person_id), array_agg(c.session_id), array_agg(f.status), array_agg(DISTINCT c.class_id)
		  INTO people, sessions, was, classes
		  FROM changed c JOIN former f ON f.session_id = c.session_id AND f.person_id = c.person_id
		 WHERE f.status <> c.status;
	ELSE
		SELECT array_agg(c.person_id), array_agg(c.session_id), array_agg(CASE TG_OP WHEN 'DELETE' THEN c.status END),
			array_agg(DISTINCT c.class_id)
		  INTO people, sessions, was, classes
		  FROM changed c WHERE c.status <> 'unexcused';
	END IF;
	IF people IS NULL OR coverage_put_off(cardinality(people)) THEN
		RETURN NULL;
	END IF;
	PERFORM coverage_enter(classes, NULL);
	PERFORM coverage_touch(coverage_marks_matter(people, sessions, was, TG_OP = 'DELETE'), false);
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_mark_changed() IS 'Marks: who was there';

CREATE FUNCTION coverage_class_people(classes bigint[]) RETURNS bigint[] LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM coverage_enter(classes, NULL);
	RETURN (SELECT array_agg(DISTINCT a.person_id) FROM attendance a WHERE a.class_id = ANY (classes));
END$$;
COMMENT ON FUNCTION coverage_class_people(bigint[]) IS 'Everyone marked in these classes, to whom nobody adds meanwhile';

CREATE FUNCTION coverage_session_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$BEGIN
	IF TG_OP = 'UPDATE' THEN
		PERFORM coverage_touch(coverage_class_people(ARRAY(SELECT c.class_id FROM changed c JOIN former f USING (id)
			WHERE (f.date, f.periods, f.cancelled) IS DISTINCT FROM (c.date, c.periods, c.cancelled))), false);
	ELSE
		PERFORM coverage_touch(coverage_class_people(ARRAY(SELECT c.class_id FROM changed c WHERE NOT c.cancelled)), false);
	END IF;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_session_changed() IS 'Sessions: when, how long, whether at all';

CREATE FUNCTION coverage_class_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$BEGIN
	PERFORM coverage_touch(coverage_class_people(ARRAY(SELECT c.id FROM changed c JOIN former f USING (id)
		WHERE (f.state = 'cancelled') <> (c.state = 'cancelled') OR f.course_id <> c.course_id)), false);
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_class_changed() IS 'Classes: cancelled, brought back, of another course';

CREATE FUNCTION coverage_course_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$DECLARE
	courses bigint[];
	people bigint[];
BEGIN
	courses := ARRAY(SELECT c.id FROM changed c JOIN former f USING (id)
		WHERE (f.topics, f.attendance_percent, f.attendance_unit, f.late_counts, f.excused_counts, f.assessment_scheme)
		IS DISTINCT FROM (c.topics, c.attendance_percent, c.attendance_unit, c.late_counts, c.excused_counts,
		c.assessment_scheme));
	IF courses <> '{}' THEN
		people := coverage_class_people(ARRAY(SELECT c.id FROM class c WHERE c.course_id = ANY (courses)))
			|| ARRAY(SELECT e.person_id FROM external_completion e WHERE e.course_id = ANY (courses));
		PERFORM coverage_touch(people, false);
	END IF;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_course_changed() IS 'Courses: what they teach and what completing them takes';

CREATE FUNCTION coverage_record_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$BEGIN
	PERFORM coverage_touch((SELECT array_agg(DISTINCT c.person_id) FROM changed c), TG_TABLE_NAME = 'skill');
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_record_changed() IS 'External completions, assessments, skills';

CREATE FUNCTION coverage_post_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$BEGIN
	PERFORM coverage_touch_staff((SELECT array_agg(DISTINCT c.person_id) FROM changed c));
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_post_changed() IS 'Affiliations';

-- Nobody lives in two places at once, so what residents add is the sum over their residences, and a statement's own
-- rows are enough.
CREATE FUNCTION coverage_home_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$DECLARE
	was coverage_home[];
	now coverage_home[];
	people bigint[];
BEGIN
	people := ARRAY(SELECT DISTINCT c.person_id FROM changed c);
	IF people = '{}' OR coverage_put_off(cardinality(people)) THEN
		RETURN NULL;
	END IF;
	PERFORM coverage_enter(NULL, people);
	SELECT array_agg((c.person_id, c.unit_id, c.valid * daterange(p.works_from, p.works_until, '[]'))::coverage_home)
	  INTO now
	  FROM changed c JOIN person p ON p.id = c.person_id WHERE p.works_from <= p.works_until;
	IF TG_OP = 'UPDATE' THEN
		SELECT array_agg((f.person_id, f.unit_id, f.valid * daterange(p.works_from, p.works_until, '[]'))::coverage_home)
		  INTO was
		  FROM former f JOIN person p ON p.id = f.person_id WHERE p.works_from <= p.works_until;
	ELSIF TG_OP = 'DELETE' THEN
		was := now;
		now := NULL;
	END IF;
	PERFORM coverage_move(NULL, NULL, was, now);
	PERFORM coverage_touch(people, NULL);
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_home_changed() IS 'Residences';

CREATE FUNCTION coverage_person_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$DECLARE
	was coverage_home[];
	people bigint[];
BEGIN
	people := ARRAY(SELECT c.id FROM changed c JOIN former f USING (id)
		WHERE (f.works_from, f.works_until) IS DISTINCT FROM (c.works_from, c.works_until));
	IF people = '{}' OR coverage_put_off(cardinality(people)) THEN
		RETURN NULL;
	END IF;
	PERFORM coverage_enter(NULL, people);
	SELECT array_agg((r.person_id, r.unit_id, r.valid * daterange(f.works_from, f.works_until, '[]'))::coverage_home)
	  INTO was
	  FROM residence r JOIN former f ON f.id = r.person_id
	 WHERE r.person_id = ANY (people) AND f.works_from <= f.works_until;
	PERFORM coverage_move(NULL, NULL, was, coverage_homes_of(people));
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_person_changed() IS 'People: the days of their working age';

-- While the person's row is still there to say when working age was.
CREATE FUNCTION coverage_person_leaves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$BEGIN
	DELETE FROM residence r WHERE r.person_id = OLD.id;
	DELETE FROM affiliation a WHERE a.person_id = OLD.id;
	RETURN OLD;
END$$;
COMMENT ON FUNCTION coverage_person_leaves() IS 'Takes people out of their places before they are deleted';
CREATE TRIGGER coverage_person_leaves BEFORE DELETE ON person FOR EACH ROW EXECUTE FUNCTION coverage_person_leaves();

CREATE FUNCTION coverage_target_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$BEGIN
	IF TG_OP = 'UPDATE' THEN
		INSERT INTO coverage_due (target_id)
		SELECT c.id FROM changed c JOIN former f USING (id)
		 WHERE (f.base, f.categories, f.kinds, f.flags, f.evidence, f.topics, f.scheme, f.levels, f.window_from, f.window_year,
			f.segments) IS DISTINCT FROM (c.base, c.categories, c.kinds, c.flags, c.evidence, c.topics, c.scheme, c.levels,
			c.window_from, c.window_year, c.segments);
	ELSE
		INSERT INTO coverage_due (target_id) SELECT c.id FROM changed c;
	END IF;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_target_changed() IS 'Targets: everything about them but their words and thresholds';

CREATE TRIGGER coverage_added AFTER INSERT ON attendance REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_mark_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON attendance REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_mark_changed();
CREATE TRIGGER coverage_removed AFTER DELETE ON attendance REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_mark_changed();
CREATE TRIGGER coverage_added AFTER INSERT ON session REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_session_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON session REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_session_changed();
CREATE TRIGGER coverage_removed AFTER DELETE ON session REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_session_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON class REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_class_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON course REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_course_changed();
CREATE TRIGGER coverage_added AFTER INSERT ON external_completion REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_record_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON external_completion REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_record_changed();
CREATE TRIGGER coverage_removed AFTER DELETE ON external_completion REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_record_changed();
CREATE TRIGGER coverage_added AFTER INSERT ON assessment REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_record_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON assessment REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_record_changed();
CREATE TRIGGER coverage_removed AFTER DELETE ON assessment REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_record_changed();
CREATE TRIGGER coverage_added AFTER INSERT ON skill REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_record_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON skill REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_record_changed();
CREATE TRIGGER coverage_removed AFTER DELETE ON skill REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_record_changed();
CREATE TRIGGER coverage_added AFTER INSERT ON affiliation REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_post_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON affiliation REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_post_changed();
CREATE TRIGGER coverage_removed AFTER DELETE ON affiliation REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_post_changed();
CREATE TRIGGER coverage_added AFTER INSERT ON residence REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_home_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON residence REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_home_changed();
CREATE TRIGGER coverage_removed AFTER DELETE ON residence REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_home_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON person REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_person_changed();
CREATE TRIGGER coverage_added AFTER INSERT ON unit_version REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_unit_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON unit_version REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_unit_changed();
CREATE TRIGGER coverage_removed AFTER DELETE ON unit_version REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_unit_changed();
CREATE TRIGGER coverage_added AFTER INSERT ON target REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_target_changed();
CREATE TRIGGER coverage_changed AFTER UPDATE ON target REFERENCING NEW TABLE AS changed OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_target_changed();
CREATE TRIGGER coverage_removed AFTER DELETE ON target REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION coverage_target_changed();

SELECT coverage_rebuild(NULL);

-- migrate:down
DROP TRIGGER coverage_added ON attendance;
DROP TRIGGER coverage_changed ON attendance;
DROP TRIGGER coverage_removed ON attendance;
DROP TRIGGER coverage_added ON session;
DROP TRIGGER coverage_changed ON session;
DROP TRIGGER coverage_removed ON session;
DROP TRIGGER coverage_changed ON class;
DROP TRIGGER coverage_changed ON course;
DROP TRIGGER coverage_added ON external_completion;
DROP TRIGGER coverage_changed ON external_completion;
DROP TRIGGER coverage_removed ON external_completion;
DROP TRIGGER coverage_added ON assessment;
DROP TRIGGER coverage_changed ON assessment;
DROP TRIGGER coverage_removed ON assessment;
DROP TRIGGER coverage_added ON skill;
DROP TRIGGER coverage_changed ON skill;
DROP TRIGGER coverage_removed ON skill;
DROP TRIGGER coverage_added ON affiliation;
DROP TRIGGER coverage_changed ON affiliation;
DROP TRIGGER coverage_removed ON affiliation;
DROP TRIGGER coverage_added ON residence;
DROP TRIGGER coverage_changed ON residence;
DROP TRIGGER coverage_removed ON residence;
DROP TRIGGER coverage_changed ON person;
DROP TRIGGER coverage_added ON unit_version;
DROP TRIGGER coverage_changed ON unit_version;
DROP TRIGGER coverage_removed ON unit_version;
DROP TRIGGER coverage_added ON target;
DROP TRIGGER coverage_changed ON target;
DROP TRIGGER coverage_removed ON target;
DROP TRIGGER coverage_person_leaves ON person;
DROP FUNCTION coverage_target_changed(), coverage_person_leaves(), coverage_person_changed(), coverage_home_changed(),
	coverage_post_changed(), coverage_record_changed(), coverage_course_changed(), coverage_class_changed(),
	coverage_session_changed(), coverage_class_people(bigint[]), coverage_mark_changed(),
	coverage_marks_matter(bigint[], bigint[], text[], boolean);
