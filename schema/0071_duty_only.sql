-- SPDX-License-Identifier: GPL-3.0-or-later
-- A head sees the training of the staff, not what they come to as residents in their own time.

-- migrate:up
CREATE FUNCTION person_duty_only(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN scope_person() IS DISTINCT FROM person_duty_only.person
	   AND NOT person_lives_near(person_duty_only.person)
	   AND NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = ANY (ARRAY[person_duty_only.person])
		AND (SELECT u.lo FROM unit u WHERE u.id = a.unit_id) <@ (SELECT scope_reach('past')));
END$$;
COMMENT ON FUNCTION person_duty_only(bigint) IS 'Does whoever asks see the person only as staff of theirs, so that voluntary classes are none of their business?';
REVOKE EXECUTE ON FUNCTION person_duty_only(bigint) FROM public;
GRANT EXECUTE ON FUNCTION person_duty_only(bigint) TO hocvu_app;

-- migrate:down
DROP FUNCTION person_duty_only(bigint);
