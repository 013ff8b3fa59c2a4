-- SPDX-License-Identifier: GPL-3.0-or-later
-- Courses, classes, sessions, who is sent, who came, and what is known from elsewhere.

-- migrate:up
CREATE TABLE public_holiday (
	date date PRIMARY KEY,
	name text NOT NULL,
	source text NOT NULL
);
COMMENT ON TABLE public_holiday IS 'Days on which a series of sessions is not held';
COMMENT ON COLUMN public_holiday.date IS 'the day off';
COMMENT ON COLUMN public_holiday.name IS 'what is kept';
COMMENT ON COLUMN public_holiday.source IS 'the rule or decision';

CREATE TABLE course (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code text NOT NULL CONSTRAINT course_code_taken UNIQUE
		CONSTRAINT course_code_form CHECK (code ~ '^[a-z0-9._-]{1,64}$'),
	title text NOT NULL,
	topics text[] NOT NULL CONSTRAINT course_topics_known CHECK (cardinality(topics) > 0 AND topics <@
		'{digital_transformation,digital_skills,digital_technology,information_security,leadership,data_ai,innovation,science_technology,standards,teachers,expert,residents_basic}'),
	audience text,
	periods bigint CONSTRAINT course_periods_positive CHECK (periods >= 1),
	modality text CONSTRAINT course_modality_known CHECK (modality IN ('in_person', 'online', 'blended', 'mooc')),
	attendance_percent bigint NOT NULL CONSTRAINT course_attendance_percent_range CHECK (attendance_percent BETWEEN 1 AND 100),
	attendance_unit text NOT NULL DEFAULT 'sessions' CONSTRAINT course_attendance_unit_known CHECK (attendance_unit IN ('sessions', 'periods')),
	late_counts boolean NOT NULL DEFAULT true,
	excused_counts boolean NOT NULL DEFAULT false,
	assessment_scheme text CONSTRAINT course_scheme_known
		CHECK (assessment_scheme ~ '^(national_digital_skills|it_skills_basic|it_skills_advanced|course:[a-z0-9._-]{1,64})$'),
	folded text NOT NULL,
	version bigint NOT NULL DEFAULT 1
);
CREATE INDEX course_by_title ON course USING gin (folded gin_trgm_ops);
CREATE TRIGGER row_version BEFORE UPDATE ON course FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE course IS 'A training programme that classes are held of';
COMMENT ON COLUMN course.id IS 'our key';
COMMENT ON COLUMN course.code IS 'the package''s own text for it';
COMMENT ON COLUMN course.title IS 'its name';
COMMENT ON COLUMN course.topics IS 'what it teaches, from the closed list; targets ask for topics';
COMMENT ON COLUMN course.audience IS 'for whom';
COMMENT ON COLUMN course.periods IS 'length in periods (tiết)';
COMMENT ON COLUMN course.modality IS 'in person, online, blended or an open online course';
COMMENT ON COLUMN course.attendance_percent IS 'least share attended to complete, percent';
COMMENT ON COLUMN course.attendance_unit IS 'share of sessions or of their periods';
COMMENT ON COLUMN course.late_counts IS 'a late arrival counts as attended in the share';
COMMENT ON COLUMN course.excused_counts IS 'an excused absence counts as attended in the share';
COMMENT ON COLUMN course.assessment_scheme IS 'a pass in it is needed to complete';
COMMENT ON COLUMN course.folded IS 'title without marks, for search';
COMMENT ON COLUMN course.version IS 'number of edits, for If-Match';

CREATE TABLE course_task (
	course_id bigint NOT NULL REFERENCES course ON DELETE CASCADE,
	task_id bigint NOT NULL REFERENCES task,
	place integer NOT NULL,
	PRIMARY KEY (course_id, task_id)
);
CREATE INDEX course_task_by_task ON course_task (task_id);
COMMENT ON TABLE course_task IS 'The tasks of plans a course carries out; one course may serve several plans';
COMMENT ON COLUMN course_task.course_id IS 'the course';
COMMENT ON COLUMN course_task.task_id IS 'a task it serves';
COMMENT ON COLUMN course_task.place IS 'its place in the list as given';

CREATE TABLE material (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	course_id bigint NOT NULL REFERENCES course ON DELETE CASCADE,
	title text NOT NULL,
	edition text NOT NULL,
	link text CONSTRAINT material_link_form CHECK (link ~ '^https?://'),
	file_name text,
	file bytea CONSTRAINT material_file_size CHECK (length(file) <= 180000),
	readers text NOT NULL CONSTRAINT material_readers_known CHECK (readers IN ('everyone', 'learners', 'trainers')),
	added_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT material_already_added UNIQUE (course_id, title, edition),
	CONSTRAINT material_link_or_file CHECK (num_nonnulls(link, file) = 1)
);
COMMENT ON TABLE material IS 'What is handed out in a course: a link or a small file, with its edition';
COMMENT ON COLUMN material.id IS 'our key';
COMMENT ON COLUMN material.course_id IS 'the course';
COMMENT ON COLUMN material.title IS 'its name';
COMMENT ON COLUMN material.edition IS 'which edition of it';
COMMENT ON COLUMN material.link IS 'where it stands';
COMMENT ON COLUMN material.file_name IS 'name of the file kept here';
COMMENT ON COLUMN material.file IS 'the file kept here';
COMMENT ON COLUMN material.readers IS 'who may read it: everyone signed in, learners and trainers of its classes, trainers only';
COMMENT ON COLUMN material.added_at IS 'when it was added';

CREATE TABLE venue (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id bigint NOT NULL REFERENCES unit,
	name text NOT NULL,
	capacity bigint CONSTRAINT venue_capacity_positive CHECK (capacity >= 1),
	CONSTRAINT venue_already_registered UNIQUE (unit_id, name)
);
COMMENT ON TABLE venue IS 'A registered room: in it two sessions cannot be at once';
COMMENT ON COLUMN venue.id IS 'our key';
COMMENT ON COLUMN venue.unit_id IS 'whose room';
COMMENT ON COLUMN venue.name IS 'as people call it';
COMMENT ON COLUMN venue.capacity IS 'seats';

CREATE TABLE class (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code text NOT NULL CONSTRAINT class_code_taken UNIQUE
		CONSTRAINT class_code_form CHECK (code ~ '^[a-z0-9._-]{1,64}$'),
	course_id bigint NOT NULL CONSTRAINT class_course_unknown REFERENCES course,
	host_unit_id bigint CONSTRAINT class_host_unknown REFERENCES unit,
	title text NOT NULL,
	capacity bigint CONSTRAINT class_capacity_positive CHECK (capacity >= 1),
	venue text,
	state text NOT NULL CONSTRAINT class_state_known CHECK (state IN ('draft', 'open', 'closed', 'running', 'finished', 'cancelled')),
	version bigint NOT NULL DEFAULT 1
);
CREATE INDEX class_by_course ON class (course_id);
CREATE INDEX class_by_host ON class (host_unit_id);
CREATE TRIGGER row_version BEFORE UPDATE ON class FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE class IS 'One holding of a course';
COMMENT ON COLUMN class.id IS 'our key';
COMMENT ON COLUMN class.code IS 'the package''s own text for it';
COMMENT ON COLUMN class.course_id IS 'the course held';
COMMENT ON COLUMN class.host_unit_id IS 'the unit that organises it';
COMMENT ON COLUMN class.title IS 'its name';
COMMENT ON COLUMN class.capacity IS 'seats; none: no limit';
COMMENT ON COLUMN class.venue IS 'place in words';
COMMENT ON COLUMN class.state IS 'draft, open to nominations, closed, running, finished, cancelled';
COMMENT ON COLUMN class.version IS 'number of edits, for If-Match';

CREATE TABLE class_seat (
	class_id bigint PRIMARY KEY REFERENCES class ON DELETE CASCADE,
	capacity bigint,
	imported bigint NOT NULL DEFAULT 0,
	taken bigint NOT NULL DEFAULT 0 CONSTRAINT class_seat_negative CHECK (taken >= 0),
	CONSTRAINT class_full CHECK (capacity IS NULL OR taken <= greatest(capacity, imported))
);
COMMENT ON TABLE class_seat IS 'The one counter that gives out a class''s seats: never counted and then inserted';
COMMENT ON COLUMN class_seat.class_id IS 'the class';
COMMENT ON COLUMN class_seat.capacity IS 'its capacity';
COMMENT ON COLUMN class_seat.imported IS 'approved people a package brought, who may be more than the capacity';
COMMENT ON COLUMN class_seat.taken IS 'seats given';

CREATE TABLE session (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	class_id bigint NOT NULL REFERENCES class ON DELETE CASCADE,
	number bigint NOT NULL CONSTRAINT session_number_positive CHECK (number >= 0),
	date date NOT NULL,
	starts time,
	ends time,
	periods bigint NOT NULL CONSTRAINT session_periods_positive CHECK (periods >= 1),
	venue text,
	venue_id bigint CONSTRAINT session_venue_unknown REFERENCES venue,
	trainer_id bigint CONSTRAINT session_trainer_unknown REFERENCES person,
	cancelled boolean NOT NULL DEFAULT false,
	during tsrange,
	version bigint NOT NULL DEFAULT 1,
	CONSTRAINT session_number_taken UNIQUE (class_id, number),
	CONSTRAINT session_ends_before_start CHECK (NOT isempty(during)),
	CONSTRAINT venue_clash EXCLUDE USING gist (venue_id WITH =, during WITH &&)
		WHERE (venue_id IS NOT NULL AND NOT cancelled AND during IS NOT NULL),
	CONSTRAINT trainer_clash EXCLUDE USING gist (trainer_id WITH =, during WITH &&)
		WHERE (trainer_id IS NOT NULL AND NOT cancelled AND during IS NOT NULL)
);
CREATE INDEX session_by_date ON session (date);
CREATE INDEX session_by_trainer ON session (trainer_id) WHERE trainer_id IS NOT NULL;
CREATE TRIGGER row_version BEFORE UPDATE ON session FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE session IS 'One meeting of a class';
COMMENT ON COLUMN session.id IS 'our key';
COMMENT ON COLUMN session.class_id IS 'the class';
COMMENT ON COLUMN session.number IS 'its number in the class';
COMMENT ON COLUMN session.date IS 'local day';
COMMENT ON COLUMN session.starts IS 'local start';
COMMENT ON COLUMN session.ends IS 'local end; none: start and periods';
COMMENT ON COLUMN session.periods IS 'length in periods (tiết)';
COMMENT ON COLUMN session.venue IS 'place in words';
COMMENT ON COLUMN session.venue_id IS 'the registered room, guarded against clashes';
COMMENT ON COLUMN session.trainer_id IS 'who teaches';
COMMENT ON COLUMN session.cancelled IS 'it does not take place and counts nowhere';
COMMENT ON COLUMN session.during IS 'the local time it takes, set when it is scheduled here: what clashes are judged by. Imported history has none, it is recorded as it was';
COMMENT ON COLUMN session.version IS 'number of edits, for If-Match';

CREATE TABLE quota (
	class_id bigint NOT NULL REFERENCES class ON DELETE CASCADE,
	unit_id bigint NOT NULL REFERENCES unit,
	seats bigint NOT NULL CONSTRAINT quota_seats_positive CHECK (seats >= 0),
	origin text NOT NULL CONSTRAINT quota_origin_known CHECK (origin IN ('given', 'proposed')),
	returned_on date,
	PRIMARY KEY (class_id, unit_id)
);
COMMENT ON TABLE quota IS 'Seats of a class set aside for a unit and all below it';
COMMENT ON COLUMN quota.class_id IS 'the class';
COMMENT ON COLUMN quota.unit_id IS 'the unit';
COMMENT ON COLUMN quota.seats IS 'seats set aside';
COMMENT ON COLUMN quota.origin IS 'given by the organiser or proposed by the gap';
COMMENT ON COLUMN quota.returned_on IS 'day on which the unused seats went back to everyone';

CREATE SEQUENCE enrolment_queue;
CREATE TABLE enrolment (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	class_id bigint NOT NULL REFERENCES class ON DELETE CASCADE,
	person_id bigint NOT NULL REFERENCES person,
	nominated_by_id bigint CONSTRAINT enrolment_unit_unknown REFERENCES unit,
	state text NOT NULL CONSTRAINT enrolment_state_known CHECK (state IN ('nominated', 'approved', 'waitlisted', 'rejected', 'withdrawn')),
	queued bigint NOT NULL DEFAULT nextval('enrolment_queue'),
	substitute_for_id bigint REFERENCES enrolment,
	changed_at timestamptz NOT NULL DEFAULT now(),
	changed_by bigint,
	why text,
	CONSTRAINT person_already_nominated UNIQUE (class_id, person_id)
);
CREATE INDEX enrolment_by_person ON enrolment (person_id);
COMMENT ON TABLE enrolment IS 'Who is sent to a class, by which unit, and how that stands';
COMMENT ON COLUMN enrolment.id IS 'our key';
COMMENT ON COLUMN enrolment.class_id IS 'the class';
COMMENT ON COLUMN enrolment.person_id IS 'who';
COMMENT ON COLUMN enrolment.nominated_by_id IS 'the unit that sends';
COMMENT ON COLUMN enrolment.state IS 'nominated, approved, waitlisted, rejected or withdrawn';
COMMENT ON COLUMN enrolment.queued IS 'order of acceptance, which is the order of the waiting list';
COMMENT ON COLUMN enrolment.substitute_for_id IS 'the enrolment whose seat it took over';
COMMENT ON COLUMN enrolment.changed_at IS 'when the state was last changed';
COMMENT ON COLUMN enrolment.changed_by IS 'account that changed it';
COMMENT ON COLUMN enrolment.why IS 'the reason given';

CREATE TABLE enrolment_event (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	class_id bigint NOT NULL,
	person_id bigint NOT NULL,
	before text,
	after text NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	account_id bigint,
	why text
);
CREATE INDEX enrolment_event_by_class ON enrolment_event (class_id, person_id, id);
COMMENT ON TABLE enrolment_event IS 'Every change of an enrolment, in order; only added to';
COMMENT ON COLUMN enrolment_event.id IS 'our key';
COMMENT ON COLUMN enrolment_event.class_id IS 'the class';
COMMENT ON COLUMN enrolment_event.person_id IS 'who';
COMMENT ON COLUMN enrolment_event.before IS 'state before, none when it began';
COMMENT ON COLUMN enrolment_event.after IS 'state after';
COMMENT ON COLUMN enrolment_event.at IS 'when';
COMMENT ON COLUMN enrolment_event.account_id IS 'by which account';
COMMENT ON COLUMN enrolment_event.why IS 'the reason given';

CREATE TABLE attendance (
	session_id bigint NOT NULL REFERENCES session ON DELETE CASCADE,
	person_id bigint NOT NULL REFERENCES person,
	class_id bigint NOT NULL REFERENCES class,
	status text NOT NULL CONSTRAINT attendance_status_known CHECK (status IN ('present', 'late', 'excused', 'unexcused')),
	note text,
	recorded_at timestamptz,
	op text NOT NULL DEFAULT '',
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (session_id, person_id)
);
CREATE INDEX attendance_by_person ON attendance (person_id, class_id);
CREATE INDEX attendance_by_class ON attendance (class_id);
CREATE TRIGGER row_version BEFORE UPDATE ON attendance FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE attendance IS 'The mark of one person in one session, as it stands';
COMMENT ON COLUMN attendance.session_id IS 'the session';
COMMENT ON COLUMN attendance.person_id IS 'who; walk-ins need no enrolment';
COMMENT ON COLUMN attendance.class_id IS 'the session''s class, kept here so that figures need no join';
COMMENT ON COLUMN attendance.status IS 'present, late, excused or unexcused';
COMMENT ON COLUMN attendance.note IS 'a short remark';
COMMENT ON COLUMN attendance.recorded_at IS 'when it was taken, by the device, never after its arrival here; decides which of two marks stands';
COMMENT ON COLUMN attendance.op IS 'the device''s own name of the mark, which decides between marks of one moment';
COMMENT ON COLUMN attendance.version IS 'number of changes';

CREATE TABLE attendance_history (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	session_id bigint NOT NULL,
	person_id bigint NOT NULL,
	before text,
	after text NOT NULL,
	note text,
	recorded_at timestamptz,
	clamped boolean NOT NULL DEFAULT false,
	received_at timestamptz NOT NULL DEFAULT now(),
	account_id bigint,
	op text NOT NULL DEFAULT '',
	stood boolean NOT NULL,
	why text
);
CREATE INDEX attendance_history_by_mark ON attendance_history (session_id, person_id, id);
CREATE UNIQUE INDEX attendance_history_op ON attendance_history (session_id, person_id, op) WHERE op <> '';
COMMENT ON TABLE attendance_history IS 'Every distinct mark that ever came in, in order of arrival; only added to';
COMMENT ON COLUMN attendance_history.id IS 'our key';
COMMENT ON COLUMN attendance_history.session_id IS 'the session';
COMMENT ON COLUMN attendance_history.person_id IS 'who';
COMMENT ON COLUMN attendance_history.before IS 'the status that stood when it came in';
COMMENT ON COLUMN attendance_history.after IS 'the status it says';
COMMENT ON COLUMN attendance_history.note IS 'its remark';
COMMENT ON COLUMN attendance_history.recorded_at IS 'when the device took it';
COMMENT ON COLUMN attendance_history.clamped IS 'the device said a time that had not come yet, so the time of arrival was taken';
COMMENT ON COLUMN attendance_history.received_at IS 'when it came in';
COMMENT ON COLUMN attendance_history.account_id IS 'by which account';
COMMENT ON COLUMN attendance_history.op IS 'the device''s own name of the mark';
COMMENT ON COLUMN attendance_history.stood IS 'it became the mark; a later one had come in before otherwise';
COMMENT ON COLUMN attendance_history.why IS 'reason of a correction';

CREATE TABLE external_completion (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	course_id bigint NOT NULL REFERENCES course,
	completed_on date NOT NULL,
	source text,
	evidence text,
	verified boolean NOT NULL DEFAULT false,
	CONSTRAINT completion_already_recorded UNIQUE (person_id, course_id, completed_on)
);
CREATE INDEX external_completion_by_course ON external_completion (course_id);
COMMENT ON TABLE external_completion IS 'A course someone completed elsewhere; it counts once verified';
COMMENT ON COLUMN external_completion.id IS 'our key';
COMMENT ON COLUMN external_completion.person_id IS 'who';
COMMENT ON COLUMN external_completion.course_id IS 'which course of the catalogue';
COMMENT ON COLUMN external_completion.completed_on IS 'day of completion';
COMMENT ON COLUMN external_completion.source IS 'where: the platform or organiser';
COMMENT ON COLUMN external_completion.evidence IS 'reference of the proof';
COMMENT ON COLUMN external_completion.verified IS 'checked with the organiser';

CREATE TABLE assessment (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	scheme text NOT NULL CONSTRAINT assessment_scheme_known
		CHECK (scheme ~ '^(national_digital_skills|it_skills_basic|it_skills_advanced|course:[a-z0-9._-]{1,64})$'),
	assessed_on date NOT NULL,
	result text NOT NULL CONSTRAINT assessment_result_known CHECK (result IN ('passed', 'failed', 'none')),
	score text,
	reference text,
	CONSTRAINT assessment_already_recorded UNIQUE (person_id, scheme, assessed_on)
);
CREATE INDEX assessment_by_scheme ON assessment (scheme);
COMMENT ON TABLE assessment IS 'A result in an assessment scheme';
COMMENT ON COLUMN assessment.id IS 'our key';
COMMENT ON COLUMN assessment.person_id IS 'who';
COMMENT ON COLUMN assessment.scheme IS 'national system, IT standard, or a course''s own test';
COMMENT ON COLUMN assessment.assessed_on IS 'day of the assessment';
COMMENT ON COLUMN assessment.result IS 'passed, failed, or none: assessed without a verdict';
COMMENT ON COLUMN assessment.score IS 'as reported';
COMMENT ON COLUMN assessment.reference IS 'number of the result';

CREATE TABLE skill (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	domain text NOT NULL CONSTRAINT skill_domain_known CHECK (domain IN ('online_public_services', 'health', 'education', 'transport', 'tourism', 'banking')),
	observed_on date NOT NULL,
	observer text NOT NULL,
	level text NOT NULL CONSTRAINT skill_level_known CHECK (level IN ('none', 'knows', 'with_help', 'alone')),
	CONSTRAINT skill_already_observed UNIQUE (person_id, domain, observed_on, observer)
);
COMMENT ON TABLE skill IS 'What a resident was seen to know or do in one domain of digital services';
COMMENT ON COLUMN skill.id IS 'our key';
COMMENT ON COLUMN skill.person_id IS 'who';
COMMENT ON COLUMN skill.domain IS 'one of the six domains';
COMMENT ON COLUMN skill.observed_on IS 'day of the observation';
COMMENT ON COLUMN skill.observer IS 'who saw it: a person''s code or words';
COMMENT ON COLUMN skill.level IS 'none, knows, with help, alone';

CREATE TABLE headcount (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id bigint NOT NULL REFERENCES unit,
	title text NOT NULL,
	date date NOT NULL,
	count bigint NOT NULL CONSTRAINT headcount_positive CHECK (count >= 0),
	CONSTRAINT headcount_already_recorded UNIQUE (unit_id, title, date)
);
COMMENT ON TABLE headcount IS 'An event of which only the number of people is known: shown beside figures, never in them';
COMMENT ON COLUMN headcount.id IS 'our key';
COMMENT ON COLUMN headcount.unit_id IS 'where';
COMMENT ON COLUMN headcount.title IS 'what';
COMMENT ON COLUMN headcount.date IS 'when';
COMMENT ON COLUMN headcount.count IS 'people counted';

GRANT SELECT ON public_holiday TO hocvu_app, hocvu_job;
GRANT INSERT, UPDATE, DELETE ON public_holiday TO hocvu_job;
GRANT SELECT, INSERT, UPDATE, DELETE ON course, course_task, material, venue, class, class_seat, session, quota,
	enrolment, attendance, external_completion, assessment, skill, headcount TO hocvu_app, hocvu_job;
GRANT SELECT, INSERT ON enrolment_event, attendance_history TO hocvu_app, hocvu_job;

GRANT USAGE ON SEQUENCE enrolment_queue TO hocvu_app, hocvu_job;

-- migrate:down
DROP TABLE headcount, skill, assessment, external_completion, attendance_history, attendance, enrolment_event,
	enrolment, quota, session, class_seat, class, venue, material, course_task, course, public_holiday;
DROP SEQUENCE enrolment_queue;
