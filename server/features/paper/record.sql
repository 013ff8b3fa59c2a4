-- SPDX-License-Identifier: GPL-3.0-or-later
-- Papers about people's training: one person's record, the staff of a unit in a year. Fields as people write them.

-- record_person(person) -> letter_field
SELECT 1::bigint AS row, e.key AS name, e.value
  FROM (SELECT p.full_name AS name, CASE WHEN p.birth_year_only THEN to_char(p.birth_date, 'YYYY') ELSE to_char(p.birth_date, 'DD/MM/YYYY') END AS born,
		CASE p.sex WHEN 'male' THEN 'Nam' WHEN 'female' THEN 'Nữ' END AS sex, f.position AS position, v.name AS unit
	  FROM person p
	  LEFT JOIN LATERAL (SELECT a.position, a.unit_id FROM affiliation a WHERE a.person_id = p.id
		ORDER BY upper(a.valid) DESC NULLS FIRST, a.id LIMIT 1) f ON true
	  LEFT JOIN LATERAL (SELECT y.name FROM unit_version y WHERE y.unit_id = f.unit_id
		ORDER BY upper(y.valid) DESC NULLS FIRST LIMIT 1) v ON true
	 WHERE p.id = :person) x, LATERAL jsonb_each_text(to_jsonb(x)) e;

-- record_unit(person) -> int
-- Whose paper the record is: where the person works, or worked last.
SELECT (SELECT a.unit_id FROM affiliation a WHERE a.person_id = :person ORDER BY upper(a.valid) DESC NULLS FIRST, a.id LIMIT 1);

-- record_classes(person, today) -> letter_field
-- Classes attended, in order. Whoever is only a head of theirs sees no voluntary class, unless a body sent them there.
SELECT x.n AS row, e.key AS name, e.value
  FROM (SELECT row_number() OVER (ORDER BY c.first_on, c.id) AS n, c.title AS class, c.course_title AS course,
		to_char(c.first_on, 'DD/MM/YYYY') AS "from", to_char(c.last_on, 'DD/MM/YYYY') AS "to", c.host_unit_name AS host,
		(SELECT sum(s.periods) FROM attended a JOIN session s ON s.id = a.session_id WHERE a.class_id = c.id AND a.person_id = :person) AS periods,
		CASE WHEN d.completed_on IS NULL THEN '' ELSE 'Hoàn thành' END AS result,
		(SELECT z.number || '/' || z.year FROM certificate z WHERE z.class_id = c.id AND z.person_id = :person AND z.revoked_at IS NULL) AS certificate
	  FROM class_seen c JOIN class k ON k.id = c.id
	  LEFT JOIN enrolment m ON m.class_id = c.id AND m.person_id = :person
	  LEFT JOIN completion d ON d.class_id = c.id AND d.person_id = :person AND d.completed_on <= :today::date
	 WHERE c.id IN (SELECT a.class_id FROM attended a WHERE a.person_id = :person AND a.date <= :today::date)
	   AND (NOT k.voluntary OR NOT person_duty_only(:person)
		OR EXISTS (SELECT FROM affiliation f WHERE f.person_id = :person AND f.unit_id = m.nominated_by_id))) x,
	LATERAL jsonb_each_text(to_jsonb(x)) e
 ORDER BY x.n;

-- record_external(person) -> letter_field
SELECT x.n AS row, e.key AS name, e.value
  FROM (SELECT row_number() OVER (ORDER BY m.completed_on, m.id) AS n, k.title AS course, to_char(m.completed_on, 'DD/MM/YYYY') AS date,
		m.source, CASE WHEN m.verified THEN 'Đã xác minh' ELSE 'Chưa xác minh' END AS verified
	  FROM external_completion m JOIN course k ON k.id = m.course_id WHERE m.person_id = :person) x,
	LATERAL jsonb_each_text(to_jsonb(x)) e
 ORDER BY x.n;

-- year_staff(unit, from, to) -> letter_field
-- Everybody who worked in the unit or below it on a day of the span, once, with what they attended and completed in it; voluntary
-- classes are nobody's duty and not in it, unless a body sent them.
WITH mine AS MATERIALIZED (
	SELECT DISTINCT ON (a.person_id) a.person_id, a.position, a.unit_id
	  FROM affiliation a JOIN unit u ON u.id = a.unit_id
	 WHERE u.lo BETWEEN (SELECT t.lo FROM unit t WHERE t.id = :unit) AND (SELECT t.hi FROM unit t WHERE t.id = :unit)
	   AND a.valid && daterange(:from::date, :to::date, '[]')
	 ORDER BY a.person_id, upper(a.valid) DESC NULLS FIRST, a.id
), duty AS (
	SELECT t.person_id, t.class_id, s.periods
	  FROM mine m JOIN attended t ON t.person_id = m.person_id AND t.date BETWEEN :from::date AND :to::date
	  JOIN session s ON s.id = t.session_id JOIN class c ON c.id = t.class_id
	  LEFT JOIN enrolment e ON e.class_id = c.id AND e.person_id = t.person_id
	 WHERE NOT c.voluntary OR EXISTS (SELECT FROM affiliation f WHERE f.person_id = t.person_id AND f.unit_id = e.nominated_by_id)
)
SELECT x.n AS row, e.key AS name, e.value
  FROM (SELECT row_number() OVER (ORDER BY p.sort_name, p.id) AS n, p.full_name AS name, m.position AS position, v.name AS unit,
		(SELECT count(DISTINCT d.class_id) FROM duty d WHERE d.person_id = m.person_id) AS classes,
		coalesce((SELECT sum(d.periods) FROM duty d WHERE d.person_id = m.person_id), 0) AS periods,
		(SELECT string_agg(DISTINCT k.title, '; ') FROM completion z JOIN course k ON k.id = z.course_id
			WHERE z.person_id = m.person_id AND z.completed_on BETWEEN :from::date AND :to::date
			  AND (z.class_id IS NULL OR z.class_id IN (SELECT d.class_id FROM duty d WHERE d.person_id = m.person_id))) AS completed
	  FROM mine m JOIN person p ON p.id = m.person_id
	  LEFT JOIN LATERAL (SELECT y.name FROM unit_version y WHERE y.unit_id = m.unit_id ORDER BY upper(y.valid) DESC NULLS FIRST LIMIT 1) v ON true) x,
	LATERAL jsonb_each_text(to_jsonb(x)) e
 ORDER BY x.n;
