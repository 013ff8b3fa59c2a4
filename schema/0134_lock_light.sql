-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a policy says, every statement that meets it walks, opens and sets up, also what no row ever comes to. The seldom
-- answers stand together in one function each: a statement carries one call of it instead of all they compare.

-- migrate:up
-- Not as the owner and without a setting of its own: it looks nothing up, and is called row by row.
CREATE FUNCTION scope_mine(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 AS $$
BEGIN
	RETURN person = public.scope_person() OR public.scope_all();
END$$;
COMMENT ON FUNCTION scope_mine(bigint) IS 'Is it the person who asks, or does the account reach the whole tree?';
CREATE FUNCTION scope_people() RETURNS bigint[] LANGUAGE plpgsql STABLE COST 100 AS $$
BEGIN
	IF public.scope_class() IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN public.scope_class_people();
END$$;
COMMENT ON FUNCTION scope_people() IS 'Who is sent to the class the request is about, when the account teaches or runs it; without a class: nobody';
CREATE FUNCTION person_seldom(person bigint, restricted boolean, entered_by bigint) RETURNS boolean LANGUAGE plpgsql STABLE COST 2000 AS $$
BEGIN
	RETURN person = public.scope_person()
	    OR restricted AND public.person_lives_near(person)
	    OR entered_by = public.scope_account() AND NOT public.person_placed(person)
	    OR public.person_met(person);
END$$;
COMMENT ON FUNCTION person_seldom(bigint, boolean, bigint) IS
	'Does the account see the person for another reason than where they live or work: itself, restricted, entered, met?';
CREATE FUNCTION enrolment_seldom(class bigint, person bigint) RETURNS boolean LANGUAGE plpgsql STABLE COST 2000 AS $$
BEGIN
	RETURN person = public.scope_person() OR public.class_near(class) OR public.person_near(person);
END$$;
COMMENT ON FUNCTION enrolment_seldom(bigint, bigint) IS
	'Does the account see the enrolment for another reason than the class it asks about or the unit that sent?';
CREATE FUNCTION mark_seldom(class bigint, person bigint) RETURNS boolean LANGUAGE plpgsql STABLE COST 2000 AS $$
BEGIN
	RETURN person = public.scope_person() OR public.mark_near(class, person);
END$$;
COMMENT ON FUNCTION mark_seldom(bigint, bigint) IS 'Does the account see the mark for another reason than the class it asks about?';
CREATE FUNCTION claim_seldom(class bigint, person bigint) RETURNS boolean LANGUAGE plpgsql STABLE COST 2000 AS $$
BEGIN
	RETURN person = public.scope_person() OR public.class_near(class);
END$$;
COMMENT ON FUNCTION claim_seldom(bigint, bigint) IS 'Does the account see who checked in for another reason than the class it asks about?';
REVOKE EXECUTE ON FUNCTION scope_people(), person_seldom(bigint, boolean, bigint), enrolment_seldom(bigint, bigint),
	mark_seldom(bigint, bigint), claim_seldom(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_people(), person_seldom(bigint, boolean, bigint), enrolment_seldom(bigint, bigint),
	mark_seldom(bigint, bigint), claim_seldom(bigint, bigint) TO hocvu_app;

-- Both sub-selects compare more of the person than its number (a CASE, a list of one): else the planner may turn them into a
-- hash of everybody's places.
ALTER POLICY person_app ON person USING (
	(SELECT scope_all()) OR id = ANY ((SELECT scope_people())::bigint[])
	OR EXISTS (SELECT FROM residence_line r WHERE r.person_id = person.id
		AND r.unit_id <@ CASE WHEN person.restricted_on IS NULL THEN (SELECT scope_units('residents')) END)
	OR EXISTS (SELECT FROM affiliation_line a WHERE a.person_id = ANY (ARRAY[person.id]) AND a.unit_id <@ (SELECT scope_units('staff')))
	OR person_seldom(id, restricted_on IS NOT NULL, entered_by));
ALTER POLICY affiliation_app ON affiliation USING (unit_id <@ (SELECT scope_units('staff')) OR scope_mine(person_id));
ALTER POLICY residence_app ON residence USING (unit_id <@ (SELECT scope_units('residents')) OR scope_mine(person_id));
ALTER POLICY enrolment_app ON enrolment USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR nominated_by_id <@ (SELECT scope_units('staff'))
	OR enrolment_seldom(class_id, person_id));
ALTER POLICY attendance_app ON attendance USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR mark_seldom(class_id, person_id));
ALTER POLICY check_in_claim_app ON check_in_claim USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR claim_seldom(class_id, person_id));

-- migrate:down
ALTER POLICY check_in_claim_app ON check_in_claim USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR person_id = scope_person() OR class_near(class_id));
ALTER POLICY attendance_app ON attendance USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR person_id = scope_person() OR mark_near(class_id, person_id));
ALTER POLICY enrolment_app ON enrolment USING (
	class_id = (SELECT scope_class()) OR (SELECT scope_all()) OR nominated_by_id <@ (SELECT scope_units('staff'))
	OR person_id = scope_person() OR class_near(class_id) OR person_near(person_id));
ALTER POLICY residence_app ON residence USING (
	unit_id <@ (SELECT scope_units('residents')) OR person_id = scope_person() OR scope_all());
ALTER POLICY affiliation_app ON affiliation USING (
	unit_id <@ (SELECT scope_units('staff')) OR person_id = scope_person() OR scope_all());
ALTER POLICY person_app ON person USING (
	(SELECT scope_all()) OR id = ANY ((SELECT CASE WHEN scope_class() IS NOT NULL THEN scope_class_people() END)::bigint[])
	OR restricted_on IS NULL AND (SELECT true FROM residence_line r WHERE r.person_id = person.id
		AND r.unit_id <@ (SELECT scope_units('residents')) LIMIT 1)
	OR (SELECT true FROM affiliation_line a WHERE a.person_id = ANY (ARRAY[person.id]) AND a.unit_id <@ (SELECT scope_units('staff')) LIMIT 1)
	OR id = scope_person()
	OR restricted_on IS NOT NULL AND person_lives_near(id)
	OR entered_by = scope_account() AND NOT person_placed(id)
	OR person_met(id));
DROP FUNCTION claim_seldom(bigint, bigint), mark_seldom(bigint, bigint), enrolment_seldom(bigint, bigint),
	person_seldom(bigint, boolean, bigint), scope_people(), scope_mine(bigint);
