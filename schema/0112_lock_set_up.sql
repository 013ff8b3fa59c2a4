-- SPDX-License-Identifier: GPL-3.0-or-later
-- The second lock costs what a statement sets up for it, asked or not: the tables in a policy's sub-selects are opened by
-- every statement that meets the policy. What few rows come to is asked by functions, which open nothing before they are
-- called, and a class is judged once, when the transaction opens.

-- migrate:up
-- Asked by a policy in a sub-select of its own: once a statement, and only when a row gets that far.
CREATE FUNCTION scope_class_people() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER COST 100
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN ARRAY(SELECT e.person_id FROM enrolment e WHERE e.class_id = scope_class());
END$$;
COMMENT ON FUNCTION scope_class_people() IS 'Who is sent to the class the request is about, when the account teaches or runs it';
CREATE FUNCTION scope_class_sessions() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER COST 100
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN ARRAY(SELECT s.id FROM session s WHERE s.class_id = scope_class());
END$$;
COMMENT ON FUNCTION scope_class_sessions() IS 'The sessions of the class the request is about, when the account teaches or runs it';

CREATE FUNCTION class_near(class bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM session s WHERE s.class_id = class_near.class AND s.trainer_id = scope_person())
	    OR EXISTS (SELECT FROM class c WHERE c.id = class_near.class AND c.host_unit_id <@ scope_units('past'));
END$$;
COMMENT ON FUNCTION class_near(bigint) IS 'Does the account teach the class, or reach its host?';
CREATE FUNCTION session_near(session bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN class_near((SELECT s.class_id FROM session s WHERE s.id = session_near.session));
END$$;
COMMENT ON FUNCTION session_near(bigint) IS 'Does the account teach the class of the session, or reach its host?';
CREATE FUNCTION mark_near(class bigint, person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN coalesce((SELECT e.nominated_by_id FROM enrolment e
			WHERE e.class_id = mark_near.class AND e.person_id = mark_near.person) <@ scope_units('staff'), false)
	    OR class_near(class) OR person_near(person);
END$$;
COMMENT ON FUNCTION mark_near(bigint, bigint) IS 'Did the account''s units send the person to the class, does it teach or run that, or see the person?';
REVOKE EXECUTE ON FUNCTION scope_class_people(), scope_class_sessions(), class_near(bigint), session_near(bigint),
	mark_near(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_class_people(), scope_class_sessions(), class_near(bigint), session_near(bigint),
	mark_near(bigint, bigint) TO hocvu_app;

-- Settings in a sub-select are read once a statement, the others by the few rows that come to them; the likeliest first.
-- What stays a sub-select is what whole pages of people are judged by: where they live and work.
-- Who restricted the use of their data is few people: person_met() asks for them.
ALTER POLICY person_app ON person USING (
	(SELECT scope_all()) OR id = ANY ((SELECT CASE WHEN scope_class() IS NOT NULL THEN scope_class_people() END)::bigint[])
	OR restricted_on IS NULL AND (SELECT true FROM residence_line r WHERE r.person_id = person.id
		AND r.unit_id <@ (SELECT scope_units('residents')) LIMIT 1)
	OR (SELECT true FROM affiliation_line a WHERE a.person_id = ANY (ARRAY[person.id]) AND a.unit_id <@ (SELECT scope_units('staff')) LIMIT 1)
	OR id = scope_person()
	OR restricted_on IS NOT NULL AND person_lives_near(id)
	OR entered_by = scope_account() AND NOT person_placed(id)
	OR person_met(id));

ALTER POLICY affiliation_app ON affiliation USING (
	unit_id <@ (SELECT scope_units('staff')) OR person_id = scope_person() OR scope_all());
ALTER POLICY residence_app ON residence USING (
	unit_id <@ (SELECT scope_units('residents')) OR person_id = scope_person() OR scope_all());

ALTER POLICY enrolment_app ON enrolment USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR nominated_by_id <@ (SELECT scope_units('staff'))
	OR person_id = scope_person() OR class_near(class_id) OR person_near(person_id));

ALTER POLICY attendance_app ON attendance USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR person_id = scope_person() OR mark_near(class_id, person_id))
	WITH CHECK (class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR class_near(class_id));

ALTER POLICY attendance_history_app ON attendance_history USING (
	(SELECT scope_all()) OR person_id = scope_person() OR session_id = ANY ((SELECT CASE WHEN scope_class() IS NOT NULL THEN scope_class_sessions() END)::bigint[])
	OR session_near(session_id));

ALTER POLICY enrolment_event_app ON enrolment_event USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR person_id = scope_person() OR mark_near(class_id, person_id))
	WITH CHECK (true);

ALTER POLICY check_in_claim_app ON check_in_claim USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR person_id = scope_person() OR class_near(class_id));
ALTER POLICY certificate_app ON certificate USING (
	(SELECT scope_all()) OR class_id = (SELECT scope_class()) OR person_id = scope_person()
	OR unit_id <@ (SELECT scope_units('past')) OR class_near(class_id) OR person_near(person_id));

-- Names in order and places by number, so that a list joins people and enrolments once: every time a table is named its
-- lock is set up anew.
CREATE OR REPLACE VIEW enrolment_seen WITH (security_invoker = true) AS
SELECT e.id, e.class_id AS class, c.code AS class_code, c.title AS class_title, e.person_id AS person,
	p.code AS person_code, p.full_name, u.code AS nominated_by, n.name AS nominated_by_name, e.state,
	CASE WHEN e.state = 'waitlisted' THEN (SELECT count(*) FROM enrolment_line l
		WHERE l.class_id = e.class_id AND l.state = 'waitlisted' AND (l.queued, l.id) <= (e.queued, e.id)) END AS place,
	e.changed_at, e.why, e.substitute_for_id AS substitute_for,
	e.nominated_by_id, c.host_unit_id, p.sort_name
  FROM enrolment e
  JOIN class c ON c.id = e.class_id
  JOIN person p ON p.id = e.person_id
  LEFT JOIN unit u ON u.id = e.nominated_by_id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v WHERE v.unit_id = e.nominated_by_id
	ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true;
COMMENT ON COLUMN enrolment_seen.nominated_by_id IS 'number of the unit that sends';
COMMENT ON COLUMN enrolment_seen.host_unit_id IS 'number of the unit that runs the class';
COMMENT ON COLUMN enrolment_seen.sort_name IS 'what people are ordered by';

-- Numbers alone: whose they are, the lock on people says.
CREATE FUNCTION people_folded(q text, most bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER ROWS 50
	SET search_path = public, pg_temp AS $$
	SELECT p.id FROM person p WHERE p.folded >= q AND p.folded < q || chr(1114111)
	UNION ALL SELECT p.id FROM person p WHERE p.folded_given >= q AND p.folded_given < q || chr(1114111)
	LIMIT most $$;
COMMENT ON FUNCTION people_folded(text, bigint) IS 'Numbers of people whose folded name or given name begins so, some twice, at most so many; none: all';
REVOKE EXECUTE ON FUNCTION people_folded(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_folded(text, bigint) TO hocvu_app, hocvu_job;

-- migrate:down
DROP FUNCTION people_folded(text, bigint);
DROP VIEW enrolment_seen;
CREATE VIEW enrolment_seen WITH (security_invoker = true) AS
SELECT e.id, e.class_id AS class, c.code AS class_code, c.title AS class_title, e.person_id AS person,
	p.code AS person_code, p.full_name, u.code AS nominated_by, n.name AS nominated_by_name, e.state,
	CASE WHEN e.state = 'waitlisted' THEN (SELECT count(*) FROM enrolment_line l
		WHERE l.class_id = e.class_id AND l.state = 'waitlisted' AND (l.queued, l.id) <= (e.queued, e.id)) END AS place,
	e.changed_at, e.why, e.substitute_for_id AS substitute_for
  FROM enrolment e
  JOIN class c ON c.id = e.class_id
  JOIN person p ON p.id = e.person_id
  LEFT JOIN unit u ON u.id = e.nominated_by_id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v WHERE v.unit_id = e.nominated_by_id
	ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true;
COMMENT ON VIEW enrolment_seen IS 'An enrolment with its class, its person, the unit that sent them and the place in the waiting list';
COMMENT ON COLUMN enrolment_seen.id IS 'the enrolment';
COMMENT ON COLUMN enrolment_seen.class IS 'the class';
COMMENT ON COLUMN enrolment_seen.class_code IS 'the class''s code';
COMMENT ON COLUMN enrolment_seen.class_title IS 'the class''s name';
COMMENT ON COLUMN enrolment_seen.person IS 'who';
COMMENT ON COLUMN enrolment_seen.person_code IS 'the person''s code';
COMMENT ON COLUMN enrolment_seen.full_name IS 'the person''s name';
COMMENT ON COLUMN enrolment_seen.nominated_by IS 'code of the unit that sends';
COMMENT ON COLUMN enrolment_seen.nominated_by_name IS 'that unit''s latest name';
COMMENT ON COLUMN enrolment_seen.state IS 'nominated, approved, waitlisted, rejected or withdrawn';
COMMENT ON COLUMN enrolment_seen.place IS 'place in the waiting list, 1 is next';
COMMENT ON COLUMN enrolment_seen.changed_at IS 'when the state was last changed';
COMMENT ON COLUMN enrolment_seen.why IS 'the reason given';
COMMENT ON COLUMN enrolment_seen.substitute_for IS 'the enrolment whose seat it took over';
GRANT SELECT ON enrolment_seen TO hocvu_app, hocvu_job;
ALTER POLICY certificate_app ON certificate USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR unit_id <@ (SELECT scope_units('past'))
	OR person_near(person_id));
ALTER POLICY check_in_claim_app ON check_in_claim USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT c.host_unit_id FROM class c WHERE c.id = check_in_claim.class_id) <@ (SELECT scope_units('past')));
ALTER POLICY affiliation_app ON affiliation USING (
	(SELECT scope_all()) OR unit_id <@ (SELECT scope_units('staff')) OR person_id = (SELECT scope_person()));
ALTER POLICY residence_app ON residence USING (
	(SELECT scope_all()) OR unit_id <@ (SELECT scope_units('residents')) OR person_id = (SELECT scope_person()));
ALTER POLICY person_app ON person USING (
	(SELECT scope_all()) OR id = (SELECT scope_person())
	OR (SELECT true FROM residence_line r WHERE r.person_id = person.id
		AND r.unit_id <@ CASE WHEN person.restricted_on IS NULL THEN (SELECT scope_units('residents')) ELSE (SELECT scope_units('duty')) END LIMIT 1)
	OR (SELECT true FROM affiliation_line a WHERE a.person_id = ANY (ARRAY[person.id]) AND a.unit_id <@ (SELECT scope_units('staff')) LIMIT 1)
	OR (SELECT true FROM enrolment_line e WHERE e.person_id = person.id
		AND (e.class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
			OR e.nominated_by_id <@ (SELECT scope_units('staff'))
			OR (SELECT c.host_unit_id FROM class c WHERE c.id = e.class_id) <@ (SELECT scope_units('past'))) LIMIT 1)
	OR entered_by = (SELECT scope_account()) AND NOT person_placed(id)
	OR person_met(id));

ALTER POLICY enrolment_app ON enrolment USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person()) OR nominated_by_id <@ (SELECT scope_units('staff'))
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT c.host_unit_id FROM class c WHERE c.id = enrolment.class_id) <@ (SELECT scope_units('past'))
	OR person_near(person_id));

ALTER POLICY attendance_app ON attendance USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT c.host_unit_id FROM class c WHERE c.id = attendance.class_id) <@ (SELECT scope_units('past'))
	OR (SELECT e.nominated_by_id FROM enrolment_line e
		WHERE e.class_id = attendance.class_id AND e.person_id = attendance.person_id) <@ (SELECT scope_units('staff'))
	OR person_near(person_id))
	WITH CHECK ((SELECT scope_all())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT c.host_unit_id FROM class c WHERE c.id = attendance.class_id) <@ (SELECT scope_units('past')));

ALTER POLICY attendance_history_app ON attendance_history USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR session_id = ANY (ARRAY(SELECT s.id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT c.host_unit_id FROM class c
		WHERE c.id = (SELECT s.class_id FROM session s WHERE s.id = attendance_history.session_id)) <@ (SELECT scope_units('past')));

ALTER POLICY enrolment_event_app ON enrolment_event USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT c.host_unit_id FROM class c WHERE c.id = enrolment_event.class_id) <@ (SELECT scope_units('past'))
	OR (SELECT e.nominated_by_id FROM enrolment_line e
		WHERE e.class_id = enrolment_event.class_id AND e.person_id = enrolment_event.person_id) <@ (SELECT scope_units('staff'))
	OR person_near(person_id))
	WITH CHECK (true);
DROP FUNCTION mark_near(bigint, bigint), session_near(bigint), class_near(bigint), scope_class_sessions(), scope_class_people();
