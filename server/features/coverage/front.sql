-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the front page shows of an installation that holds the demo world.

-- front_places(day) -> front_place
-- The territories at the top of the demo's province on the day; none without the demo, whose people are invented.
SELECT u.code, v.name
  FROM unit u JOIN unit_version v ON v.unit_id = u.id AND v.valid @> :day::date
  JOIN unit_kind k ON k.kind = v.kind AND k.territory
  LEFT JOIN unit p ON p.id = v.parent_id
 WHERE (u.code = 'hung-yen' OR p.code = 'hung-yen') AND EXISTS (SELECT FROM people_named('{hv-0001}', '{NULL}') d WHERE d.person IS NOT NULL)
 ORDER BY p.code IS NOT NULL, u.code COLLATE "C" LIMIT 12;
