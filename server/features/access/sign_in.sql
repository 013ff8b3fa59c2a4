-- SPDX-License-Identifier: GPL-3.0-or-later

-- sign_in_account(name) -> sign_in_account
-- The account of a name typed at sign-in; one that is disabled is as unknown as one that never was.
SELECT id, name, person_id AS person, password_hash AS hash, must_change, failed_count AS failed
  FROM account WHERE name = lower(:name) AND disabled_at IS NULL;

-- sign_in_open(account, hash, key, now, hours) -> int
-- Opens a session and forgets the attempts it took.
WITH forgotten AS (
	DELETE FROM sign_in_attempt WHERE key = :key
), used AS (
	UPDATE account SET failed_count = 0, last_used_at = :now::timestamptz WHERE id = :account
)
INSERT INTO account_session (account_id, token_hash, created_at, used_at, expires_at)
VALUES (:account, :hash, :now::timestamptz, :now::timestamptz,
	:now::timestamptz + make_interval(hours => :hours::int))
RETURNING id;

-- sign_out(account, session)
DELETE FROM account_session WHERE id = :session AND account_id = :account;
