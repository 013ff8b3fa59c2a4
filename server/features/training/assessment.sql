-- SPDX-License-Identifier: GPL-3.0-or-later
-- Results in assessment schemes.

-- assessment_page(unit, scheme, result, from, to, account, today, after, limit) -> assessment
-- Of people of the unit or below it whom the account may read (reads_person); newest first.
SELECT m.id, m.person_id AS person, p.full_name, m.scheme,
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
