-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whose paper it is: the body that issues it, the one above, and the place, as they were called on a day.

-- paper_office(unit, on) -> paper_office
-- A territory's papers are its committee's. UBND is written out, as a letterhead has it; a body below another body
-- names that one above itself, a committee stands alone (Decree 30/2020, annex I, II.2). The place is the nearest
-- territory without its kind.
WITH host AS (
	SELECT u.id, u.lo, u.hi, v.name, k.territory, v.parent_id
	  FROM unit u
	 CROSS JOIN LATERAL (SELECT x.* FROM unit_version x WHERE x.unit_id = u.id
		ORDER BY x.valid @> :on::date DESC, upper(x.valid) DESC NULLS FIRST LIMIT 1) v
	  JOIN unit_kind k ON k.kind = v.kind
	 WHERE u.id = :unit
), body AS (
	SELECT coalesce(c.name, h.name) AS name, coalesce(c.parent_id, h.parent_id) AS parent_id
	  FROM host h
	  LEFT JOIN LATERAL (SELECT v.name, v.parent_id FROM unit_version v
		WHERE h.territory AND v.parent_id = h.id AND right(v.kind, 10) = '_committee' AND v.valid @> :on::date
		ORDER BY v.unit_id LIMIT 1) c ON true
), above AS (
	SELECT v.name
	  FROM body b
	 CROSS JOIN LATERAL (SELECT x.* FROM unit_version x WHERE x.unit_id = b.parent_id
		ORDER BY x.valid @> :on::date DESC, upper(x.valid) DESC NULLS FIRST LIMIT 1) v
	  JOIN unit_kind k ON k.kind = v.kind AND NOT k.territory
), place AS (
	SELECT v.name
	  FROM host h
	  JOIN unit u ON u.lo <= h.lo AND h.hi <= u.hi
	 CROSS JOIN LATERAL (SELECT x.* FROM unit_version x WHERE x.unit_id = u.id
		ORDER BY x.valid @> :on::date DESC, upper(x.valid) DESC NULLS FIRST LIMIT 1) v
	 WHERE v.kind IN ('province', 'town', 'commune')
	 ORDER BY u.lo DESC LIMIT 1
)
SELECT upper(regexp_replace(b.name, '^UBND ', 'Ủy ban nhân dân ') COLLATE "vi-x-icu") AS name,
	(SELECT upper(regexp_replace(a.name, '^UBND ', 'Ủy ban nhân dân ') COLLATE "vi-x-icu") FROM above a) AS above,
	(SELECT regexp_replace(p.name, '^(Phường|Xã|Thị trấn|Đặc khu|Thị xã|Quận|Huyện|Thành phố|Tỉnh) ', '') FROM place p) AS place,
	b.name AS said
  FROM body b;
