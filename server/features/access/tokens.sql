-- SPDX-License-Identifier: GPL-3.0-or-later

-- tokens_mine(account) -> account_token
-- My tokens, those that ended too: their owner may want to know why a program stopped.
SELECT id, name, scope, created_at AS created, expires_at AS expires, used_at AS used
  FROM account_token WHERE account_id = :account ORDER BY name, id LIMIT 200;

-- tokens_of_account(id) -> account_token
SELECT id, name, scope, created_at AS created, expires_at AS expires, used_at AS used
  FROM account_token WHERE account_id = :id ORDER BY name, id LIMIT 200;

-- account_is_service(id) -> bool
SELECT EXISTS (SELECT FROM account WHERE id = :id AND kind = 'service');

-- token_add(account, name, hash, now, days, scope) -> int
INSERT INTO account_token (account_id, name, token_hash, created_at, expires_at, scope)
VALUES (:account, :name, :hash, :now::timestamptz, :now::timestamptz + make_interval(days => :days::int),
	:scope)
RETURNING id;

-- token_count(account) -> int
SELECT count(*) FROM account_token WHERE account_id = :account;

-- token_revoke(account, token)
DELETE FROM account_token WHERE id = :token AND account_id = :account;
