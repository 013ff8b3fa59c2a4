-- SPDX-License-Identifier: GPL-3.0-or-later

-- sign_in_account(name, today, now, days) -> sign_in_account
-- The account of a name typed at sign-in; one that is disabled is as unknown as one that never was, and so is a
-- service, which has tokens.
SELECT a.id, a.name, a.person_id AS person, a.password_hash AS hash, a.failed_count AS failed,
       a.must_change OR :days::int > 0 AND admin.holds
		AND coalesce(a.password_set_at, a.created_at) < :now::timestamptz - make_interval(days => :days::int) AS must_change,
       EXISTS (SELECT FROM account_factor f WHERE f.account_id = a.id AND f.secret_sealed IS NOT NULL) AS factor,
       admin.holds AS admin
  FROM account a
 CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM role_grant g
	WHERE g.account_id = a.id AND g.role = 'admin' AND g.valid @> :today::date) AS holds) admin
 WHERE a.name = lower(:name) AND a.disabled_at IS NULL AND a.kind <> 'service';

-- sign_in_open(account, hash, key, now, hours, idle, factor, must_enrol, must_change, from, place, device, today) -> int
-- Opens a session and forgets the attempts it took; the address is given back one it counted, which it does not of who
-- came in from there, or with that browser, before.
WITH forgotten AS (
	DELETE FROM sign_in_attempt WHERE key = :key
), given_back AS (
	UPDATE sign_in_attempt SET failed_count = greatest(0, failed_count - 1) WHERE key = :from
	  AND NOT :device::boolean AND NOT EXISTS (SELECT FROM sign_in_place p WHERE p.key = :place AND p.came_at > :now::timestamptz - interval '30 days')
), came AS (
	INSERT INTO sign_in_place (key, came_at) VALUES (:place, :now::timestamptz)
	ON CONFLICT (key) DO UPDATE SET came_at = excluded.came_at
), used AS (
	UPDATE account SET failed_count = 0, must_change = :must_change, last_used_at = :now::timestamptz WHERE id = :account
)
INSERT INTO account_session (account_id, token_hash, created_at, used_at, expires_at, confirmed_at, idle_minutes, factor,
	must_enrol)
VALUES (:account, :hash, :now::timestamptz, :now::timestamptz,
	least(:now::timestamptz + make_interval(hours => :hours::int), admin_begins(:account, :today::date)), :now::timestamptz,
	:idle::int, :factor, :must_enrol)
RETURNING id;

-- sign_out(account, session)
DELETE FROM account_session WHERE id = :session AND account_id = :account;

-- attempts_forget(account, key)
-- Whoever is in has shown again who they are.
WITH forgotten AS (
	DELETE FROM sign_in_attempt WHERE key = :key
)
UPDATE account SET failed_count = 0 WHERE id = :account;
