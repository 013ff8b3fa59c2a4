-- SPDX-License-Identifier: GPL-3.0-or-later
-- The two facts every figure is made of, who was there and who completed; and from them, for any target and day,
-- who is counted and what they have to show.

-- migrate:up
CREATE VIEW attended WITH (security_invoker = true) AS
SELECT a.person_id, a.class_id, c.course_id, a.session_id, s.date
  FROM attendance a
  JOIN session s ON s.id = a.session_id AND NOT s.cancelled
  JOIN class c ON c.id = a.class_id AND c.state <> 'cancelled'
 WHERE a.status IN ('present', 'late');
COMMENT ON VIEW attended IS 'Who was present, late or not, in sessions that are not cancelled; a session took place once its day has come';
COMMENT ON COLUMN attended.person_id IS 'who';
COMMENT ON COLUMN attended.class_id IS 'in which class';
COMMENT ON COLUMN attended.course_id IS 'of which course';
COMMENT ON COLUMN attended.session_id IS 'in which session';
COMMENT ON COLUMN attended.date IS 'on which day';

CREATE VIEW completion WITH (security_invoker = true) AS
WITH whole AS (
	SELECT c.id AS class_id, c.course_id, max(s.date) AS last_on, count(*) AS sessions, sum(s.periods) AS periods
	  FROM class c JOIN session s ON s.class_id = c.id AND NOT s.cancelled
	 WHERE c.state <> 'cancelled'
	 GROUP BY c.id
), part AS (
	SELECT a.person_id, a.class_id, count(*) AS sessions, sum(s.periods) AS periods
	  FROM attendance a
	  JOIN session s ON s.id = a.session_id AND NOT s.cancelled
	  JOIN class c ON c.id = a.class_id
	  JOIN course k ON k.id = c.course_id
	 WHERE a.status = 'present' OR (a.status = 'late' AND k.late_counts) OR (a.status = 'excused' AND k.excused_counts)
	 GROUP BY a.person_id, a.class_id
)
SELECT p.person_id, p.class_id, w.course_id, greatest(w.last_on, t.passed_on) AS completed_on
  FROM part p
  JOIN whole w ON w.class_id = p.class_id
  JOIN course k ON k.id = w.course_id
  LEFT JOIN LATERAL (SELECT min(x.assessed_on) AS passed_on FROM assessment x
	WHERE k.assessment_scheme IS NOT NULL AND x.person_id = p.person_id
	  AND x.scheme = k.assessment_scheme AND x.result = 'passed') t ON true
 WHERE CASE k.attendance_unit WHEN 'periods' THEN p.periods * 100 >= k.attendance_percent * w.periods
	ELSE p.sessions * 100 >= k.attendance_percent * w.sessions END
   AND (k.assessment_scheme IS NULL OR t.passed_on IS NOT NULL)
UNION ALL
SELECT e.person_id, NULL, e.course_id, e.completed_on
  FROM external_completion e WHERE e.verified;
COMMENT ON VIEW completion IS 'Who completed which course, on which day: in a class of ours, or elsewhere and verified. A day still to come is not yet a completion';
COMMENT ON COLUMN completion.person_id IS 'who';
COMMENT ON COLUMN completion.class_id IS 'in which class; none when completed elsewhere';
COMMENT ON COLUMN completion.course_id IS 'which course';
COMMENT ON COLUMN completion.completed_on IS 'the day of the last session, or of the first pass if later';

-- Asked this way instead of with @>, the planner does not walk the indexes of overlaps, which hold nearly
-- everything that is valid on a day, and knows better how much is left.
CREATE FUNCTION valid_on(valid daterange, day date) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT (lower(valid) <= day) IS NOT FALSE AND (upper(valid) > day) IS NOT FALSE $$;
COMMENT ON FUNCTION valid_on(daterange, date) IS 'Does a span of days hold a day?';

-- The functions below have no search_path of their own, so that the planner sees into them.
CREATE FUNCTION coverage_since(window_year boolean, window_from date, day date) RETURNS date LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN window_year THEN make_date(extract(year FROM day)::int, 1, 1)
		ELSE coalesce(window_from, '-infinity') END $$;
COMMENT ON FUNCTION coverage_since(boolean, date, date) IS 'First day that counts toward a target when it is read on a day';

CREATE FUNCTION skill_rank(level text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
	SELECT array_position('{none,knows,with_help,alone}'::text[], level) $$;
COMMENT ON FUNCTION skill_rank(text) IS 'The order of the levels of a skill: none < knows < with help < alone';

-- Who is counted toward a target on a day, by the unit that puts them there: staff whose affiliation holds kind,
-- category and flag together, or residents in working age (Labour Code). A segment of NULL is all of S1 to S5.
CREATE FUNCTION coverage_base(target_id bigint, day date, segment text)
	RETURNS TABLE (person_id bigint, unit_id bigint) LANGUAGE sql STABLE AS $$
	SELECT a.person_id, a.unit_id
	  FROM target t
	  JOIN affiliation a ON valid_on(a.valid, coverage_base.day)
	  JOIN unit_version v ON v.unit_id = a.unit_id AND valid_on(v.valid, coverage_base.day)
	  JOIN unit_kind k ON k.kind = v.kind AND k.segment IS NOT NULL
	 WHERE t.id = coverage_base.target_id AND t.base <> 'working_age'
	   AND k.segment = coalesce(coverage_base.segment, k.segment)
	   AND (t.kinds = '{}' OR v.kind = ANY (t.kinds))
	   AND (t.categories = '{}' OR t.categories && ARRAY[a.category, k.segment || ':' || a.category])
	   AND (t.flags = '{}' OR (a.dedicated_it AND 'dedicated_it' = ANY (t.flags))
		OR (a.in_charge_it AND 'in_charge_it' = ANY (t.flags)) OR (a.expert AND 'expert' = ANY (t.flags)))
	UNION ALL
	SELECT r.person_id, r.unit_id
	  FROM target t
	  JOIN residence r ON valid_on(r.valid, coverage_base.day)
	  JOIN unit_version v ON v.unit_id = r.unit_id AND valid_on(v.valid, coverage_base.day)
	  JOIN person p ON p.id = r.person_id AND coverage_base.day BETWEEN p.works_from AND p.works_until
	 WHERE t.id = coverage_base.target_id AND t.base = 'working_age' $$;
COMMENT ON FUNCTION coverage_base(bigint, date, text) IS 'Who is counted toward a target on a day, and in which unit';

-- Which units of the day asked lie in each root's subtree on the day `tree`. They lie where they are, or, where
-- `units` is given, where their candidates are (`among` how many each has): whole when all are below the root.
CREATE FUNCTION coverage_seat(roots bigint[], tree date, units bigint[], candidates bigint[], among bigint[])
	RETURNS TABLE (root bigint, unit_id bigint, whole boolean) LANGUAGE sql STABLE ROWS 100 AS $$
	WITH RECURSIVE lies (root, unit) AS (
		SELECT v.unit_id, v.unit_id FROM unit_version v
		 WHERE v.unit_id = ANY (coverage_seat.roots) AND valid_on(v.valid, coverage_seat.tree)
		UNION ALL
		SELECT l.root, v.unit_id
		  FROM lies l JOIN unit_version v ON v.parent_id = l.unit AND valid_on(v.valid, coverage_seat.tree)
	)
	SELECT l.root, l.unit, true FROM lies l WHERE coverage_seat.units IS NULL
	UNION ALL
	SELECT l.root, p.unit, count(*) = max(p.among)
	  FROM unnest(coverage_seat.units, coverage_seat.candidates, coverage_seat.among) AS p(unit, candidate, among)
	  JOIN lies l ON l.unit = p.candidate
	 GROUP BY l.root, p.unit $$;
COMMENT ON FUNCTION coverage_seat(bigint[], date, bigint[], bigint[], bigint[]) IS 'Which units lie below which on a day';

-- What each of these people has to show toward a target on a day. Visits and completions are of any course,
-- the rest of the target's topics, scheme and levels. What the target does not ask for is not looked up.
CREATE FUNCTION coverage_fact(target_id bigint, day date, people bigint[])
	RETURNS TABLE (person_id bigint, took_part boolean, completed boolean, assessed boolean, passed boolean,
		skilled boolean, in_any boolean, visits bigint, finished boolean, reached boolean)
	LANGUAGE sql STABLE AS $$
	WITH t AS MATERIALIZED (
		SELECT x.*, coverage_since(x.window_year, x.window_from, coverage_fact.day) AS since
		  FROM target x WHERE x.id = coverage_fact.target_id
	), visit AS (
		SELECT a.person_id, count(DISTINCT a.class_id) AS visits, bool_or(t.topics = '{}' OR c.topics && t.topics) AS fits
		  FROM t JOIN attended a ON a.date BETWEEN t.since AND coverage_fact.day JOIN course c ON c.id = a.course_id
		 WHERE a.person_id = ANY (coverage_fact.people)
		   AND (SELECT NOT 'skills' = ANY (evidence) OR 'took_part' = ANY (evidence) FROM t)
		 GROUP BY a.person_id
	), elsewhere AS (
		SELECT e.person_id, bool_or(t.topics = '{}' OR c.topics && t.topics) AS fits
		  FROM t JOIN external_completion e ON e.completed_on BETWEEN t.since AND coverage_fact.day
		  JOIN course c ON c.id = e.course_id
		 WHERE e.verified AND e.person_id = ANY (coverage_fact.people)
		   AND (SELECT 'took_part' = ANY (evidence) FROM t)
		 GROUP BY e.person_id
	), finish AS (
		SELECT d.person_id, bool_or(t.topics = '{}' OR c.topics && t.topics) AS fits
		  FROM t JOIN completion d ON d.completed_on BETWEEN t.since AND coverage_fact.day
		  JOIN course c ON c.id = d.course_id
		 WHERE d.person_id = ANY (coverage_fact.people)
		   AND (SELECT NOT 'skills' = ANY (evidence) OR 'completed' = ANY (evidence) FROM t)
		 GROUP BY d.person_id
	), verdict AS (
		SELECT x.person_id, bool_or(x.result = 'passed') AS passed
		  FROM t JOIN assessment x ON x.scheme = coalesce(t.scheme, x.scheme)
		   AND x.assessed_on BETWEEN t.since AND coverage_fact.day
		 WHERE x.person_id = ANY (coverage_fact.people)
		   AND (SELECT evidence && '{assessed,passed}' FROM t)
		 GROUP BY x.person_id
	), seen AS (
		SELECT DISTINCT ON (s.person_id, s.domain) s.person_id, s.domain, skill_rank(s.level) AS rank
		  FROM t JOIN skill s ON s.observed_on BETWEEN t.since AND coverage_fact.day
		 WHERE 'skills' = ANY (t.evidence) AND s.person_id = ANY (coverage_fact.people)
		 ORDER BY s.person_id, s.domain, s.observed_on DESC, rank DESC
	), level AS (
		SELECT split_part(l, ':', 1) AS domain, skill_rank(split_part(l, ':', 2)) AS rank
		  FROM t CROSS JOIN unnest(t.levels) AS l
	), able AS (
		SELECT s.person_id, bool_or(s.rank >= skill_rank('with_help')) AS in_any,
			count(l.domain) FILTER (WHERE l.rank > skill_rank('none') AND s.rank >= l.rank) AS levels
		  FROM seen s LEFT JOIN level l USING (domain)
		 GROUP BY s.person_id
	), shown AS (
		SELECT p.person_id, coalesce(v.fits, false) OR coalesce(e.fits, false) AS took_part,
			coalesce(f.fits, false) AS completed, x.person_id IS NOT NULL AS assessed,
			coalesce(x.passed, false) AS passed,
			coalesce(b.levels, 0) >= (SELECT count(*) FROM level WHERE rank > skill_rank('none')) AS skilled,
			coalesce(b.in_any, false) AS in_any, coalesce(v.visits, 0) AS visits,
			f.person_id IS NOT NULL AS finished
		  FROM unnest(coverage_fact.people) AS p(person_id)
		  LEFT JOIN visit v USING (person_id) LEFT JOIN elsewhere e USING (person_id)
		  LEFT JOIN finish f USING (person_id) LEFT JOIN verdict x USING (person_id)
		  LEFT JOIN able b USING (person_id)
	)
	SELECT h.*, t.evidence <@ array_remove(ARRAY[CASE WHEN h.took_part THEN 'took_part' END,
			CASE WHEN h.completed THEN 'completed' END, CASE WHEN h.assessed THEN 'assessed' END,
			CASE WHEN h.passed THEN 'passed' END, CASE WHEN h.skilled THEN 'skills' END], NULL)
	  FROM shown h CROSS JOIN t $$;
COMMENT ON FUNCTION coverage_fact(bigint, date, bigint[]) IS 'What people have to show toward a target on a day';

GRANT SELECT ON attended, completion TO hocvu_app, hocvu_job;

-- migrate:down
DROP FUNCTION coverage_fact(bigint, date, bigint[]), coverage_seat(bigint[], date, bigint[], bigint[], bigint[]),
	coverage_base(bigint, date, text), skill_rank(text),
	valid_on(daterange, date), coverage_since(boolean, date, date);
DROP VIEW completion, attended;
