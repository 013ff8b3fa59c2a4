-- SPDX-License-Identifier: GPL-3.0-or-later
-- What letters about a class can say. Each list is told field by field, as people write it: a field more is a column more
-- here and a line in templates/README.md.

-- letter_class(class, unit, today) -> letter_field
-- What is true of the class as a whole; `unit` is a code: then people are those it and those below it sent.
SELECT 1::bigint AS row, e.key AS name, e.value
  FROM (SELECT c.title AS class, c.code, k.title AS course, c.code AS class_code, k.periods AS periods, coalesce(k.audience, '') AS audience,
		coalesce(c.capacity::text, '') AS capacity, coalesce(c.venue, (SELECT string_agg(DISTINCT coalesce(s.venue_name, s.venue), '; ') FROM session_seen s WHERE s.class = c.id AND NOT s.cancelled), '') AS venue,
		(SELECT count(*) FROM session s WHERE s.class_id = c.id AND NOT s.cancelled) AS sessions,
		(SELECT to_char(min(s.date), 'DD/MM/YYYY') FROM session s WHERE s.class_id = c.id AND NOT s.cancelled) AS "from",
		(SELECT to_char(max(s.date), 'DD/MM/YYYY') FROM session s WHERE s.class_id = c.id AND NOT s.cancelled) AS "to",
		(SELECT string_agg(DISTINCT coalesce(p.number, p.title), '; ') FROM course_task ct JOIN task t ON t.id = ct.task_id
			JOIN plan p ON p.id = t.plan_id WHERE ct.course_id = k.id) AS plan,
		(SELECT string_agg(DISTINCT s.trainer_name, ', ') FROM session_seen s WHERE s.class = c.id AND NOT s.cancelled) AS trainers,
		(SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.state = 'approved') AS trainees,
		(SELECT count(DISTINCT e.nominated_by_id) FROM enrolment e WHERE e.class_id = c.id AND e.state = 'approved') AS units,
		(SELECT count(*) FROM enrolment e JOIN person p ON p.id = e.person_id WHERE e.class_id = c.id AND e.state = 'approved'
			AND p.sex = 'female') AS women,
		(SELECT count(DISTINCT a.person_id) FROM attended a WHERE a.class_id = c.id) AS came,
		(SELECT count(*) FROM completion d WHERE d.class_id = c.id AND d.completed_on <= :today::date) AS completed,
		(SELECT count(*) FROM certificate x WHERE x.class_id = c.id AND x.revoked_at IS NULL) AS certificates,
		(SELECT count(*) FROM enrolment e LEFT JOIN unit u ON u.id = e.nominated_by_id
			WHERE e.class_id = c.id AND e.state IN ('nominated', 'approved', 'waitlisted')
			  AND (:unit::text IS NULL OR u.lo BETWEEN (SELECT x.lo FROM unit x WHERE x.code = :unit) AND (SELECT x.hi FROM unit x WHERE x.code = :unit))
		) AS nominated
	  FROM class c JOIN course k ON k.id = c.course_id WHERE c.id = :class) x,
	LATERAL jsonb_each_text(to_jsonb(x)) e;

-- letter_people(class, unit, states) -> letter_field
-- Who is sent to the class: in these states, by the unit (a code) or any.
SELECT x.n AS row, e.key AS name, e.value
  FROM (SELECT row_number() OVER (ORDER BY p.sort_name, p.id) AS n, p.full_name AS name,
		CASE WHEN p.birth_year_only THEN to_char(p.birth_date, 'YYYY') ELSE to_char(p.birth_date, 'DD/MM/YYYY') END AS born,
		CASE p.sex WHEN 'male' THEN 'Nam' WHEN 'female' THEN 'Nữ' END AS sex, f.position AS position, v.name AS unit
	  FROM enrolment e JOIN person p ON p.id = e.person_id LEFT JOIN unit u ON u.id = e.nominated_by_id
	  LEFT JOIN LATERAL (SELECT a.position, a.unit_id FROM affiliation a WHERE a.person_id = p.id
		ORDER BY upper(a.valid) DESC NULLS FIRST, a.id LIMIT 1) f ON true
	  LEFT JOIN LATERAL (SELECT y.name FROM unit_version y WHERE y.unit_id = coalesce(e.nominated_by_id, f.unit_id)
		ORDER BY upper(y.valid) DESC NULLS FIRST LIMIT 1) v ON true
	 WHERE e.class_id = :class AND e.state = ANY (:states::text[])
	   AND (:unit::text IS NULL OR u.lo BETWEEN (SELECT x.lo FROM unit x WHERE x.code = :unit) AND (SELECT x.hi FROM unit x WHERE x.code = :unit))
	) x, LATERAL jsonb_each_text(to_jsonb(x)) e
 ORDER BY x.n;

-- letter_sessions(class) -> letter_field
SELECT x.n AS row, e.key AS name, e.value
  FROM (SELECT row_number() OVER (ORDER BY s.date, s.start, s.number) AS n, s.number, to_char(s.date, 'DD/MM/YYYY') AS date,
		to_char(s.start, 'HH24:MI') AS start, to_char(s."end", 'HH24:MI') AS "end", s.periods,
		coalesce(s.venue_name, s.venue, c.venue) AS venue, s.trainer_name AS trainer
	  FROM session_seen s JOIN class c ON c.id = s.class WHERE s.class = :class AND NOT s.cancelled) x,
	LATERAL jsonb_each_text(to_jsonb(x)) e
 ORDER BY x.n;

-- letter_quotas(class) -> letter_field
SELECT x.n AS row, e.key AS name, e.value
  FROM (SELECT row_number() OVER (ORDER BY u.lo) AS n, v.name AS unit, q.seats
	  FROM quota q JOIN unit u ON u.id = q.unit_id
	 CROSS JOIN LATERAL (SELECT y.name FROM unit_version y WHERE y.unit_id = u.id ORDER BY upper(y.valid) DESC NULLS FIRST LIMIT 1) v
	 WHERE q.class_id = :class) x, LATERAL jsonb_each_text(to_jsonb(x)) e
 ORDER BY x.n;

-- letter_results(class, today) -> letter_field
-- Everyone with a seat or a mark: sessions attended, and whether they completed.
SELECT x.n AS row, e.key AS name, e.value
  FROM (SELECT row_number() OVER (ORDER BY p.sort_name, p.id) AS n, p.full_name AS name,
		CASE WHEN p.birth_year_only THEN to_char(p.birth_date, 'YYYY') ELSE to_char(p.birth_date, 'DD/MM/YYYY') END AS born,
		v.name AS unit,
		(SELECT count(*) FROM attended a WHERE a.class_id = :class AND a.person_id = w.person_id)
			|| '/' || (SELECT count(*) FROM session s WHERE s.class_id = :class AND NOT s.cancelled) AS attended,
		CASE WHEN d.completed_on IS NULL THEN 'Không hoàn thành' ELSE 'Hoàn thành' END AS result,
		(SELECT x.number || '/' || x.year FROM certificate x WHERE x.class_id = :class AND x.person_id = w.person_id AND x.revoked_at IS NULL) AS certificate
	  FROM (SELECT e.person_id FROM enrolment e WHERE e.class_id = :class AND e.state = 'approved'
		UNION SELECT a.person_id FROM attendance a WHERE a.class_id = :class) w
	  JOIN person p ON p.id = w.person_id
	  LEFT JOIN completion d ON d.class_id = :class AND d.person_id = w.person_id AND d.completed_on <= :today::date
	  LEFT JOIN enrolment s ON s.class_id = :class AND s.person_id = w.person_id
	  LEFT JOIN LATERAL (SELECT y.name FROM unit_version y WHERE y.unit_id = coalesce(s.nominated_by_id, (SELECT f.unit_id
			FROM affiliation_line f WHERE f.person_id = p.id ORDER BY upper(f.valid) DESC NULLS FIRST, f.id LIMIT 1))
		ORDER BY upper(y.valid) DESC NULLS FIRST LIMIT 1) v ON true) x,
	LATERAL jsonb_each_text(to_jsonb(x)) e
 ORDER BY x.n;

-- letter_host(class, unit) -> letter_host
-- The office that writes, and the class's code: of a list of nominations the unit that sends, else the host.
SELECT coalesce((SELECT u.id FROM unit u WHERE u.code = :unit), c.host_unit_id) AS unit, c.code
  FROM class c WHERE c.id = :class;

-- letter_unit(unit) -> text
SELECT u.code FROM unit u WHERE u.id = :unit;
