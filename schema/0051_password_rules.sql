-- SPDX-License-Identifier: GPL-3.0-or-later
-- Passwords that were had before, accounts nobody uses, accounts looked through, waits an operator can end.

-- migrate:up
ALTER TABLE account
	ADD COLUMN password_set_at timestamptz,
	ADD COLUMN history_salt uuid NOT NULL DEFAULT gen_random_uuid(),
	ADD COLUMN enabled_at timestamptz,
	ADD COLUMN reviewed_at timestamptz,
	ADD COLUMN reviewed_by bigint REFERENCES account ON DELETE SET NULL;
UPDATE account SET password_set_at = created_at;
CREATE INDEX account_by_reviewer ON account (reviewed_by);
COMMENT ON COLUMN account.password_set_at IS 'when the password was made or changed last';
COMMENT ON COLUMN account.history_salt IS 'what the hashes of former passwords are made with, so that one run compares with all of them';
COMMENT ON COLUMN account.enabled_at IS 'when it was let in again; idle days count from here';
COMMENT ON COLUMN account.reviewed_at IS 'when somebody last said that it is still needed';
COMMENT ON COLUMN account.reviewed_by IS 'who said so';

CREATE TABLE account_password (
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	trace_hash text COLLATE "C" NOT NULL,
	set_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, trace_hash)
);
COMMENT ON TABLE account_password IS 'Hashes of the last ten passwords of an account''s own choice, none of which is taken again';
COMMENT ON COLUMN account_password.account_id IS 'whose';
COMMENT ON COLUMN account_password.trace_hash IS 'argon2id under the account''s history_salt';
COMMENT ON COLUMN account_password.set_at IS 'when it was chosen';
GRANT SELECT, INSERT, DELETE ON account_password TO hocvu_app;

ALTER TABLE sign_in_attempt ADD COLUMN name_hash text COLLATE "C";
CREATE INDEX sign_in_attempt_by_name ON sign_in_attempt (name_hash);
COMMENT ON COLUMN sign_in_attempt.name_hash IS 'hash of the name alone, so that an operator can end its waits; none: attempts of an address';

-- migrate:down
ALTER TABLE sign_in_attempt DROP COLUMN name_hash;
DROP TABLE account_password;
ALTER TABLE account DROP COLUMN password_set_at, DROP COLUMN history_salt, DROP COLUMN enabled_at, DROP COLUMN reviewed_at,
	DROP COLUMN reviewed_by;
