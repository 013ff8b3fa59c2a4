-- SPDX-License-Identifier: GPL-3.0-or-later
-- Making somebody unknown takes two: who entered the request does not carry it out. And it is the place where somebody
-- lives now that answers for them; a place they left does only while they live nowhere.

-- migrate:up
CREATE FUNCTION person_answered_for(person bigint, today date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM person_place x
		 WHERE x.person_id = person_answered_for.person AND x.unit_id <@ scope_units('past')
		   AND (x.valid && daterange(today, NULL) OR NOT EXISTS (SELECT FROM person_place n
			WHERE n.person_id = x.person_id AND n.valid && daterange(today, NULL)))) $$;
COMMENT ON FUNCTION person_answered_for(bigint, date) IS 'Is the person, or was, while they are nowhere now, where the account runs the office?';

CREATE OR REPLACE FUNCTION person_forgotten(person bigint, today date, why text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
BEGIN
	IF scope_account() IS NULL OR person_on_duty(person) OR NOT person_answered_for(person, today)
		OR NOT EXISTS (SELECT FROM data_request r WHERE r.person_id = person_forgotten.person AND r.kind = 'delete'
			AND r.closed_on IS NULL AND r.entered_by IS DISTINCT FROM scope_account())
		OR person = scope_person() THEN
		RETURN 0;
	END IF;
	PERFORM set_config('hocvu.reason', why, true);
	RETURN people_anonymised(ARRAY[person], today);
END$$;
COMMENT ON FUNCTION person_forgotten(bigint, date, text) IS
	'Makes one person unknown at a request somebody else entered; 0: not theirs to do, or nothing left to do';

REVOKE EXECUTE ON FUNCTION person_answered_for(bigint, date) FROM public;
GRANT EXECUTE ON FUNCTION person_answered_for(bigint, date) TO hocvu_app;

-- migrate:down
CREATE OR REPLACE FUNCTION person_forgotten(person bigint, today date, why text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
BEGIN
	IF person_on_duty(person) OR NOT EXISTS (SELECT FROM residence r JOIN unit u ON u.id = r.unit_id
		WHERE r.person_id = person_forgotten.person
		  AND u.lo <@ nullif(current_setting('hocvu.reach_past', true), '')::int4multirange) THEN
		RETURN 0;
	END IF;
	PERFORM set_config('hocvu.reason', why, true);
	RETURN people_anonymised(ARRAY[person], today);
END$$;
DROP FUNCTION person_answered_for(bigint, date);
