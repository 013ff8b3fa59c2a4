-- SPDX-License-Identifier: GPL-3.0-or-later
-- The catalogue: what is taught, which tasks of plans it carries out.

-- course_page(q, code, topic, modality, after, limit) -> course
-- By title; the text is folded.
SELECT c.* FROM course_seen c JOIN course k ON k.id = c.id
 WHERE (:q::text IS NULL OR strpos(k.folded, :q) > 0
	OR regexp_replace(c.code, '[^a-z0-9]', '', 'g') = replace(:q, ' ', ''))
   AND (:code::text IS NULL OR c.code = :code)
   AND (:topic::text IS NULL OR c.topics ? :topic)
   AND (:modality::text IS NULL OR c.modality = :modality)
   AND (:after::bigint IS NULL OR (k.folded, k.id) > (SELECT a.folded, a.id FROM course a WHERE a.id = :after))
 ORDER BY k.folded, k.id
 LIMIT :limit;

-- course_get(course) -> course
SELECT c.* FROM course_seen c WHERE c.id = :course;

-- course_wrong(body) -> wrong
-- Tasks the body names that no plan has.
SELECT g.at - 1 AS at, 'task' AS field, 'task_unknown' AS code, g.plan || '/' || g.section AS detail
  FROM jsonb_to_record(:body::jsonb) AS b(tasks jsonb)
 CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(b.tasks) AS (plan text, section text))
	WITH ORDINALITY AS g(plan, section, at)
 WHERE jsonb_typeof(b.tasks) = 'array'
   AND NOT EXISTS (SELECT FROM task t JOIN plan p ON p.id = t.plan_id
	WHERE p.code = g.plan AND t.section = g.section)
 ORDER BY g.at;

-- course_of_scheme(scheme) -> bool
-- Is the scheme a course's own test?
SELECT EXISTS (SELECT FROM course c WHERE 'course:' || c.code = :scheme::text);

-- course_code_free(code) -> text
-- The code itself, or with the next number behind it when it is taken.
SELECT CASE WHEN NOT EXISTS (SELECT FROM course c WHERE c.code = :code) THEN :code::text
	ELSE :code || '-' || (SELECT count(*) + 1 FROM course c WHERE c.code = :code
		OR (starts_with(c.code, :code || '-') AND substr(c.code, length(:code) + 2) ~ '^[0-9]+$')) END;

-- course_add(body, code, folded) -> int
WITH made AS (
	INSERT INTO course (code, title, topics, audience, periods, modality, attendance_percent, attendance_unit,
		late_counts, excused_counts, assessment_scheme, folded)
	SELECT :code, b.title, b.topics, b.audience, b.periods, b.modality, coalesce(b.attendance_percent, 80),
		coalesce(b.attendance_unit, 'sessions'), coalesce(b.late_counts, true), coalesce(b.excused_counts, false),
		b.assessment_scheme, :folded
	  FROM jsonb_to_record(:body::jsonb) AS b(title text, topics text[], audience text, periods bigint, modality text,
		attendance_percent bigint, attendance_unit text, late_counts boolean, excused_counts boolean,
		assessment_scheme text)
	RETURNING id
), served AS (
	INSERT INTO course_task (course_id, task_id, place)
	SELECT m.id, t.id, min(g.at)
	  FROM made m
	 CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(CASE jsonb_typeof(:body::jsonb -> 'tasks')
		WHEN 'array' THEN :body::jsonb -> 'tasks' ELSE '[]' END) AS (plan text, section text))
		WITH ORDINALITY AS g(plan, section, at)
	  JOIN plan p ON p.code = g.plan
	  JOIN task t ON t.plan_id = p.id AND t.section = g.section
	 GROUP BY m.id, t.id
)
SELECT id FROM made;

-- course_edit(course, body, folded, version) -> int
-- The whole course as given, its tasks too; the code stays. Nothing when somebody was faster.
WITH given AS (
	SELECT t.id AS task_id, min(g.at) AS place
	  FROM ROWS FROM (jsonb_to_recordset(CASE jsonb_typeof(:body::jsonb -> 'tasks')
		WHEN 'array' THEN :body::jsonb -> 'tasks' ELSE '[]' END) AS (plan text, section text))
		WITH ORDINALITY AS g(plan, section, at)
	  JOIN plan p ON p.code = g.plan
	  JOIN task t ON t.plan_id = p.id AND t.section = g.section
	 GROUP BY t.id
), edited AS (
	UPDATE course c SET title = b.title, topics = b.topics, audience = b.audience, periods = b.periods,
		modality = b.modality, attendance_percent = coalesce(b.attendance_percent, 80),
		attendance_unit = coalesce(b.attendance_unit, 'sessions'), late_counts = coalesce(b.late_counts, true),
		excused_counts = coalesce(b.excused_counts, false), assessment_scheme = b.assessment_scheme, folded = :folded
	  FROM jsonb_to_record(:body::jsonb) AS b(title text, topics text[], audience text, periods bigint, modality text,
		attendance_percent bigint, attendance_unit text, late_counts boolean, excused_counts boolean,
		assessment_scheme text)
	 WHERE c.id = :course AND c.version = :version
	RETURNING c.id
), dropped AS (
	DELETE FROM course_task k USING edited e
	 WHERE k.course_id = e.id AND k.task_id NOT IN (SELECT task_id FROM given)
), served AS (
	INSERT INTO course_task AS k (course_id, task_id, place)
	SELECT e.id, g.task_id, g.place FROM edited e CROSS JOIN given g ORDER BY g.task_id
	ON CONFLICT (course_id, task_id) DO UPDATE SET place = excluded.place WHERE k.place <> excluded.place
)
SELECT count(*) FROM edited;
