-- SPDX-License-Identifier: GPL-3.0-or-later

-- tokens_mine(account) -> account_token
-- My tokens, those that ended too: their owner may want to know why a program stopped.
SELECT id, name, created_at AS created, expires_at AS expires, used_at AS used
  FROM account_token WHERE account_id = :account ORDER BY name, id LIMIT 200;

-- token_add(account, name, hash, now, days) -> int
INSERT INTO account_token (account_id, name, token_hash, created_at, expires_at)
VALUES (:account, :name, :hash, :now::timestamptz, :now::timestamptz + make_interval(days => :days::int))
RETURNING id;

-- token_count(account) -> int
SELECT count(*) FROM account_token WHERE account_id = :account;

-- token_revoke(account, token)
DELETE FROM account_token WHERE id = :token AND account_id = :account;
