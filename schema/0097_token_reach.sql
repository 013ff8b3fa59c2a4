-- SPDX-License-Identifier: GPL-3.0-or-later
-- From where a token works, and sessions that end when a role of administrator begins.

-- migrate:up
-- Tokens that exist were made when they worked from everywhere: programs go on until their tokens end.
ALTER TABLE account_token ADD COLUMN outside boolean NOT NULL DEFAULT true;
ALTER TABLE account_token ALTER COLUMN outside SET DEFAULT false;
COMMENT ON COLUMN account_token.outside IS 'it works from outside the configured networks too, and was made for it by who showed a second factor';

-- Who becomes an administrator on a day to come is signed out when that day begins, not before.
CREATE FUNCTION admin_begins(account bigint, today date) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT min(lower(g.valid))::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' FROM role_grant g
	 WHERE g.account_id = admin_begins.account AND g.role = 'admin' AND lower(g.valid) > today
	   AND NOT EXISTS (SELECT FROM role_grant h WHERE h.account_id = g.account_id AND h.role = 'admin' AND h.valid @> today) $$;
COMMENT ON FUNCTION admin_begins(bigint, date) IS 'When an account that administers nothing today begins to; none: it is not known that it will';
REVOKE EXECUTE ON FUNCTION admin_begins(bigint, date) FROM public;
GRANT EXECUTE ON FUNCTION admin_begins(bigint, date) TO hocvu_app;

GRANT UPDATE (expires_at) ON account_session, account_token TO hocvu_app;

-- migrate:down
REVOKE UPDATE (expires_at) ON account_session, account_token FROM hocvu_app;
DROP FUNCTION admin_begins(bigint, date);
ALTER TABLE account_token DROP COLUMN outside;
