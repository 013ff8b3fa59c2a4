-- SPDX-License-Identifier: GPL-3.0-or-later
-- What makes hashes is named like every other secret: the record and what people get of their own know secrets by the ends
-- of their names.

-- migrate:up
ALTER TABLE account RENAME COLUMN history_salt TO history_secret;
COMMENT ON COLUMN account_password.trace_hash IS 'argon2id under the account''s history_secret';

-- migrate:down
ALTER TABLE account RENAME COLUMN history_secret TO history_salt;
COMMENT ON COLUMN account_password.trace_hash IS 'argon2id under the account''s history_salt';
