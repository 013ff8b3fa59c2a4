-- SPDX-License-Identifier: GPL-3.0-or-later

-- factor_begin(account, sealed)
-- A new secret, shown and not proven yet; the one before it goes on until it is.
INSERT INTO account_factor (account_id, pending_sealed) VALUES (:account, :sealed)
ON CONFLICT (account_id) DO UPDATE SET pending_sealed = excluded.pending_sealed;

-- factor_pending(account) -> text
SELECT pending_sealed FROM account_factor WHERE account_id = :account;

-- factor_proven(account, step, now)
-- The secret that was shown is the one from here on.
UPDATE account_factor SET secret_sealed = pending_sealed, pending_sealed = NULL, last_step = :step, failed_count = 0,
	locked_until = NULL, set_at = :now::timestamptz
 WHERE account_id = :account AND pending_sealed IS NOT NULL;

-- factor_session(account, session)
-- The session that proved it goes on, with the factor; the account's others, opened without, end.
WITH others AS (
	DELETE FROM account_session WHERE account_id = :account AND id <> :session
)
UPDATE account_session SET factor = true, must_enrol = false WHERE id = :session;

-- factor_recovery_forget(account)
DELETE FROM account_recovery WHERE account_id = :account;

-- factor_recovery_add(account, hashes)
INSERT INTO account_recovery (account_id, code_hash) SELECT :account, h FROM unnest(:hashes::text[]) h ORDER BY h;

-- factor_recovery_use(account, hash)
DELETE FROM account_recovery WHERE account_id = :account AND code_hash = :hash;

-- factor_there(account) -> bool
SELECT EXISTS (SELECT FROM account_factor WHERE account_id = :account AND secret_sealed IS NOT NULL);

-- factor_try(account, now, most, hours) -> factor_try
-- Counts one code, before it is looked at, and gives what it is compared with; none while the factor is locked. Only
-- who knows the password comes this far, so that nobody else can lock it.
UPDATE account_factor SET failed_count = failed_count + 1,
	locked_until = CASE WHEN failed_count + 1 >= :most::int THEN :now::timestamptz + make_interval(hours => :hours::int) END
 WHERE account_id = :account AND secret_sealed IS NOT NULL
   AND (locked_until IS NULL OR locked_until <= :now::timestamptz)
RETURNING secret_sealed AS secret, last_step AS step;

-- factor_used(account, step)
-- The code was right; touches no row when it was taken before. NULL: a recovery code.
UPDATE account_factor SET last_step = coalesce(:step::bigint, last_step), failed_count = 0, locked_until = NULL
 WHERE account_id = :account AND (:step::bigint IS NULL OR last_step < :step::bigint);

-- factor_reset(account)
-- For who lost phone and codes: nothing is left of the factor, nobody is in, and the password, which may be as short
-- as one beside a second factor, has to be changed.
WITH factor AS (
	DELETE FROM account_factor WHERE account_id = :account
), codes AS (
	DELETE FROM account_recovery WHERE account_id = :account
), sessions AS (
	DELETE FROM account_session WHERE account_id = :account
)
UPDATE account SET must_change = true WHERE id = :account;

-- act_reason(reason) -> text
-- Why a dangerous act is done, for the record of this transaction.
SELECT set_config('hocvu.reason', :reason, true);
