-- SPDX-License-Identifier: GPL-3.0-or-later
-- What runs as the owner is bound to nobody's tables but ours.

-- migrate:up
-- Where pg_temp is not named it comes first: a temporary table of that name, with a trigger of its maker, ran that
-- trigger as the owner of everything (CVE-2007-2138).
ALTER FUNCTION working_age_refresh() SET search_path = public, pg_temp;
ALTER FUNCTION statistics_refresh() SET search_path = public, pg_temp;

-- A trigger's function is asked for once, when the trigger is made. Nobody but the owner makes triggers, so that nobody
-- feeds what counts or records with rows of a table of their own.
DO $$
DECLARE
	f regprocedure;
BEGIN
	FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
		AND p.prorettype = 'trigger'::regtype
	LOOP
		EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
	END LOOP;
END$$;

-- migrate:down
DO $$
DECLARE
	f regprocedure;
BEGIN
	FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
		AND p.prorettype = 'trigger'::regtype AND p.proname NOT LIKE 'audit%'
	LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', f);
	END LOOP;
END$$;
ALTER FUNCTION statistics_refresh() SET search_path = public;
ALTER FUNCTION working_age_refresh() SET search_path = public;
