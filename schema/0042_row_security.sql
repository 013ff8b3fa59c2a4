-- SPDX-License-Identifier: GPL-3.0-or-later
-- The second lock: rows about people are there only for whom they concern, whatever a query forgets to ask.
-- The first lock is `who` and the predicates of the queries (server/features/access/README.md, which also says where
-- this one is wider). Enabled, not forced: the owner's triggers and views count every row. Jobs and imports see all.

-- migrate:up
-- An account that reaches the whole tree reaches everybody in it: asked once a statement instead of row by row.
-- Ward officials see who works in their territory behind its figures.

CREATE OR REPLACE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text) RETURNS boolean
	LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	reach text; staff text; residents text; past text; everybody boolean;
BEGIN
	SELECT range_agg(x.units),
		range_agg(x.units) FILTER (WHERE x.role <> 'community_team'),
		range_agg(x.units) FILTER (WHERE x.role <> 'unit_head'),
		range_agg(x.units) FILTER (WHERE x.role IN ('programme_office', 'admin', 'auditor')),
		range_agg(x.units) FILTER (WHERE x.role IN ('programme_office', 'admin', 'auditor'))
			@> int4range((SELECT min(u.lo) FROM public.unit u), (SELECT max(u.lo) FROM public.unit u), '[]')
	  INTO reach, staff, residents, past, everybody
	  FROM (SELECT g.role, int4range(u.lo, u.hi, '[]') AS units
		FROM public.role_grant g JOIN public.unit u ON u.id = g.unit_id
		WHERE g.account_id = scope_open.account AND g.valid @> scope_open.today
		  AND g.role NOT IN ('trainer', 'learner')) x;
	RETURN set_config('hocvu.account', account::text, true)
		|| set_config('hocvu.person', coalesce(person::text, ''), true)
		|| set_config('hocvu.today', today::text, true)
		|| set_config('hocvu.request', coalesce(request, ''), true)
		|| set_config('hocvu.address', coalesce(address, ''), true)
		|| set_config('hocvu.reach', coalesce(reach, ''), true)
		|| set_config('hocvu.reach_staff', coalesce(staff, ''), true)
		|| set_config('hocvu.reach_residents', coalesce(residents, ''), true)
		|| set_config('hocvu.reach_past', coalesce(past, ''), true)
		|| set_config('hocvu.reach_all', CASE WHEN everybody THEN 'on' ELSE '' END, true) IS NOT NULL;
END$$;


-- What policies compare with, as the transaction's settings have it; the planner puts them in line, and a policy asks
-- for them in a sub-select, once a statement. Without settings: nobody, nowhere.
CREATE FUNCTION scope_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT coalesce(current_setting('hocvu.reach_all', true), '') = 'on' $$;
COMMENT ON FUNCTION scope_all() IS 'Does the account reach the whole tree, past and present?';
CREATE FUNCTION scope_account() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.account', true), '')::bigint $$;
COMMENT ON FUNCTION scope_account() IS 'The account that asks';
CREATE FUNCTION scope_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.person', true), '')::bigint $$;
COMMENT ON FUNCTION scope_person() IS 'The person who asks';
CREATE FUNCTION scope_reach(kind text) RETURNS int4multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.reach_' || kind, true), '')::int4multirange $$;
COMMENT ON FUNCTION scope_reach(text) IS 'Pre-order numbers of the units the account reaches: staff, residents or past';
CREATE FUNCTION scope_reach() RETURNS int4multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.reach', true), '')::int4multirange $$;
COMMENT ON FUNCTION scope_reach() IS 'Pre-order numbers of the units the account reaches by any role that sees people';

-- The index of overlaps finds a person's affiliations too, at twenty times the price, and the planner does not know:
-- asked for one of a list, it cannot be used. Few marks are taken back; whoever took the roll still sees whose.
CREATE INDEX affiliation_by_person ON affiliation (person_id);
CREATE INDEX attendance_history_taken_back ON attendance_history (person_id) WHERE after = 'unmarked';

-- Policies are flat: what they read is not locked again, and what takes a look at other tables is a function that runs
-- as the owner. Sub-plans in their place cost every statement more to plan and to set up than most queries take.

-- By a place of theirs: staff to their unit, residents to their territory; also once they have left, because lists as
-- of a past day show them.
CREATE FUNCTION person_lives_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_lives_near.person])
		AND (SELECT u.lo FROM unit u WHERE u.id = r.unit_id) <@ (SELECT scope_reach('residents')));
END$$;
COMMENT ON FUNCTION person_lives_near(bigint) IS 'Does the person live, now or once, where the account reaches residents?';

CREATE FUNCTION person_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_near.person])
		AND (SELECT u.lo FROM unit u WHERE u.id = r.unit_id) <@ (SELECT scope_reach('residents')))
	    OR EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_near.person])
		AND (SELECT u.lo FROM unit u WHERE u.id = a.unit_id) <@ (SELECT scope_reach('staff')));
END$$;
COMMENT ON FUNCTION person_near(bigint) IS 'Does the person work or live, now or once, where the account reaches?';

CREATE FUNCTION person_placed(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_placed.person]))
	    OR EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_placed.person]));
END$$;
COMMENT ON FUNCTION person_placed(bigint) IS 'Does or did the person work or live anywhere?';

-- By a seat or a mark: to whoever sent them, teaches them or runs their class. Without any place: to
-- the unit they were entered for, and from a package to the top of a tree.
CREATE FUNCTION person_met(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM (SELECT e.class_id, e.nominated_by_id FROM enrolment e WHERE e.person_id = person_met.person
			UNION ALL SELECT t.class_id, NULL FROM attendance t WHERE t.person_id = person_met.person
			UNION ALL SELECT s.class_id, NULL FROM attendance_history h JOIN session s ON s.id = h.session_id
			 WHERE h.person_id = person_met.person AND h.after = 'unmarked') x
		  LEFT JOIN unit sent ON sent.id = x.nominated_by_id
		  JOIN class c ON c.id = x.class_id LEFT JOIN unit host ON host.id = c.host_unit_id
		 WHERE sent.lo <@ scope_reach('staff') OR host.lo <@ scope_reach('past')
		    OR EXISTS (SELECT FROM session s WHERE s.class_id = x.class_id AND s.trainer_id = scope_person()))
	    OR EXISTS (SELECT FROM person p LEFT JOIN unit u ON u.id = p.entered_for
		WHERE p.id = person_met.person
		  AND (u.lo <@ scope_reach()
			OR p.entered_for IS NULL AND EXISTS (SELECT FROM unit top WHERE top.lo <@ scope_reach('past')
				AND NOT EXISTS (SELECT FROM unit above WHERE above.lo < top.lo AND top.lo <= above.hi)))
		  AND NOT person_placed(p.id));
END$$;
COMMENT ON FUNCTION person_met(bigint) IS 'Does the account send, teach or run a class of the person, or reach where one without a place was entered for?';

ALTER TABLE affiliation ENABLE ROW LEVEL SECURITY;
CREATE POLICY affiliation_app ON affiliation TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR (SELECT u.lo FROM unit u WHERE u.id = affiliation.unit_id) <@ (SELECT scope_reach('staff')));
CREATE POLICY affiliation_job ON affiliation TO hocvu_job USING (true) WITH CHECK (true);

ALTER TABLE residence ENABLE ROW LEVEL SECURITY;
CREATE POLICY residence_app ON residence TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR (SELECT u.lo FROM unit u WHERE u.id = residence.unit_id) <@ (SELECT scope_reach('residents')));
CREATE POLICY residence_job ON residence TO hocvu_job USING (true) WITH CHECK (true);

ALTER TABLE person ENABLE ROW LEVEL SECURITY;
CREATE POLICY person_app ON person TO hocvu_app USING (
	(SELECT scope_all()) OR id = (SELECT scope_person())
	OR person_near(id)
	OR entered_by = (SELECT scope_account()) AND NOT person_placed(id)
	OR person_met(id));
CREATE POLICY person_job ON person TO hocvu_job USING (true) WITH CHECK (true);

-- Who is sent: to whoever teaches or runs the class, sent them, or sees the person.
ALTER TABLE enrolment ENABLE ROW LEVEL SECURITY;
CREATE POLICY enrolment_app ON enrolment TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = enrolment.nominated_by_id) <@ (SELECT scope_reach('staff'))
	OR (SELECT u.lo FROM class c JOIN unit u ON u.id = c.host_unit_id WHERE c.id = enrolment.class_id) <@ (SELECT scope_reach('past'))
	OR person_near(person_id));
CREATE POLICY enrolment_job ON enrolment TO hocvu_job USING (true) WITH CHECK (true);

-- Marks: seen like enrolments, made only by whoever teaches or runs the class.
ALTER TABLE attendance ENABLE ROW LEVEL SECURITY;
CREATE POLICY attendance_app ON attendance TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM class c JOIN unit u ON u.id = c.host_unit_id WHERE c.id = attendance.class_id) <@ (SELECT scope_reach('past'))
	OR person_near(person_id)
	OR (SELECT u.lo FROM enrolment_line e JOIN unit u ON u.id = e.nominated_by_id
		WHERE e.class_id = attendance.class_id AND e.person_id = attendance.person_id) <@ (SELECT scope_reach('staff')))
	WITH CHECK ((SELECT scope_all())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM class c JOIN unit u ON u.id = c.host_unit_id WHERE c.id = attendance.class_id) <@ (SELECT scope_reach('past')));
CREATE POLICY attendance_job ON attendance TO hocvu_job USING (true) WITH CHECK (true);

ALTER TABLE attendance_history ENABLE ROW LEVEL SECURITY;
CREATE POLICY attendance_history_app ON attendance_history TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR session_id = ANY (ARRAY(SELECT s.id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM session s JOIN class c ON c.id = s.class_id JOIN unit u ON u.id = c.host_unit_id
		WHERE s.id = attendance_history.session_id) <@ (SELECT scope_reach('past')));
CREATE POLICY attendance_history_job ON attendance_history TO hocvu_job USING (true) WITH CHECK (true);

-- Read with the enrolment; added to by whoever turns one, which may be the next in the line, of another unit.
ALTER TABLE enrolment_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY enrolment_event_app ON enrolment_event TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM class c JOIN unit u ON u.id = c.host_unit_id WHERE c.id = enrolment_event.class_id) <@ (SELECT scope_reach('past'))
	OR person_near(person_id)
	OR (SELECT u.lo FROM enrolment_line e JOIN unit u ON u.id = e.nominated_by_id
		WHERE e.class_id = enrolment_event.class_id AND e.person_id = enrolment_event.person_id) <@ (SELECT scope_reach('staff')))
	WITH CHECK (true);
CREATE POLICY enrolment_event_job ON enrolment_event TO hocvu_job USING (true) WITH CHECK (true);

ALTER TABLE external_completion ENABLE ROW LEVEL SECURITY;
CREATE POLICY external_completion_app ON external_completion TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person()) OR person_near(person_id));
CREATE POLICY external_completion_job ON external_completion TO hocvu_job USING (true) WITH CHECK (true);

ALTER TABLE assessment ENABLE ROW LEVEL SECURITY;
CREATE POLICY assessment_app ON assessment TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person()) OR person_near(person_id));
CREATE POLICY assessment_job ON assessment TO hocvu_job USING (true) WITH CHECK (true);

-- Skills are seen with residents: heads do not read them.
ALTER TABLE skill ENABLE ROW LEVEL SECURITY;
CREATE POLICY skill_app ON skill TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR person_lives_near(person_id));
CREATE POLICY skill_job ON skill TO hocvu_job USING (true) WITH CHECK (true);

ALTER TABLE removal ENABLE ROW LEVEL SECURITY;
CREATE POLICY removal_app ON removal TO hocvu_app USING (
	(SELECT scope_all())
	OR (SELECT u.lo FROM unit u WHERE u.id = removal.unit_id) <@ (SELECT scope_reach()) AND (person_id IS NULL OR person_near(person_id)));
CREATE POLICY removal_job ON removal TO hocvu_job USING (true) WITH CHECK (true);

-- Answers kept for a repetition: to the account that asked, and to nobody's requests their own.
ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY idempotency_key_app ON idempotency_key TO hocvu_app USING (
	account = coalesce((SELECT scope_account()), 0));

-- Rows a reorganisation changed, as they were: to whoever carried it out or administers its units.
ALTER TABLE succession_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY succession_change_app ON succession_change TO hocvu_app USING ((SELECT scope_all())
	OR act_id = ANY (ARRAY(SELECT a.id FROM succession_act a WHERE a.applied_by = (SELECT scope_account())
		OR succession_kept((SELECT scope_account()), a.id, nullif(current_setting('hocvu.today', true), '')::date))))
	WITH CHECK (true);

-- Only the owner's triggers touch these two: nobody else has any right on them, nor any row.
ALTER TABLE coverage_evidence ENABLE ROW LEVEL SECURITY;
ALTER TABLE coverage_staff ENABLE ROW LEVEL SECURITY;

-- migrate:down
ALTER TABLE coverage_staff DISABLE ROW LEVEL SECURITY;
ALTER TABLE coverage_evidence DISABLE ROW LEVEL SECURITY;
DROP POLICY person_app ON person;
DROP POLICY person_job ON person;
ALTER TABLE person DISABLE ROW LEVEL SECURITY;
DROP POLICY affiliation_app ON affiliation;
DROP POLICY affiliation_job ON affiliation;
ALTER TABLE affiliation DISABLE ROW LEVEL SECURITY;
DROP POLICY residence_app ON residence;
DROP POLICY residence_job ON residence;
ALTER TABLE residence DISABLE ROW LEVEL SECURITY;
DROP POLICY enrolment_app ON enrolment;
DROP POLICY enrolment_job ON enrolment;
ALTER TABLE enrolment DISABLE ROW LEVEL SECURITY;
DROP POLICY enrolment_event_app ON enrolment_event;
DROP POLICY enrolment_event_job ON enrolment_event;
ALTER TABLE enrolment_event DISABLE ROW LEVEL SECURITY;
DROP POLICY attendance_app ON attendance;
DROP POLICY attendance_job ON attendance;
ALTER TABLE attendance DISABLE ROW LEVEL SECURITY;
DROP POLICY attendance_history_app ON attendance_history;
DROP POLICY attendance_history_job ON attendance_history;
ALTER TABLE attendance_history DISABLE ROW LEVEL SECURITY;
DROP POLICY external_completion_app ON external_completion;
DROP POLICY external_completion_job ON external_completion;
ALTER TABLE external_completion DISABLE ROW LEVEL SECURITY;
DROP POLICY assessment_app ON assessment;
DROP POLICY assessment_job ON assessment;
ALTER TABLE assessment DISABLE ROW LEVEL SECURITY;
DROP POLICY skill_app ON skill;
DROP POLICY skill_job ON skill;
ALTER TABLE skill DISABLE ROW LEVEL SECURITY;
DROP POLICY removal_app ON removal;
DROP POLICY removal_job ON removal;
ALTER TABLE removal DISABLE ROW LEVEL SECURITY;
DROP POLICY idempotency_key_app ON idempotency_key;
ALTER TABLE idempotency_key DISABLE ROW LEVEL SECURITY;
DROP POLICY succession_change_app ON succession_change;
ALTER TABLE succession_change DISABLE ROW LEVEL SECURITY;
DROP INDEX attendance_history_taken_back, affiliation_by_person;
DROP FUNCTION person_met(bigint), person_placed(bigint), person_near(bigint), person_lives_near(bigint), scope_reach(), scope_reach(text), scope_person(), scope_account(), scope_all();
CREATE OR REPLACE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text) RETURNS boolean
	LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	reach text; staff text; residents text; past text;
BEGIN
	SELECT range_agg(x.units),
		range_agg(x.units) FILTER (WHERE x.role NOT IN ('ward_official', 'community_team')),
		range_agg(x.units) FILTER (WHERE x.role <> 'unit_head'),
		range_agg(x.units) FILTER (WHERE x.role IN ('programme_office', 'admin', 'auditor'))
	  INTO reach, staff, residents, past
	  FROM (SELECT g.role, int4range(u.lo, u.hi, '[]') AS units
		FROM public.role_grant g JOIN public.unit u ON u.id = g.unit_id
		WHERE g.account_id = scope_open.account AND g.valid @> scope_open.today
		  AND g.role NOT IN ('trainer', 'learner')) x;
	RETURN set_config('hocvu.account', account::text, true)
		|| set_config('hocvu.person', coalesce(person::text, ''), true)
		|| set_config('hocvu.today', today::text, true)
		|| set_config('hocvu.request', coalesce(request, ''), true)
		|| set_config('hocvu.address', coalesce(address, ''), true)
		|| set_config('hocvu.reach', coalesce(reach, ''), true)
		|| set_config('hocvu.reach_staff', coalesce(staff, ''), true)
		|| set_config('hocvu.reach_residents', coalesce(residents, ''), true)
		|| set_config('hocvu.reach_past', coalesce(past, ''), true) IS NOT NULL;
END$$;
