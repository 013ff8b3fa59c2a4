-- SPDX-License-Identifier: GPL-3.0-or-later
-- What everybody may see of figures: territories down to communes, never what lies below or beside them.

-- public_places(day, unit) -> public_place
-- The tops of the tree, the unit asked (or the only top) with what is right below it, and everything beside the way
-- down to it: whether a figure is hidden depends on its neighbours. Parents stand before their parts. Without names of
-- bodies, residential groups or people.
WITH RECURSIVE land AS (
	SELECT u.id, u.code, u.lo, u.hi, v.name, v.kind, CASE WHEN p.kind IN ('province', 'town') THEN v.parent_id END AS parent
	  FROM unit u JOIN unit_version v ON v.unit_id = u.id AND valid_on(v.valid, :day::date)
	  LEFT JOIN unit_version p ON p.unit_id = v.parent_id AND valid_on(p.valid, :day::date)
	 WHERE v.kind IN ('province', 'town', 'commune')
), chosen AS (
	SELECT l.id FROM land l WHERE l.code = :unit
	UNION ALL SELECT l.id FROM land l WHERE :unit::text IS NULL AND l.parent IS NULL
		AND (SELECT count(*) FROM land t WHERE t.parent IS NULL) = 1
), way AS (
	SELECT l.id, l.parent FROM land l JOIN chosen c ON c.id = l.id
	UNION ALL SELECT l.id, l.parent FROM way w JOIN land l ON l.id = w.parent
), shown AS (
	SELECT l.*, 0 AS depth FROM land l WHERE l.parent IS NULL
	UNION ALL SELECT l.*, s.depth + 1 FROM shown s JOIN way w ON w.id = s.id JOIN land l ON l.parent = s.id
)
SELECT s.id, s.code, s.name, s.kind, s.parent, EXISTS (SELECT FROM chosen c WHERE c.id = s.id) AS chosen,
	EXISTS (SELECT FROM land b WHERE b.parent = s.id) AS has_parts
  FROM shown s ORDER BY s.depth, s.name COLLATE "vi-x-icu", s.code COLLATE "C" LIMIT 1000;

-- public_targets() -> public_target
SELECT t.id, t.code, t.title_vi, t.title_en, p.number AS plan_number, p.title AS plan_title
  FROM target t LEFT JOIN plan p ON p.id = t.plan_id ORDER BY t.code COLLATE "C" LIMIT 50;
