-- SPDX-License-Identifier: GPL-3.0-or-later

-- population_territories(roots) -> territory
-- Every version of the territories asked, of all that ever lay below them, and of all they came from.
SELECT * FROM coverage_territories(:roots::bigint[]);

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
