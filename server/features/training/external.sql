-- SPDX-License-Identifier: GPL-3.0-or-later
-- Courses people completed elsewhere: recorded by their unit, counted once the programme office verified.

-- external_page(unit, course, verified, from, to, account, today, after, limit) -> external
-- Of people of the unit or below it whom the account may read (reads_person); newest first; course is a code.
SELECT e.id, e.person_id AS person, p.code AS person_code, p.full_name, e.course_id AS course, k.code AS course_code, k.title AS course_title,
	e.completed_on, e.source, e.evidence, e.verified
  FROM external_completion e
  JOIN person p ON p.id = e.person_id
  JOIN course k ON k.id = e.course_id
 WHERE true
   -- scope:
   AND EXISTS (SELECT FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	JOIN person_place place ON place.unit_id = x.id AND place.person_id = e.person_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE top.id = :unit AND g.account_id = :account AND g.valid @> :today::date AND g.role = ANY (place.readers)
	  AND (g.role IN ('programme_office', 'admin', 'auditor') OR place.valid && daterange(:today::date, NULL)))
   -- :scope
   AND (:course::text IS NULL OR k.code = :course)
   AND (:verified::boolean IS NULL OR e.verified = :verified)
   AND (:from::date IS NULL OR e.completed_on >= :from::date)
   AND (:to::date IS NULL OR e.completed_on <= :to::date)
   AND (:after::bigint IS NULL OR (e.completed_on, e.id)
	< (SELECT a.completed_on, a.id FROM external_completion a WHERE a.id = :after))
 ORDER BY e.completed_on DESC, e.id DESC
 LIMIT :limit;

-- external_wrong(unit, body, today) -> wrong
WITH given AS (
	SELECT b.at - 1 AS at, b.person, b.course, b.completed_on,
		row_number() OVER (PARTITION BY b.person, b.course, b.completed_on ORDER BY b.at) AS time
	  FROM ROWS FROM (jsonb_to_recordset(:body::jsonb) AS (person bigint, course bigint, completed_on date))
		WITH ORDINALITY AS b(person, course, completed_on, at)
)
SELECT g.at, 'person' AS field, 'person_unknown' AS code, NULL::text AS detail FROM given g
 WHERE NOT person_in_unit(g.person, :unit)
UNION ALL
SELECT g.at, 'course', 'course_unknown', NULL FROM given g
 WHERE NOT EXISTS (SELECT FROM course k WHERE k.id = g.course)
UNION ALL
SELECT g.at, 'completed_on', day_fault(g.completed_on, p.birth_date, :today::date), NULL
  FROM given g LEFT JOIN person p ON p.id = g.person WHERE day_fault(g.completed_on, p.birth_date, :today::date) IS NOT NULL
UNION ALL
SELECT g.at, 'completed_on', 'row_twice', NULL FROM given g WHERE g.time > 1
UNION ALL
SELECT g.at, 'completed_on', 'completion_already_recorded', NULL FROM given g
 WHERE EXISTS (SELECT FROM external_completion e
	WHERE e.person_id = g.person AND e.course_id = g.course AND e.completed_on = g.completed_on)
 ORDER BY 1, 2;

-- external_add(body, account, now)
INSERT INTO external_completion (person_id, course_id, completed_on, source, evidence, entered_by, entered_at)
SELECT b.person, b.course, b.completed_on, b.source, b.evidence, :account, :now::timestamptz
  FROM jsonb_to_recordset(:body::jsonb) AS b(person bigint, course bigint, completed_on date, source text, evidence text)
 ORDER BY b.person, b.course, b.completed_on;

-- external_undo_wrong(unit, body, account, since) -> wrong
-- Which of the rows do not stand as the account saved them since then, unverified; of people elsewhere none does.
SELECT b.at - 1 AS at, 'person' AS field, 'record_not_undone' AS code, NULL::text AS detail
  FROM ROWS FROM (jsonb_to_recordset(:body::jsonb)
	AS (person bigint, course bigint, completed_on date, source text, evidence text))
	WITH ORDINALITY AS b(person, course, completed_on, source, evidence, at)
 WHERE NOT EXISTS (SELECT FROM external_completion e
	WHERE e.person_id = b.person AND e.course_id = b.course AND e.completed_on = b.completed_on AND NOT e.verified
	  AND e.source IS NOT DISTINCT FROM b.source AND e.evidence IS NOT DISTINCT FROM b.evidence
	  AND e.entered_by = :account AND e.entered_at >= :since::timestamptz AND person_in_unit(e.person_id, :unit))
 ORDER BY 1;

-- external_undo(unit, body, account, now)
-- Each goes like one that is removed, its line in removal without a word; locked in one order.
WITH mine AS (
	SELECT e.id FROM external_completion e
	  JOIN jsonb_to_recordset(:body::jsonb) AS b(person bigint, course bigint, completed_on date)
		ON e.person_id = b.person AND e.course_id = b.course AND e.completed_on = b.completed_on
	 WHERE e.entered_by = :account AND NOT e.verified
	 ORDER BY e.id FOR UPDATE OF e
), gone AS (DELETE FROM external_completion WHERE id IN (SELECT id FROM mine) RETURNING *)
INSERT INTO removal (what, unit_id, person_id, row, at, account_id)
SELECT 'external', :unit, g.person_id, to_jsonb(g) - '{id,entered_by,entered_at}'::text[], :now::timestamptz, :account
  FROM gone g ORDER BY g.id;

-- external_verify_wrong(unit, body) -> wrong
SELECT b.at - 1 AS at, '' AS field, 'completion_unknown' AS code, NULL::text AS detail
  FROM jsonb_array_elements_text(:body::jsonb -> 'ids') WITH ORDINALITY AS b(id, at)
  LEFT JOIN external_completion g ON g.id = b.id::bigint
 WHERE NOT person_in_unit(g.person_id, :unit)
 ORDER BY 1;

-- external_verify(body)
UPDATE external_completion SET verified = true
 WHERE NOT verified AND id IN (SELECT b.id::bigint FROM jsonb_array_elements_text(:body::jsonb -> 'ids') AS b(id));

-- external_unverify(body)
UPDATE external_completion SET verified = false
 WHERE verified AND id IN (SELECT b.id::bigint FROM jsonb_array_elements_text(:body::jsonb -> 'ids') AS b(id));

-- external_held(unit, external) -> held
-- The completion, kept from others until the work is done.
SELECT e.id, e.entered_by, e.entered_at, to_jsonb(e)::text AS row
  FROM external_completion e
 WHERE e.id = :external
   AND EXISTS (SELECT FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	JOIN person_place place ON place.unit_id = x.id AND place.person_id = e.person_id WHERE top.id = :unit)
   FOR UPDATE OF e;

-- external_withheld(unit, external, account, today) -> bool
-- What was verified, only the programme office takes away.
SELECT EXISTS (SELECT FROM external_completion e WHERE e.id = :external AND e.verified)
   AND NOT EXISTS (SELECT FROM role_grant o JOIN unit u ON u.id = o.unit_id
	JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE x.id = :unit AND o.account_id = :account AND o.valid @> :today::date
	  AND o.role IN ('programme_office', 'admin'));

-- external_remove(external)
DELETE FROM external_completion WHERE id = :external;
