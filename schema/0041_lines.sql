-- SPDX-License-Identifier: GPL-3.0-or-later
-- What counting needs of people's records, for whoever asks: numbers and days, no names, no words. The tables
-- themselves are about to be locked row by row; a figure must count every row, and a seat goes to whoever is next.

-- migrate:up
-- These views read with their owner's rights. The planner sees through them, so they cost nothing.
CREATE VIEW person_line AS
SELECT p.id, p.works_from, p.works_until, p.birth_date IS NOT NULL AS birth_known, p.sex IS NOT NULL AS sex_known, p.entered_by
  FROM person p;
COMMENT ON VIEW person_line IS 'Everybody as figures count them: read with the owner''s rights';
COMMENT ON COLUMN person_line.id IS 'who';
COMMENT ON COLUMN person_line.works_from IS 'first day of working age';
COMMENT ON COLUMN person_line.works_until IS 'last day of working age';
COMMENT ON COLUMN person_line.birth_known IS 'somebody knows when they were born';
COMMENT ON COLUMN person_line.sex_known IS 'somebody knows their sex';
COMMENT ON COLUMN person_line.entered_by IS 'the account that entered them';

CREATE VIEW affiliation_line AS
SELECT a.id, a.person_id, a.unit_id, a.valid, a.category, a.dedicated_it, a.in_charge_it, a.expert FROM affiliation a;
COMMENT ON VIEW affiliation_line IS 'Who works where, as figures count it: read with the owner''s rights';
COMMENT ON COLUMN affiliation_line.id IS 'its number';
COMMENT ON COLUMN affiliation_line.person_id IS 'who';
COMMENT ON COLUMN affiliation_line.unit_id IS 'in which body';
COMMENT ON COLUMN affiliation_line.valid IS 'the days it holds';
COMMENT ON COLUMN affiliation_line.category IS 'category of staff';
COMMENT ON COLUMN affiliation_line.dedicated_it IS 'dedicated to information technology';
COMMENT ON COLUMN affiliation_line.in_charge_it IS 'in charge of it beside other work';
COMMENT ON COLUMN affiliation_line.expert IS 'belongs to the pool of experts';

CREATE VIEW residence_line AS SELECT r.id, r.person_id, r.unit_id, r.valid FROM residence r;
COMMENT ON VIEW residence_line IS 'Who lives where, as figures count it: read with the owner''s rights';
COMMENT ON COLUMN residence_line.id IS 'its number';
COMMENT ON COLUMN residence_line.person_id IS 'who';
COMMENT ON COLUMN residence_line.unit_id IS 'in which territory';
COMMENT ON COLUMN residence_line.valid IS 'the days it holds';

CREATE VIEW external_completion_line AS
SELECT e.person_id, e.course_id, e.completed_on, e.verified FROM external_completion e;
COMMENT ON VIEW external_completion_line IS 'Courses completed elsewhere, as figures count them: read with the owner''s rights';
COMMENT ON COLUMN external_completion_line.person_id IS 'who';
COMMENT ON COLUMN external_completion_line.course_id IS 'which course';
COMMENT ON COLUMN external_completion_line.completed_on IS 'day of completion';
COMMENT ON COLUMN external_completion_line.verified IS 'checked with the organiser';

CREATE VIEW assessment_line AS SELECT a.person_id, a.scheme, a.assessed_on, a.result FROM assessment a;
COMMENT ON VIEW assessment_line IS 'Results in assessment schemes, as figures count them: read with the owner''s rights';
COMMENT ON COLUMN assessment_line.person_id IS 'who';
COMMENT ON COLUMN assessment_line.scheme IS 'the scheme';
COMMENT ON COLUMN assessment_line.assessed_on IS 'day of the assessment';
COMMENT ON COLUMN assessment_line.result IS 'passed, failed or none';

CREATE VIEW skill_line AS SELECT s.person_id, s.domain, s.observed_on, s.level FROM skill s;
COMMENT ON VIEW skill_line IS 'Skills seen, as figures count them: read with the owner''s rights';
COMMENT ON COLUMN skill_line.person_id IS 'who';
COMMENT ON COLUMN skill_line.domain IS 'one of the six domains';
COMMENT ON COLUMN skill_line.observed_on IS 'day of the observation';
COMMENT ON COLUMN skill_line.level IS 'the level seen';

CREATE VIEW enrolment_line AS
SELECT e.id, e.class_id, e.person_id, e.nominated_by_id, e.state, e.queued, e.changed_at, e.changed_by FROM enrolment e;
COMMENT ON VIEW enrolment_line IS 'Every enrolment as seats and feeds count it: read, and turned by the allocator, with the owner''s rights';
COMMENT ON COLUMN enrolment_line.id IS 'the enrolment';
COMMENT ON COLUMN enrolment_line.class_id IS 'the class';
COMMENT ON COLUMN enrolment_line.person_id IS 'who';
COMMENT ON COLUMN enrolment_line.nominated_by_id IS 'the unit that sends';
COMMENT ON COLUMN enrolment_line.state IS 'how it stands';
COMMENT ON COLUMN enrolment_line.queued IS 'order of acceptance';
COMMENT ON COLUMN enrolment_line.changed_at IS 'when the state was last changed';
COMMENT ON COLUMN enrolment_line.changed_by IS 'account that changed it';

GRANT SELECT ON person_line, affiliation_line, residence_line, external_completion_line, assessment_line, skill_line,
	enrolment_line TO hocvu_app, hocvu_job;
GRANT UPDATE (state, changed_at, changed_by) ON enrolment_line TO hocvu_app, hocvu_job;

-- Views that give figures, seats, a trainer's name in the time-table and the places the rules of rights go by.
ALTER VIEW attended SET (security_invoker = false);
ALTER VIEW completion SET (security_invoker = false);
ALTER VIEW class_seen SET (security_invoker = false);
ALTER VIEW session_seen SET (security_invoker = false);
ALTER VIEW enrolment_quota SET (security_invoker = false);
ALTER VIEW quota_use SET (security_invoker = false);
ALTER VIEW person_place SET (security_invoker = false);

-- The two functions figures are counted by read the lines from here on, and are otherwise what they were.
DO $$
DECLARE
	counts regprocedure;
BEGIN
	FOREACH counts IN ARRAY '{"coverage_base(bigint,date,text)","coverage_fact(bigint,date,bigint[])"}'::regprocedure[] LOOP
		EXECUTE regexp_replace(pg_get_functiondef(counts),
			'(JOIN|FROM) (person|affiliation|residence|external_completion|assessment|skill) ', '\1 \2_line ', 'g');
	END LOOP;
END$$;

-- People by what they are exactly called by: whether a code or a number is somebody's, and whose. A number comes as
-- an array of its blind indexes under the keys there are.
CREATE FUNCTION people_named(codes text[], blinds text[]) RETURNS TABLE (at bigint, person bigint)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT n.at, coalesce((SELECT p.id FROM person p WHERE p.code = n.code),
			(SELECT p.id FROM person p WHERE p.national_id_blind = ANY (n.blinds::text[])))
	  FROM unnest(people_named.codes, people_named.blinds) WITH ORDINALITY AS n(code, blinds, at) $$;
COMMENT ON FUNCTION people_named(text[], text[]) IS 'The numbers of people named by code or personal number, in order; none: nobody';
REVOKE EXECUTE ON FUNCTION people_named(text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_named(text[], text[]) TO hocvu_app, hocvu_job;

CREATE FUNCTION idempotency_swept(now timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	DELETE FROM idempotency_key WHERE created_at < now - interval '24 hours' $$;
COMMENT ON FUNCTION idempotency_swept(timestamptz) IS 'Drops the keys of all accounts that nobody will repeat any more';
REVOKE EXECUTE ON FUNCTION idempotency_swept(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION idempotency_swept(timestamptz) TO hocvu_app;

-- migrate:down
DROP FUNCTION idempotency_swept(timestamptz), people_named(text[], text[]);
DO $$
DECLARE
	counts regprocedure;
BEGIN
	FOREACH counts IN ARRAY '{"coverage_base(bigint,date,text)","coverage_fact(bigint,date,bigint[])"}'::regprocedure[] LOOP
		EXECUTE regexp_replace(pg_get_functiondef(counts),
			'(JOIN|FROM) (person|affiliation|residence|external_completion|assessment|skill)_line ', '\1 \2 ', 'g');
	END LOOP;
END$$;
ALTER VIEW attended SET (security_invoker = true);
ALTER VIEW completion SET (security_invoker = true);
ALTER VIEW class_seen SET (security_invoker = true);
ALTER VIEW session_seen SET (security_invoker = true);
ALTER VIEW enrolment_quota SET (security_invoker = true);
ALTER VIEW quota_use SET (security_invoker = true);
ALTER VIEW person_place SET (security_invoker = true);
DROP VIEW enrolment_line, skill_line, assessment_line, external_completion_line, residence_line, affiliation_line, person_line;
