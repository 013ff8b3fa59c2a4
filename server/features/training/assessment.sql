-- SPDX-License-Identifier: GPL-3.0-or-later
-- Results in assessment schemes.

-- assessment_page(unit, scheme, result, from, to, account, today, after, limit) -> assessment
-- Of people of the unit or below it whom the account may read (reads_person); newest first.
SELECT m.id, m.person_id AS person, p.code AS person_code, p.full_name, m.scheme,
	(SELECT k.title FROM course k WHERE k.code = substr(m.scheme, 8) AND m.scheme LIKE 'course:%') AS course_title, m.assessed_on, m.result, m.score, m.reference
  FROM assessment m JOIN person p ON p.id = m.person_id
 WHERE true
   -- scope:
   AND EXISTS (SELECT FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	JOIN person_place place ON place.unit_id = x.id AND place.person_id = m.person_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE top.id = :unit AND g.account_id = :account AND g.valid @> :today::date AND g.role = ANY (place.readers)
	  AND (g.role IN ('programme_office', 'admin', 'auditor') OR place.valid && daterange(:today::date, NULL)))
   -- :scope
   AND (:scheme::text IS NULL OR m.scheme = :scheme)
   AND (:result::text IS NULL OR m.result = :result)
   AND (:from::date IS NULL OR m.assessed_on >= :from::date)
   AND (:to::date IS NULL OR m.assessed_on <= :to::date)
   AND (:after::bigint IS NULL OR (m.assessed_on, m.id) < (SELECT a.assessed_on, a.id FROM assessment a WHERE a.id = :after))
 ORDER BY m.assessed_on DESC, m.id DESC
 LIMIT :limit;

-- assessment_wrong(unit, body, today) -> wrong
WITH given AS (
	SELECT b.at - 1 AS at, b.person, b.scheme, b.assessed_on,
		row_number() OVER (PARTITION BY b.person, b.scheme, b.assessed_on ORDER BY b.at) AS time
	  FROM ROWS FROM (jsonb_to_recordset(:body::jsonb) AS (person bigint, scheme text, assessed_on date))
		WITH ORDINALITY AS b(person, scheme, assessed_on, at)
)
SELECT g.at, 'person' AS field, 'person_unknown' AS code, NULL::text AS detail FROM given g
 WHERE NOT person_in_unit(g.person, :unit)
UNION ALL
SELECT g.at, 'scheme', 'assessment_scheme_known', NULL FROM given g
 WHERE g.scheme NOT IN ('national_digital_skills', 'it_skills_basic', 'it_skills_advanced')
   AND NOT EXISTS (SELECT FROM course k WHERE 'course:' || k.code = g.scheme)
UNION ALL
SELECT g.at, 'assessed_on', day_fault(g.assessed_on, p.birth_date, :today::date), NULL
  FROM given g LEFT JOIN person p ON p.id = g.person WHERE day_fault(g.assessed_on, p.birth_date, :today::date) IS NOT NULL
UNION ALL
SELECT g.at, 'assessed_on', 'row_twice', NULL FROM given g WHERE g.time > 1
UNION ALL
SELECT g.at, 'assessed_on', 'assessment_already_recorded', NULL FROM given g
 WHERE EXISTS (SELECT FROM assessment a
	WHERE a.person_id = g.person AND a.scheme = g.scheme AND a.assessed_on = g.assessed_on)
 ORDER BY 1, 2;

-- assessment_add(body, account, now)
INSERT INTO assessment (person_id, scheme, assessed_on, result, score, reference, entered_by, entered_at)
SELECT b.person, b.scheme, b.assessed_on, b.result, b.score, b.reference, :account, :now::timestamptz
  FROM jsonb_to_recordset(:body::jsonb) AS b(person bigint, scheme text, assessed_on date, result text, score text,
	reference text)
 ORDER BY b.person, b.scheme, b.assessed_on;

-- assessment_undo_wrong(unit, body, account, since) -> wrong
-- Which of the rows do not stand as the account saved them since then; of people elsewhere none does.
SELECT b.at - 1 AS at, 'person' AS field, 'record_not_undone' AS code, NULL::text AS detail
  FROM ROWS FROM (jsonb_to_recordset(:body::jsonb)
	AS (person bigint, scheme text, assessed_on date, result text, score text, reference text))
	WITH ORDINALITY AS b(person, scheme, assessed_on, result, score, reference, at)
 WHERE NOT EXISTS (SELECT FROM assessment a
	WHERE a.person_id = b.person AND a.scheme = b.scheme AND a.assessed_on = b.assessed_on AND a.result = b.result
	  AND a.score IS NOT DISTINCT FROM b.score AND a.reference IS NOT DISTINCT FROM b.reference
	  AND a.entered_by = :account AND a.entered_at >= :since::timestamptz AND person_in_unit(a.person_id, :unit))
 ORDER BY 1;

-- assessment_undo(unit, body, account, now)
-- Each goes like one that is removed, its line in removal without a word; locked in one order.
WITH mine AS (
	SELECT a.id FROM assessment a
	  JOIN jsonb_to_recordset(:body::jsonb) AS b(person bigint, scheme text, assessed_on date)
		ON a.person_id = b.person AND a.scheme = b.scheme AND a.assessed_on = b.assessed_on
	 WHERE a.entered_by = :account
	 ORDER BY a.id FOR UPDATE OF a
), gone AS (DELETE FROM assessment WHERE id IN (SELECT id FROM mine) RETURNING *)
INSERT INTO removal (what, unit_id, person_id, row, at, account_id)
SELECT 'assessment', :unit, g.person_id, to_jsonb(g) - '{id,entered_by,entered_at}'::text[], :now::timestamptz, :account
  FROM gone g ORDER BY g.id;

-- assessment_held(unit, assessment) -> held
-- The result, kept from others until the work is done.
SELECT m.id, m.entered_by, m.entered_at, to_jsonb(m)::text AS row
  FROM assessment m
 WHERE m.id = :assessment
   AND EXISTS (SELECT FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	JOIN person_place place ON place.unit_id = x.id AND place.person_id = m.person_id WHERE top.id = :unit)
   FOR UPDATE OF m;

-- assessment_remove(assessment)
DELETE FROM assessment WHERE id = :assessment;
