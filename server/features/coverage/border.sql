-- SPDX-License-Identifier: GPL-3.0-or-later

-- border_versions() -> border_version
SELECT v.unit_id AS unit, v.parent_id AS parent, lower(v.valid) AS since, upper(v.valid) - 1 AS until
  FROM unit_version v ORDER BY v.unit_id, v.valid;

-- border_records(first, last) -> border_record
-- What happened after the first day, up to the last.
SELECT s.id, s.from_unit_id AS from_unit, s.to_unit_id AS to_unit, s.happened_on AS "on",
	s.kind = 'abolish' AND s.from_unit_id = s.to_unit_id AS gone,
	EXISTS (SELECT FROM succession_group g WHERE g.succession_id = s.id) AS partial
  FROM succession s
 WHERE s.happened_on > :first::date AND s.happened_on <= :last::date
 ORDER BY s.id;

-- border_groups(first, last) -> border_group
SELECT g.succession_id AS record, g.unit_id AS unit
  FROM succession_group g JOIN succession s ON s.id = g.succession_id
 WHERE s.happened_on > :first::date AND s.happened_on <= :last::date;
