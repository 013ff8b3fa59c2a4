-- SPDX-License-Identifier: GPL-3.0-or-later

-- coverage_target(code, segment, as_of) -> coverage_target
-- The target and the segment it is asked for: the one named, else S1 if the target has it, else its first.
-- Kept: the figures of that day stand in the counters.
SELECT t.id, t.code, t.base, t.issuer_kind, t.threshold_kind, t.threshold, 'skills' = ANY (t.evidence) AS skills,
	CASE WHEN cardinality(t.segments) > 0 THEN
		coalesce(:segment, CASE WHEN 'S1' = ANY (t.segments) THEN 'S1' ELSE t.segments[1] END) END AS segment,
	:segment::text IS NOT NULL AND NOT :segment = ANY (t.segments) AS refused,
	coverage_era() @> :as_of::date AND EXISTS (SELECT FROM coverage_aim a WHERE a.id = t.id) AS kept
  FROM target t WHERE t.code = :code;

-- coverage_unit(code) -> int
SELECT u.id FROM unit u WHERE u.code = :code;

-- coverage_child(unit, day) -> coverage_place
-- The units right below a unit that is valid on the day, by code.
SELECT u.id, u.code
  FROM unit_version v JOIN unit u ON u.id = v.unit_id
 WHERE v.parent_id = :unit AND valid_on(v.valid, :day::date)
   AND (SELECT EXISTS (SELECT FROM unit_version p WHERE p.unit_id = :unit AND valid_on(p.valid, :day::date)))
 ORDER BY u.code COLLATE "C";

-- coverage_valid(day) -> coverage_place
SELECT u.id, u.code FROM unit_version v JOIN unit u ON u.id = v.unit_id WHERE valid_on(v.valid, :day::date) ORDER BY u.id;

-- coverage_counts(target, roots, as_of, segment, tree, units, candidates, among) -> coverage_count
-- The counts of every root that is valid on the day `tree`; for where units lie see coverage_seat().
WITH seat AS MATERIALIZED (
	SELECT * FROM coverage_seat(:roots::bigint[], :tree::date, :units::bigint[], :candidates::bigint[], :among::bigint[])
), member AS MATERIALIZED (
	SELECT s.root, b.person_id, bool_or(s.whole) AS whole
	  FROM seat s JOIN coverage_base(:target, :as_of::date, :segment) b USING (unit_id)
	 GROUP BY s.root, b.person_id
), fact AS MATERIALIZED (
	SELECT f.* FROM coverage_fact(:target, :as_of::date,
		ARRAY(SELECT DISTINCT m.person_id FROM member m WHERE m.whole)) f
), counted AS (
	SELECT m.root, count(*) FILTER (WHERE m.whole) AS base, count(*) FILTER (WHERE f.reached) AS reached,
		sum(f.visits) AS visits, count(*) FILTER (WHERE f.finished) AS finished,
		count(*) FILTER (WHERE f.in_any) AS in_any, count(*) FILTER (WHERE NOT m.whole) AS unplaced
	  FROM member m LEFT JOIN fact f ON f.person_id = m.person_id AND m.whole
	 GROUP BY m.root
), event AS (
	SELECT s.root, json_agg(json_build_object('title', h.title, 'date', h.date, 'count', h.count)
		ORDER BY h.date, h.title COLLATE "C", u.code COLLATE "C") AS list
	  FROM target t
	  JOIN seat s ON s.whole
	  JOIN unit_version v ON v.unit_id = s.unit_id AND valid_on(v.valid, :as_of::date)
	  JOIN unit u ON u.id = s.unit_id
	  JOIN headcount h ON h.unit_id = s.unit_id
	   AND h.date BETWEEN coverage_since(t.window_year, t.window_from, :as_of::date) AND :as_of::date
	 WHERE t.id = :target
	 GROUP BY s.root
)
SELECT v.unit_id AS unit, v.kind, k.territory, coalesce(c.base, 0) AS base, coalesce(c.reached, 0) AS reached,
	coalesce(c.visits, 0)::bigint AS visits, coalesce(c.finished, 0) AS finished, coalesce(c.in_any, 0) AS in_any,
	coalesce(c.unplaced, 0) AS unplaced, coalesce(e.list, '[]') AS headcounts
  FROM unit_version v
  JOIN unit_kind k USING (kind)
  LEFT JOIN counted c ON c.root = v.unit_id
  LEFT JOIN event e ON e.root = v.unit_id
 WHERE v.unit_id = ANY (:roots::bigint[]) AND valid_on(v.valid, :tree::date);

-- coverage_kept(target, roots, as_of, segment) -> coverage_count
-- The same counts from the counters, for a day of the era and where units lie on it: the years before its year,
-- the months before its month, the days up to it, and what was written a moment ago. Residents are the same
-- in every segment: none is named for them.
WITH moment AS MATERIALIZED (
	SELECT make_date(extract(year FROM :as_of::date)::int, 1, 1) AS year, :as_of::date - extract(day FROM :as_of::date)::int + 1 AS month
), event AS (
	SELECT a.above_id AS root, json_agg(json_build_object('title', h.title, 'date', h.date, 'count', h.count)
		ORDER BY h.date, h.title COLLATE "C", u.code COLLATE "C") AS list
	  FROM target t
	  JOIN headcount h ON h.date BETWEEN coverage_since(t.window_year, t.window_from, :as_of::date) AND :as_of::date
	  JOIN unit_above a ON a.unit_id = h.unit_id AND a.valid @> :as_of::date AND a.above_id = ANY (:roots::bigint[])
	  JOIN unit u ON u.id = h.unit_id
	 WHERE t.id = :target
	 GROUP BY a.above_id
), fresh AS MATERIALIZED (
	SELECT d.unit_id, sum(d.base) AS base, sum(d.reached) AS reached, sum(d.finished) AS finished, sum(d.able) AS able,
		sum(d.visits) AS visits
	  FROM coverage_delta d
	 WHERE d.target_id = :target AND d.segment = coalesce(:segment, '') AND d.day <= :as_of::date
	 GROUP BY d.unit_id
)
SELECT v.unit_id AS unit, v.kind, k.territory, coalesce(c.base, 0) + coalesce(f.base, 0) AS base,
	coalesce(c.reached, 0) + coalesce(f.reached, 0) AS reached, coalesce(c.visits, 0) + coalesce(f.visits, 0) AS visits,
	coalesce(c.finished, 0) + coalesce(f.finished, 0) AS finished, coalesce(c.able, 0) + coalesce(f.able, 0) AS in_any,
	0::bigint AS unplaced, coalesce(e.list, '[]') AS headcounts
  FROM moment n CROSS JOIN unnest(:roots::bigint[]) AS r(id)
  JOIN unit_above v ON v.unit_id = r.id AND v.above_id = r.id AND v.valid @> :as_of::date
  JOIN unit_kind k USING (kind)
 CROSS JOIN LATERAL (
	SELECT sum(x.base) AS base, sum(x.reached) AS reached, sum(x.finished) AS finished, sum(x.able) AS able, sum(x.visits) AS visits
	  FROM (SELECT * FROM coverage_counter y WHERE y.target_id = :target AND y.unit_id = r.id AND y.segment = coalesce(:segment, '')
		   AND y.grain = 'y' AND y.day < n.year
		UNION ALL
		SELECT * FROM coverage_counter m WHERE m.target_id = :target AND m.unit_id = r.id AND m.segment = coalesce(:segment, '')
		   AND m.grain = 'm' AND m.day >= n.year AND m.day < n.month
		UNION ALL
		SELECT * FROM coverage_counter d WHERE d.target_id = :target AND d.unit_id = r.id AND d.segment = coalesce(:segment, '')
		   AND d.grain = 'd' AND d.day BETWEEN n.month AND :as_of::date) x) c
  LEFT JOIN fresh f ON f.unit_id = r.id
  LEFT JOIN event e ON e.root = r.id;
