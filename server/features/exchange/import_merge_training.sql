-- SPDX-License-Identifier: GPL-3.0-or-later
-- Courses, classes and what happened in them into the tables; see import_merge_org.sql.
-- What is added is sorted first: all of it is found before the first row is written. Unsorted, a table the planner
-- takes for empty was looked through again for every row, longer each time.

-- merge_course_change()
UPDATE course c
   SET title = s.title, topics = s.topics, audience = s.audience, periods = s.periods, modality = s.modality,
	attendance_percent = s.attendance_percent, attendance_unit = coalesce(s.attendance_unit, 'sessions'),
	late_counts = s.late_counts, excused_counts = s.excused_counts, assessment_scheme = s.assessment_scheme,
	folded = s.folded
  FROM stage_courses s
 WHERE c.code = s.code
   AND (c.title, c.topics, c.audience, c.periods, c.modality, c.attendance_percent, c.attendance_unit,
	c.late_counts, c.excused_counts, c.assessment_scheme, c.folded)
	IS DISTINCT FROM (s.title, s.topics, s.audience, s.periods, s.modality, s.attendance_percent,
	coalesce(s.attendance_unit, 'sessions'), s.late_counts, s.excused_counts, s.assessment_scheme, s.folded);

-- merge_course_add()
INSERT INTO course (code, title, topics, audience, periods, modality, attendance_percent, attendance_unit, late_counts,
	excused_counts, assessment_scheme, folded)
SELECT s.code, s.title, s.topics, s.audience, s.periods, s.modality, s.attendance_percent,
	coalesce(s.attendance_unit, 'sessions'), s.late_counts, s.excused_counts, s.assessment_scheme, s.folded
  FROM stage_courses s
 WHERE NOT EXISTS (SELECT FROM course c WHERE c.code = s.code)
 ORDER BY s.line;

-- merge_course_tasks_drop()
DELETE FROM course_task k
 USING stage_courses s JOIN course c ON c.code = s.code
 WHERE k.course_id = c.id
   AND ARRAY(SELECT p.code || '/' || t.section FROM course_task o JOIN task t ON t.id = o.task_id JOIN plan p ON p.id = t.plan_id
	WHERE o.course_id = c.id ORDER BY o.place) IS DISTINCT FROM s.tasks;

-- merge_course_tasks_add()
INSERT INTO course_task (course_id, task_id, place)
SELECT DISTINCT ON (c.id, t.id) c.id, t.id, n.place
  FROM stage_courses s JOIN course c ON c.code = s.code
 CROSS JOIN unnest(s.tasks) WITH ORDINALITY AS n(name, place)
  JOIN plan p ON p.code = split_part(n.name, '/', 1)
  JOIN task t ON t.plan_id = p.id AND p.code || '/' || t.section = n.name
 WHERE NOT EXISTS (SELECT FROM course_task o WHERE o.course_id = c.id)
 ORDER BY c.id, t.id, n.place;

-- merge_class_change()
UPDATE class c
   SET course_id = k.id, host_unit_id = u.id, title = s.title, capacity = s.capacity, venue = s.venue, state = s.state
  FROM stage_classes s JOIN course k ON k.code = s.course LEFT JOIN unit u ON u.code = s.host_unit
 WHERE c.code = s.code
   AND (c.course_id, c.host_unit_id, c.title, c.capacity, c.venue, c.state)
	IS DISTINCT FROM (k.id, u.id, s.title, s.capacity, s.venue, s.state);

-- merge_class_add()
INSERT INTO class (code, course_id, host_unit_id, title, capacity, venue, state)
SELECT s.code, k.id, u.id, s.title, s.capacity, s.venue, s.state
  FROM stage_classes s JOIN course k ON k.code = s.course LEFT JOIN unit u ON u.code = s.host_unit
 WHERE NOT EXISTS (SELECT FROM class c WHERE c.code = s.code)
 ORDER BY s.line;

-- merge_session_change()
-- A session that changes by import is history as it was recorded: it no longer clashes with others, and a
-- registered room stays only while the words for it stay.
UPDATE session n
   SET date = s.date, starts = s.start, ends = s."end", periods = s.periods, venue = s.venue,
	venue_id = CASE WHEN n.venue IS NOT DISTINCT FROM s.venue THEN n.venue_id END,
	trainer_id = p.id, cancelled = s.cancelled, during = NULL
  FROM stage_sessions s JOIN class c ON c.code = s.class LEFT JOIN person p ON p.code = s.trainer
 WHERE n.class_id = c.id AND n.number = s.number
   AND (n.date, n.starts, n.ends, n.periods, n.venue, n.trainer_id, n.cancelled)
	IS DISTINCT FROM (s.date, s.start, s."end", s.periods, s.venue, p.id, s.cancelled);

-- merge_session_add()
INSERT INTO session (class_id, number, date, starts, ends, periods, venue, trainer_id, cancelled)
SELECT c.id, s.number, s.date, s.start, s."end", s.periods, s.venue, p.id, s.cancelled
  FROM stage_sessions s JOIN class c ON c.code = s.class LEFT JOIN person p ON p.code = s.trainer
 WHERE NOT EXISTS (SELECT FROM session n WHERE n.class_id = c.id AND n.number = s.number)
 ORDER BY s.line;

-- merge_seats_locked()
-- Locks the counters of the classes whose enrolments come, before anything of them changes: seats given out
-- meanwhile are waited for and then counted. Gives no row, because it changes nothing.
WITH locked AS (
	SELECT s.class_id FROM class_seat s JOIN class c ON c.id = s.class_id
	 WHERE c.code IN (SELECT e.class FROM stage_enrolments e) ORDER BY s.class_id FOR UPDATE OF s
)
SELECT count(*) FROM locked HAVING count(*) < 0;

-- merge_enrolment_change()
-- A state that an import changes is told in the history.
WITH changed AS (
	UPDATE enrolment e SET nominated_by_id = u.id, state = s.state, changed_at = now(), changed_by = NULL, why = NULL
	  FROM stage_enrolments s JOIN class c ON c.code = s.class JOIN person p ON p.code = s.person
	  LEFT JOIN unit u ON u.code = s.nominated_by
	  JOIN enrolment o ON o.class_id = c.id AND o.person_id = p.id
	 WHERE e.id = o.id AND (o.nominated_by_id, o.state) IS DISTINCT FROM (u.id, s.state)
	RETURNING e.class_id, e.person_id, o.state AS before, e.state AS after
)
INSERT INTO enrolment_event (class_id, person_id, before, after, why)
SELECT class_id, person_id, before, after, 'import' FROM changed;

-- merge_enrolment_add()
INSERT INTO enrolment (class_id, person_id, nominated_by_id, state)
SELECT c.id, p.id, u.id, s.state
  FROM stage_enrolments s JOIN class c ON c.code = s.class JOIN person p ON p.code = s.person
  LEFT JOIN unit u ON u.code = s.nominated_by
 WHERE NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = c.id AND e.person_id = p.id)
 ORDER BY s.line;

-- merge_seats_add()
INSERT INTO class_seat (class_id, capacity)
SELECT c.id, c.capacity FROM class c WHERE NOT EXISTS (SELECT FROM class_seat s WHERE s.class_id = c.id)
 ORDER BY c.id;

-- merge_seats_change()
-- The counters of classes this import touched; a class that came overbooked may stay so.
WITH touched AS (
	SELECT class AS code FROM stage_enrolments UNION SELECT code FROM stage_classes
), counted AS (
	SELECT c.id, c.capacity, count(e.id) AS taken
	  FROM touched t JOIN class c ON c.code = t.code
	  LEFT JOIN enrolment e ON e.class_id = c.id AND e.state = 'approved'
	 GROUP BY c.id
)
UPDATE class_seat s SET capacity = n.capacity, taken = n.taken, imported = n.taken
  FROM counted n
 WHERE s.class_id = n.id AND (s.capacity, s.taken) IS DISTINCT FROM (n.capacity, n.taken);

-- merge_attendance_change()
WITH changed AS (
	UPDATE attendance a SET status = s.status, recorded_at = s.recorded_at
	  FROM stage_attendance s JOIN class c ON c.code = s.class
	  JOIN session n ON n.class_id = c.id AND n.number = s.session JOIN person p ON p.code = s.person
	  JOIN attendance o ON o.session_id = n.id AND o.person_id = p.id
	 WHERE a.session_id = o.session_id AND a.person_id = o.person_id
	   AND (o.status, o.recorded_at) IS DISTINCT FROM (s.status, s.recorded_at)
	RETURNING a.session_id, a.person_id, o.status AS before, a.status AS after, a.recorded_at
)
INSERT INTO attendance_history (session_id, person_id, before, after, recorded_at, stood, why)
SELECT session_id, person_id, before, after, recorded_at, true, 'import' FROM changed;

-- merge_attendance_add()
INSERT INTO attendance (session_id, person_id, class_id, status, recorded_at)
SELECT n.id, p.id, c.id, s.status, s.recorded_at
  FROM stage_attendance s JOIN class c ON c.code = s.class
  JOIN session n ON n.class_id = c.id AND n.number = s.session JOIN person p ON p.code = s.person
 WHERE NOT EXISTS (SELECT FROM attendance a WHERE a.session_id = n.id AND a.person_id = p.id)
 ORDER BY n.id, p.id;

-- merge_external_completion_change()
UPDATE external_completion x SET source = s.source, evidence = s.evidence, verified = s.verified
  FROM stage_external_completions s JOIN person p ON p.code = s.person JOIN course c ON c.code = s.course
 WHERE x.person_id = p.id AND x.course_id = c.id AND x.completed_on = s.completed_on
   AND (x.source, x.evidence, x.verified) IS DISTINCT FROM (s.source, s.evidence, s.verified);

-- merge_external_completion_add()
INSERT INTO external_completion (person_id, course_id, completed_on, source, evidence, verified)
SELECT p.id, c.id, s.completed_on, s.source, s.evidence, s.verified
  FROM stage_external_completions s JOIN person p ON p.code = s.person JOIN course c ON c.code = s.course
 WHERE NOT EXISTS (SELECT FROM external_completion x
	WHERE x.person_id = p.id AND x.course_id = c.id AND x.completed_on = s.completed_on)
 ORDER BY p.id;

-- merge_assessment_change()
UPDATE assessment x SET result = s.result, score = s.score, reference = s.reference
  FROM stage_assessments s JOIN person p ON p.code = s.person
 WHERE x.person_id = p.id AND x.scheme = s.scheme AND x.assessed_on = s.assessed_on
   AND (x.result, x.score, x.reference) IS DISTINCT FROM (s.result, s.score, s.reference);

-- merge_assessment_add()
INSERT INTO assessment (person_id, scheme, assessed_on, result, score, reference)
SELECT p.id, s.scheme, s.assessed_on, s.result, s.score, s.reference
  FROM stage_assessments s JOIN person p ON p.code = s.person
 WHERE NOT EXISTS (SELECT FROM assessment x
	WHERE x.person_id = p.id AND x.scheme = s.scheme AND x.assessed_on = s.assessed_on)
 ORDER BY p.id;

-- merge_skill_change()
UPDATE skill x SET level = s.level
  FROM stage_skills s JOIN person p ON p.code = s.person
 WHERE x.person_id = p.id AND x.domain = s.domain AND x.observed_on = s.observed_on AND x.observer = s.observer
   AND x.level IS DISTINCT FROM s.level;

-- merge_skill_add()
INSERT INTO skill (person_id, domain, observed_on, observer, level)
SELECT p.id, s.domain, s.observed_on, s.observer, s.level
  FROM stage_skills s JOIN person p ON p.code = s.person
 WHERE NOT EXISTS (SELECT FROM skill x WHERE x.person_id = p.id AND x.domain = s.domain
	AND x.observed_on = s.observed_on AND x.observer = s.observer)
 ORDER BY p.id, s.observed_on;

-- merge_headcount_change()
UPDATE headcount x SET count = s.count
  FROM stage_headcounts s JOIN unit u ON u.code = s.unit
 WHERE x.unit_id = u.id AND x.title = s.title AND x.date = s.date AND x.count IS DISTINCT FROM s.count;

-- merge_headcount_add()
INSERT INTO headcount (unit_id, title, date, count)
SELECT u.id, s.title, s.date, s.count
  FROM stage_headcounts s JOIN unit u ON u.code = s.unit
 WHERE NOT EXISTS (SELECT FROM headcount x WHERE x.unit_id = u.id AND x.title = s.title AND x.date = s.date)
 ORDER BY s.line;
