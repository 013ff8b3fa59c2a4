-- SPDX-License-Identifier: GPL-3.0-or-later
-- What residents were seen to know or do in the six domains of digital services.

-- skill_page(unit, domain, level, from, to, after, limit) -> skill
-- Of residents, now or once, of the territory or one below it; newest first.
SELECT s.id, s.person_id AS person, p.full_name, s.domain, s.observed_on, s.observer, s.level
  FROM skill s JOIN person p ON p.id = s.person_id
 WHERE EXISTS (SELECT FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	JOIN residence r ON r.unit_id = x.id WHERE top.id = :unit AND r.person_id = s.person_id)
   AND (:domain::text IS NULL OR s.domain = :domain)
   AND (:level::text IS NULL OR s.level = :level)
   AND (:from::date IS NULL OR s.observed_on >= :from::date)
   AND (:to::date IS NULL OR s.observed_on <= :to::date)
   AND (:after::bigint IS NULL OR (s.observed_on, s.id) < (SELECT a.observed_on, a.id FROM skill a WHERE a.id = :after))
 ORDER BY s.observed_on DESC, s.id DESC
 LIMIT :limit;

-- skill_wrong(unit, body, observer, today) -> wrong
-- The observer is the account unless a row names one.
WITH given AS (
	SELECT b.at - 1 AS at, b.person, b.domain, b.observed_on, coalesce(b.observer, :observer) AS observer,
		row_number() OVER (PARTITION BY b.person, b.domain, b.observed_on, coalesce(b.observer, :observer)
			ORDER BY b.at) AS time
	  FROM ROWS FROM (jsonb_to_recordset(:body::jsonb) AS (person bigint, domain text, observed_on date, observer text))
		WITH ORDINALITY AS b(person, domain, observed_on, observer, at)
)
SELECT g.at, 'person' AS field, 'person_unknown' AS code, NULL::text AS detail FROM given g
 WHERE NOT EXISTS (SELECT FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	JOIN residence r ON r.unit_id = x.id WHERE top.id = :unit AND r.person_id = g.person)
UNION ALL
SELECT g.at, 'person', 'person_restricted', NULL FROM given g JOIN person_line p ON p.id = g.person WHERE p.restricted
UNION ALL
SELECT g.at, 'observed_on', day_fault(g.observed_on, p.birth_date, :today::date), NULL
  FROM given g LEFT JOIN person p ON p.id = g.person WHERE day_fault(g.observed_on, p.birth_date, :today::date) IS NOT NULL
UNION ALL
SELECT g.at, 'observed_on', 'row_twice', NULL FROM given g WHERE g.time > 1
UNION ALL
SELECT g.at, 'observed_on', 'skill_already_observed', NULL FROM given g
 WHERE EXISTS (SELECT FROM skill s WHERE s.person_id = g.person AND s.domain = g.domain
	AND s.observed_on = g.observed_on AND s.observer = g.observer)
 ORDER BY 1, 2;

-- skill_add(body, observer, account, now)
INSERT INTO skill (person_id, domain, observed_on, observer, level, entered_by, entered_at)
SELECT b.person, b.domain, b.observed_on, coalesce(b.observer, :observer), b.level, :account, :now::timestamptz
  FROM jsonb_to_recordset(:body::jsonb) AS b(person bigint, domain text, observed_on date, observer text, level text)
 ORDER BY b.person, b.domain, b.observed_on;

-- skill_held(unit, skill) -> held
-- The observation, kept from others until the work is done; who may take it away says the caller.
SELECT s.id, s.entered_by, s.entered_at, to_jsonb(s)::text AS row
  FROM skill s
 WHERE s.id = :skill
   AND EXISTS (SELECT FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	JOIN residence r ON r.unit_id = x.id WHERE top.id = :unit AND r.person_id = s.person_id)
   FOR UPDATE OF s;

-- skill_remove(skill)
DELETE FROM skill WHERE id = :skill;
