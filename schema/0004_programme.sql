-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the plans order: plans as a tree, their tasks, their targets as data, their other indicators.

-- migrate:up
CREATE TABLE plan (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code text NOT NULL CONSTRAINT plan_code_taken UNIQUE
		CONSTRAINT plan_code_form CHECK (code ~ '^[a-z0-9._-]{1,64}$'),
	number text,
	issued_on date,
	issuer_id bigint CONSTRAINT plan_issuer_unknown REFERENCES unit,
	parent_id bigint CONSTRAINT plan_parent_unknown REFERENCES plan,
	title text NOT NULL,
	period_from date,
	period_to date,
	version bigint NOT NULL DEFAULT 1,
	CONSTRAINT plan_period_backwards CHECK (period_to >= period_from)
);
CREATE TRIGGER row_version BEFORE UPDATE ON plan FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE plan IS 'A plan or the document it carries out';
COMMENT ON COLUMN plan.id IS 'our key';
COMMENT ON COLUMN plan.code IS 'the package''s own text for it';
COMMENT ON COLUMN plan.number IS 'official number and symbol';
COMMENT ON COLUMN plan.issued_on IS 'day of issue';
COMMENT ON COLUMN plan.issuer_id IS 'the body that issued it';
COMMENT ON COLUMN plan.parent_id IS 'the plan or document it carries out';
COMMENT ON COLUMN plan.title IS 'what it is about';
COMMENT ON COLUMN plan.period_from IS 'first day of its period';
COMMENT ON COLUMN plan.period_to IS 'last day of its period';
COMMENT ON COLUMN plan.version IS 'number of edits, for If-Match';

CREATE TABLE task (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	plan_id bigint NOT NULL REFERENCES plan ON DELETE CASCADE,
	section text NOT NULL,
	title text NOT NULL,
	lead text,
	coordinators text[] NOT NULL DEFAULT '{}',
	timing text,
	due_on date,
	recurrence text CONSTRAINT task_recurrence_known CHECK (recurrence IN ('once', 'yearly', 'quarterly', 'ongoing')),
	product text,
	version bigint NOT NULL DEFAULT 1,
	CONSTRAINT task_section_taken UNIQUE (plan_id, section)
);
CREATE TRIGGER row_version BEFORE UPDATE ON task FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE task IS 'One numbered task of a plan with the five things plans say of it';
COMMENT ON COLUMN task.id IS 'our key';
COMMENT ON COLUMN task.plan_id IS 'the plan';
COMMENT ON COLUMN task.section IS 'its number in the document';
COMMENT ON COLUMN task.title IS 'what is to be done, in short';
COMMENT ON COLUMN task.lead IS 'who leads: a unit''s code, any other text is a position';
COMMENT ON COLUMN task.coordinators IS 'who co-operates: codes or words';
COMMENT ON COLUMN task.timing IS 'when, in the document''s terms';
COMMENT ON COLUMN task.due_on IS 'last day, when the document names one';
COMMENT ON COLUMN task.recurrence IS 'once, yearly, quarterly or ongoing';
COMMENT ON COLUMN task.product IS 'what must come out';
COMMENT ON COLUMN task.version IS 'number of edits, for If-Match';

CREATE TABLE target (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code text NOT NULL CONSTRAINT target_code_taken UNIQUE
		CONSTRAINT target_code_form CHECK (code ~ '^[A-Za-z0-9._-]{1,64}$'),
	plan_id bigint CONSTRAINT target_plan_unknown REFERENCES plan,
	section text,
	title_vi text NOT NULL,
	title_en text,
	issuer_kind text REFERENCES unit_kind,
	base text NOT NULL CONSTRAINT target_base_known CHECK (base IN ('staff', 'flagged', 'working_age')),
	categories text[] NOT NULL DEFAULT '{}',
	kinds text[] NOT NULL DEFAULT '{}',
	flags text[] NOT NULL DEFAULT '{}',
	evidence text[] NOT NULL CONSTRAINT target_evidence_known
		CHECK (evidence <@ '{took_part,completed,assessed,passed,skills}' AND cardinality(evidence) > 0),
	topics text[] NOT NULL DEFAULT '{}',
	scheme text,
	levels text[] NOT NULL DEFAULT '{}',
	window_from date,
	window_year boolean NOT NULL DEFAULT false,
	threshold_kind text NOT NULL CONSTRAINT target_threshold_known CHECK (threshold_kind IN ('percent', 'count')),
	threshold bigint NOT NULL CONSTRAINT target_threshold_positive CHECK (threshold >= 0),
	segments text[] NOT NULL DEFAULT '{}' CONSTRAINT target_segments_known CHECK (segments <@ '{S1,S2,S3,S4,S5}'),
	valid_from date,
	valid_to date,
	version bigint NOT NULL DEFAULT 1,
	CONSTRAINT target_one_window CHECK (NOT (window_year AND window_from IS NOT NULL)),
	CONSTRAINT target_period_backwards CHECK (valid_to >= valid_from)
);
CREATE TRIGGER row_version BEFORE UPDATE ON target FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE target IS 'A number target as data: who is counted, what counts as reached, since when, how many';
COMMENT ON COLUMN target.id IS 'our key';
COMMENT ON COLUMN target.code IS 'its short name, T1';
COMMENT ON COLUMN target.plan_id IS 'the plan that sets it';
COMMENT ON COLUMN target.section IS 'the section of that plan';
COMMENT ON COLUMN target.title_vi IS 'what it asks, in Vietnamese';
COMMENT ON COLUMN target.title_en IS 'what it asks, in English';
COMMENT ON COLUMN target.issuer_kind IS 'kind of territory at whose level a count is due';
COMMENT ON COLUMN target.base IS 'staff, flagged staff, or residents in working age';
COMMENT ON COLUMN target.categories IS 'categories of staff, each for all segments or for one (S3:board_member); none: all';
COMMENT ON COLUMN target.kinds IS 'kinds of units whose staff count; none: all of S1 to S5';
COMMENT ON COLUMN target.flags IS 'flags of which one is needed; none: no flag needed';
COMMENT ON COLUMN target.evidence IS 'all that is needed: took_part, completed, assessed, passed, skills';
COMMENT ON COLUMN target.topics IS 'topics of courses that count; none: all';
COMMENT ON COLUMN target.scheme IS 'assessment scheme; none: all';
COMMENT ON COLUMN target.levels IS 'least level a domain, domain:level';
COMMENT ON COLUMN target.window_from IS 'first day that counts; none: ever';
COMMENT ON COLUMN target.window_year IS 'only the calendar year of the day asked counts';
COMMENT ON COLUMN target.threshold_kind IS 'percent of the base or a count of people';
COMMENT ON COLUMN target.threshold IS 'how many';
COMMENT ON COLUMN target.segments IS 'segments it is asked by; none: it takes no segment';
COMMENT ON COLUMN target.valid_from IS 'first day of its life';
COMMENT ON COLUMN target.valid_to IS 'last day of its life';
COMMENT ON COLUMN target.version IS 'number of edits, for If-Match';

CREATE TABLE indicator (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	plan_id bigint NOT NULL REFERENCES plan ON DELETE CASCADE,
	section text NOT NULL,
	title text NOT NULL,
	unit_of_measure text,
	comparator text,
	value text,
	horizon text,
	tracking text,
	population_base text,
	source text,
	CONSTRAINT indicator_section_taken UNIQUE (plan_id, section)
);
COMMENT ON TABLE indicator IS 'A figure a plan wants watched that training does not compute';
COMMENT ON COLUMN indicator.id IS 'our key';
COMMENT ON COLUMN indicator.plan_id IS 'the plan';
COMMENT ON COLUMN indicator.section IS 'its number in the document';
COMMENT ON COLUMN indicator.title IS 'what is watched';
COMMENT ON COLUMN indicator.unit_of_measure IS 'percent, rank, ...';
COMMENT ON COLUMN indicator.comparator IS 'at least, at most, exactly';
COMMENT ON COLUMN indicator.value IS 'what is to be reached, in the document''s terms';
COMMENT ON COLUMN indicator.horizon IS 'by when';
COMMENT ON COLUMN indicator.tracking IS 'who follows it';
COMMENT ON COLUMN indicator.population_base IS 'of which people, when it is a share of people';
COMMENT ON COLUMN indicator.source IS 'the document';

CREATE TABLE indicator_value (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	indicator_id bigint NOT NULL REFERENCES indicator ON DELETE CASCADE,
	unit_id bigint NOT NULL REFERENCES unit,
	period text NOT NULL CONSTRAINT indicator_period_form CHECK (period ~ '^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$'),
	value text NOT NULL,
	source text NOT NULL,
	entered_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT indicator_value_already_entered UNIQUE (indicator_id, unit_id, period)
);
COMMENT ON TABLE indicator_value IS 'A value someone entered for an indicator; shown apart from computed targets';
COMMENT ON COLUMN indicator_value.id IS 'our key';
COMMENT ON COLUMN indicator_value.indicator_id IS 'the indicator';
COMMENT ON COLUMN indicator_value.unit_id IS 'for which unit';
COMMENT ON COLUMN indicator_value.period IS 'year, half-year, quarter or month: 2025, 2025-H1, 2025-Q3, 2025-09';
COMMENT ON COLUMN indicator_value.value IS 'as reported';
COMMENT ON COLUMN indicator_value.source IS 'who reported it, in which document';
COMMENT ON COLUMN indicator_value.entered_at IS 'when it was entered';

GRANT SELECT, INSERT, UPDATE, DELETE ON plan, task, target, indicator, indicator_value TO hocvu_app, hocvu_job;

-- migrate:down
DROP TABLE indicator_value, indicator, target, task, plan;
