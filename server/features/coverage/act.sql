-- SPDX-License-Identifier: GPL-3.0-or-later
-- A reorganisation's units toward the targets: what is asked and where the answers are kept.

-- coverage_act_day(act, after) -> text
-- The day an act is counted on: its own, or the one before.
SELECT (CASE WHEN :after::boolean THEN a.happened_on ELSE a.happened_on - 1 END)::text FROM succession_act a WHERE a.id = :act;

-- coverage_act_places(act, day) -> coverage_place
-- The units its records name that are valid on the day, by code.
SELECT u.id, u.code
  FROM unit u
 WHERE EXISTS (SELECT FROM succession s WHERE s.act_id = :act AND u.id IN (s.from_unit_id, s.to_unit_id))
   AND EXISTS (SELECT FROM unit_version v WHERE v.unit_id = u.id AND valid_on(v.valid, :day::date))
 ORDER BY u.code COLLATE "C";

-- coverage_act_targets() -> coverage_asked
-- Every target with each of its segments.
SELECT t.code AS target, g.segment FROM target t LEFT JOIN LATERAL unnest(t.segments) AS g(segment) ON true
 ORDER BY t.code COLLATE "C", g.segment;

-- coverage_act_add(act, after, answers)
INSERT INTO succession_figure (act_id, after, unit, target, segment, numerator, denominator)
SELECT :act, :after, a.unit, a.target, coalesce(a.segment, ''), a.numerator, a.denominator
  FROM jsonb_to_recordset(:answers::jsonb) AS a(unit text, target text, segment text, numerator bigint, denominator bigint);
