-- SPDX-License-Identifier: GPL-3.0-or-later
-- A second factor beside the password, sessions that know how they were opened, tokens with a scope, kinds of accounts.

-- migrate:up
ALTER TABLE account ADD COLUMN kind text NOT NULL DEFAULT 'person'
	CONSTRAINT account_kind_known CHECK (kind IN ('person', 'service', 'operator'));
UPDATE account SET kind = 'operator' WHERE person_id IS NULL;
ALTER TABLE account ADD CONSTRAINT account_kind_person CHECK (kind = 'person' OR person_id IS NULL);
COMMENT ON COLUMN account.kind IS 'person: one human being; service: a program, which has tokens and no password; operator: who looks after the system';

ALTER TABLE account_session
	ADD COLUMN idle_minutes integer NOT NULL DEFAULT 15,
	ADD COLUMN confirmed_at timestamptz,
	ADD COLUMN factor boolean NOT NULL DEFAULT false,
	ADD COLUMN must_enrol boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN account_session.idle_minutes IS 'after how many minutes without use it ends; fewer for administrators';
COMMENT ON COLUMN account_session.confirmed_at IS 'when its owner last showed the password or the second factor; dangerous acts need a recent one';
COMMENT ON COLUMN account_session.factor IS 'the second factor was shown';
COMMENT ON COLUMN account_session.must_enrol IS 'it may do nothing but set up a second factor';

ALTER TABLE account_token ADD COLUMN scope text NOT NULL DEFAULT 'write'
	CONSTRAINT account_token_scope_known CHECK (scope IN ('read', 'write', 'dangerous'));
COMMENT ON COLUMN account_token.scope IS 'read: looks only; write: what needs no confirmation; dangerous: everything its account may do';

CREATE TABLE account_factor (
	account_id bigint PRIMARY KEY REFERENCES account ON DELETE CASCADE,
	secret_sealed text,
	pending_sealed text,
	last_step bigint NOT NULL DEFAULT 0,
	failed_count integer NOT NULL DEFAULT 0,
	locked_until timestamptz,
	set_at timestamptz
);
COMMENT ON TABLE account_factor IS 'The second factor of an account: time-based codes of a phone (RFC 6238)';
COMMENT ON COLUMN account_factor.account_id IS 'whose';
COMMENT ON COLUMN account_factor.secret_sealed IS 'the secret shared with the phone, encrypted; none: not set up yet';
COMMENT ON COLUMN account_factor.pending_sealed IS 'one that was shown and not yet proven by a code';
COMMENT ON COLUMN account_factor.last_step IS 'the time step of the last code that was taken: none is taken twice';
COMMENT ON COLUMN account_factor.failed_count IS 'wrong codes after a right password since the last right one';
COMMENT ON COLUMN account_factor.locked_until IS 'until when no code is looked at';
COMMENT ON COLUMN account_factor.set_at IS 'when it was proven';

CREATE TABLE account_recovery (
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	code_hash text COLLATE "C" NOT NULL,
	PRIMARY KEY (account_id, code_hash)
);
COMMENT ON TABLE account_recovery IS 'Codes for who lost the phone; each is deleted when it is used';
COMMENT ON COLUMN account_recovery.account_id IS 'whose';
COMMENT ON COLUMN account_recovery.code_hash IS 'hash of the code, which was shown once';

GRANT SELECT, INSERT, UPDATE, DELETE ON account_factor TO hocvu_app;
GRANT SELECT, INSERT, DELETE ON account_recovery TO hocvu_app;
GRANT UPDATE (token_hash, confirmed_at, factor, must_enrol) ON account_session TO hocvu_app;
GRANT SELECT (account_id, secret_sealed, pending_sealed), UPDATE (secret_sealed, pending_sealed) ON account_factor TO hocvu_job;
SELECT audit_attach('account_factor', 'account_id', 'account', 'account');
SELECT audit_attach('account_recovery', 'account_id', 'account', 'account', '{INSERT,DELETE}');

-- migrate:down
DROP TABLE account_recovery, account_factor;
ALTER TABLE account_token DROP COLUMN scope;
ALTER TABLE account_session DROP COLUMN idle_minutes, DROP COLUMN confirmed_at, DROP COLUMN factor, DROP COLUMN must_enrol;
ALTER TABLE account DROP COLUMN kind;
