-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an account reaches today stands on the account's own row too, which every request reads anyway; account_scope is
-- asked only for other days.

-- migrate:up
ALTER TABLE account ADD scope_days daterange NOT NULL DEFAULT '(,)', ADD scope_everybody boolean NOT NULL DEFAULT false,
	ADD scope_units text NOT NULL DEFAULT '';
COMMENT ON COLUMN account.scope_days IS 'the days on which it reaches what stands here, of others account_scope tells; kept by triggers, as the next two';
COMMENT ON COLUMN account.scope_everybody IS 'it reaches the whole tree, past and present';
COMMENT ON COLUMN account.scope_units IS 'numbers of the units it reaches, as account_scope has them, all numbers for the whole tree; empty: none';
REVOKE INSERT, UPDATE ON account FROM hocvu_app;
DO $$
DECLARE
	columns text := (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = 'account'::regclass
		AND attnum > 0 AND NOT attisdropped AND attname NOT LIKE 'scope\_%');
	t record;
	now text;
BEGIN
	EXECUTE format('GRANT INSERT (%1$s), UPDATE (%1$s) ON account TO hocvu_app', columns);
	-- The record has the grants this follows from, and whose it is reads them too.
	FOR t IN SELECT * FROM (VALUES ('audit_part(jsonb,jsonb)', ',homes,posts,', ',homes,posts,scope_days,scope_everybody,scope_units,'),
		('person_data(bigint)', '|homes|posts|', '|homes|posts|scope_.*|'),
		('account_scope_write(bigint[])', E'\nEND', $more$
	-- Only whose reach is another now: whoever signs in writes their account too, and would wait for a whole import that began with
	-- a unit; who reaches the whole tree reaches every number. In the order of their numbers, so that two who write many accounts
	-- wait and never for each other.
	WITH n AS MATERIALIZED (
		SELECT x.id, daterange(s.since, (SELECT min(l.since) FROM account_scope l WHERE l.account_id = x.id AND l.since > day.today)) AS days,
			coalesce(s.everybody, false) AS everybody,
			CASE WHEN s.everybody THEN '{(,)}|{(,)}|{(,)}|{(,)}|{(,)}' ELSE coalesce(s.units, '') END AS units
		  FROM account x
		 CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS today) day
		  LEFT JOIN LATERAL (SELECT b.* FROM account_scope b WHERE b.account_id = x.id AND b.since <= day.today ORDER BY b.since DESC LIMIT 1) s ON true
		 WHERE accounts IS NULL OR x.id = ANY (accounts)
	), other AS MATERIALIZED (
		SELECT a.id FROM account a JOIN n ON n.id = a.id
		 WHERE (a.scope_days, a.scope_everybody, a.scope_units) IS DISTINCT FROM (n.days, n.everybody, n.units)
		 ORDER BY a.id FOR NO KEY UPDATE OF a
	)
	UPDATE account a SET scope_days = n.days, scope_everybody = n.everybody, scope_units = n.units
	  FROM other o JOIN n ON n.id = o.id WHERE a.id = o.id;
END$more$)) AS x(called, place, more)
	LOOP
		now := pg_get_functiondef(t.called::regprocedure);
		ASSERT length(now) - length(replace(now, t.place, '')) = length(t.place), t.called || ' reads otherwise';
		EXECUTE replace(now, t.place, t.more);
	END LOOP;
END$$;
SELECT account_scope_write(NULL);

DROP FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint);
CREATE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text, class bigint DEFAULT NULL,
	session bigint DEFAULT NULL, days daterange DEFAULT 'empty', everybody boolean DEFAULT NULL, units text DEFAULT NULL)
	RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	past text; said text; opened bigint; host bigint; trainer bigint;
BEGIN
	IF NOT days @> today THEN
		SELECT s.everybody, s.units INTO everybody, units FROM public.account_scope s
		 WHERE s.account_id = scope_open.account AND s.since <= scope_open.today ORDER BY s.since DESC LIMIT 1;
	END IF;
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
COMMENT ON FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint, daterange, boolean, text) IS
	'Sets for this transaction who asks, with which request, from where, which units they reach, and the class it is about; always true';
REVOKE EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint, daterange, boolean, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint, daterange, boolean, text) TO hocvu_app;

-- migrate:down
DROP FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint, daterange, boolean, text);
CREATE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text, class bigint DEFAULT NULL,
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
COMMENT ON FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint) IS
	'Sets for this transaction who asks, with which request, from where, which units they reach, and the class it is about; always true';
REVOKE EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_open(bigint, bigint, date, text, text, bigint, bigint) TO hocvu_app;
DO $$
BEGIN
	EXECUTE regexp_replace(pg_get_functiondef('account_scope_write(bigint[])'::regprocedure),
		E'\n\t-- Only whose reach is another now.*\nEND', E'\nEND');
	EXECUTE replace(pg_get_functiondef('audit_part(jsonb,jsonb)'::regprocedure), ',scope_days,scope_everybody,scope_units,', ',');
	EXECUTE replace(pg_get_functiondef('person_data(bigint)'::regprocedure), '|scope_.*|', '|');
END$$;
ALTER TABLE account DROP scope_days, DROP scope_everybody, DROP scope_units;
REVOKE INSERT, UPDATE ON account FROM hocvu_app;
GRANT INSERT, UPDATE ON account TO hocvu_app;
