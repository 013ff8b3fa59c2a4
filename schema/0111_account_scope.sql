-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an account reaches follows from its grants and the tree, and stands written down for every day: a request reads one
-- row instead of gathering it anew, and says it in one setting.

-- migrate:up
CREATE TABLE account_scope (
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	since date NOT NULL,
	everybody boolean NOT NULL,
	units text NOT NULL,
	PRIMARY KEY (account_id, since)
);
COMMENT ON TABLE account_scope IS 'What an account reaches from a day until the next that stands here; kept by triggers, follows from role_grant and unit';
COMMENT ON COLUMN account_scope.account_id IS 'the account';
COMMENT ON COLUMN account_scope.since IS 'the first day it holds; before its first row an account reaches nothing';
COMMENT ON COLUMN account_scope.everybody IS 'it reaches the whole tree, past and present';
COMMENT ON COLUMN account_scope.units IS 'numbers of the units, as int8multiranges, none: empty: all|staff|residents|past|duty';
GRANT SELECT ON account_scope TO hocvu_app, hocvu_job;

-- One at a time, and looked at after that: two who give roles to one account each see what the other gave.
CREATE FUNCTION account_scope_write(accounts bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('account_scope'));
	DELETE FROM account_scope s WHERE accounts IS NULL OR s.account_id = ANY (accounts);
	INSERT INTO account_scope (account_id, since, everybody, units)
	SELECT d.account_id, d.since, coalesce(bool_or(x.past AND x.whole), false),
		coalesce('{' || string_agg(x.ids, ',') || '}', '') || '|'
		|| coalesce('{' || string_agg(x.ids, ',') FILTER (WHERE x.staff) || '}', '') || '|'
		|| coalesce('{' || string_agg(x.ids, ',') FILTER (WHERE x.residents) || '}', '') || '|'
		|| coalesce('{' || string_agg(x.ids, ',') FILTER (WHERE x.past) || '}', '') || '|'
		|| coalesce('{' || string_agg(x.ids, ',') FILTER (WHERE x.residents AND x.staff) || '}', '')
	  FROM (SELECT g.account_id, coalesce(lower(g.valid), '-infinity') AS since FROM role_grant g
			WHERE accounts IS NULL OR g.account_id = ANY (accounts)
		UNION SELECT g.account_id, upper(g.valid) FROM role_grant g
			WHERE upper(g.valid) IS NOT NULL AND (accounts IS NULL OR g.account_id = ANY (accounts))) d
	  LEFT JOIN LATERAL (SELECT u.ids, u.whole, g.role <> 'community_team' AS staff, g.role <> 'unit_head' AS residents,
			g.role IN ('programme_office', 'admin', 'auditor') AS past
		FROM role_grant g JOIN unit u ON u.id = g.unit_id
		WHERE g.account_id = d.account_id AND g.valid @> d.since AND g.role NOT IN ('trainer', 'learner')
		ORDER BY g.id) x ON true
	 GROUP BY d.account_id, d.since;
END$$;
COMMENT ON FUNCTION account_scope_write(bigint[]) IS 'Writes anew what accounts reach; without a list: all';
CREATE FUNCTION account_scope_granted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM account_scope_write(array_agg(DISTINCT n.account_id)) FROM new_rows n HAVING count(*) > 0;
	ELSIF TG_OP = 'DELETE' THEN
		PERFORM account_scope_write(array_agg(DISTINCT o.account_id)) FROM old_rows o HAVING count(*) > 0;
	ELSE
		PERFORM account_scope_write(array_agg(DISTINCT x.account_id))
		   FROM (SELECT o.account_id FROM old_rows o UNION SELECT n.account_id FROM new_rows n) x HAVING count(*) > 0;
	END IF;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION account_scope_granted() IS 'Grants came, changed or went: what their accounts reach is written anew';
CREATE TRIGGER account_scope_insert AFTER INSERT ON role_grant REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION account_scope_granted();
CREATE TRIGGER account_scope_update AFTER UPDATE ON role_grant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION account_scope_granted();
CREATE TRIGGER account_scope_delete AFTER DELETE ON role_grant REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION account_scope_granted();
CREATE FUNCTION account_scope_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE (n.ids, n.whole) IS DISTINCT FROM (o.ids, o.whole)) THEN
		PERFORM account_scope_write(NULL);
	END IF;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION account_scope_moved() IS 'The tree has another form: what anybody reaches is written anew';
CREATE TRIGGER account_scope_moved AFTER UPDATE ON unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION account_scope_moved();
REVOKE EXECUTE ON FUNCTION account_scope_write(bigint[]), account_scope_granted(), account_scope_moved() FROM PUBLIC;
SELECT account_scope_write(NULL);

-- hocvu.scope is `class|all|staff|residents|past|duty`. `class` or `session` are what the request's path names: the class
-- is opened when the account teaches it or reaches its host, and else stays shut, whoever named it. Who reaches everybody
-- needs none opened. It runs with every request: no SET clause, and as few settings as there can be.
DROP FUNCTION scope_open(bigint, bigint, date, text, text);
CREATE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text, class bigint DEFAULT NULL,
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
COMMENT ON FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint) IS
	'Sets for this transaction who asks, with which request, from where, which units they reach, and the class it is about; always true';
REVOKE EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint) TO hocvu_app;

CREATE FUNCTION scope_class() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(split_part(current_setting('hocvu.scope', true), '|', 1), '')::bigint $$;
COMMENT ON FUNCTION scope_class() IS 'The class the request is about, when the account teaches or runs it';
CREATE OR REPLACE FUNCTION scope_units(kind text) RETURNS int8multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(split_part(current_setting('hocvu.scope', true), '|',
		CASE kind WHEN 'staff' THEN 3 WHEN 'residents' THEN 4 WHEN 'past' THEN 5 WHEN 'duty' THEN 6 ELSE 7 END), '')::int8multirange $$;
CREATE OR REPLACE FUNCTION scope_units() RETURNS int8multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(split_part(current_setting('hocvu.scope', true), '|', 2), '')::int8multirange $$;

-- What still asked by pre-order numbers asks by the units' own.
DO $$
DECLARE
	before text := pg_get_functiondef('person_data(bigint)'::regprocedure);
	after text := replace(before, $r$u.lo <@ nullif(current_setting('hocvu.reach_past', true), '')::int4multirange$r$, $r$u.id <@ scope_units('past')$r$);
BEGIN
	ASSERT after <> before, 'person_data has another form';
	EXECUTE after;
END$$;
ALTER POLICY removal_app ON removal USING ((SELECT scope_all())
	OR unit_id <@ (SELECT scope_units()) AND (person_id IS NULL OR person_near(person_id)));
ALTER POLICY data_request_app ON data_request USING (
	person_id = (SELECT scope_person()) OR unit_id <@ (SELECT scope_units('past')));
ALTER POLICY retention_proposal_app ON retention_proposal USING (unit_id <@ (SELECT scope_units('past')));
ALTER POLICY breach_app ON breach USING (unit_id <@ (SELECT scope_units('past')));
ALTER POLICY visit_app ON visit USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person()) OR unit_id <@ (SELECT scope_units('residents')));
ALTER POLICY certificate_file_app ON certificate_file USING (
	(SELECT c.host_unit_id FROM certificate_batch b JOIN class c ON c.id = b.class_id
		WHERE b.id = certificate_file.batch_id) <@ (SELECT scope_units('past')));
ALTER POLICY certificate_app ON certificate USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR unit_id <@ (SELECT scope_units('past'))
	OR person_near(person_id));
ALTER POLICY check_in_claim_app ON check_in_claim USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT c.host_unit_id FROM class c WHERE c.id = check_in_claim.class_id) <@ (SELECT scope_units('past')));

-- Pre-order numbers are made of the others where a policy of a table that few ask still compares them.
CREATE OR REPLACE FUNCTION scope_reach(kind text) RETURNS int4multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT range_agg(int4range(u.lo, u.lo, '[]')) FROM public.unit u WHERE u.id <@ scope_units(kind) $$;
CREATE OR REPLACE FUNCTION scope_reach() RETURNS int4multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT range_agg(int4range(u.lo, u.lo, '[]')) FROM public.unit u WHERE u.id <@ scope_units() $$;

-- migrate:down
CREATE OR REPLACE FUNCTION scope_reach(kind text) RETURNS int4multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.reach_' || kind, true), '')::int4multirange $$;
COMMENT ON FUNCTION scope_reach(text) IS 'Pre-order numbers of the units the account reaches: staff, residents or past';
CREATE OR REPLACE FUNCTION scope_reach() RETURNS int4multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.reach', true), '')::int4multirange $$;
COMMENT ON FUNCTION scope_reach() IS 'Pre-order numbers of the units the account reaches by any role that sees people';
ALTER POLICY removal_app ON removal USING (
	(SELECT scope_all())
	OR (SELECT u.lo FROM unit u WHERE u.id = removal.unit_id) <@ (SELECT scope_reach()) AND (person_id IS NULL OR person_near(person_id)));
ALTER POLICY data_request_app ON data_request USING (
	person_id = (SELECT nullif(current_setting('hocvu.person', true), '')::bigint)
	OR (SELECT u.lo FROM unit u WHERE u.id = data_request.unit_id)
		<@ (SELECT nullif(current_setting('hocvu.reach_past', true), '')::int4multirange));
ALTER POLICY retention_proposal_app ON retention_proposal USING (
	(SELECT u.lo FROM unit u WHERE u.id = retention_proposal.unit_id)
		<@ (SELECT nullif(current_setting('hocvu.reach_past', true), '')::int4multirange));
ALTER POLICY breach_app ON breach USING (
	(SELECT u.lo FROM unit u WHERE u.id = breach.unit_id)
		<@ (SELECT nullif(current_setting('hocvu.reach_past', true), '')::int4multirange));
ALTER POLICY visit_app ON visit USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR (SELECT u.lo FROM unit u WHERE u.id = visit.unit_id) <@ (SELECT scope_reach('residents')));
ALTER POLICY certificate_app ON certificate USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = certificate.unit_id) <@ (SELECT scope_reach('past'))
	OR person_near(person_id));
ALTER POLICY certificate_file_app ON certificate_file USING (
	(SELECT u.lo FROM certificate_batch b JOIN class c ON c.id = b.class_id JOIN unit u ON u.id = c.host_unit_id
		WHERE b.id = certificate_file.batch_id) <@ (SELECT scope_reach('past')));
ALTER POLICY check_in_claim_app ON check_in_claim USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR class_id = ANY (ARRAY(SELECT s.class_id FROM session s WHERE s.trainer_id = (SELECT scope_person())))
	OR (SELECT u.lo FROM unit u WHERE u.id = (SELECT c.host_unit_id FROM class c WHERE c.id = check_in_claim.class_id)) <@ (SELECT scope_reach('past')));
DO $$
BEGIN
	EXECUTE replace(pg_get_functiondef('person_data(bigint)'::regprocedure), $r$u.id <@ scope_units('past')$r$,
		$r$u.lo <@ nullif(current_setting('hocvu.reach_past', true), '')::int4multirange$r$);
END$$;
CREATE OR REPLACE FUNCTION scope_units(kind text) RETURNS int8multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.units_' || kind, true), '')::int8multirange $$;
CREATE OR REPLACE FUNCTION scope_units() RETURNS int8multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('hocvu.units', true), '')::int8multirange $$;
DROP FUNCTION scope_class(), scope_open(bigint, bigint, date, text, text, bigint, bigint);
CREATE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text) RETURNS boolean
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
COMMENT ON FUNCTION scope_open(bigint, bigint, date, text, text) IS
	'Sets for this transaction who asks, with which request, from where, and which units they reach; always true';
REVOKE EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text) TO hocvu_app;
DROP TRIGGER account_scope_moved ON unit;
DROP TRIGGER account_scope_delete ON role_grant;
DROP TRIGGER account_scope_update ON role_grant;
DROP TRIGGER account_scope_insert ON role_grant;
DROP FUNCTION account_scope_moved(), account_scope_granted(), account_scope_write(bigint[]);
DROP TABLE account_scope;
