-- SPDX-License-Identifier: GPL-3.0-or-later
-- Units in time: what is valid on a day, the tree of a day, versions, who followed whom.

-- units_list(q, kind, parent, code, as_of, today, after, limit) -> unit
-- Units valid on the day, by code. The text is folded; `parent` is a code.
SELECT u.id, u.code, v.name, v.kind, p.id AS parent, p.code AS parent_code, v.official_code,
	lower(v.valid) AS valid_from, (upper(v.valid) - 1) AS valid_to, v.version
  FROM unit u
  JOIN unit_version v ON v.unit_id = u.id AND v.valid @> coalesce(:as_of::date, :today::date)
  LEFT JOIN unit p ON p.id = v.parent_id
 WHERE (:q::text IS NULL OR v.folded LIKE '%' || :q || '%')
   AND (:kind::text IS NULL OR v.kind = :kind)
   AND (:parent::text IS NULL OR p.code = :parent)
   AND (:code::text IS NULL OR u.code = :code)
   AND (:after::bigint IS NULL OR u.code COLLATE "C" > (SELECT a.code COLLATE "C" FROM unit a WHERE a.id = :after))
 ORDER BY u.code COLLATE "C"
 LIMIT :limit;

-- unit_get(unit, as_of, today) -> unit
-- The version of the day, or the last one when the unit is not valid that day.
SELECT u.id, u.code, v.name, v.kind, p.id AS parent, p.code AS parent_code, v.official_code,
	lower(v.valid) AS valid_from, (upper(v.valid) - 1) AS valid_to, v.version
  FROM unit u
  JOIN unit_version v ON v.unit_id = u.id
  LEFT JOIN unit p ON p.id = v.parent_id
 WHERE u.id = :unit
 ORDER BY v.valid @> coalesce(:as_of::date, :today::date) DESC, upper(v.valid) DESC NULLS FIRST
 LIMIT 1;

-- unit_versions(unit) -> unit
SELECT u.id, u.code, v.name, v.kind, p.id AS parent, p.code AS parent_code, v.official_code,
	lower(v.valid) AS valid_from, (upper(v.valid) - 1) AS valid_to, v.version
  FROM unit u
  JOIN unit_version v ON v.unit_id = u.id
  LEFT JOIN unit p ON p.id = v.parent_id
 WHERE u.id = :unit
 ORDER BY lower(v.valid) NULLS FIRST;

-- unit_children(unit, as_of, today) -> unit
SELECT u.id, u.code, v.name, v.kind, p.id AS parent, p.code AS parent_code, v.official_code,
	lower(v.valid) AS valid_from, (upper(v.valid) - 1) AS valid_to, v.version
  FROM unit_version v
  JOIN unit u ON u.id = v.unit_id
  JOIN unit p ON p.id = v.parent_id
 WHERE v.parent_id = :unit AND v.valid @> coalesce(:as_of::date, :today::date)
 ORDER BY u.code COLLATE "C";

-- unit_kind_get(kind) -> unit_kind
SELECT k.kind, k.territory, k.employs FROM unit_kind k WHERE k.kind = :kind;

-- unit_add(code) -> int
INSERT INTO unit (code) VALUES (:code) RETURNING id;

-- unit_version_add(unit, parent, name, folded, kind, official_code, valid_from, valid_to)
INSERT INTO unit_version (unit_id, parent_id, name, folded, kind, official_code, valid)
VALUES (:unit, :parent, :name, :folded, :kind, :official_code,
	daterange(:valid_from::date, :valid_to::date, '[]'));

-- unit_version_close(unit, on)
-- The version of the day before ends there, so that a new one can begin.
UPDATE unit_version SET valid = daterange(lower(valid), :on::date)
 WHERE unit_id = :unit AND valid @> :on::date AND lower(valid) IS DISTINCT FROM :on::date;

-- unit_version_edit(unit, valid_from, name, folded, official_code, version)
UPDATE unit_version SET name = :name, folded = :folded, official_code = :official_code
 WHERE unit_id = :unit AND lower(valid) IS NOT DISTINCT FROM :valid_from::date AND version = :version;

-- units_renumber()
SELECT unit_renumber();

-- successions_list(unit, after, limit) -> succession
-- Newest first; of one unit (as predecessor or successor) or of all.
-- The names are those by which the one went and the other came.
SELECT s.id, s.happened_on AS "on", f.code AS from_unit, t.code AS to_unit,
	(SELECT n.name FROM unit_version n WHERE n.unit_id = f.id AND n.valid && daterange(NULL, s.happened_on)
		ORDER BY lower(n.valid) DESC NULLS LAST LIMIT 1) AS from_name,
	(SELECT n.name FROM unit_version n WHERE n.unit_id = t.id AND n.valid @> s.happened_on) AS to_name, s.kind,
	coalesce((SELECT jsonb_agg(g.code ORDER BY sg.place) FROM succession_group sg JOIN unit g ON g.id = sg.unit_id
		WHERE sg.succession_id = s.id), '[]') AS groups, s.legal_basis
  FROM succession s
  JOIN unit f ON f.id = s.from_unit_id
  JOIN unit t ON t.id = s.to_unit_id
 WHERE (:unit::bigint IS NULL OR :unit IN (s.from_unit_id, s.to_unit_id))
   AND (:after::bigint IS NULL OR (s.happened_on, s.id) < (SELECT a.happened_on, a.id FROM succession a WHERE a.id = :after))
 ORDER BY s.happened_on DESC, s.id DESC
 LIMIT :limit;
