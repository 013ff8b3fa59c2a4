-- SPDX-License-Identifier: GPL-3.0-or-later

-- tokens_mine(account) -> account_token
-- My tokens, those that ended too: their owner may want to know why a program stopped.
SELECT id, name, scope, outside, created_at AS created, expires_at AS expires, used_at AS used
  FROM account_token WHERE account_id = :account ORDER BY name, id LIMIT 200;

-- tokens_of_account(id) -> account_token
SELECT id, name, scope, outside, created_at AS created, expires_at AS expires, used_at AS used
  FROM account_token WHERE account_id = :id ORDER BY name, id LIMIT 200;

-- account_is_service(id) -> bool
SELECT EXISTS (SELECT FROM account WHERE id = :id AND kind = 'service');

-- account_administers(id, today) -> bool
-- Does it hold the role, today or later?
SELECT EXISTS (SELECT FROM role_grant g WHERE g.account_id = :id AND g.role = 'admin' AND g.valid && daterange(:today::date, NULL));

-- token_add(account, name, hash, now, today, days, scope, outside) -> int
-- It ends when its account becomes an administrator, also when that day is known already.
INSERT INTO account_token (account_id, name, token_hash, created_at, expires_at, scope, outside)
VALUES (:account, :name, :hash, :now::timestamptz, least(:now::timestamptz + make_interval(days => :days::int),
	admin_begins(:account, :today::date)), :scope, :outside)
RETURNING id;

-- token_count(account) -> int
SELECT count(*) FROM account_token WHERE account_id = :account;

-- token_revoke(account, token)
DELETE FROM account_token WHERE id = :token AND account_id = :account;
