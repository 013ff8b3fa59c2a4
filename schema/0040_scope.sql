-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who is asking, as the database knows it: settings that hold for one transaction and end with it.

-- migrate:up
-- The reaches are the pre-order numbers of the units over which the account holds a role on that day, by what roles
-- let people see (server/features/access/README.md). It runs with every request: no SET clause and one expression
-- for all settings, which halves its cost.
CREATE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text) RETURNS boolean
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
COMMENT ON FUNCTION scope_open(bigint, bigint, date, text, text) IS
	'Sets for this transaction who asks, with which request, from where, and which units they reach; always true';
REVOKE EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text) TO hocvu_app;

-- migrate:down
DROP FUNCTION scope_open(bigint, bigint, date, text, text);
