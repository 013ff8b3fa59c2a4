-- SPDX-License-Identifier: GPL-3.0-or-later
-- People meant by a pasted list.

-- people_matched(unit, cells, today) -> people_match
-- Staff of the unit and all below it today whom a cell names by code or by the whole name: of a line all of them, those
-- by code alone where there are such. Of everybody else nobody learns whether they exist.
WITH cell AS (
	SELECT DISTINCT c.line, c.name, lower(c.code) AS code
	  FROM jsonb_to_recordset(:cells::jsonb) AS c(line bigint, name text, code text)
), named AS (
	SELECT c.line, p.id, true AS coded FROM cell c JOIN person p ON p.code = c.code
	UNION
	SELECT c.line, p.id, false FROM cell c JOIN person p ON p.folded = c.name WHERE c.name <> ''
), theirs AS (
	SELECT n.line, n.id, bool_or(n.coded) AS coded, w.unit_id, w.category, w.position
	  FROM named n
	 CROSS JOIN LATERAL (SELECT a.unit_id, a.category, a.position
		FROM affiliation a JOIN unit x ON x.id = a.unit_id
		JOIN unit top ON top.id = :unit AND x.lo BETWEEN top.lo AND top.hi
		WHERE a.person_id = ANY (ARRAY[n.id]) AND a.valid @> :today::date
		ORDER BY x.code COLLATE "C" LIMIT 1) w
	 GROUP BY n.line, n.id, w.unit_id, w.category, w.position
)
SELECT t.line, p.id AS person, p.code, p.full_name,
	CASE WHEN p.birth_year_only THEN to_char(p.birth_date, 'YYYY') ELSE to_char(p.birth_date, 'YYYY-MM-DD') END AS birth_date,
	u.code AS unit, v.name AS unit_name, t.category, t.position, CASE WHEN t.coded THEN 'code' ELSE 'name' END AS by
  FROM theirs t
  JOIN person p ON p.id = t.id
  JOIN unit u ON u.id = t.unit_id
  LEFT JOIN unit_version v ON v.unit_id = u.id AND v.valid @> :today::date
 WHERE t.coded OR NOT EXISTS (SELECT FROM theirs b WHERE b.line = t.line AND b.coded)
 ORDER BY t.line, p.sort_name, p.id
 LIMIT 5000;
