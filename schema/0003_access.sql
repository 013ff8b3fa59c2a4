-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may come in and what they may do: accounts, browser sessions, tokens, roles over subtrees of units.
-- No secret is kept: passwords as argon2id, tokens and session cookies as hashes of random values.

-- migrate:up
CREATE TABLE account (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name text COLLATE "C" NOT NULL CONSTRAINT account_name_taken UNIQUE
		CONSTRAINT account_name_form CHECK (name ~ '^[a-z0-9][a-z0-9._@-]{1,62}$'),
	person_id bigint CONSTRAINT person_has_account UNIQUE
		CONSTRAINT account_person_unknown REFERENCES person,
	password_hash text NOT NULL,
	must_change boolean NOT NULL DEFAULT true,
	disabled_at timestamptz,
	created_at timestamptz NOT NULL,
	created_by bigint REFERENCES account ON DELETE SET NULL,
	last_used_at timestamptz,
	failed_count integer NOT NULL DEFAULT 0
);
CREATE INDEX account_by_creator ON account (created_by);
COMMENT ON TABLE account IS 'Somebody or something that may sign in';
COMMENT ON COLUMN account.id IS 'our key';
COMMENT ON COLUMN account.name IS 'what is typed at sign-in; small letters';
COMMENT ON COLUMN account.person_id IS 'the person it belongs to; none for services and operators';
COMMENT ON COLUMN account.password_hash IS 'argon2id with its salt and costs';
COMMENT ON COLUMN account.must_change IS 'the password was given by somebody else and has to be changed first';
COMMENT ON COLUMN account.disabled_at IS 'since when nobody may come in with it';
COMMENT ON COLUMN account.created_at IS 'when it was made';
COMMENT ON COLUMN account.created_by IS 'the account that made it; none: the operator';
COMMENT ON COLUMN account.last_used_at IS 'last sign-in or use, at most a minute late';
COMMENT ON COLUMN account.failed_count IS 'attempts since the last sign-in that succeeded; shown at the next one';

CREATE TABLE account_session (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	token_hash text COLLATE "C" NOT NULL CONSTRAINT account_session_hash_taken UNIQUE,
	created_at timestamptz NOT NULL,
	used_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL
);
CREATE INDEX account_session_by_account ON account_session (account_id);
CREATE INDEX account_session_by_end ON account_session (expires_at);
COMMENT ON TABLE account_session IS 'A browser that is signed in; ending a session deletes its row';
COMMENT ON COLUMN account_session.id IS 'our key';
COMMENT ON COLUMN account_session.account_id IS 'who signed in';
COMMENT ON COLUMN account_session.token_hash IS 'hash of the cookie''s value';
COMMENT ON COLUMN account_session.created_at IS 'when it began';
COMMENT ON COLUMN account_session.used_at IS 'last request, at most a minute late; the idle limit counts from here';
COMMENT ON COLUMN account_session.expires_at IS 'the end in any case';

CREATE TABLE account_token (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	name text NOT NULL CONSTRAINT account_token_name_length CHECK (length(name) BETWEEN 1 AND 100),
	token_hash text COLLATE "C" NOT NULL CONSTRAINT account_token_hash_taken UNIQUE,
	created_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	used_at timestamptz,
	CONSTRAINT account_token_name_taken UNIQUE (account_id, name)
);
COMMENT ON TABLE account_token IS 'A bearer token for a program; revoking it deletes its row';
COMMENT ON COLUMN account_token.id IS 'our key';
COMMENT ON COLUMN account_token.account_id IS 'for whom it speaks';
COMMENT ON COLUMN account_token.name IS 'what it is for, in the words of its owner';
COMMENT ON COLUMN account_token.token_hash IS 'hash of its text, which was shown once';
COMMENT ON COLUMN account_token.created_at IS 'when it was made';
COMMENT ON COLUMN account_token.expires_at IS 'when it ends';
COMMENT ON COLUMN account_token.used_at IS 'last request, at most a minute late';

CREATE TABLE sign_in_attempt (
	key text COLLATE "C" PRIMARY KEY,
	failed_count integer NOT NULL,
	tried_at timestamptz NOT NULL,
	locked_until timestamptz
);
CREATE INDEX sign_in_attempt_by_time ON sign_in_attempt (tried_at);
COMMENT ON TABLE sign_in_attempt IS 'Attempts since the last success by name typed and address it came from: who guesses locks out himself, not an office';
COMMENT ON COLUMN sign_in_attempt.key IS 'hash of name and address; the name need not exist';
COMMENT ON COLUMN sign_in_attempt.failed_count IS 'attempts since the last success';
COMMENT ON COLUMN sign_in_attempt.tried_at IS 'the last one';
COMMENT ON COLUMN sign_in_attempt.locked_until IS 'until when further attempts are refused unread';

CREATE TABLE role_grant (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	account_id bigint NOT NULL CONSTRAINT role_grant_account_unknown REFERENCES account ON DELETE CASCADE,
	role text NOT NULL CONSTRAINT role_known CHECK (role IN ('admin', 'programme_office', 'unit_head', 'trainer',
		'ward_official', 'community_team', 'learner', 'auditor')),
	unit_id bigint NOT NULL CONSTRAINT role_grant_unit_unknown REFERENCES unit,
	valid daterange NOT NULL,
	given_by bigint REFERENCES account ON DELETE SET NULL,
	given_at timestamptz NOT NULL,
	ended_by bigint REFERENCES account ON DELETE SET NULL,
	ended_at timestamptz,
	purpose text CONSTRAINT role_grant_purpose_length CHECK (length(purpose) BETWEEN 1 AND 500),
	CONSTRAINT role_already_given EXCLUDE USING gist (account_id WITH =, unit_id WITH =, role WITH =, valid WITH &&)
);
CREATE INDEX role_grant_by_account ON role_grant (account_id);
CREATE INDEX role_grant_by_unit ON role_grant (unit_id);
CREATE INDEX role_grant_by_giver ON role_grant (given_by);
CREATE INDEX role_grant_by_ender ON role_grant (ended_by);
COMMENT ON TABLE role_grant IS 'A role over a unit and everything below it, for some days; never deleted, only ended';
COMMENT ON COLUMN role_grant.id IS 'our key';
COMMENT ON COLUMN role_grant.account_id IS 'who holds it';
COMMENT ON COLUMN role_grant.role IS 'admin, programme_office, unit_head, trainer, ward_official, community_team, learner or auditor';
COMMENT ON COLUMN role_grant.unit_id IS 'over which unit and its subtree';
COMMENT ON COLUMN role_grant.valid IS 'the days it holds; empty when it was ended on its first day';
COMMENT ON COLUMN role_grant.given_by IS 'the account that gave it; none: the operator';
COMMENT ON COLUMN role_grant.given_at IS 'when it was given';
COMMENT ON COLUMN role_grant.ended_by IS 'the account that ended it before its time';
COMMENT ON COLUMN role_grant.ended_at IS 'when it was ended before its time';
COMMENT ON COLUMN role_grant.purpose IS 'what for, in the giver''s words';

-- An administrator keeps an account when no role it holds, today or later, lies outside the administrator's
-- units, and something ties it to them: such a role, its person, having made it, or the top of a tree.
CREATE FUNCTION account_kept(by_account bigint, kept bigint, day date) RETURNS boolean
	LANGUAGE sql STABLE SET search_path = public AS $$
	WITH mine AS MATERIALIZED (
		SELECT u.lo, u.hi FROM role_grant g JOIN unit u ON u.id = g.unit_id
		 WHERE g.account_id = by_account AND g.role = 'admin' AND g.valid @> day
	), held AS MATERIALIZED (
		SELECT u.lo FROM role_grant g JOIN unit u ON u.id = g.unit_id
		 WHERE g.account_id = kept AND g.valid && daterange(day, NULL)
	), places AS (
		SELECT x.unit_id FROM account a JOIN affiliation x ON x.person_id = a.person_id
		 WHERE a.id = kept AND x.valid && daterange(day, NULL)
		UNION ALL
		SELECT x.unit_id FROM account a JOIN residence x ON x.person_id = a.person_id
		 WHERE a.id = kept AND x.valid && daterange(day, NULL)
	)
	SELECT EXISTS (SELECT FROM mine)
	   AND NOT EXISTS (SELECT FROM held h WHERE NOT EXISTS (SELECT FROM mine m WHERE h.lo BETWEEN m.lo AND m.hi))
	   AND (EXISTS (SELECT FROM held)
		OR EXISTS (SELECT FROM places p JOIN unit u ON u.id = p.unit_id JOIN mine m ON u.lo BETWEEN m.lo AND m.hi)
		OR EXISTS (SELECT FROM account a WHERE a.id = kept AND a.created_by = by_account)
		OR EXISTS (SELECT FROM mine m WHERE NOT EXISTS (
			SELECT FROM unit above WHERE above.lo < m.lo AND m.lo <= above.hi))) $$;
COMMENT ON FUNCTION account_kept(bigint, bigint, date) IS 'May the first account administer the second on that day?';

GRANT SELECT, INSERT, UPDATE ON account TO hocvu_app;
GRANT SELECT, INSERT, DELETE, UPDATE (used_at) ON account_session, account_token TO hocvu_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_attempt TO hocvu_app;
GRANT SELECT, INSERT, UPDATE (valid, ended_by, ended_at) ON role_grant TO hocvu_app;
GRANT SELECT (id, name, person_id, disabled_at, created_at, last_used_at), UPDATE (disabled_at, last_used_at)
	ON account TO hocvu_job;
GRANT SELECT (id, account_id, used_at, expires_at), UPDATE (used_at), DELETE ON account_session TO hocvu_job;
GRANT SELECT (id, account_id, used_at, expires_at), UPDATE (used_at) ON account_token TO hocvu_job;
GRANT SELECT (tried_at), DELETE ON sign_in_attempt TO hocvu_job;
GRANT SELECT ON role_grant TO hocvu_job;

-- migrate:down
DROP FUNCTION account_kept(bigint, bigint, date);
DROP TABLE role_grant, sign_in_attempt, account_token, account_session, account;
