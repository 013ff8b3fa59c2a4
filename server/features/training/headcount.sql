-- SPDX-License-Identifier: GPL-3.0-or-later
-- Events of which only the number of people is known: shown beside figures, never in them.

-- headcount_page(unit, from, to, after, limit) -> headcount
-- Of the unit and all below it, newest first.
SELECT h.id, h.unit_id AS unit, u.code AS unit_code,
	(SELECT v.name FROM unit_version v WHERE v.unit_id = u.id ORDER BY v.valid @> h.date DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) AS unit_name,
	h.title, h.date, h.count
  FROM unit top
  JOIN unit u ON u.lo BETWEEN top.lo AND top.hi
  JOIN headcount h ON h.unit_id = u.id
 WHERE top.id = :unit
   AND (:from::date IS NULL OR h.date >= :from::date)
   AND (:to::date IS NULL OR h.date <= :to::date)
   AND (:after::bigint IS NULL OR (h.date, h.id) < (SELECT a.date, a.id FROM headcount a WHERE a.id = :after))
 ORDER BY h.date DESC, h.id DESC
 LIMIT :limit;

-- headcount_wrong(unit, body, today) -> wrong
WITH given AS (
	SELECT b.at - 1 AS at, b.title, b.date, row_number() OVER (PARTITION BY b.title, b.date ORDER BY b.at) AS time
	  FROM ROWS FROM (jsonb_to_recordset(:body::jsonb) AS (title text, date date))
		WITH ORDINALITY AS b(title, date, at)
)
SELECT g.at, 'date' AS field, day_fault(g.date, NULL, :today::date) AS code, NULL::text AS detail
  FROM given g WHERE day_fault(g.date, NULL, :today::date) IS NOT NULL
UNION ALL
SELECT g.at, 'title', 'row_twice', NULL FROM given g WHERE g.time > 1
UNION ALL
SELECT g.at, 'title', 'headcount_already_recorded', NULL FROM given g
 WHERE EXISTS (SELECT FROM headcount h WHERE h.unit_id = :unit AND h.title = g.title AND h.date = g.date)
 ORDER BY 1, 2;

-- headcount_add(unit, body, account, now)
INSERT INTO headcount (unit_id, title, date, count, entered_by, entered_at)
SELECT :unit, b.title, b.date, b.count, :account, :now::timestamptz
  FROM jsonb_to_recordset(:body::jsonb) AS b(title text, date date, count bigint)
 ORDER BY b.title, b.date;

-- headcount_held(unit, headcount) -> held
-- The event, kept from others until the work is done; who may take it away says the caller.
SELECT h.id, h.entered_by, h.entered_at, to_jsonb(h)::text AS row
  FROM headcount h JOIN unit u ON u.id = h.unit_id JOIN unit top ON top.id = :unit AND u.lo BETWEEN top.lo AND top.hi
 WHERE h.id = :headcount
   FOR UPDATE OF h;

-- headcount_remove(headcount)
DELETE FROM headcount WHERE id = :headcount;
