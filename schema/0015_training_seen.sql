-- SPDX-License-Identifier: GPL-3.0-or-later
-- Courses, classes and sessions as people see them, and what befell a class.

-- migrate:up
CREATE TABLE class_event (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	class_id bigint NOT NULL REFERENCES class ON DELETE CASCADE,
	session_id bigint REFERENCES session ON DELETE CASCADE,
	what text NOT NULL CONSTRAINT class_event_known CHECK (what IN ('state', 'moved', 'cancelled', 'restored')),
	before text,
	after text,
	at timestamptz NOT NULL,
	account_id bigint,
	why text
);
CREATE INDEX class_event_by_class ON class_event (class_id, id);
CREATE INDEX class_event_by_session ON class_event (session_id);
COMMENT ON TABLE class_event IS 'What befell a class and its sessions: states, moves, cancellations; only added to';
COMMENT ON COLUMN class_event.id IS 'our key';
COMMENT ON COLUMN class_event.class_id IS 'the class';
COMMENT ON COLUMN class_event.session_id IS 'the session, when it befell one';
COMMENT ON COLUMN class_event.what IS 'state: the class''s state; moved, cancelled, restored: a session';
COMMENT ON COLUMN class_event.before IS 'the state or the time before';
COMMENT ON COLUMN class_event.after IS 'the state or the time after';
COMMENT ON COLUMN class_event.at IS 'when';
COMMENT ON COLUMN class_event.account_id IS 'by which account';
COMMENT ON COLUMN class_event.why IS 'the reason given';

CREATE VIEW course_seen WITH (security_invoker = true) AS
SELECT c.id, c.code, c.title, to_jsonb(c.topics) AS topics, c.audience, c.periods, c.modality, c.attendance_percent,
	c.attendance_unit, c.late_counts, c.excused_counts, c.assessment_scheme,
	coalesce((SELECT jsonb_agg(jsonb_build_object('plan', p.code, 'section', t.section, 'number', p.number,
			'title', t.title) ORDER BY k.place, k.task_id)
		FROM course_task k JOIN task t ON t.id = k.task_id JOIN plan p ON p.id = t.plan_id
		WHERE k.course_id = c.id), '[]') AS tasks,
	c.version
  FROM course c;
COMMENT ON VIEW course_seen IS 'A course with the tasks of plans it carries out';
COMMENT ON COLUMN course_seen.id IS 'the course';
COMMENT ON COLUMN course_seen.code IS 'its code';
COMMENT ON COLUMN course_seen.title IS 'its name';
COMMENT ON COLUMN course_seen.topics IS 'what it teaches';
COMMENT ON COLUMN course_seen.audience IS 'for whom';
COMMENT ON COLUMN course_seen.periods IS 'length in periods';
COMMENT ON COLUMN course_seen.modality IS 'how it is held';
COMMENT ON COLUMN course_seen.attendance_percent IS 'least share attended to complete';
COMMENT ON COLUMN course_seen.attendance_unit IS 'share of sessions or periods';
COMMENT ON COLUMN course_seen.late_counts IS 'late counts as attended';
COMMENT ON COLUMN course_seen.excused_counts IS 'excused counts as attended';
COMMENT ON COLUMN course_seen.assessment_scheme IS 'the pass it needs';
COMMENT ON COLUMN course_seen.tasks IS 'tasks of plans it carries out, in the order given';
COMMENT ON COLUMN course_seen.version IS 'number of edits';

CREATE VIEW class_seen WITH (security_invoker = true) AS
SELECT c.id, c.code, c.course_id AS course, k.code AS course_code, k.title AS course_title, c.host_unit_id AS host_unit,
	n.name AS host_unit_name, c.title, c.capacity,
	coalesce(x.taken, (SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.state = 'approved')) AS taken,
	c.venue, c.state, s.sessions, s.first_on, s.last_on, c.version
  FROM class c
  JOIN course k ON k.id = c.course_id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v WHERE v.unit_id = c.host_unit_id
	ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
  LEFT JOIN class_seat x ON x.class_id = c.id
 CROSS JOIN LATERAL (SELECT count(*) AS sessions, min(t.date) AS first_on, max(t.date) AS last_on
	FROM session t WHERE t.class_id = c.id AND NOT t.cancelled) s;
COMMENT ON VIEW class_seen IS 'A class with its course, host, seats taken and days; cancelled sessions are not in its days';
COMMENT ON COLUMN class_seen.id IS 'the class';
COMMENT ON COLUMN class_seen.code IS 'its code';
COMMENT ON COLUMN class_seen.course IS 'its course';
COMMENT ON COLUMN class_seen.course_code IS 'the course''s code';
COMMENT ON COLUMN class_seen.course_title IS 'the course''s name';
COMMENT ON COLUMN class_seen.host_unit IS 'the unit that organises it';
COMMENT ON COLUMN class_seen.host_unit_name IS 'that unit''s latest name';
COMMENT ON COLUMN class_seen.title IS 'its name';
COMMENT ON COLUMN class_seen.capacity IS 'seats; none: no limit';
COMMENT ON COLUMN class_seen.taken IS 'seats given';
COMMENT ON COLUMN class_seen.venue IS 'place in words';
COMMENT ON COLUMN class_seen.state IS 'its state';
COMMENT ON COLUMN class_seen.sessions IS 'sessions that are not cancelled';
COMMENT ON COLUMN class_seen.first_on IS 'day of the first of them';
COMMENT ON COLUMN class_seen.last_on IS 'day of the last of them';
COMMENT ON COLUMN class_seen.version IS 'number of edits';

CREATE VIEW session_seen WITH (security_invoker = true) AS
SELECT s.id, s.class_id AS class, c.code AS class_code, c.title AS class_title, c.state AS class_state, s.number, s.date,
	s.starts AS start, coalesce(s.ends, upper(s.during)::time) AS "end", s.periods, s.venue, s.venue_id,
	v.name AS venue_name, s.trainer_id AS trainer, p.full_name AS trainer_name, s.cancelled,
	(SELECT count(*) FROM attendance a WHERE a.session_id = s.id) AS marked,
	s.version
  FROM session s
  JOIN class c ON c.id = s.class_id
  LEFT JOIN venue v ON v.id = s.venue_id
  LEFT JOIN person p ON p.id = s.trainer_id;
COMMENT ON VIEW session_seen IS 'A session with its class, room, trainer and how many are marked';
COMMENT ON COLUMN session_seen.id IS 'the session';
COMMENT ON COLUMN session_seen.class IS 'its class';
COMMENT ON COLUMN session_seen.class_code IS 'the class''s code';
COMMENT ON COLUMN session_seen.class_title IS 'the class''s name';
COMMENT ON COLUMN session_seen.class_state IS 'the class''s state';
COMMENT ON COLUMN session_seen.number IS 'its number in the class';
COMMENT ON COLUMN session_seen.date IS 'local day';
COMMENT ON COLUMN session_seen.start IS 'local start';
COMMENT ON COLUMN session_seen."end" IS 'local end as given or as it was scheduled';
COMMENT ON COLUMN session_seen.periods IS 'length in periods';
COMMENT ON COLUMN session_seen.venue IS 'place in words';
COMMENT ON COLUMN session_seen.venue_id IS 'the registered room';
COMMENT ON COLUMN session_seen.venue_name IS 'the room''s name';
COMMENT ON COLUMN session_seen.trainer IS 'who teaches';
COMMENT ON COLUMN session_seen.trainer_name IS 'the trainer''s name';
COMMENT ON COLUMN session_seen.cancelled IS 'it does not take place';
COMMENT ON COLUMN session_seen.marked IS 'people marked';
COMMENT ON COLUMN session_seen.version IS 'number of edits';

GRANT SELECT, INSERT ON class_event TO hocvu_app, hocvu_job;
GRANT SELECT ON course_seen, class_seen, session_seen TO hocvu_app, hocvu_job;

-- migrate:down
DROP VIEW session_seen, class_seen, course_seen;
DROP TABLE class_event;
