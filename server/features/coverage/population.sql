-- SPDX-License-Identifier: GPL-3.0-or-later

-- population_territories(roots) -> territory
-- Every version of the territories asked, of all that ever lay below them, and of all they came from. For many at
-- once every territory there is: reading them all is quicker than climbing to most of them. OFFSET 0 keeps the few
-- to their indexes: the planner takes a recursion for hundreds of rows and would read the whole table.
WITH RECURSIVE reach (unit) AS (
	SELECT unnest(:roots::bigint[]) WHERE cardinality(:roots::bigint[]) < 50
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
	 WHERE cardinality(:roots::bigint[]) >= 50) t
 ORDER BY t.unit, t.valid;

-- population_changes(units) -> change
SELECT s.from_unit_id AS from_unit, s.to_unit_id AS to_unit, s.happened_on AS "on",
	s.kind IN ('merge', 'split', 'abolish') AS land,
	EXISTS (SELECT FROM succession_group g WHERE g.succession_id = s.id) AS groups
  FROM succession s
 WHERE s.from_unit_id IN (SELECT unnest(:units::bigint[])) OR s.to_unit_id IN (SELECT unnest(:units::bigint[]));

-- population_censuses(units, known) -> census
SELECT p.unit_id AS unit, p.as_of, p.count, p.definition, u.code, p.source
  FROM population p JOIN unit u ON u.id = p.unit_id
 WHERE p.unit_id IN (SELECT unnest(:units::bigint[])) AND p.base = 'working_age' AND p.as_of <= :known::date
 ORDER BY p.unit_id, p.as_of DESC, array_position('{labour_code,imported,gso_fixed}', p.definition);
