-- SPDX-License-Identifier: GPL-3.0-or-later
-- Coverage as counters: what every person adds to the figure of a unit, as dated steps, so that a figure of any day
-- of the era is a sum of a few dozen rows however many people there are. What time alone will change, the end of a
-- year, a 15th birthday, the last session of a class, stands on its future day from the moment it is known.

-- migrate:up
CREATE FUNCTION coverage_era() RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT daterange('2025-01-01', '2036-01-01') $$;
COMMENT ON FUNCTION coverage_era() IS 'The days whose figures are kept as counters: the plans'' years 2025 to 2030 and five more. Figures of other days are counted from the facts';

CREATE FUNCTION coverage_window(window_year boolean, window_from date, day date) RETURNS daterange
	LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN window_year THEN daterange(make_date(extract(year FROM day)::int, 1, 1),
			make_date(extract(year FROM day)::int + 1, 1, 1))
		ELSE daterange(window_from, NULL) END $$;
COMMENT ON FUNCTION coverage_window(boolean, date, date) IS 'The days on which evidence of a day counts toward a target';

-- The exclusion constraint's index finds a unit's versions too, at twenty times the price.
CREATE INDEX unit_version_by_unit ON unit_version (unit_id);

CREATE TABLE unit_above (
	unit_id bigint NOT NULL,
	above_id bigint NOT NULL,
	kind text NOT NULL,
	segment text,
	valid daterange NOT NULL,
	PRIMARY KEY (unit_id, above_id, valid)
);
CREATE INDEX unit_above_below ON unit_above (above_id);
COMMENT ON TABLE unit_above IS 'Every unit and each that it lay below, itself too, through the days of the era; follows from unit_version';
COMMENT ON COLUMN unit_above.unit_id IS 'the unit';
COMMENT ON COLUMN unit_above.above_id IS 'itself or a unit above it';
COMMENT ON COLUMN unit_above.kind IS 'kind of the unit in those days';
COMMENT ON COLUMN unit_above.segment IS 'segment of that kind';
COMMENT ON COLUMN unit_above.valid IS 'the days';

CREATE TABLE coverage_evidence (
	person_id bigint NOT NULL,
	target_id bigint NOT NULL,
	reached datemultirange NOT NULL,
	finished datemultirange NOT NULL,
	able datemultirange NOT NULL,
	visits daterange[] NOT NULL,
	PRIMARY KEY (person_id, target_id)
);
COMMENT ON TABLE coverage_evidence IS 'On which days a person has what a target asks for; a row only where there is any. It is what the counters hold, and changes with them';
COMMENT ON COLUMN coverage_evidence.person_id IS 'who';
COMMENT ON COLUMN coverage_evidence.target_id IS 'toward which target';
COMMENT ON COLUMN coverage_evidence.reached IS 'days on which the target is reached';
COMMENT ON COLUMN coverage_evidence.finished IS 'days on which a completion lies in the window, of any course';
COMMENT ON COLUMN coverage_evidence.able IS 'days on which one domain of skills at least is mastered, with help or alone';
COMMENT ON COLUMN coverage_evidence.visits IS 'for every class visited the days on which it counts, in order';

CREATE TABLE coverage_delta (
	target_id bigint NOT NULL,
	segment text NOT NULL,
	unit_id bigint NOT NULL,
	day date NOT NULL,
	base integer NOT NULL,
	reached integer NOT NULL,
	finished integer NOT NULL,
	able integer NOT NULL,
	visits integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
CREATE INDEX coverage_delta_by_unit ON coverage_delta (target_id, unit_id);
COMMENT ON TABLE coverage_delta IS 'Steps just written: only added to, so that writers never wait for each other; a job folds them into coverage_counter';
COMMENT ON COLUMN coverage_delta.target_id IS 'the target';
COMMENT ON COLUMN coverage_delta.segment IS 'segment it is asked for; empty when it takes none';
COMMENT ON COLUMN coverage_delta.unit_id IS 'the unit whose figure changes';
COMMENT ON COLUMN coverage_delta.day IS 'from this day on';
COMMENT ON COLUMN coverage_delta.base IS 'people counted, more or fewer';
COMMENT ON COLUMN coverage_delta.reached IS 'of them, people who reached the target';
COMMENT ON COLUMN coverage_delta.finished IS 'of them, people with a completion';
COMMENT ON COLUMN coverage_delta.able IS 'of them, people able in one domain at least';
COMMENT ON COLUMN coverage_delta.visits IS 'their visits';

CREATE TABLE coverage_counter (
	target_id bigint NOT NULL,
	segment text NOT NULL,
	unit_id bigint NOT NULL,
	grain "char" NOT NULL CONSTRAINT coverage_counter_grain_known CHECK (grain IN ('y', 'm', 'd')),
	day date NOT NULL,
	base integer NOT NULL,
	reached integer NOT NULL,
	finished integer NOT NULL,
	able integer NOT NULL,
	visits integer NOT NULL,
	PRIMARY KEY (target_id, unit_id, segment, grain, day)
) WITH (fillfactor = 80);
COMMENT ON TABLE coverage_counter IS 'The steps, summed by day, by month and by year: the figure of a day is the sum of the years before its year, the months before its month and the days up to it';
COMMENT ON COLUMN coverage_counter.target_id IS 'the target';
COMMENT ON COLUMN coverage_counter.segment IS 'segment it is asked for; empty when it takes none';
COMMENT ON COLUMN coverage_counter.unit_id IS 'the unit whose figure changes';
COMMENT ON COLUMN coverage_counter.grain IS 'd: on that day, m: in the month it begins, y: in the year it begins';
COMMENT ON COLUMN coverage_counter.day IS 'the day, or the first of its month or year';
COMMENT ON COLUMN coverage_counter.base IS 'people counted, more or fewer';
COMMENT ON COLUMN coverage_counter.reached IS 'of them, people who reached the target';
COMMENT ON COLUMN coverage_counter.finished IS 'of them, people with a completion';
COMMENT ON COLUMN coverage_counter.able IS 'of them, people able in one domain at least';
COMMENT ON COLUMN coverage_counter.visits IS 'their visits';

CREATE TABLE coverage_due (
	target_id bigint
);
COMMENT ON TABLE coverage_due IS 'Counters to be worked out anew when the transaction commits; empty at every other moment';
COMMENT ON COLUMN coverage_due.target_id IS 'of this target only; none: of all';

CREATE TYPE coverage_post AS (person_id bigint, unit_id bigint, valid daterange, category text,
	dedicated_it boolean, in_charge_it boolean, expert boolean);
COMMENT ON TYPE coverage_post IS 'What an affiliation means for figures';
CREATE TYPE coverage_home AS (person_id bigint, unit_id bigint, days daterange);
COMMENT ON TYPE coverage_home IS 'A residence, cut to the days of working age';

CREATE TABLE coverage_staff (
	person_id bigint PRIMARY KEY,
	posts coverage_post[] NOT NULL
);
COMMENT ON TABLE coverage_staff IS 'Everybody''s affiliations as the counters hold them; they change with them';
COMMENT ON COLUMN coverage_staff.person_id IS 'who';
COMMENT ON COLUMN coverage_staff.posts IS 'the affiliations, by unit and days';

-- A target that asks for skills but no level counts everyone, people without a single row too: no counter could.
CREATE VIEW coverage_aim WITH (security_invoker = true) AS
SELECT t.id, t.code, t.base, t.categories, t.kinds, t.flags, t.evidence, t.topics, t.scheme, t.window_from, t.window_year,
	ARRAY(SELECT DISTINCT l FROM unnest(t.levels) AS l WHERE split_part(l, ':', 2) <> 'none') AS levels,
	'skills' = ANY (t.evidence) AS skills, array_remove(t.evidence, 'skills') AS parts,
	CASE WHEN t.segments = '{}' THEN '{""}' ELSE t.segments END AS segments
  FROM target t
 WHERE NOT 'skills' = ANY (t.evidence)
    OR EXISTS (SELECT FROM unnest(t.levels) AS l WHERE split_part(l, ':', 2) <> 'none');
COMMENT ON VIEW coverage_aim IS 'The targets whose figures are kept as counters';
COMMENT ON COLUMN coverage_aim.id IS 'the target';
COMMENT ON COLUMN coverage_aim.code IS 'its code';
COMMENT ON COLUMN coverage_aim.base IS 'who is counted';
COMMENT ON COLUMN coverage_aim.categories IS 'categories of staff that count';
COMMENT ON COLUMN coverage_aim.kinds IS 'kinds of units that count';
COMMENT ON COLUMN coverage_aim.flags IS 'flags of which one is needed';
COMMENT ON COLUMN coverage_aim.evidence IS 'all that is needed';
COMMENT ON COLUMN coverage_aim.topics IS 'topics of courses that count';
COMMENT ON COLUMN coverage_aim.scheme IS 'assessment scheme';
COMMENT ON COLUMN coverage_aim.window_from IS 'first day that counts';
COMMENT ON COLUMN coverage_aim.window_year IS 'only the calendar year counts';
COMMENT ON COLUMN coverage_aim.levels IS 'levels needed, without those that ask for nothing';
COMMENT ON COLUMN coverage_aim.skills IS 'skills are part of what is needed';
COMMENT ON COLUMN coverage_aim.parts IS 'what else is needed';
COMMENT ON COLUMN coverage_aim.segments IS 'segments it is asked by; one empty when it takes none';

GRANT SELECT ON unit_above, coverage_counter, coverage_delta, coverage_aim TO hocvu_app, hocvu_job;

-- migrate:down
DROP INDEX unit_version_by_unit;
DROP VIEW coverage_aim;
DROP TABLE coverage_due, coverage_staff, coverage_counter, coverage_delta, coverage_evidence, unit_above;
DROP TYPE coverage_home, coverage_post;
DROP FUNCTION coverage_window(boolean, date, date), coverage_era();
