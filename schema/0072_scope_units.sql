-- SPDX-License-Identifier: GPL-3.0-or-later
-- The second lock compares numbers of units that stand on the row: what an account reaches is said once a transaction as
-- ranges of the units' own numbers, so that a policy looks no unit up. What remains of look-ups stands in the policy
-- itself, the likeliest first: calls of functions had cost more than the rows they judged.

-- migrate:up
ALTER TABLE unit ADD COLUMN ids text NOT NULL DEFAULT 'empty', ADD COLUMN whole boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN unit.ids IS 'the numbers of its subtree, for scopes: ranges between the braces of an int8multirange; units made one after the other are one';
COMMENT ON COLUMN unit.whole IS 'its subtree is the whole tree';

CREATE OR REPLACE FUNCTION unit_renumber() RETURNS void LANGUAGE sql SET search_path = public AS $$
	WITH RECURSIVE latest AS (
		SELECT DISTINCT ON (v.unit_id) v.unit_id, v.parent_id
		  FROM unit_version v ORDER BY v.unit_id, upper(v.valid) DESC NULLS FIRST
	), tree AS (
		SELECT u.id, ARRAY[u.code COLLATE "C"] AS path, ARRAY[u.id] AS above
		  FROM unit u LEFT JOIN latest l ON l.unit_id = u.id
		 WHERE l.parent_id IS NULL
		UNION ALL
		SELECT u.id, t.path || (u.code COLLATE "C"), t.above || u.id
		  FROM tree t JOIN latest l ON l.parent_id = t.id JOIN unit u ON u.id = l.unit_id
		 WHERE NOT u.id = ANY (t.above)
	), numbered AS (
		SELECT id, above, (1000 * row_number() OVER (ORDER BY path))::int AS lo FROM tree
	), span AS (
		SELECT a.id, min(n.lo) AS lo, max(n.lo) AS hi, trim('{}' FROM range_agg(int8range(n.id, n.id, '[]'))::text) AS ids,
			count(*) = (SELECT count(*) FROM unit) AS whole
		  FROM numbered n CROSS JOIN unnest(n.above) AS a(id)
		 GROUP BY a.id
	)
	UPDATE unit u SET lo = s.lo, hi = s.hi, ids = s.ids, whole = s.whole
	  FROM span s WHERE s.id = u.id AND (u.lo, u.hi, u.ids, u.whole) IS DISTINCT FROM (s.lo, s.hi, s.ids, s.whole) $$;
SELECT unit_renumber();

-- Text to text: ranges are put in order once, by the policy that reads them. hocvu.reach* hold the same in pre-order
-- numbers, for the policies of tables that few ask.
CREATE OR REPLACE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text) RETURNS boolean
	LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	reach text; staff text; residents text; past text;
	units text; units_staff text; units_residents text; units_past text; units_duty text; everybody boolean;
BEGIN
	SELECT string_agg(x.los, ','), string_agg(x.los, ',') FILTER (WHERE x.staff), string_agg(x.los, ',') FILTER (WHERE x.residents),
		string_agg(x.los, ',') FILTER (WHERE x.past),
		string_agg(x.ids, ','), string_agg(x.ids, ',') FILTER (WHERE x.staff), string_agg(x.ids, ',') FILTER (WHERE x.residents),
		string_agg(x.ids, ',') FILTER (WHERE x.past), string_agg(x.ids, ',') FILTER (WHERE x.residents AND x.staff),
		bool_or(x.past AND x.whole)
	  INTO reach, staff, residents, past, units, units_staff, units_residents, units_past, units_duty, everybody
	  FROM (SELECT '[' || u.lo || ',' || u.hi || ']' AS los, u.ids, u.whole, g.role <> 'community_team' AS staff,
			g.role <> 'unit_head' AS residents, g.role IN ('programme_office', 'admin', 'auditor') AS past
		FROM public.role_grant g JOIN public.unit u ON u.id = g.unit_id
		WHERE g.account_id = scope_open.account AND g.valid @> scope_open.today
		  AND g.role NOT IN ('trainer', 'learner')) x;
	RETURN set_config('hocvu.account', account::text, true)
		|| set_config('hocvu.person', coalesce(person::text, ''), true)
		|| set_config('hocvu.today', today::text, true)
		|| set_config('hocvu.request', coalesce(request, ''), true)
		|| set_config('hocvu.address', coalesce(address, ''), true)
		|| set_config('hocvu.reach', coalesce('{' || reach || '}', ''), true)
		|| set_config('hocvu.reach_staff', coalesce('{' || staff || '}', ''), true)
		|| set_config('hocvu.reach_residents', coalesce('{' || residents || '}', ''), true)
		|| set_config('hocvu.reach_past', coalesce('{' || past || '}', ''), true)
		|| set_config('hocvu.units', coalesce('{' || units || '}', ''), true)
		|| set_config('hocvu.units_staff', coalesce('{' || units_staff || '}', ''), true)
		|| set_config('hocvu.units_residents', coalesce('{' || units_residents || '}', ''), true)
		|| set_config('hocvu.units_past', coalesce('{' || units_past || '}', ''), true)
		|| set_config('hocvu.units_duty', coalesce('{' || units_duty || '}', ''), true)
		|| set_config('hocvu.reach_all', CASE WHEN everybody THEN 'on' ELSE '' END, true) IS NOT NULL;
END$$;

CREATE FUNCTION scope_units(kind text) RETURNS int8multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.units_' || kind, true), '')::int8multirange $$;
COMMENT ON FUNCTION scope_units(text) IS 'Numbers of the units the account reaches: staff, residents, past, or duty (residents who restricted the use of their data)';
CREATE FUNCTION scope_units() RETURNS int8multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.units', true), '')::int8multirange $$;
COMMENT ON FUNCTION scope_units() IS 'Numbers of the units the account reaches by any role that sees people';

CREATE OR REPLACE VIEW person_line AS
SELECT p.id, p.works_from, p.works_until, p.birth_date IS NOT NULL AS birth_known, p.sex IS NOT NULL AS sex_known, p.entered_by,
	p.restricted_on IS NOT NULL AS restricted
  FROM person p;
COMMENT ON COLUMN person_line.restricted IS 'what is nobody''s duty is restricted';

-- Who restricted the use of their data is seen by whom it is a duty to, not by who goes from door to door.
CREATE OR REPLACE FUNCTION person_lives_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_lives_near.person])
		AND r.unit_id <@ (SELECT CASE WHEN p.restricted_on IS NULL THEN scope_units('residents') ELSE scope_units('duty') END
			FROM person p WHERE p.id = person_lives_near.person));
END$$;
CREATE OR REPLACE FUNCTION person_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_near.person])
		AND r.unit_id <@ (SELECT CASE WHEN p.restricted_on IS NULL THEN scope_units('residents') ELSE scope_units('duty') END
			FROM person p WHERE p.id = person_near.person))
	    OR EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_near.person])
		AND a.unit_id <@ (SELECT scope_units('staff')));
END$$;
CREATE OR REPLACE FUNCTION person_duty_only(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN scope_person() IS DISTINCT FROM person_duty_only.person
	   AND NOT person_lives_near(person_duty_only.person)
	   AND NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_duty_only.person])
		AND a.unit_id <@ (SELECT scope_units('past')));
END$$;

-- Beyond what the policy asks itself: marks without a seat, and who has no place yet. Most people have neither.
CREATE OR REPLACE FUNCTION person_met(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_met.person]))
			AND NOT EXISTS (SELECT FROM enrolment e WHERE e.person_id = person_met.person)
			AND NOT EXISTS (SELECT FROM attendance t WHERE t.person_id = person_met.person)
			AND NOT EXISTS (SELECT FROM attendance_history h WHERE h.person_id = person_met.person AND h.after = 'unmarked') THEN
		RETURN false;
	ELSIF EXISTS (SELECT FROM (SELECT e.class_id, e.nominated_by_id FROM enrolment e WHERE e.person_id = person_met.person
			UNION ALL SELECT t.class_id, NULL FROM attendance t WHERE t.person_id = person_met.person
			UNION ALL SELECT s.class_id, NULL FROM attendance_history h JOIN session s ON s.id = h.session_id
			 WHERE h.person_id = person_met.person AND h.after = 'unmarked') x
		  JOIN class c ON c.id = x.class_id
		 WHERE x.nominated_by_id <@ scope_units('staff') OR c.host_unit_id <@ scope_units('past')
		    OR EXISTS (SELECT FROM session s WHERE s.class_id = x.class_id AND s.trainer_id = scope_person())) THEN
		RETURN true;
	ELSIF person_placed(person) THEN
		RETURN false;
	END IF;
	RETURN EXISTS (SELECT FROM person p
		WHERE p.id = person_met.person
		  AND (p.entered_for <@ scope_units()
			OR p.entered_for IS NULL AND EXISTS (SELECT FROM unit top WHERE top.id <@ scope_units('past')
				AND NOT EXISTS (SELECT FROM unit above WHERE above.lo < top.lo AND top.lo <= above.hi))));
END$$;

-- Read alone, without the rows behind them; the index of overlaps, which is never preferred to these, costs twenty times as much.
DROP INDEX residence_by_person, affiliation_by_person, enrolment_by_person;
CREATE INDEX residence_by_person ON residence (person_id, unit_id);
CREATE INDEX affiliation_by_person ON affiliation (person_id, unit_id);
CREATE INDEX enrolment_by_person ON enrolment (person_id, class_id, nominated_by_id);
CREATE INDEX class_host ON class (id, host_unit_id);

-- A scalar sub-select with LIMIT 1 instead of EXISTS: that one the planner may turn into a hash of a whole table.
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

ALTER POLICY affiliation_app ON affiliation USING (
	(SELECT scope_all()) OR unit_id <@ (SELECT scope_units('staff')) OR person_id = (SELECT scope_person()));

ALTER POLICY residence_app ON residence USING (
	(SELECT scope_all()) OR unit_id <@ (SELECT scope_units('residents')) OR person_id = (SELECT scope_person()));

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

-- migrate:down
ALTER POLICY enrolment_app ON enrolment USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = enrolment.nominated_by_id) <@ (SELECT scope_reach('staff'))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = enrolment.class_id)) <@ (SELECT scope_reach('past'))
	OR person_near(person_id));

ALTER POLICY attendance_app ON attendance USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = attendance.class_id)) <@ (SELECT scope_reach('past'))
	OR person_near(person_id)
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT e.nominated_by_id FROM enrolment_line e
		WHERE e.class_id = attendance.class_id AND e.person_id = attendance.person_id)) <@ (SELECT scope_reach('staff')))
	WITH CHECK ((SELECT scope_all())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = attendance.class_id)) <@ (SELECT scope_reach('past')));

ALTER POLICY attendance_history_app ON attendance_history USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR session_id = ANY (ARRAY(SELECT s.id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c
		WHERE c.id = (SELECT s.class_id FROM session s WHERE s.id = attendance_history.session_id))) <@ (SELECT scope_reach('past')));

ALTER POLICY enrolment_event_app ON enrolment_event USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = enrolment_event.class_id)) <@ (SELECT scope_reach('past'))
	OR person_near(person_id)
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT e.nominated_by_id FROM enrolment_line e
		WHERE e.class_id = enrolment_event.class_id AND e.person_id = enrolment_event.person_id)) <@ (SELECT scope_reach('staff')))
	WITH CHECK (true);
ALTER POLICY affiliation_app ON affiliation USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR (SELECT u.lo FROM unit u WHERE u.id = affiliation.unit_id) <@ (SELECT scope_reach('staff')));
ALTER POLICY residence_app ON residence USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR (SELECT u.lo FROM unit u WHERE u.id = residence.unit_id) <@ (SELECT scope_reach('residents')));
ALTER POLICY person_app ON person USING (
	(SELECT scope_all()) OR id = (SELECT scope_person())
	OR person_near(id)
	OR entered_by = (SELECT scope_account()) AND NOT person_placed(id)
	OR person_met(id));
CREATE OR REPLACE FUNCTION person_lives_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_lives_near.person])
		AND (SELECT u.lo FROM unit u WHERE u.id = r.unit_id) <@ (SELECT scope_reach('residents')));
END$$;
CREATE OR REPLACE FUNCTION person_near(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM residence r WHERE r.person_id = ANY (ARRAY[person_near.person])
		AND (SELECT u.lo FROM unit u WHERE u.id = r.unit_id) <@ (SELECT scope_reach('residents')))
	    OR EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_near.person])
		AND (SELECT u.lo FROM unit u WHERE u.id = a.unit_id) <@ (SELECT scope_reach('staff')));
END$$;
CREATE OR REPLACE FUNCTION person_met(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
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
CREATE OR REPLACE FUNCTION person_duty_only(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN scope_person() IS DISTINCT FROM person_duty_only.person
	   AND NOT person_lives_near(person_duty_only.person)
	   AND NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_duty_only.person])
		AND (SELECT u.lo FROM unit u WHERE u.id = a.unit_id) <@ (SELECT scope_reach('past')));
END$$;
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
DROP INDEX residence_by_person, affiliation_by_person, enrolment_by_person, class_host;
CREATE INDEX residence_by_person ON residence (person_id);
CREATE INDEX affiliation_by_person ON affiliation (person_id);
CREATE INDEX enrolment_by_person ON enrolment (person_id);
DROP FUNCTION scope_units(), scope_units(text);
CREATE OR REPLACE FUNCTION unit_renumber() RETURNS void LANGUAGE sql SET search_path = public AS $$
	WITH RECURSIVE latest AS (
		SELECT DISTINCT ON (v.unit_id) v.unit_id, v.parent_id
		  FROM unit_version v ORDER BY v.unit_id, upper(v.valid) DESC NULLS FIRST
	), tree AS (
		SELECT u.id, ARRAY[u.code COLLATE "C"] AS path, ARRAY[u.id] AS above
		  FROM unit u LEFT JOIN latest l ON l.unit_id = u.id
		 WHERE l.parent_id IS NULL
		UNION ALL
		SELECT u.id, t.path || (u.code COLLATE "C"), t.above || u.id
		  FROM tree t JOIN latest l ON l.parent_id = t.id JOIN unit u ON u.id = l.unit_id
		 WHERE NOT u.id = ANY (t.above)
	), numbered AS (
		SELECT id, above, (1000 * row_number() OVER (ORDER BY path))::int AS lo FROM tree
	), span AS (
		SELECT a.id, min(n.lo) AS lo, max(n.lo) AS hi
		  FROM numbered n CROSS JOIN unnest(n.above) AS a(id)
		 GROUP BY a.id
	)
	UPDATE unit u SET lo = s.lo, hi = s.hi
	  FROM span s WHERE s.id = u.id AND (u.lo, u.hi) IS DISTINCT FROM (s.lo, s.hi) $$;
DROP VIEW person_line;
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
GRANT SELECT ON person_line TO hocvu_app, hocvu_job;
ALTER TABLE unit DROP COLUMN ids, DROP COLUMN whole;
