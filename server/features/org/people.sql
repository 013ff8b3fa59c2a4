-- SPDX-License-Identifier: GPL-3.0-or-later
-- Pages of people in Vietnamese order.

-- people_way(unit, q, residents) -> people_way
-- How to come by a page of a unit's people: `named`, few have a name like that; `small`, few are in the unit.
-- Few are fetched and sorted; else all names are gone through in order, where a page is soon full. The border is
-- about where both cost the same: n^(1/2) with a page of 50 and what a row costs either way; a row of somebody out of
-- reach costs the second lock most, so who does not reach everybody goes through fewer names. The page that follows in
-- this transaction has its way said: planning it anew for its arguments takes four times as long as reading it.
SELECT :q::text IS NOT NULL AND (SELECT count(*) FROM people_folded(:q, top.many)) < top.many AS named,
	CASE WHEN :residents THEN (SELECT count(*) FROM (
		SELECT FROM unit x CROSS JOIN LATERAL (SELECT FROM residence_line r WHERE r.unit_id = x.id OFFSET 0) r
		 WHERE x.lo BETWEEN top.lo AND top.hi LIMIT top.many) x)
	ELSE (SELECT count(*) FROM (
		SELECT FROM unit x CROSS JOIN LATERAL (SELECT FROM affiliation_line a WHERE a.unit_id = x.id OFFSET 0) a
		 WHERE x.lo BETWEEN top.lo AND top.hi LIMIT top.many) x) END < top.many AS small
  FROM (SELECT u.lo, u.hi, (CASE WHEN scope_all() THEN 4 ELSE 9 END * sqrt(greatest(c.reltuples, 10000)))::bigint AS many
	  FROM unit u JOIN pg_class c ON c.oid = 'person'::regclass WHERE u.id = :unit) top
 WHERE set_config('plan_cache_mode', 'force_generic_plan', true) IS NOT NULL;

-- people_of_unit(unit, as_of, q, category, today, after, limit) -> person
-- Staff of the unit and all below it on the day. The text is folded and matches the beginning of the name,
-- full or given name first. The LATERAL parts and `+ 0` keep the way: through all names, in their order. ANY finds a
-- person's places by the index that is for it, not by that of overlaps. CASE and not coalesce: the planner holds that
-- one back behind row-level security, and would read all names from the first.
SELECT p.id, p.code, p.full_name, p.sex,
	CASE WHEN p.birth_year_only THEN to_char(p.birth_date, 'YYYY') ELSE to_char(p.birth_date, 'YYYY-MM-DD') END AS birth_date,
	w.unit, w.category, w.position, p.national_id_blind IS NOT NULL AS has_national_id,
	p.phone_blind IS NOT NULL AS has_phone, p.version,
	(SELECT v.name FROM unit_version v WHERE v.unit_id = w.unit_id
		ORDER BY v.valid @> coalesce(:as_of::date, :today::date) DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) AS unit_name
  FROM unit top
 CROSS JOIN person p
 CROSS JOIN LATERAL (
	SELECT x.id AS unit_id, x.code AS unit, a.category, a.position FROM affiliation a JOIN unit x ON x.id = a.unit_id
	 WHERE a.person_id = ANY (ARRAY[p.id]) AND a.valid @> coalesce(:as_of::date, :today::date) AND x.lo + 0 BETWEEN top.lo AND top.hi
	   AND (:category::text IS NULL OR a.category = :category)
	   AND (:q::text IS NULL OR (p.folded >= :q AND p.folded < :q || chr(1114111))
		OR (p.folded_given >= :q AND p.folded_given < :q || chr(1114111)))
	 ORDER BY x.code COLLATE "C" LIMIT 1) w
 WHERE top.id = :unit
   AND (p.sort_name, p.id) > (CASE WHEN :after::bigint IS NULL THEN ''
	ELSE (SELECT b.sort_name FROM person b WHERE b.id = :after) END, CASE WHEN :after::bigint IS NULL THEN 0 ELSE :after END)
 ORDER BY p.sort_name, p.id
 LIMIT :limit;

-- people_of_unit_few(unit, as_of, q, category, today, after, limit, named) -> person
-- The same, when few have that name or few are in the unit: see people_way. Who stands before the page is left out where
-- people are read: there it is asked before the second lock, which costs more. OFFSET 0 has the unit looked up by itself:
-- beside what the lock is held to cost, the planner sees no difference between one unit and reading all.
WITH few AS MATERIALIZED (
	SELECT n.id FROM people_folded(:q, NULL) AS n(id) WHERE :named
	UNION SELECT a.person_id FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	 CROSS JOIN LATERAL (SELECT f.person_id FROM affiliation_line f WHERE f.unit_id = x.id OFFSET 0) a
	 WHERE NOT :named AND top.id = :unit
)
SELECT p.id, p.code, p.full_name, p.sex,
	CASE WHEN p.birth_year_only THEN to_char(p.birth_date, 'YYYY') ELSE to_char(p.birth_date, 'YYYY-MM-DD') END AS birth_date,
	w.unit, w.category, w.position, p.national_id_blind IS NOT NULL AS has_national_id,
	p.phone_blind IS NOT NULL AS has_phone, p.version,
	(SELECT v.name FROM unit_version v WHERE v.unit_id = w.unit_id
		ORDER BY v.valid @> coalesce(:as_of::date, :today::date) DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) AS unit_name
  FROM (SELECT u.lo, u.hi FROM unit u WHERE u.id = :unit OFFSET 0) top
 CROSS JOIN few
 CROSS JOIN LATERAL (SELECT * FROM person n WHERE n.id = few.id
	AND (n.sort_name, n.id) > (CASE WHEN :after::bigint IS NULL THEN ''
		ELSE (SELECT b.sort_name FROM person b WHERE b.id = :after) END, CASE WHEN :after::bigint IS NULL THEN 0 ELSE :after END)
	OFFSET 0) p
 CROSS JOIN LATERAL (
	SELECT x.id AS unit_id, x.code AS unit, a.category, a.position FROM affiliation a JOIN unit x ON x.id = a.unit_id
	 WHERE a.person_id = ANY (ARRAY[p.id]) AND a.valid @> coalesce(:as_of::date, :today::date) AND x.lo + 0 BETWEEN top.lo AND top.hi
	   AND (:category::text IS NULL OR a.category = :category)
	   AND (:q::text IS NULL OR (p.folded >= :q AND p.folded < :q || chr(1114111))
		OR (p.folded_given >= :q AND p.folded_given < :q || chr(1114111)))
	 ORDER BY x.code COLLATE "C" LIMIT 1) w
 ORDER BY p.sort_name, p.id
 LIMIT :limit;

-- residents_of_unit(unit, as_of, q, today, after, limit) -> person
SELECT p.id, p.code, p.full_name, p.sex,
	CASE WHEN p.birth_year_only THEN to_char(p.birth_date, 'YYYY') ELSE to_char(p.birth_date, 'YYYY-MM-DD') END AS birth_date,
	w.unit, NULL::text AS category, NULL::text AS position, p.national_id_blind IS NOT NULL AS has_national_id,
	p.phone_blind IS NOT NULL AS has_phone, p.version,
	(SELECT v.name FROM unit_version v WHERE v.unit_id = w.unit_id
		ORDER BY v.valid @> coalesce(:as_of::date, :today::date) DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) AS unit_name
  FROM unit top
 CROSS JOIN person p
 CROSS JOIN LATERAL (
	SELECT x.id AS unit_id, x.code AS unit FROM residence r JOIN unit x ON x.id = r.unit_id
	 WHERE r.person_id = ANY (ARRAY[p.id]) AND r.valid @> coalesce(:as_of::date, :today::date) AND x.lo + 0 BETWEEN top.lo AND top.hi
	   AND (:q::text IS NULL OR (p.folded >= :q AND p.folded < :q || chr(1114111))
		OR (p.folded_given >= :q AND p.folded_given < :q || chr(1114111)))
	 LIMIT 1) w
 WHERE top.id = :unit
   AND (p.sort_name, p.id) > (CASE WHEN :after::bigint IS NULL THEN ''
	ELSE (SELECT b.sort_name FROM person b WHERE b.id = :after) END, CASE WHEN :after::bigint IS NULL THEN 0 ELSE :after END)
 ORDER BY p.sort_name, p.id
 LIMIT :limit;

-- residents_of_unit_few(unit, as_of, q, today, after, limit, named) -> person
WITH few AS MATERIALIZED (
	SELECT n.id FROM people_folded(:q, NULL) AS n(id) WHERE :named
	UNION SELECT a.person_id FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	 CROSS JOIN LATERAL (SELECT f.person_id FROM residence_line f WHERE f.unit_id = x.id OFFSET 0) a
	 WHERE NOT :named AND top.id = :unit
)
SELECT p.id, p.code, p.full_name, p.sex,
	CASE WHEN p.birth_year_only THEN to_char(p.birth_date, 'YYYY') ELSE to_char(p.birth_date, 'YYYY-MM-DD') END AS birth_date,
	w.unit, NULL::text AS category, NULL::text AS position, p.national_id_blind IS NOT NULL AS has_national_id,
	p.phone_blind IS NOT NULL AS has_phone, p.version,
	(SELECT v.name FROM unit_version v WHERE v.unit_id = w.unit_id
		ORDER BY v.valid @> coalesce(:as_of::date, :today::date) DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) AS unit_name
  FROM (SELECT u.lo, u.hi FROM unit u WHERE u.id = :unit OFFSET 0) top
 CROSS JOIN few
 CROSS JOIN LATERAL (SELECT * FROM person n WHERE n.id = few.id
	AND (n.sort_name, n.id) > (CASE WHEN :after::bigint IS NULL THEN ''
		ELSE (SELECT b.sort_name FROM person b WHERE b.id = :after) END, CASE WHEN :after::bigint IS NULL THEN 0 ELSE :after END)
	OFFSET 0) p
 CROSS JOIN LATERAL (
	SELECT x.id AS unit_id, x.code AS unit FROM residence r JOIN unit x ON x.id = r.unit_id
	 WHERE r.person_id = ANY (ARRAY[p.id]) AND r.valid @> coalesce(:as_of::date, :today::date) AND x.lo + 0 BETWEEN top.lo AND top.hi
	   AND (:q::text IS NULL OR (p.folded >= :q AND p.folded < :q || chr(1114111))
		OR (p.folded_given >= :q AND p.folded_given < :q || chr(1114111)))
	 LIMIT 1) w
 ORDER BY p.sort_name, p.id
 LIMIT :limit;
