-- SPDX-License-Identifier: GPL-3.0-or-later
-- What every figure looks up is planned once a connection: for one unit the plan took twenty times as long as the look-up.

-- migrate:up
-- The database plans a statement with parameters anew as long as a plan for these very values seems cheaper by more than planning seems to
-- cost, and joins of eight tables cost it more than it thinks. Functions keep one plan, and nothing else of a transaction is planned so.

-- Counts of every root that is valid on the day, from the counters, for a day of the era and where units lie on it: the years before its year,
-- the months before its month, the days up to it, and what was written a moment ago.
CREATE FUNCTION coverage_kept(target bigint, roots bigint[], as_of date, segment text) RETURNS TABLE (unit bigint, kind text, territory boolean,
	base bigint, reached bigint, visits bigint, finished bigint, in_any bigint, unplaced bigint, headcounts json) LANGUAGE plpgsql STABLE
	SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS
$$#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH moment AS MATERIALIZED (
		SELECT make_date(extract(year FROM coverage_kept.as_of)::int, 1, 1) AS year, coverage_kept.as_of - extract(day FROM coverage_kept.as_of)::int + 1 AS month
	), event AS (
		SELECT a.above_id AS root, json_agg(json_build_object('title', h.title, 'date', h.date, 'count', h.count)
			ORDER BY h.date, h.title COLLATE "C", u.code COLLATE "C") AS list
		  FROM target t
		  JOIN headcount h ON h.date BETWEEN coverage_since(t.window_year, t.window_from, coverage_kept.as_of) AND coverage_kept.as_of
		  JOIN unit_above a ON a.unit_id = h.unit_id AND a.valid @> coverage_kept.as_of AND a.above_id = ANY (coverage_kept.roots)
		  JOIN unit u ON u.id = h.unit_id
		 WHERE t.id = coverage_kept.target
		 GROUP BY a.above_id
	), fresh AS MATERIALIZED (
		SELECT d.unit_id, sum(d.base) AS base, sum(d.reached) AS reached, sum(d.finished) AS finished, sum(d.able) AS able,
			sum(d.visits) AS visits
		  FROM coverage_delta d
		 WHERE d.target_id = coverage_kept.target AND d.segment = coalesce(coverage_kept.segment, '') AND d.day <= coverage_kept.as_of
		 GROUP BY d.unit_id
	)
	SELECT v.unit_id AS unit, v.kind, k.territory, coalesce(c.base, 0) + coalesce(f.base, 0) AS base,
		coalesce(c.reached, 0) + coalesce(f.reached, 0) AS reached, coalesce(c.visits, 0) + coalesce(f.visits, 0) AS visits,
		coalesce(c.finished, 0) + coalesce(f.finished, 0) AS finished, coalesce(c.able, 0) + coalesce(f.able, 0) AS in_any,
		0::bigint AS unplaced, coalesce(e.list, '[]') AS headcounts
	  FROM moment n CROSS JOIN unnest(coverage_kept.roots) AS r(id)
	  JOIN unit_above v ON v.unit_id = r.id AND v.above_id = r.id AND v.valid @> coverage_kept.as_of
	  JOIN unit_kind k USING (kind)
	 CROSS JOIN LATERAL (
		SELECT sum(x.base) AS base, sum(x.reached) AS reached, sum(x.finished) AS finished, sum(x.able) AS able, sum(x.visits) AS visits
		  FROM (SELECT * FROM coverage_counter y WHERE y.target_id = coverage_kept.target AND y.unit_id = r.id AND y.segment = coalesce(coverage_kept.segment, '')
			   AND y.grain = 'y' AND y.day < n.year
			UNION ALL
			SELECT * FROM coverage_counter m WHERE m.target_id = coverage_kept.target AND m.unit_id = r.id AND m.segment = coalesce(coverage_kept.segment, '')
			   AND m.grain = 'm' AND m.day >= n.year AND m.day < n.month
			UNION ALL
			SELECT * FROM coverage_counter d WHERE d.target_id = coverage_kept.target AND d.unit_id = r.id AND d.segment = coalesce(coverage_kept.segment, '')
			   AND d.grain = 'd' AND d.day BETWEEN n.month AND coverage_kept.as_of) x) c
	  LEFT JOIN fresh f ON f.unit_id = r.id
	  LEFT JOIN event e ON e.root = r.id;
END$$;
COMMENT ON FUNCTION coverage_kept(bigint, bigint[], date, text) IS 'The counts of units toward a target on a day, from the counters';

-- For many roots at once every territory there is: reading them all is quicker than climbing to most of them. OFFSET 0 keeps the few
-- to their indexes: the planner takes a recursion for hundreds of rows and would read the whole table.
CREATE FUNCTION coverage_territories(roots bigint[]) RETURNS TABLE (unit bigint, parent bigint, since date, until date) LANGUAGE plpgsql STABLE
	SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS
$$#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE reach (unit) AS (
		SELECT unnest(coverage_territories.roots) WHERE cardinality(coverage_territories.roots) < 50
		UNION
		SELECT x.unit FROM reach r CROSS JOIN LATERAL (
			SELECT v.unit_id FROM unit_version v WHERE v.parent_id = r.unit
			UNION ALL
			SELECT s.from_unit_id FROM succession s WHERE s.to_unit_id = r.unit) AS x(unit)
		 CROSS JOIN LATERAL (SELECT w.kind FROM unit_version w WHERE w.unit_id = x.unit OFFSET 0) w
		  JOIN unit_kind k ON k.kind = w.kind AND k.territory
	)
	SELECT t.unit, t.parent, t.since, t.until FROM (
		SELECT v.unit_id AS unit, v.parent_id AS parent, lower(v.valid) AS since, upper(v.valid) - 1 AS until, v.valid
		  FROM reach r CROSS JOIN LATERAL (SELECT * FROM unit_version x WHERE x.unit_id = r.unit OFFSET 0) v
		  JOIN unit_kind k ON k.kind = v.kind AND k.territory
		UNION ALL
		SELECT v.unit_id, v.parent_id, lower(v.valid), upper(v.valid) - 1, v.valid
		  FROM unit_version v JOIN unit_kind k ON k.kind = v.kind AND k.territory
		 WHERE cardinality(coverage_territories.roots) >= 50) t
	 ORDER BY t.unit, t.valid;
END$$;
COMMENT ON FUNCTION coverage_territories(bigint[]) IS 'Every version of territories, of all that ever lay below them, and of all they came from';

-- migrate:down
DROP FUNCTION coverage_kept(bigint, bigint[], date, text), coverage_territories(bigint[]);
