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
-- The same counts from the counters. Residents are the same in every segment: none is named for them.
SELECT * FROM coverage_kept(:target, :roots::bigint[], :as_of::date, :segment);
