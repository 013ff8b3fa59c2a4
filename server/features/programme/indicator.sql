-- SPDX-License-Identifier: GPL-3.0-or-later
-- Indicators the plans want watched, with values people enter; shown apart from computed targets.

-- indicators_list(plan, after, limit) -> indicator
SELECT i.id, p.code AS plan, i.section, i.title, i.unit_of_measure, i.comparator, i.value, i.horizon, i.tracking,
	i.population_base, i.source
  FROM indicator i JOIN plan p ON p.id = i.plan_id
 WHERE (:plan::text IS NULL OR p.code = :plan) AND (:after::bigint IS NULL OR i.id > :after)
 ORDER BY i.id
 LIMIT :limit;

-- indicator_values(indicator) -> indicator_value
SELECT x.id, u.code AS unit, x.period, x.value, x.source, x.entered_at
  FROM indicator_value x JOIN unit u ON u.id = x.unit_id
 WHERE x.indicator_id = :indicator ORDER BY x.period DESC, u.code COLLATE "C";

-- indicator_value_put(indicator, unit, period, value, source)
-- The value of a period may be corrected; the source says who says so.
INSERT INTO indicator_value (indicator_id, unit_id, period, value, source)
SELECT i.id, :unit, :period, :value, :source FROM indicator i WHERE i.id = :indicator
    ON CONFLICT ON CONSTRAINT indicator_value_already_entered
    DO UPDATE SET value = excluded.value, source = excluded.source, entered_at = now();
