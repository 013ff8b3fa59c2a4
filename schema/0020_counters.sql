-- SPDX-License-Identifier: GPL-3.0-or-later
-- Coverage as counters: what every person adds to the figure of a unit, as dated steps, so that a figure of any day
-- of the era is a sum of a few dozen rows however many people there are. What time alone will change, the end of a
-- year, a 15th birthday, the last session of a class, stands on its future day from the moment it is known.

-- migrate:up
CREATE FUNCTION coverage_era() RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT daterange('2025-01-01', '2036-01-01') $$;
COMMENT ON FUNCTION coverage_era() IS 'The days whose figures are kept as counters: the plans'' years 2025 to 2030 and five more. Figures of other days are counted from the facts';

CREATE FUNCTION coverage_window(window_year boolean, window_from date, day date) RETURNS daterange
	LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN window_year THEN daterange(make_date(extract(year FROM day)::int, 1, 1),
			make_date(extract(year FROM day)::int + 1, 1, 1))
		ELSE daterange(window_from, NULL) END $$;
COMMENT ON FUNCTION coverage_window(boolean, date, date) IS 'The days on which evidence of a day counts toward a target';

CREATE TABLE unit_above (
	unit_id bigint NOT NULL,
	above_id bigint NOT NULL,
	kind text NOT NULL,
	segment text,
	valid daterange NOT NULL,
	PRIMARY KEY (unit_id, above_id, valid)
);
CREATE INDEX unit_above_below ON unit_above (above_id);
COMMENT ON TABLE unit_above IS 'Every unit and each that it lay below, itself too, through the days of the era; follows from unit_version';
COMMENT ON COLUMN unit_above.unit_id IS 'the unit';
COMMENT ON COLUMN unit_above.above_id IS 'itself or a unit above it';
COMMENT ON COLUMN unit_above.kind IS 'kind of the unit in those days';
COMMENT ON COLUMN unit_above.segment IS 'segment of that kind';
COMMENT ON COLUMN unit_above.valid IS 'the days';

CREATE TABLE coverage_evidence (
	person_id bigint NOT NULL,
	target_id bigint NOT NULL,
	reached datemultirange NOT NULL,
	finished datemultirange NOT NULL,
	able datemultirange NOT NULL,
	visits daterange[] NOT NULL,
	PRIMARY KEY (person_id, target_id)
);
COMMENT ON TABLE coverage_evidence IS 'On which days a person has what a target asks for; a row only where there is any. It is what the counters hold, and changes with them';
COMMENT ON COLUMN coverage_evidence.person_id IS 'who';
COMMENT ON COLUMN coverage_evidence.target_id IS 'toward which target';
COMMENT ON COLUMN coverage_evidence.reached IS 'days on which the target is reached';
COMMENT ON COLUMN coverage_evidence.finished IS 'days on which a completion lies in the window, of any course';
COMMENT ON COLUMN coverage_evidence.able IS 'days on which one domain of skills at least is mastered, with help or alone';
COMMENT ON COLUMN coverage_evidence.visits IS 'for every class visited the days on which it counts, in order';

CREATE TABLE coverage_delta (
	target_id bigint NOT NULL,
	segment text NOT NULL,
	unit_id bigint NOT NULL,
	day date NOT NULL,
	base integer NOT NULL,
	reached integer NOT NULL,
	finished integer NOT NULL,
	able integer NOT NULL,
	visits integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
CREATE INDEX coverage_delta_by_unit ON coverage_delta (target_id, unit_id);
COMMENT ON TABLE coverage_delta IS 'Steps just written: only added to, so that writers never wait for each other; a job folds them into coverage_counter';
COMMENT ON COLUMN coverage_delta.target_id IS 'the target';
COMMENT ON COLUMN coverage_delta.segment IS 'segment it is asked for; empty when it takes none';
COMMENT ON COLUMN coverage_delta.unit_id IS 'the unit whose figure changes';
COMMENT ON COLUMN coverage_delta.day IS 'from this day on';
COMMENT ON COLUMN coverage_delta.base IS 'people counted, more or fewer';
COMMENT ON COLUMN coverage_delta.reached IS 'of them, people who reached the target';
COMMENT ON COLUMN coverage_delta.finished IS 'of them, people with a completion';
COMMENT ON COLUMN coverage_delta.able IS 'of them, people able in one domain at least';
COMMENT ON COLUMN coverage_delta.visits IS 'their visits';

CREATE TABLE coverage_counter (
	target_id bigint NOT NULL,
	segment text NOT NULL,
	unit_id bigint NOT NULL,
	grain "char" NOT NULL CONSTRAINT coverage_counter_grain_known CHECK (grain IN ('y', 'm', 'd')),
	day date NOT NULL,
	base integer NOT NULL,
	reached integer NOT NULL,
	finished integer NOT NULL,
	able integer NOT NULL,
	visits integer NOT NULL,
	PRIMARY KEY (target_id, unit_id, segment, grain, day)
) WITH (fillfactor = 80);
COMMENT ON TABLE coverage_counter IS 'The steps, summed by day, by month and by year: the figure of a day is the sum of the years before its year, the months before its month and the days up to it';
COMMENT ON COLUMN coverage_counter.target_id IS 'the target';
COMMENT ON COLUMN coverage_counter.segment IS 'segment it is asked for; empty when it takes none';
COMMENT ON COLUMN coverage_counter.unit_id IS 'the unit whose figure changes';
COMMENT ON COLUMN coverage_counter.grain IS 'd: on that day, m: in the month it begins, y: in the year it begins';
COMMENT ON COLUMN coverage_counter.day IS 'the day, or the first of its month or year';
COMMENT ON COLUMN coverage_counter.base IS 'people counted, more or fewer';
COMMENT ON COLUMN coverage_counter.reached IS 'of them, people who reached the target';
COMMENT ON COLUMN coverage_counter.finished IS 'of them, people with a completion';
COMMENT ON COLUMN coverage_counter.able IS 'of them, people able in one domain at least';
COMMENT ON COLUMN coverage_counter.visits IS 'their visits';

CREATE TABLE coverage_due (
	target_id bigint
);
COMMENT ON TABLE coverage_due IS 'Counters to be worked out anew when the transaction commits; empty at every other moment';
COMMENT ON COLUMN coverage_due.target_id IS 'of this target only; none: of all';

CREATE TYPE coverage_post AS (person_id bigint, unit_id bigint, valid daterange, category text,
	dedicated_it boolean, in_charge_it boolean, expert boolean);
COMMENT ON TYPE coverage_post IS 'What an affiliation means for figures';
CREATE TYPE coverage_home AS (person_id bigint, unit_id bigint, days daterange);
COMMENT ON TYPE coverage_home IS 'A residence, cut to the days of working age';

CREATE TABLE coverage_staff (
	person_id bigint PRIMARY KEY,
	posts coverage_post[] NOT NULL
);
COMMENT ON TABLE coverage_staff IS 'Everybody''s affiliations as the counters hold them; they change with them';
COMMENT ON COLUMN coverage_staff.person_id IS 'who';
COMMENT ON COLUMN coverage_staff.posts IS 'the affiliations, by unit and days';

-- A target that asks for skills but no level counts everyone, people without a single row too: no counter could.
CREATE VIEW coverage_aim WITH (security_invoker = true) AS
SELECT t.id, t.code, t.base, t.categories, t.kinds, t.flags, t.evidence, t.topics, t.scheme, t.window_from, t.window_year,
	ARRAY(SELECT DISTINCT l FROM unnest(t.levels) AS l WHERE split_part(l, ':', 2) <> 'none') AS levels,
	'skills' = ANY (t.evidence) AS skills, array_remove(t.evidence, 'skills') AS parts,
	CASE WHEN t.segments = '{}' THEN '{""}' ELSE t.segments END AS segments
  FROM target t
 WHERE NOT 'skills' = ANY (t.evidence)
    OR EXISTS (SELECT FROM unnest(t.levels) AS l WHERE split_part(l, ':', 2) <> 'none');
COMMENT ON VIEW coverage_aim IS 'The targets whose figures are kept as counters';
COMMENT ON COLUMN coverage_aim.id IS 'the target';
COMMENT ON COLUMN coverage_aim.code IS 'its code';
COMMENT ON COLUMN coverage_aim.base IS 'who is counted';
COMMENT ON COLUMN coverage_aim.categories IS 'categories of staff that count';
COMMENT ON COLUMN coverage_aim.kinds IS 'kinds of units that count';
COMMENT ON COLUMN coverage_aim.flags IS 'flags of which one is needed';
COMMENT ON COLUMN coverage_aim.evidence IS 'all that is needed';
COMMENT ON COLUMN coverage_aim.topics IS 'topics of courses that count';
COMMENT ON COLUMN coverage_aim.scheme IS 'assessment scheme';
COMMENT ON COLUMN coverage_aim.window_from IS 'first day that counts';
COMMENT ON COLUMN coverage_aim.window_year IS 'only the calendar year counts';
COMMENT ON COLUMN coverage_aim.levels IS 'levels needed, without those that ask for nothing';
COMMENT ON COLUMN coverage_aim.skills IS 'skills are part of what is needed';
COMMENT ON COLUMN coverage_aim.parts IS 'what else is needed';
COMMENT ON COLUMN coverage_aim.segments IS 'segments it is asked by; one empty when it takes none';

-- The four functions below have no search_path of their own, so that the planner sees into them.

-- Where staff stand: for every target and segment, and every unit from their own to the top, the days on which a
-- person counts there. Two affiliations in one subtree are one person: the days are united.
CREATE FUNCTION coverage_standing(posts coverage_post[], targets bigint[]) RETURNS TABLE (person_id bigint, target_id bigint,
	segment text, unit_id bigint, days datemultirange) LANGUAGE sql STABLE AS $$
	SELECT a.person_id, t.id, s.segment, c.above_id, range_agg(a.valid * c.valid)
	  FROM unnest(posts) AS a
	  JOIN unit_above c ON c.unit_id = a.unit_id AND c.valid && a.valid AND c.segment IS NOT NULL
	  JOIN coverage_aim t ON t.base <> 'working_age' AND (t.kinds = '{}' OR c.kind = ANY (t.kinds))
	   AND (t.categories = '{}' OR a.category = ANY (t.categories) OR c.segment || ':' || a.category = ANY (t.categories))
	   AND (t.flags = '{}' OR (a.dedicated_it AND 'dedicated_it' = ANY (t.flags))
		OR (a.in_charge_it AND 'in_charge_it' = ANY (t.flags)) OR (a.expert AND 'expert' = ANY (t.flags)))
	 CROSS JOIN LATERAL unnest(t.segments) AS s(segment)
	 WHERE s.segment IN ('', c.segment) AND (targets IS NULL OR t.id = ANY (targets))
	 GROUP BY a.person_id, t.id, s.segment, c.above_id $$;
COMMENT ON FUNCTION coverage_standing(coverage_post[], bigint[]) IS 'Toward which targets, in which units and on which days people count as staff';

CREATE FUNCTION coverage_living(homes coverage_home[], targets bigint[]) RETURNS TABLE (person_id bigint, target_id bigint,
	segment text, unit_id bigint, days datemultirange) LANGUAGE sql STABLE AS $$
	SELECT h.person_id, t.id, '', c.above_id, range_agg(h.days * c.valid)
	  FROM unnest(homes) AS h
	  JOIN unit_above c ON c.unit_id = h.unit_id AND c.valid && h.days
	  JOIN coverage_aim t ON t.base = 'working_age' AND (targets IS NULL OR t.id = ANY (targets))
	 GROUP BY h.person_id, t.id, c.above_id $$;
COMMENT ON FUNCTION coverage_living(coverage_home[], bigint[]) IS 'Toward which targets, in which units and on which days people count as residents';

-- What these people have to show toward the targets that may count them, from the raw facts; targets NULL: all. Every part of the evidence is reached on its
-- first day in a window and holds to the window's end; a level of skill holds until the domain is observed again.
CREATE FUNCTION coverage_shown(people bigint[], targets bigint[]) RETURNS TABLE (person_id bigint, target_id bigint,
	reached datemultirange, finished datemultirange, able datemultirange, visits daterange[]) LANGUAGE sql STABLE AS $$
	WITH aim AS MATERIALIZED (
		SELECT * FROM coverage_aim x WHERE coverage_shown.targets IS NULL OR x.id = ANY (coverage_shown.targets)
	), whom AS MATERIALIZED (
		SELECT a.person_id, t.id AS target_id
		  FROM affiliation a JOIN aim t ON t.base <> 'working_age' AND (t.flags = '{}'
			OR (a.dedicated_it AND 'dedicated_it' = ANY (t.flags)) OR (a.in_charge_it AND 'in_charge_it' = ANY (t.flags))
			OR (a.expert AND 'expert' = ANY (t.flags)))
		 WHERE a.person_id = ANY (coverage_shown.people)
		UNION
		SELECT r.person_id, t.id FROM residence r JOIN aim t ON t.base = 'working_age'
		 WHERE r.person_id = ANY (coverage_shown.people)
	), mark AS MATERIALIZED (
		SELECT a.person_id, a.class_id, c.course_id, s.date, s.periods, a.status
		  FROM attendance a
		  JOIN session s ON s.id = a.session_id AND NOT s.cancelled
		  JOIN class c ON c.id = a.class_id AND c.state <> 'cancelled'
		 WHERE a.person_id = ANY (coverage_shown.people)
	), whole AS MATERIALIZED (
		SELECT s.class_id, max(s.date) AS last_on, count(*) AS sessions, sum(s.periods) AS periods
		  FROM session s
		 WHERE s.class_id = ANY (ARRAY(SELECT DISTINCT m.class_id FROM mark m)) AND NOT s.cancelled
		 GROUP BY s.class_id
	), elsewhere AS MATERIALIZED (
		SELECT e.person_id, e.course_id, e.completed_on
		  FROM external_completion e WHERE e.verified AND e.person_id = ANY (coverage_shown.people)
	), verdict AS MATERIALIZED (
		SELECT x.person_id, x.scheme, x.assessed_on, x.result
		  FROM assessment x WHERE x.person_id = ANY (coverage_shown.people)
	), done AS MATERIALIZED (
		SELECT p.person_id, k.id AS course_id, greatest(w.last_on, v.passed_on) AS day
		  FROM (SELECT m.person_id, m.class_id, m.course_id, count(*) AS sessions, sum(m.periods) AS periods
			  FROM mark m JOIN course c ON c.id = m.course_id
			 WHERE m.status = 'present' OR (m.status = 'late' AND c.late_counts)
				OR (m.status = 'excused' AND c.excused_counts)
			 GROUP BY m.person_id, m.class_id, m.course_id) p
		  JOIN whole w ON w.class_id = p.class_id
		  JOIN course k ON k.id = p.course_id
		  LEFT JOIN (SELECT x.person_id, x.scheme, min(x.assessed_on) AS passed_on FROM verdict x
			WHERE x.result = 'passed' GROUP BY x.person_id, x.scheme) v
			ON v.person_id = p.person_id AND v.scheme = k.assessment_scheme
		 WHERE CASE k.attendance_unit WHEN 'periods' THEN p.periods * 100 >= k.attendance_percent * w.periods
			ELSE p.sessions * 100 >= k.attendance_percent * w.sessions END
		   AND (k.assessment_scheme IS NULL OR v.passed_on IS NOT NULL)
		UNION ALL
		SELECT e.person_id, e.course_id, e.completed_on FROM elsewhere e
	), proof AS (
		SELECT m.person_id, 'took_part' AS part, m.course_id, m.date AS day
		  FROM mark m WHERE m.status IN ('present', 'late')
		UNION ALL
		SELECT e.person_id, 'took_part', e.course_id, e.completed_on FROM elsewhere e
		UNION ALL
		SELECT d.person_id, 'completed', d.course_id, d.day FROM done d
	), first AS (
		SELECT p.person_id, t.id AS target_id, coverage_window(t.window_year, t.window_from, p.day) AS days, p.part,
			min(p.day) AS day, t.parts
		  FROM proof p JOIN course c ON c.id = p.course_id
		  JOIN whom h ON h.person_id = p.person_id
		  JOIN aim t ON t.id = h.target_id AND p.part = ANY (t.parts) AND (t.window_from IS NULL OR p.day >= t.window_from)
		   AND (t.topics = '{}' OR c.topics && t.topics)
		 GROUP BY p.person_id, t.id, coverage_window(t.window_year, t.window_from, p.day), p.part, t.parts
		UNION ALL
		SELECT v.person_id, t.id, coverage_window(t.window_year, t.window_from, v.assessed_on), q.part,
			min(v.assessed_on), t.parts
		  FROM verdict v
		 CROSS JOIN LATERAL (SELECT 'assessed' AS part UNION ALL SELECT 'passed' WHERE v.result = 'passed') q
		  JOIN whom h ON h.person_id = v.person_id
		  JOIN aim t ON t.id = h.target_id AND q.part = ANY (t.parts) AND v.scheme = coalesce(t.scheme, v.scheme)
		   AND (t.window_from IS NULL OR v.assessed_on >= t.window_from)
		 GROUP BY v.person_id, t.id, coverage_window(t.window_year, t.window_from, v.assessed_on), q.part, t.parts
	), proven AS (
		SELECT f.person_id, f.target_id, f.days, daterange(max(f.day), upper(f.days)) AS span
		  FROM first f
		 GROUP BY f.person_id, f.target_id, f.days, f.parts
		HAVING count(*) = cardinality(f.parts)
	), seen AS MATERIALIZED (
		SELECT x.person_id, x.target_id, x.days, x.domain, x.rank, daterange(x.day, coalesce(lead(x.day) OVER w, upper(x.days))) AS span
		  FROM (SELECT s.person_id, t.id AS target_id, s.domain, s.observed_on AS day, max(skill_rank(s.level)) AS rank,
				coverage_window(t.window_year, t.window_from, s.observed_on) AS days
			  FROM skill s JOIN whom h ON h.person_id = s.person_id
			  JOIN aim t ON t.id = h.target_id AND t.skills AND (t.window_from IS NULL OR s.observed_on >= t.window_from)
			 WHERE s.person_id = ANY (coverage_shown.people)
			 GROUP BY s.person_id, t.id, s.domain, s.observed_on, t.window_year, t.window_from) x
		WINDOW w AS (PARTITION BY x.person_id, x.target_id, x.days, x.domain ORDER BY x.day)
	), skilled AS (
		SELECT y.person_id, y.target_id, y.days, range_intersect_agg(y.spans) AS spans
		  FROM (SELECT s.person_id, s.target_id, s.days, cardinality(t.levels) AS needed, range_agg(s.span) AS spans
			  FROM seen s JOIN aim t ON t.id = s.target_id CROSS JOIN LATERAL unnest(t.levels) AS l
			 WHERE split_part(l, ':', 1) = s.domain AND s.rank >= skill_rank(split_part(l, ':', 2))
			 GROUP BY s.person_id, s.target_id, s.days, l, cardinality(t.levels)) y
		 GROUP BY y.person_id, y.target_id, y.days, y.needed
		HAVING count(*) = y.needed
	), visit AS (
		SELECT v.person_id, t.id AS target_id, daterange(v.day, upper(v.days)) AS span
		  FROM (SELECT m.person_id, w.window_from, w.window_year, coverage_window(w.window_year, w.window_from, m.date) AS days,
				min(m.date) AS day
			  FROM mark m JOIN (SELECT DISTINCT t.window_from, t.window_year FROM aim t WHERE NOT t.skills) w
				ON w.window_from IS NULL OR m.date >= w.window_from
			 WHERE m.status IN ('present', 'late')
			 GROUP BY m.person_id, m.class_id, w.window_from, w.window_year, coverage_window(w.window_year, w.window_from, m.date)) v
		  JOIN whom h ON h.person_id = v.person_id
		  JOIN aim t ON t.id = h.target_id AND NOT t.skills AND t.window_year = v.window_year
		   AND t.window_from IS NOT DISTINCT FROM v.window_from
	), item AS (
		SELECT p.person_id, p.target_id, 'reached' AS what, p.span::datemultirange AS spans
		  FROM proven p JOIN aim t ON t.id = p.target_id WHERE NOT t.skills
		UNION ALL
		SELECT s.person_id, s.target_id, 'reached', s.spans FROM skilled s JOIN aim t ON t.id = s.target_id WHERE t.parts = '{}'
		UNION ALL
		SELECT s.person_id, s.target_id, 'reached', s.spans * p.span::datemultirange
		  FROM skilled s JOIN proven p USING (person_id, target_id, days)
		UNION ALL
		SELECT s.person_id, s.target_id, 'able', range_agg(s.span) FROM seen s
		 WHERE s.rank >= skill_rank('with_help') GROUP BY s.person_id, s.target_id
		UNION ALL
		SELECT d.person_id, t.id, 'finished', range_agg(daterange(d.day, upper(coverage_window(t.window_year, t.window_from, d.day))))
		  FROM done d JOIN whom h ON h.person_id = d.person_id
		  JOIN aim t ON t.id = h.target_id AND NOT t.skills AND (t.window_from IS NULL OR d.day >= t.window_from)
		 GROUP BY d.person_id, t.id
		UNION ALL
		SELECT v.person_id, v.target_id, 'visit', v.span::datemultirange FROM visit v
	)
	SELECT i.person_id, i.target_id,
		coalesce(range_agg(i.spans) FILTER (WHERE i.what = 'reached'), '{}'),
		coalesce(range_agg(i.spans) FILTER (WHERE i.what = 'finished'), '{}'),
		coalesce(range_agg(i.spans) FILTER (WHERE i.what = 'able'), '{}'),
		coalesce(array_agg(range_merge(i.spans) ORDER BY range_merge(i.spans)) FILTER (WHERE i.what = 'visit'), '{}')
	  FROM item i
	 GROUP BY i.person_id, i.target_id $$;
COMMENT ON FUNCTION coverage_shown(bigint[], bigint[]) IS 'On which days people have what targets ask for, from the raw facts';

-- The steps of one person in one unit: `standing` 1 to count that the person is there at all, `sign` -1 to take
-- everything back.
CREATE FUNCTION coverage_steps(days datemultirange, standing integer, sign integer, reached_on datemultirange,
	finished_on datemultirange, able_on datemultirange, visits_on daterange[])
	RETURNS TABLE (day date, base integer, reached integer, finished integer, able integer, visits integer)
	LANGUAGE sql IMMUTABLE ROWS 4 AS $$
	SELECT b.day, x.base * b.n, x.reached * b.n, x.finished * b.n, x.able * b.n, x.visits * b.n
	  FROM (SELECT r, standing AS base, 0 AS reached, 0 AS finished, 0 AS able, 0 AS visits
		  FROM unnest(days) AS r WHERE standing <> 0
		UNION ALL SELECT r, 0, 1, 0, 0, 0 FROM unnest(days * reached_on) AS r
		UNION ALL SELECT r, 0, 0, 1, 0, 0 FROM unnest(days * finished_on) AS r
		UNION ALL SELECT r, 0, 0, 0, 1, 0 FROM unnest(days * able_on) AS r
		UNION ALL SELECT r, 0, 0, 0, 0, 1
		  FROM unnest(visits_on) AS v CROSS JOIN LATERAL unnest(days * v::datemultirange) AS r) x
	 CROSS JOIN LATERAL (VALUES (lower(x.r), sign), (upper(x.r), -sign)) AS b(day, n)
	 WHERE b.day < upper(coverage_era()) $$;
COMMENT ON FUNCTION coverage_steps(datemultirange, integer, integer, datemultirange, datemultirange, datemultirange, daterange[])
	IS 'What one person adds to the figure of one unit, as dated steps';

-- Everything below runs as the owner of the tables: nobody else may write a counter. A writer holds the lock
-- `coverage` in shared mode to its commit, and the classes and people whose figures it may change, always in this
-- order; what changes the tree or works everything out anew holds it alone. Each reads what it needs after it has
-- the locks, never before.
CREATE FUNCTION coverage_enter(classes bigint[], people bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public AS
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

CREATE FUNCTION coverage_enter_alone() RETURNS void LANGUAGE sql SET search_path = public AS
$$ SELECT pg_advisory_xact_lock(20250101, 1) $$;
COMMENT ON FUNCTION coverage_enter_alone() IS 'Waits until nobody else changes counters, and keeps everybody out';

CREATE FUNCTION coverage_posts_of(people bigint[]) RETURNS coverage_post[] LANGUAGE sql STABLE AS $$
	SELECT array_agg((a.person_id, a.unit_id, a.valid, a.category, a.dedicated_it, a.in_charge_it, a.expert)::coverage_post
		ORDER BY a.person_id, a.unit_id, a.valid)
	  FROM affiliation a WHERE a.person_id = ANY (people) $$;
COMMENT ON FUNCTION coverage_posts_of(bigint[]) IS 'Affiliations of people, as they stand';

CREATE FUNCTION coverage_homes_of(people bigint[]) RETURNS coverage_home[] LANGUAGE sql STABLE AS $$
	SELECT array_agg((r.person_id, r.unit_id, r.valid * daterange(p.works_from, p.works_until, '[]'))::coverage_home)
	  FROM residence r JOIN person p ON p.id = r.person_id
	 WHERE r.person_id = ANY (people) AND p.works_from <= p.works_until $$;
COMMENT ON FUNCTION coverage_homes_of(bigint[]) IS 'Residences of people, as they stand';

-- What a statement touched that is too much for person by person is worked out anew at the end of its transaction.
CREATE FUNCTION coverage_put_off(many bigint) RETURNS boolean LANGUAGE plpgsql SET search_path = public AS
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
	SET search_path = public SET plan_cache_mode = force_generic_plan AS
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
	SET search_path = public SET plan_cache_mode = force_generic_plan AS
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
	SET search_path = public AS
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

CREATE FUNCTION coverage_unit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
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

-- Folds the steps just written into the counters. One at a time; steps written meanwhile wait for the next.
CREATE FUNCTION coverage_fold() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
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
	SELECT t.target_id, t.segment, t.unit_id, g.grain, g.day, sum(t.base), sum(t.reached), sum(t.finished), sum(t.able),
		sum(t.visits)
	  FROM taken t
	 CROSS JOIN LATERAL (VALUES ('d'::"char", t.day), ('m', date_trunc('month', t.day)::date),
		('y', date_trunc('year', t.day)::date)) AS g(grain, day)
	 GROUP BY t.target_id, t.segment, t.unit_id, g.grain, g.day
	 ORDER BY t.target_id, t.unit_id, t.segment, g.grain, g.day
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
	SET search_path = public SET jit = off SET work_mem = '128MB' AS
$$DECLARE
	batch bigint[];
BEGIN
	PERFORM coverage_enter_alone();
	PERFORM pg_advisory_xact_lock(20250101, 2);
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
	INSERT INTO coverage_delta (target_id, segment, unit_id, day, base, reached, finished, able, visits)
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
			SELECT q.person_id, (row_number() OVER (ORDER BY q.person_id) - 1) / 5000 AS part
			  FROM (SELECT person_id FROM coverage_staff UNION SELECT person_id FROM attendance
				UNION SELECT person_id FROM external_completion UNION SELECT person_id FROM assessment
				UNION SELECT person_id FROM skill) q) n
		 GROUP BY n.part
	LOOP
		INSERT INTO coverage_evidence SELECT * FROM coverage_shown(batch, targets);
		INSERT INTO coverage_delta (target_id, segment, unit_id, day, base, reached, finished, able, visits)
		SELECT s.target_id, s.segment, s.unit_id, b.day, sum(b.base), sum(b.reached), sum(b.finished), sum(b.able), sum(b.visits)
		  FROM (SELECT x.*, 1 AS standing FROM coverage_standing(coverage_posts_of(batch), targets) x
			UNION ALL SELECT x.*, 0 FROM coverage_living(coverage_homes_of(batch), targets) x) s
		  LEFT JOIN coverage_evidence e ON e.person_id = s.person_id AND e.target_id = s.target_id
		 CROSS JOIN LATERAL coverage_steps(s.days, s.standing, 1, e.reached, e.finished, e.able, e.visits) b
		 GROUP BY s.target_id, s.segment, s.unit_id, b.day
		HAVING sum(b.base) <> 0 OR sum(b.reached) <> 0 OR sum(b.finished) <> 0 OR sum(b.able) <> 0 OR sum(b.visits) <> 0;
	END LOOP;
	PERFORM coverage_fold();
END$$;
COMMENT ON FUNCTION coverage_rebuild(bigint[]) IS 'Works out the counters of these targets anew from the facts; NULL: of all, and the tree';

CREATE FUNCTION coverage_settle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
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

-- One function a table: `changed` holds the rows after the statement (before it, of a deletion), `former` those
-- before an update.
-- Most marks change no figure: someone who came to an earlier session of the class has visited it already, and only
-- a mark that lets a completion begin or end matters then. Of the people marked, those for whom it does: whose first
-- day in the class, in any year and since any window's first day, or whose completion is not what it was.
CREATE FUNCTION coverage_marks_matter(people bigint[], sessions bigint[], was text[], gone boolean) RETURNS bigint[]
	LANGUAGE sql STABLE AS $$
	WITH touched AS MATERIALIZED (
		SELECT x.person_id, x.session_id, x.was, s.class_id, s.date, s.periods
		  FROM unnest(people, sessions, was) AS x(person_id, session_id, was) JOIN session s ON s.id = x.session_id
		 WHERE NOT s.cancelled
	), mark AS (
		SELECT a.person_id, a.class_id, s.date, s.periods, a.status AS now, a.status AS was
		  FROM (SELECT DISTINCT t.person_id, t.class_id FROM touched t) p
		  JOIN attendance a ON a.person_id = p.person_id AND a.class_id = p.class_id
		  JOIN session s ON s.id = a.session_id AND NOT s.cancelled
		 WHERE NOT a.session_id = ANY (sessions)
			OR NOT EXISTS (SELECT FROM touched t WHERE t.person_id = a.person_id AND t.session_id = a.session_id)
		UNION ALL
		SELECT t.person_id, t.class_id, t.date, t.periods, CASE WHEN NOT gone THEN a.status END, t.was
		  FROM touched t LEFT JOIN attendance a ON a.session_id = t.session_id AND a.person_id = t.person_id
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
		 GROUP BY m.person_id, m.class_id, extract(year FROM m.date),
			(SELECT count(*) FROM target t WHERE t.window_from <= m.date)
		HAVING min(m.date) FILTER (WHERE m.now IN ('present', 'late'))
			IS DISTINCT FROM min(m.date) FILTER (WHERE m.was IN ('present', 'late'))) x $$;
COMMENT ON FUNCTION coverage_marks_matter(bigint[], bigint[], text[], boolean) IS 'For whom of the people marked a figure may change';

CREATE FUNCTION coverage_mark_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public SET plan_cache_mode = force_generic_plan AS
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

CREATE FUNCTION coverage_class_people(classes bigint[]) RETURNS bigint[] LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
	PERFORM coverage_enter(classes, NULL);
	RETURN (SELECT array_agg(DISTINCT a.person_id) FROM attendance a WHERE a.class_id = ANY (classes));
END$$;
COMMENT ON FUNCTION coverage_class_people(bigint[]) IS 'Everyone marked in these classes, to whom nobody adds meanwhile';

CREATE FUNCTION coverage_session_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
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

CREATE FUNCTION coverage_class_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
$$BEGIN
	PERFORM coverage_touch(coverage_class_people(ARRAY(SELECT c.id FROM changed c JOIN former f USING (id)
		WHERE (f.state = 'cancelled') <> (c.state = 'cancelled') OR f.course_id <> c.course_id)), false);
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_class_changed() IS 'Classes: cancelled, brought back, of another course';

CREATE FUNCTION coverage_course_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
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

CREATE FUNCTION coverage_record_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
$$BEGIN
	PERFORM coverage_touch((SELECT array_agg(DISTINCT c.person_id) FROM changed c), TG_TABLE_NAME = 'skill');
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_record_changed() IS 'External completions, assessments, skills';

CREATE FUNCTION coverage_post_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
$$BEGIN
	PERFORM coverage_touch_staff((SELECT array_agg(DISTINCT c.person_id) FROM changed c));
	RETURN NULL;
END$$;
COMMENT ON FUNCTION coverage_post_changed() IS 'Affiliations';

-- Nobody lives in two places at once, so what residents add is the sum over their residences, and a statement's own
-- rows are enough.
CREATE FUNCTION coverage_home_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
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

CREATE FUNCTION coverage_person_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
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
CREATE FUNCTION coverage_person_leaves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
$$BEGIN
	DELETE FROM residence r WHERE r.person_id = OLD.id;
	DELETE FROM affiliation a WHERE a.person_id = OLD.id;
	RETURN OLD;
END$$;
COMMENT ON FUNCTION coverage_person_leaves() IS 'Takes people out of their places before they are deleted';
CREATE TRIGGER coverage_person_leaves BEFORE DELETE ON person FOR EACH ROW EXECUTE FUNCTION coverage_person_leaves();

CREATE FUNCTION coverage_target_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
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

REVOKE EXECUTE ON FUNCTION coverage_touch(bigint[], boolean), coverage_touch_staff(bigint[]), coverage_fold(), coverage_rebuild(bigint[])
	FROM PUBLIC;
GRANT EXECUTE ON FUNCTION coverage_fold() TO hocvu_app, hocvu_job;
GRANT SELECT ON unit_above, coverage_counter, coverage_delta, coverage_aim TO hocvu_app, hocvu_job;

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
DROP TABLE coverage_due;
DROP FUNCTION coverage_target_changed(), coverage_person_leaves(), coverage_person_changed(), coverage_home_changed(),
	coverage_post_changed(), coverage_record_changed(), coverage_course_changed(), coverage_class_changed(),
	coverage_session_changed(), coverage_class_people(bigint[]), coverage_mark_changed(),
	coverage_marks_matter(bigint[], bigint[], text[], boolean), coverage_settle(),
	coverage_rebuild(bigint[]), coverage_fold(), coverage_unit_changed(), coverage_tree(), coverage_touch_staff(bigint[]),
	coverage_touch(bigint[], boolean), coverage_move(coverage_post[], coverage_post[], coverage_home[], coverage_home[]),
	coverage_put_off(bigint), coverage_homes_of(bigint[]), coverage_posts_of(bigint[]), coverage_enter_alone(), coverage_enter(bigint[], bigint[]),
	coverage_steps(datemultirange, integer, integer, datemultirange, datemultirange, datemultirange,
	daterange[]), coverage_shown(bigint[], bigint[]),
	coverage_living(coverage_home[], bigint[]), coverage_standing(coverage_post[], bigint[]);
DROP VIEW coverage_aim;
DROP TABLE coverage_staff, coverage_counter, coverage_delta, coverage_evidence, unit_above;
DROP TYPE coverage_home, coverage_post;
DROP FUNCTION coverage_window(boolean, date, date), coverage_era();
