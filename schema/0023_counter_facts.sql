-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a person adds to figures: where they stand, what they have to show, on which days.

-- migrate:up
-- Those of the functions below that are plain SQL have no search_path of their own, so that the planner sees into them.

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
-- Tables of facts are reached by their indexes, person by person, which OFFSET 0 keeps so; what is in hand then is
-- joined by hashes: the planner knows nothing of its size, and its nested loops grew with the square of the marks.
CREATE FUNCTION coverage_shown(people bigint[], targets bigint[]) RETURNS TABLE (person_id bigint, target_id bigint,
	reached datemultirange, finished datemultirange, able datemultirange, visits daterange[]) LANGUAGE plpgsql STABLE
	SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_nestloop = off SET jit = off AS
$$#variable_conflict use_column
BEGIN
	RETURN QUERY WITH aim AS MATERIALIZED (
		SELECT * FROM coverage_aim x WHERE coverage_shown.targets IS NULL OR x.id = ANY (coverage_shown.targets)
	), whom AS MATERIALIZED (
		SELECT a.person_id, t.id AS target_id
		  FROM unnest(coverage_shown.people) AS q(id)
		 CROSS JOIN LATERAL (SELECT * FROM affiliation x WHERE x.person_id = q.id OFFSET 0) a
		  JOIN aim t ON t.base <> 'working_age' AND (t.flags = '{}'
			OR (a.dedicated_it AND 'dedicated_it' = ANY (t.flags)) OR (a.in_charge_it AND 'in_charge_it' = ANY (t.flags))
			OR (a.expert AND 'expert' = ANY (t.flags)))
		UNION
		SELECT r.person_id, t.id
		  FROM unnest(coverage_shown.people) AS q(id)
		 CROSS JOIN LATERAL (SELECT * FROM residence x WHERE x.person_id = q.id OFFSET 0) r
		  JOIN aim t ON t.base = 'working_age'
	), mark AS MATERIALIZED (
		SELECT a.person_id, a.class_id, c.course_id, s.date, s.periods, a.status
		  FROM unnest(coverage_shown.people) AS q(id)
		 CROSS JOIN LATERAL (SELECT * FROM attendance x WHERE x.person_id = q.id OFFSET 0) a
		 CROSS JOIN LATERAL (SELECT * FROM session x WHERE x.id = a.session_id AND NOT x.cancelled OFFSET 0) s
		 CROSS JOIN LATERAL (SELECT * FROM class x WHERE x.id = a.class_id AND x.state <> 'cancelled' OFFSET 0) c
	), whole AS MATERIALIZED (
		SELECT s.class_id, max(s.date) AS last_on, count(*) AS sessions, sum(s.periods) AS periods
		  FROM (SELECT DISTINCT m.class_id FROM mark m) v
		 CROSS JOIN LATERAL (SELECT * FROM session x WHERE x.class_id = v.class_id AND NOT x.cancelled OFFSET 0) s
		 GROUP BY s.class_id
	), elsewhere AS MATERIALIZED (
		SELECT e.person_id, e.course_id, e.completed_on
		  FROM unnest(coverage_shown.people) AS q(id)
		 CROSS JOIN LATERAL (SELECT * FROM external_completion x WHERE x.person_id = q.id AND x.verified OFFSET 0) e
	), verdict AS MATERIALIZED (
		SELECT x.person_id, x.scheme, x.assessed_on, x.result
		  FROM unnest(coverage_shown.people) AS q(id)
		 CROSS JOIN LATERAL (SELECT * FROM assessment y WHERE y.person_id = q.id OFFSET 0) x
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
			  FROM whom h JOIN aim t ON t.id = h.target_id AND t.skills
			 CROSS JOIN LATERAL (SELECT * FROM skill x WHERE x.person_id = h.person_id
				AND (t.window_from IS NULL OR x.observed_on >= t.window_from) OFFSET 0) s
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
	 GROUP BY i.person_id, i.target_id;
END$$;
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

-- migrate:down
DROP FUNCTION coverage_steps(datemultirange, integer, integer, datemultirange, datemultirange, datemultirange, daterange[]),
	coverage_shown(bigint[], bigint[]), coverage_living(coverage_home[], bigint[]),
	coverage_standing(coverage_post[], bigint[]);
