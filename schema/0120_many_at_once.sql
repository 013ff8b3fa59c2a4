-- SPDX-License-Identifier: GPL-3.0-or-later
-- Thousands of people entered or taken back at once: what is asked for each of them is planned once, and by the right index.

-- migrate:up
-- "ORDER BY id LIMIT 1" let the planner walk the people by their key until one had the number: all of them, when nobody has.
CREATE OR REPLACE FUNCTION person_numbered(blinds text[]) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp SET enable_seqscan = off AS
$$BEGIN
	RETURN (SELECT min(q.id) FROM (SELECT p.id FROM person p WHERE p.national_id_blind = ANY (blinds) OFFSET 0) q);
END$$;

-- A function in SQL that another calls is planned at each call; one in PL/pgSQL once a session: perhaps while its tables
-- are still empty, so it is told not to read them whole. As an array the person is not looked for in the index of overlaps.
CREATE OR REPLACE FUNCTION audit_person_unit(person bigint) RETURNS bigint LANGUAGE plpgsql STABLE
	SET search_path = public, pg_temp SET enable_seqscan = off AS
$$BEGIN
	RETURN coalesce(
		(SELECT min(a.unit_id) FROM affiliation a WHERE a.person_id = ANY (ARRAY[audit_person_unit.person])
			AND a.valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
		(SELECT min(r.unit_id) FROM residence r WHERE r.person_id = ANY (ARRAY[audit_person_unit.person])
			AND r.valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
		(SELECT p.entered_for FROM person p WHERE p.id = audit_person_unit.person));
END$$;

CREATE OR REPLACE FUNCTION audit_unit(how text, r jsonb, person bigint) RETURNS bigint LANGUAGE plpgsql STABLE
	SET search_path = public, pg_temp AS
$$BEGIN
	CASE how
	WHEN 'person' THEN RETURN audit_person_unit(person);
	WHEN 'account' THEN RETURN audit_account_unit(coalesce(r ->> 'account_id', r ->> 'id')::bigint);
	WHEN 'class' THEN RETURN (SELECT c.host_unit_id FROM class c WHERE c.id = (r ->> 'class_id')::bigint);
	ELSE RETURN (r ->> how)::bigint;
	END CASE;
END$$;

-- migrate:down
CREATE OR REPLACE FUNCTION audit_unit(how text, r jsonb, person bigint) RETURNS bigint LANGUAGE sql STABLE
	SET search_path = public, pg_temp AS $$
	SELECT CASE how
		WHEN 'person' THEN audit_person_unit(person)
		WHEN 'account' THEN audit_account_unit(coalesce(r ->> 'account_id', r ->> 'id')::bigint)
		WHEN 'class' THEN (SELECT c.host_unit_id FROM class c WHERE c.id = (r ->> 'class_id')::bigint)
		ELSE (r ->> how)::bigint END $$;
CREATE OR REPLACE FUNCTION audit_person_unit(person bigint) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT coalesce(
		(SELECT min(a.unit_id) FROM affiliation a WHERE a.person_id = person
			AND a.valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
		(SELECT min(r.unit_id) FROM residence r WHERE r.person_id = person
			AND r.valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
		(SELECT p.entered_for FROM person p WHERE p.id = person)) $$;
CREATE OR REPLACE FUNCTION person_numbered(blinds text[]) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS
$$SELECT p.id FROM person p WHERE p.national_id_blind = ANY (blinds) ORDER BY p.id LIMIT 1$$;
