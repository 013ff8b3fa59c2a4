-- SPDX-License-Identifier: GPL-3.0-or-later
-- Opening a request asks less: who reaches no past is not asked for the host of a session's class, and what a setting says
-- already is not said again. People of the opened class are read through the view figures read by: a function that turns
-- into its owner and back costs as much as their rows.

-- migrate:up
CREATE OR REPLACE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text, class bigint DEFAULT NULL,
	session bigint DEFAULT NULL) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	everybody boolean; units text; past text; said text; opened bigint; host bigint; trainer bigint;
BEGIN
	SELECT s.everybody, s.units INTO everybody, units FROM public.account_scope s
	 WHERE s.account_id = scope_open.account AND s.since <= scope_open.today ORDER BY s.since DESC LIMIT 1;
	IF everybody THEN
		said := set_config('hocvu.reach_all', 'on', true);
	ELSIF current_setting('hocvu.reach_all', true) = 'on' THEN
		said := set_config('hocvu.reach_all', '', true);
	END IF;
	IF everybody IS NOT TRUE AND (session IS NOT NULL OR class IS NOT NULL) THEN
		past := nullif(split_part(units, '|', 4), '');
		IF session IS NULL THEN
			SELECT c.id, c.host_unit_id INTO opened, host FROM public.class c WHERE c.id = scope_open.class;
		ELSIF past IS NULL THEN
			SELECT s.class_id, s.trainer_id INTO opened, trainer FROM public.session s WHERE s.id = scope_open.session;
		ELSE
			SELECT c.id, c.host_unit_id, s.trainer_id INTO opened, host, trainer
			  FROM public.session s JOIN public.class c ON c.id = s.class_id WHERE s.id = scope_open.session;
		END IF;
		IF opened IS NOT NULL AND (trainer = person OR host <@ past::int8multirange) IS NOT TRUE THEN
			SELECT s.class_id INTO opened FROM public.session s
			 WHERE s.class_id = opened AND s.trainer_id = scope_open.person LIMIT 1;
		END IF;
	END IF;
	RETURN num_nulls(set_config('hocvu.account', account::text, true),
		set_config('hocvu.person', coalesce(person::text, ''), true),
		set_config('hocvu.today', today::text, true),
		set_config('hocvu.request', coalesce(request, ''), true),
		set_config('hocvu.address', coalesce(address, ''), true),
		set_config('hocvu.scope', concat(opened, '|', units), true)) IS NOT NULL;
END$$;

CREATE OR REPLACE FUNCTION scope_people() RETURNS bigint[] LANGUAGE plpgsql STABLE COST 100 AS $$
BEGIN
	IF public.scope_class() IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN ARRAY(SELECT e.person_id FROM public.enrolment_line e WHERE e.class_id = public.scope_class());
END$$;
DROP FUNCTION scope_class_people();

-- migrate:down
CREATE FUNCTION scope_class_people() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER COST 100
	SET search_path = public, pg_temp AS $$
BEGIN
	RETURN ARRAY(SELECT e.person_id FROM enrolment e WHERE e.class_id = scope_class());
END$$;
COMMENT ON FUNCTION scope_class_people() IS 'Who is sent to the class the request is about, when the account teaches or runs it';
REVOKE EXECUTE ON FUNCTION scope_class_people() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_class_people() TO hocvu_app;
CREATE OR REPLACE FUNCTION scope_people() RETURNS bigint[] LANGUAGE plpgsql STABLE COST 100 AS $$
BEGIN
	IF public.scope_class() IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN public.scope_class_people();
END$$;
CREATE OR REPLACE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text, class bigint DEFAULT NULL,
	session bigint DEFAULT NULL) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	everybody boolean; units text; opened bigint; host bigint; trainer bigint;
BEGIN
	SELECT s.everybody, s.units INTO everybody, units FROM public.account_scope s
	 WHERE s.account_id = scope_open.account AND s.since <= scope_open.today ORDER BY s.since DESC LIMIT 1;
	IF everybody IS NOT TRUE AND session IS NOT NULL THEN
		SELECT c.id, c.host_unit_id, s.trainer_id INTO opened, host, trainer
		  FROM public.session s JOIN public.class c ON c.id = s.class_id WHERE s.id = scope_open.session;
	ELSIF everybody IS NOT TRUE AND class IS NOT NULL THEN
		SELECT c.id, c.host_unit_id INTO opened, host FROM public.class c WHERE c.id = scope_open.class;
	END IF;
	IF opened IS NOT NULL AND (trainer = person OR host <@ nullif(split_part(units, '|', 4), '')::int8multirange) IS NOT TRUE THEN
		SELECT s.class_id INTO opened FROM public.session s
		 WHERE s.class_id = opened AND s.trainer_id = scope_open.person LIMIT 1;
	END IF;
	RETURN set_config('hocvu.account', account::text, true)
		|| set_config('hocvu.person', coalesce(person::text, ''), true)
		|| set_config('hocvu.today', today::text, true)
		|| set_config('hocvu.request', coalesce(request, ''), true)
		|| set_config('hocvu.address', coalesce(address, ''), true)
		|| set_config('hocvu.scope', coalesce(opened::text, '') || '|' || coalesce(units, ''), true)
		|| set_config('hocvu.reach_all', CASE WHEN everybody THEN 'on' ELSE '' END, true) IS NOT NULL;
END$$;
