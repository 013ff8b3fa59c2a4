-- SPDX-License-Identifier: GPL-3.0-or-later
-- The data package on its way in: where its rows stand while they are checked, and the reference data's mark.
-- The stage_ tables stay empty: an import works on temporary copies that end with its transaction. They
-- exist so that every query of an import is checked at boot like any other.

-- migrate:up
CREATE TABLE reference_loaded (
	one boolean PRIMARY KEY DEFAULT true CONSTRAINT reference_loaded_one CHECK (one),
	checksum text NOT NULL,
	loaded_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE reference_loaded IS 'Which reference data were loaded last: later edits by the programme office stay until others come';
COMMENT ON COLUMN reference_loaded.one IS 'there is one row';
COMMENT ON COLUMN reference_loaded.checksum IS 'hash over the files carried in the program';
COMMENT ON COLUMN reference_loaded.loaded_at IS 'when they were loaded';

-- The days of a row, or NULL when they cannot be known: a check that joins on them passes such a row by.
CREATE FUNCTION stage_days(bad text[], day_from date, day_to date) RETURNS daterange
	LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN day_to < day_from OR bad && '{valid_from,valid_to}' THEN NULL
		ELSE daterange(day_from, day_to, '[]') END $$;
COMMENT ON FUNCTION stage_days(text[], date, date) IS 'The days a staged row holds, both ends inclusive';

CREATE TABLE stage_units (line bigint, bad text[], twice boolean, code text, valid_from date, valid_to date,
	name text, folded text, kind text, parent text, official_code text,
	valid daterange GENERATED ALWAYS AS (stage_days(bad, valid_from, valid_to)) STORED);
CREATE TABLE stage_successions (line bigint, bad text[], twice boolean, "on" date, from_unit text, to_unit text,
	kind text, groups text[], legal_basis text);
CREATE TABLE stage_people (line bigint, bad text[], twice boolean, person text, full_name text, sort_name text,
	folded text, folded_given text, birth_date date, birth_year_only boolean, sex text,
	national_id_sealed text, national_id_blind text, phone_sealed text, phone_blind text, email text);
CREATE TABLE stage_affiliations (line bigint, bad text[], twice boolean, person text, unit text, valid_from date,
	valid_to date, category text, position text, dedicated_it boolean, in_charge_it boolean, expert boolean,
	valid daterange GENERATED ALWAYS AS (stage_days(bad, valid_from, valid_to)) STORED);
CREATE TABLE stage_residences (line bigint, bad text[], twice boolean, person text, valid_from date, valid_to date,
	unit text, valid daterange GENERATED ALWAYS AS (stage_days(bad, valid_from, valid_to)) STORED);
CREATE TABLE stage_populations (line bigint, bad text[], twice boolean, unit text, base text, definition text,
	as_of date, count bigint, source text);
CREATE TABLE stage_plans (line bigint, bad text[], twice boolean, plan text, number text, issued_on date, issuer text,
	parent_plan text, title text, period_from date, period_to date);
CREATE TABLE stage_tasks (line bigint, bad text[], twice boolean, plan text, section text, title text, lead text,
	coordinators text[], timing text, due_on date, recurrence text, product text);
CREATE TABLE stage_targets (line bigint, bad text[], twice boolean, code text, plan text, section text, title_vi text,
	title_en text, issuer_kind text, base text, categories text[], kinds text[], flags text[], evidence text[],
	topics text[], scheme text, levels text[], window_from date, window_year boolean, threshold_kind text,
	threshold bigint, segments text[], valid_from date, valid_to date);
CREATE TABLE stage_courses (line bigint, bad text[], twice boolean, code text, title text, folded text, tasks text[],
	topics text[], audience text, periods bigint, modality text, attendance_percent bigint, attendance_unit text,
	late_counts boolean, excused_counts boolean, assessment_scheme text);
CREATE TABLE stage_classes (line bigint, bad text[], twice boolean, code text, course text, host_unit text, title text,
	capacity bigint, venue text, state text);
CREATE TABLE stage_sessions (line bigint, bad text[], twice boolean, class text, number bigint, date date, start time,
	"end" time, periods bigint, venue text, trainer text, cancelled boolean);
CREATE TABLE stage_enrolments (line bigint, bad text[], twice boolean, class text, person text, nominated_by text,
	state text);
CREATE TABLE stage_attendance (line bigint, bad text[], twice boolean, class text, session bigint, person text,
	status text, recorded_at timestamptz);
CREATE TABLE stage_external_completions (line bigint, bad text[], twice boolean, person text, course text,
	completed_on date, source text, evidence text, verified boolean);
CREATE TABLE stage_assessments (line bigint, bad text[], twice boolean, person text, scheme text, assessed_on date,
	result text, score text, reference text);
CREATE TABLE stage_skills (line bigint, bad text[], twice boolean, person text, domain text, observed_on date,
	observer text, level text);
CREATE TABLE stage_headcounts (line bigint, bad text[], twice boolean, unit text, title text, date date, count bigint);
CREATE TABLE stage_tree (line bigint, code text, valid daterange, kind text, parent text, territory boolean);

DO $$
DECLARE
	c record;
BEGIN
	FOR c IN SELECT a.attrelid::regclass AS stage, a.attname FROM pg_attribute a JOIN pg_class k ON k.oid = a.attrelid
		WHERE k.relnamespace = 'public'::regnamespace AND k.relname LIKE 'stage\_%' AND k.relkind = 'r' AND a.attnum > 0
	LOOP
		EXECUTE format('COMMENT ON TABLE %s IS %L', c.stage, 'Form of the temporary table that holds the rows of '
			|| CASE c.stage::text WHEN 'stage_tree' THEN 'all unit versions as they will be after an import'
				ELSE substr(c.stage::text, 7) || '.csv while they are checked' END);
		EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', c.stage, c.attname, CASE c.attname
			WHEN 'line' THEN 'physical line on which the record begins'
			WHEN 'bad' THEN 'columns whose value was refused; NULL: none'
			WHEN 'twice' THEN 'a row above has the same key'
			WHEN 'valid' THEN 'the days it holds; NULL when they cannot be known'
			ELSE 'as in the package' END);
	END LOOP;
END$$;

-- Makes this transaction's own empty copies; they hide the tables they are made from.
CREATE FUNCTION stage_begin() RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
	stage name;
BEGIN
	FOR stage IN SELECT relname FROM pg_class
		WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'stage\_%' AND relkind = 'r' ORDER BY 1
	LOOP
		EXECUTE format('CREATE TEMPORARY TABLE %I (LIKE public.%1$I INCLUDING GENERATED) ON COMMIT DROP', stage);
	END LOOP;
END$$;
COMMENT ON FUNCTION stage_begin() IS 'Opens the stage of an import for this transaction';

CREATE FUNCTION stage_measure(stage text) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
	EXECUTE format('ANALYZE pg_temp.%I', stage);
END$$;
COMMENT ON FUNCTION stage_measure(text) IS 'Tells the planner what was staged';

-- Rows whose key stands on an earlier row; they are marked and later comparisons of rows pass them by.
CREATE FUNCTION stage_twice(stage text, keys text[]) RETURNS TABLE (line bigint) LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
	key text := (SELECT string_agg(CASE k WHEN 'valid_from' THEN 'coalesce(valid_from, ''-infinity'') AS valid_from'
		ELSE quote_ident(k) END, ', ' ORDER BY n) FROM unnest(keys) WITH ORDINALITY AS u(k, n));
	same text := (SELECT string_agg(CASE k WHEN 'valid_from' THEN 'coalesce(s.valid_from, ''-infinity'') = t.valid_from'
		ELSE format('s.%1$I = t.%1$I', k) END, ' AND ' ORDER BY n) FROM unnest(keys) WITH ORDINALITY AS u(k, n));
BEGIN
	RETURN QUERY EXECUTE format(
		'WITH t AS (SELECT %s, min(x.line) AS above FROM %I x WHERE x.bad IS NULL OR NOT x.bad && $1 GROUP BY %s HAVING count(*) > 1)
		UPDATE %2$I s SET twice = true FROM t WHERE %4$s AND s.line > t.above AND (s.bad IS NULL OR NOT s.bad && $1) RETURNING s.line',
		key, stage, (SELECT string_agg(n::text, ', ') FROM generate_series(1, cardinality(keys)) AS n), same) USING keys;
END$$;
COMMENT ON FUNCTION stage_twice(text, text[]) IS 'Lines of a stage whose key was there before';

-- Values of a column that name nothing, neither stored nor staged.
CREATE FUNCTION stage_unknown(stage text, field text, store text, other text, other_key text)
	RETURNS TABLE (line bigint, value text) LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
	RETURN QUERY EXECUTE format(
		'SELECT s.line, s.%1$I FROM %2$I s WHERE s.%1$I IS NOT NULL
		AND NOT EXISTS (SELECT FROM %3$I t WHERE t.code = s.%1$I)
		AND NOT EXISTS (SELECT FROM %4$I x WHERE x.%5$I = s.%1$I)', field, stage, store, other, other_key);
END$$;
COMMENT ON FUNCTION stage_unknown(text, text, text, text, text) IS 'Lines of a stage that name what does not exist';

-- A first load of very many people is three times as fast when the indexes are made after it. Only the owner
-- may drop them, and only what is noted here is made again.
CREATE TABLE index_parked (
	name text PRIMARY KEY,
	definition text NOT NULL
);
COMMENT ON TABLE index_parked IS 'Indexes dropped during a load of people; empty outside of its transaction';
COMMENT ON COLUMN index_parked.name IS 'the index or constraint';
COMMENT ON COLUMN index_parked.definition IS 'the statement that makes it again';

CREATE FUNCTION person_indexes_drop() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	i record;
BEGIN
	FOR i IN SELECT k.relname AS name, c.conname, pg_get_indexdef(x.indexrelid) AS made, pg_get_constraintdef(c.oid) AS rule
		FROM pg_index x JOIN pg_class k ON k.oid = x.indexrelid LEFT JOIN pg_constraint c ON c.conindid = k.oid AND c.conrelid = x.indrelid
		WHERE x.indrelid = 'person'::regclass AND NOT x.indisprimary
	LOOP
		INSERT INTO index_parked VALUES (i.name, CASE WHEN i.conname IS NULL THEN i.made
			ELSE format('ALTER TABLE person ADD CONSTRAINT %I %s', i.conname, i.rule) END);
		EXECUTE CASE WHEN i.conname IS NULL THEN format('DROP INDEX %I', i.name)
			ELSE format('ALTER TABLE person DROP CONSTRAINT %I', i.conname) END;
	END LOOP;
END$$;
COMMENT ON FUNCTION person_indexes_drop() IS 'Takes the indexes off people until person_indexes_make()';

CREATE FUNCTION person_indexes_make() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
	SET maintenance_work_mem = '256MB' AS $$
DECLARE
	i record;
BEGIN
	FOR i IN DELETE FROM index_parked RETURNING definition LOOP
		EXECUTE i.definition;
	END LOOP;
END$$;
COMMENT ON FUNCTION person_indexes_make() IS 'Makes the indexes of people that were dropped';
REVOKE EXECUTE ON FUNCTION person_indexes_drop(), person_indexes_make() FROM public;
GRANT EXECUTE ON FUNCTION person_indexes_drop(), person_indexes_make() TO hocvu_job;

GRANT SELECT, INSERT, UPDATE ON reference_loaded TO hocvu_job;
GRANT SELECT ON stage_units, stage_successions, stage_people, stage_affiliations, stage_residences,
	stage_populations, stage_plans, stage_tasks, stage_targets, stage_courses, stage_classes, stage_sessions,
	stage_enrolments, stage_attendance, stage_external_completions, stage_assessments, stage_skills, stage_headcounts,
	stage_tree TO hocvu_job;

-- After a large import the planner must not go by the empty tables it knew; only their owner may look anew.
CREATE FUNCTION statistics_refresh() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
$$BEGIN
	ANALYZE unit, unit_version, succession, person, affiliation, residence, population, course, class, session,
		enrolment, attendance, external_completion, assessment, skill, headcount;
END$$;
REVOKE EXECUTE ON FUNCTION statistics_refresh() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION statistics_refresh() TO hocvu_job;
COMMENT ON FUNCTION statistics_refresh() IS 'Lets the planner know what a large import brought';

-- migrate:down
DROP FUNCTION statistics_refresh();
DROP FUNCTION person_indexes_make(), person_indexes_drop();
DROP TABLE index_parked;
DROP FUNCTION stage_unknown(text, text, text, text, text), stage_twice(text, text[]), stage_measure(text), stage_begin();
DROP TABLE stage_tree, stage_headcounts, stage_skills, stage_assessments, stage_external_completions, stage_attendance,
	stage_enrolments, stage_sessions, stage_classes, stage_courses, stage_targets, stage_tasks, stage_plans,
	stage_populations, stage_residences, stage_affiliations, stage_people, stage_successions, stage_units,
	reference_loaded;
DROP FUNCTION stage_days(text[], date, date);
