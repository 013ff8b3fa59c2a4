-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was refused: the first time in a minute as a row of the record, the repetitions as one more with their number.

-- migrate:up
CREATE TABLE audit_denial (
	minute timestamptz NOT NULL,
	account_id bigint NOT NULL,
	subject_id bigint NOT NULL,
	address text NOT NULL,
	route text NOT NULL,
	code text NOT NULL,
	times bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (minute, code, route, account_id, subject_id, address)
);
COMMENT ON TABLE audit_denial IS 'Refusals of the minute under way, counted; at its end what repeated goes into the record';
COMMENT ON COLUMN audit_denial.minute IS 'the minute';
COMMENT ON COLUMN audit_denial.account_id IS 'who asked; 0: nobody signed in, or the sum of many';
COMMENT ON COLUMN audit_denial.subject_id IS 'the account somebody tried to come in with; 0: none there is';
COMMENT ON COLUMN audit_denial.address IS 'from where; * the sum of many';
COMMENT ON COLUMN audit_denial.route IS 'method and pattern of the path; * the sum of many';
COMMENT ON COLUMN audit_denial.code IS 'the refusal''s code';
COMMENT ON COLUMN audit_denial.times IS 'how often';

CREATE FUNCTION audit_denial_row(d audit_denial, request text, row_id bigint, times bigint) RETURNS void LANGUAGE sql
	SET search_path = public, pg_temp AS $$
	INSERT INTO audit (account_id, address, request, action, object, row_id, person_id, unit_id, after)
	SELECT nullif(d.account_id, 0), d.address, request, CASE WHEN k.knock THEN d.code ELSE 'denied' END,
		CASE WHEN k.knock THEN 'account' ELSE 'route' END,
		coalesce(nullif(d.subject_id, 0), row_id), (SELECT s.person_id FROM account s WHERE s.id = d.subject_id),
		audit_account_unit(coalesce(nullif(d.subject_id, 0), d.account_id)),
		jsonb_build_object('route', d.route, 'code', d.code, 'times', times)
	  FROM (SELECT d.subject_id <> 0 OR d.code IN ('sign_in_failed', 'sign_in_wait') AS knock) k $$;
COMMENT ON FUNCTION audit_denial_row(audit_denial, text, bigint, bigint) IS 'One row of the record for a refusal';

-- At most a hundred kinds of refusals a minute are told apart, so that nobody fills the disk by being refused: what
-- comes beyond is counted by its code alone. The name that was typed is compared and forgotten: it may be a password.
CREATE FUNCTION audit_denied(account bigint, address text, request text, route text, code text, tried text, row_id bigint)
	RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	d audit_denial := ROW(date_trunc('minute', clock_timestamp()), coalesce(account, 0),
		coalesce((SELECT a.id FROM account a WHERE a.name = lower(tried)), 0), coalesce(address, '-'), route, code, 1);
BEGIN
	IF NOT EXISTS (SELECT FROM audit_denial x WHERE (x.minute, x.code, x.route, x.account_id, x.subject_id, x.address)
			= (d.minute, d.code, d.route, d.account_id, d.subject_id, d.address))
		AND (SELECT count(*) FROM audit_denial x WHERE x.minute = d.minute) >= 100 THEN
		d.account_id := 0; d.subject_id := 0; d.address := '*'; d.route := '*';
	END IF;
	INSERT INTO audit_denial AS x SELECT d.* ON CONFLICT ON CONSTRAINT audit_denial_pkey
		DO UPDATE SET times = x.times + 1 RETURNING x.times INTO d.times;
	IF d.times = 1 THEN
		PERFORM audit_denial_row(d, request, row_id, 1);
	ELSE	-- counted already: a crash may lose the last of them
		PERFORM set_config('synchronous_commit', 'off', true);
	END IF;
END$$;
COMMENT ON FUNCTION audit_denied(bigint, text, text, text, text, text, bigint) IS 'Records or counts a refusal';

CREATE FUNCTION audit_denials_told() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	d audit_denial; n bigint := 0;
BEGIN
	FOR d IN DELETE FROM audit_denial x WHERE x.minute < date_trunc('minute', clock_timestamp()) RETURNING x.* LOOP
		IF d.times > 1 THEN
			PERFORM audit_denial_row(d, NULL, NULL, d.times - 1);
		END IF;
		n := n + 1;
	END LOOP;
	RETURN n;
END$$;
COMMENT ON FUNCTION audit_denials_told() IS 'Puts what was refused again in minutes that are over into the record';

REVOKE EXECUTE ON FUNCTION audit_denial_row(audit_denial, text, bigint, bigint),
	audit_denied(bigint, text, text, text, text, text, bigint), audit_denials_told() FROM public;
GRANT EXECUTE ON FUNCTION audit_denied(bigint, text, text, text, text, text, bigint), audit_denials_told() TO hocvu_app;

-- migrate:down
DROP FUNCTION audit_denials_told(), audit_denied(bigint, text, text, text, text, text, bigint),
	audit_denial_row(audit_denial, text, bigint, bigint);
DROP TABLE audit_denial;
