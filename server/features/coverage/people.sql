-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who stands behind a figure: the people of one state, with what they have to show or why they do not count.

-- coverage_people(target, roots, as_of, segment, tree, units, candidates, among, state, after, limit) -> coverage_person
-- Everyone who works (or, for a target of residents, lives) below the unit on the day, in one of four states.
WITH t AS MATERIALIZED (
	SELECT x.*, coverage_since(x.window_year, x.window_from, :as_of::date) AS since FROM target x WHERE x.id = :target
), seat AS MATERIALIZED (
	SELECT * FROM coverage_seat(:roots::bigint[], :tree::date, :units::bigint[], :candidates::bigint[], :among::bigint[])
), member AS MATERIALIZED (
	SELECT b.person_id, bool_or(s.whole) AS whole, min(b.unit_id) AS unit_id
	  FROM seat s JOIN coverage_base(:target, :as_of::date, :segment) b USING (unit_id)
	 GROUP BY b.person_id
), present AS (
	SELECT a.person_id, a.unit_id, a.category, CASE
		WHEN k.segment IS NULL OR (t.kinds <> '{}' AND v.kind <> ALL (t.kinds)) THEN 'kind_not_counted'
		WHEN k.segment <> :segment THEN 'segment_not_asked'
		WHEN t.categories <> '{}' AND NOT t.categories && ARRAY[a.category, k.segment || ':' || a.category]
			THEN 'category_not_counted'
		ELSE 'flag_missing' END AS why
	  FROM t JOIN affiliation_line a ON t.base <> 'working_age' AND valid_on(a.valid, :as_of::date)
	  JOIN seat s ON s.unit_id = a.unit_id AND s.whole
	  JOIN unit_version v ON v.unit_id = a.unit_id AND valid_on(v.valid, :as_of::date)
	  JOIN unit_kind k USING (kind)
	UNION ALL
	SELECT r.person_id, r.unit_id, NULL, CASE WHEN NOT p.birth_known THEN 'birth_unknown'
		WHEN p.works_from > :as_of::date THEN 'below_working_age' ELSE 'above_working_age' END
	  FROM t JOIN residence_line r ON t.base = 'working_age' AND valid_on(r.valid, :as_of::date)
	  JOIN seat s ON s.unit_id = r.unit_id AND s.whole
	  JOIN unit_version v ON v.unit_id = r.unit_id AND valid_on(v.valid, :as_of::date)
	  JOIN person_line p ON p.id = r.person_id
), fact AS MATERIALIZED (
	SELECT f.* FROM coverage_fact(:target, :as_of::date, ARRAY(SELECT m.person_id FROM member m WHERE m.whole)) f
), page AS MATERIALIZED (
	SELECT m.person_id, m.unit_id, NULL AS why,
		CASE WHEN NOT m.whole THEN 'unplaced' WHEN f.reached THEN 'reached' ELSE 'missing' END AS state
	  FROM member m LEFT JOIN fact f USING (person_id)
	 WHERE m.person_id > coalesce(:after::bigint, 0)
	   AND :state = CASE WHEN NOT m.whole THEN 'unplaced' WHEN f.reached THEN 'reached' ELSE 'missing' END
	UNION ALL
	SELECT n.person_id, min(n.unit_id), (array_agg(n.why ORDER BY array_position(
		'{flag_missing,category_not_counted,segment_not_asked,kind_not_counted}', n.why)))[1], 'excluded'
	  FROM present n
	 WHERE :state = 'excluded' AND n.person_id > coalesce(:after::bigint, 0)
	   AND NOT EXISTS (SELECT FROM member m WHERE m.person_id = n.person_id)
	 GROUP BY n.person_id
	 ORDER BY person_id LIMIT :limit
), done AS MATERIALIZED (
	SELECT d.*, k.code AS course, t.topics = '{}' OR k.topics && t.topics AS fits, d.completed_on >= t.since AS inside
	  FROM t JOIN completion d ON d.completed_on <= :as_of::date JOIN course k ON k.id = d.course_id
	 WHERE d.person_id = ANY (ARRAY(SELECT g.person_id FROM page g))
), came AS MATERIALIZED (
	SELECT a.person_id, a.date AS "on", k.code AS course, l.code AS class, s.number AS session, a.class_id,
		a.date >= t.since AS inside
	  FROM t JOIN attended a ON a.date <= :as_of::date JOIN course k ON k.id = a.course_id
	  JOIN class l ON l.id = a.class_id JOIN session s ON s.id = a.session_id
	 WHERE (t.topics = '{}' OR k.topics && t.topics) AND a.person_id = ANY (ARRAY(SELECT g.person_id FROM page g))
	UNION ALL
	SELECT d.person_id, d.completed_on, d.course, NULL, NULL, NULL, d.inside FROM done d WHERE d.fits AND d.class_id IS NULL
), judged AS MATERIALIZED (
	SELECT x.person_id, x.scheme, x.assessed_on AS "on", x.result
	  FROM t JOIN assessment x ON x.scheme = coalesce(t.scheme, x.scheme) AND x.assessed_on BETWEEN t.since AND :as_of::date
	 WHERE t.evidence && '{assessed,passed}' AND x.person_id = ANY (ARRAY(SELECT g.person_id FROM page g))
), seen AS MATERIALIZED (
	SELECT DISTINCT ON (s.person_id, s.domain) s.person_id, s.domain, s.level, s.observed_on AS "on"
	  FROM t JOIN skill s ON s.observed_on BETWEEN t.since AND :as_of::date
	 WHERE 'skills' = ANY (t.evidence) AND s.person_id = ANY (ARRAY(SELECT g.person_id FROM page g))
	 ORDER BY s.person_id, s.domain, s.observed_on DESC, skill_rank(s.level) DESC
), item AS (
	SELECT c.person_id, 'took_part' AS what, c."on", c.course, c.class, c.session, NULL AS scheme, NULL AS result,
		NULL AS domain, NULL AS level
	  FROM came c, t WHERE c.inside AND 'took_part' = ANY (t.evidence)
	UNION ALL
	SELECT d.person_id, 'completed', d.completed_on, d.course, l.code, NULL, NULL, NULL, NULL, NULL
	  FROM t, done d LEFT JOIN class l ON l.id = d.class_id
	 WHERE d.fits AND d.inside AND 'completed' = ANY (t.evidence)
	UNION ALL
	SELECT j.person_id, 'assessed', j."on", NULL, NULL, NULL, j.scheme, j.result, NULL, NULL FROM judged j
	UNION ALL
	SELECT s.person_id, 'skills', s."on", NULL, NULL, NULL, NULL, NULL, s.domain, s.level FROM seen s
), lack AS (
	SELECT g.person_id, 'took_part' AS part, CASE WHEN EXISTS (SELECT FROM came c WHERE c.person_id = g.person_id)
		THEN 'nothing_in_window' ELSE 'no_evidence' END AS code, NULL AS "of"
	  FROM page g JOIN fact f USING (person_id), t
	 WHERE g.state = 'missing' AND 'took_part' = ANY (t.evidence) AND NOT f.took_part
	UNION ALL
	SELECT g.person_id, 'completed', CASE
		WHEN EXISTS (SELECT FROM done d WHERE d.person_id = g.person_id AND d.fits) THEN 'nothing_in_window'
		WHEN best.of IS NOT NULL THEN 'not_completed' ELSE 'no_evidence' END, best.of
	  FROM t, page g JOIN fact f USING (person_id)
	  LEFT JOIN LATERAL (SELECT count(*) || '/' || (SELECT count(*) FROM session s
			WHERE s.class_id = c.class_id AND NOT s.cancelled) AS of
		  FROM came c WHERE c.person_id = g.person_id AND c.class_id IS NOT NULL
		 GROUP BY c.class_id ORDER BY max(c."on") DESC, c.class_id LIMIT 1) best ON true
	 WHERE g.state = 'missing' AND 'completed' = ANY (t.evidence) AND NOT f.completed
	UNION ALL
	SELECT g.person_id, 'assessed', CASE WHEN f.assessed THEN 'not_passed' ELSE 'not_assessed' END, t.scheme
	  FROM t, page g JOIN fact f USING (person_id)
	 WHERE g.state = 'missing' AND (('assessed' = ANY (t.evidence) AND NOT f.assessed)
		OR ('passed' = ANY (t.evidence) AND NOT f.passed))
	UNION ALL
	SELECT g.person_id, 'skills', 'level_missing', split_part(l, ':', 1)
	  FROM t CROSS JOIN unnest(t.levels) AS l CROSS JOIN page g
	  LEFT JOIN seen s ON s.person_id = g.person_id AND s.domain = split_part(l, ':', 1)
	 WHERE g.state = 'missing' AND 'skills' = ANY (t.evidence)
	   AND coalesce(skill_rank(s.level), 1) < skill_rank(split_part(l, ':', 2))
	UNION ALL
	SELECT g.person_id, 'excluded', g.why, NULL FROM page g WHERE g.state = 'excluded'
	UNION ALL
	SELECT g.person_id, 'unplaced', 'unit_went_to_several', NULL FROM page g WHERE g.state = 'unplaced'
)
SELECT p.id, p.code AS person, p.full_name, u.code AS unit, v.name AS unit_name,
	(SELECT a.category FROM affiliation a, t WHERE t.base <> 'working_age' AND a.person_id = p.id
		AND a.unit_id = g.unit_id AND valid_on(a.valid, :as_of::date)) AS category,
	g.state,
	coalesce((SELECT json_agg(json_strip_nulls(json_build_object('what', i.what, 'on', i."on", 'course', i.course,
			'class', i.class, 'session', i.session, 'scheme', i.scheme, 'result', i.result, 'domain', i.domain,
			'level', i.level)) ORDER BY i."on", i.what, i.class, i.session, i.domain, i.scheme)
		FROM item i WHERE i.person_id = g.person_id), '[]') AS evidence,
	coalesce((SELECT json_agg(json_strip_nulls(json_build_object('code', l.code, 'of', l.of))
			ORDER BY l.part, l.code, l.of)
		FROM lack l WHERE l.person_id = g.person_id), '[]') AS reasons
  FROM page g
  JOIN person p ON p.id = g.person_id
  JOIN unit u ON u.id = g.unit_id
  JOIN unit_version v ON v.unit_id = g.unit_id AND valid_on(v.valid, :as_of::date)
 ORDER BY p.id;
