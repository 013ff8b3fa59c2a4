-- SPDX-License-Identifier: GPL-3.0-or-later
-- The plan register: plans as a tree, and the tasks each one orders.

-- plans_list(after, limit) -> plan
SELECT p.id, p.code, p.number, p.issued_on, u.code AS issuer,
	(SELECT n.name FROM unit_version n WHERE n.unit_id = u.id ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) AS issuer_name,
	up.code AS parent_plan, p.title, p.period_from, p.period_to,
	(SELECT count(*) FROM task t WHERE t.plan_id = p.id) AS tasks,
	(SELECT count(*) FROM target t WHERE t.plan_id = p.id) AS targets,
	(SELECT count(*) FROM indicator i WHERE i.plan_id = p.id) AS indicators, p.version
  FROM plan p
  LEFT JOIN unit u ON u.id = p.issuer_id
  LEFT JOIN plan up ON up.id = p.parent_id
 WHERE :after::bigint IS NULL OR p.code COLLATE "C" > (SELECT a.code COLLATE "C" FROM plan a WHERE a.id = :after)
 ORDER BY p.code COLLATE "C"
 LIMIT :limit;

-- plan_get(plan) -> plan
SELECT p.id, p.code, p.number, p.issued_on, u.code AS issuer,
	(SELECT n.name FROM unit_version n WHERE n.unit_id = u.id ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) AS issuer_name,
	up.code AS parent_plan, p.title, p.period_from, p.period_to,
	(SELECT count(*) FROM task t WHERE t.plan_id = p.id) AS tasks,
	(SELECT count(*) FROM target t WHERE t.plan_id = p.id) AS targets,
	(SELECT count(*) FROM indicator i WHERE i.plan_id = p.id) AS indicators, p.version
  FROM plan p
  LEFT JOIN unit u ON u.id = p.issuer_id
  LEFT JOIN plan up ON up.id = p.parent_id
 WHERE p.id = :plan;

-- tasks_list(plan, lead, q, after, limit) -> task
-- Of one plan (its code) or all; led by a unit (its code) or a position; the courses that carry each out.
-- Sections sort as people number them: each number by its value.
SELECT t.id, p.code AS plan, t.section, t.title, t.lead, v.name AS lead_name, to_jsonb(t.coordinators) AS coordinators,
	t.timing, t.due_on, t.recurrence, t.product,
	coalesce((SELECT jsonb_agg(c.code ORDER BY c.code COLLATE "C") FROM course_task ct
		JOIN course c ON c.id = ct.course_id WHERE ct.task_id = t.id), '[]') AS courses
  FROM task t
  JOIN plan p ON p.id = t.plan_id
  LEFT JOIN unit u ON u.code = t.lead
  LEFT JOIN LATERAL (SELECT n.name FROM unit_version n WHERE n.unit_id = u.id
	ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) v ON true
 WHERE (:plan::text IS NULL OR p.code = :plan)
   AND (:lead::text IS NULL OR t.lead = :lead)
   AND (:q::text IS NULL OR t.title ILIKE '%' || :q || '%')
   AND (:after::bigint IS NULL OR (p.code COLLATE "C", t.id) > (SELECT ap.code COLLATE "C", a.id FROM task a
	JOIN plan ap ON ap.id = a.plan_id WHERE a.id = :after))
 ORDER BY p.code COLLATE "C", t.id
 LIMIT :limit;

-- task_get(task) -> task
SELECT t.id, p.code AS plan, t.section, t.title, t.lead, v.name AS lead_name, to_jsonb(t.coordinators) AS coordinators,
	t.timing, t.due_on, t.recurrence, t.product,
	coalesce((SELECT jsonb_agg(c.code ORDER BY c.code COLLATE "C") FROM course_task ct
		JOIN course c ON c.id = ct.course_id WHERE ct.task_id = t.id), '[]') AS courses
  FROM task t
  JOIN plan p ON p.id = t.plan_id
  LEFT JOIN unit u ON u.code = t.lead
  LEFT JOIN LATERAL (SELECT n.name FROM unit_version n WHERE n.unit_id = u.id
	ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) v ON true
 WHERE t.id = :task;

-- tasks_of_unit(unit, after, limit) -> unit_task
-- What the unit and those below it lead or co-ordinate, with the classes that carry it out.
SELECT k.task_id AS id, p.code AS plan, t.section, t.title, bool_or(k.leads) AS leads,
	(SELECT count(*) FROM course_task ct JOIN class c ON c.course_id = ct.course_id
	  WHERE ct.task_id = k.task_id AND c.state <> 'draft') AS classes
  FROM unit top JOIN unit u ON u.lo BETWEEN top.lo AND top.hi JOIN task_unit k ON k.unit_id = u.id
  JOIN task t ON t.id = k.task_id JOIN plan p ON p.id = t.plan_id
 WHERE top.id = :unit AND k.task_id > coalesce(:after::bigint, 0)
 GROUP BY k.task_id, p.code, t.section, t.title
 ORDER BY k.task_id
 LIMIT :limit::int;

-- classes_of_task(task, after, limit) -> task_class
-- Numbers, no names: who sits in a class is the business of who runs it and of who sent them.
SELECT c.id, c.code, c.title, c.state, h.code AS host, c.capacity,
	(SELECT count(*) FROM enrolment_line e WHERE e.class_id = c.id AND e.state = 'approved') AS seated,
	s.sessions, s.first_on, s.last_on,
	(SELECT count(DISTINCT a.person_id) FROM attended a WHERE a.class_id = c.id) AS came
  FROM class c LEFT JOIN unit h ON h.id = c.host_unit_id
 CROSS JOIN LATERAL (SELECT count(*) AS sessions, min(x.date) AS first_on, max(x.date) AS last_on
	FROM session x WHERE x.class_id = c.id AND NOT x.cancelled) s
 WHERE c.state <> 'draft' AND c.course_id IN (SELECT ct.course_id FROM course_task ct WHERE ct.task_id = :task)
   AND c.id > coalesce(:after::bigint, 0)
 ORDER BY c.id
 LIMIT :limit::int;

-- plan_progress(plan) -> task_progress
-- What was done about each task of a plan, as far as classes tell: those of the courses that carry it out.
SELECT t.id, t.section, count(DISTINCT ct.course_id) AS courses,
	count(c.id) FILTER (WHERE c.state IN ('open', 'closed')) AS coming, count(c.id) FILTER (WHERE c.state = 'running') AS running,
	count(c.id) FILTER (WHERE c.state = 'finished') AS finished,
	(SELECT max(s.date) FROM course_task x JOIN class k ON k.course_id = x.course_id JOIN session s ON s.class_id = k.id
	  WHERE x.task_id = t.id AND k.state = 'finished' AND NOT s.cancelled) AS last_on
  FROM task t
  LEFT JOIN course_task ct ON ct.task_id = t.id
  LEFT JOIN class c ON c.course_id = ct.course_id AND c.state IN ('open', 'closed', 'running', 'finished')
 WHERE t.plan_id = :plan
 GROUP BY t.id, t.section
 ORDER BY t.id;
