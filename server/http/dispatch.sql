-- SPDX-License-Identifier: GPL-3.0-or-later
-- A repeated Idempotency-Key, and the readiness question.

-- idempotency_take(account, key, route, asked, now)
-- Touches one row when the key is new to this account, or so old that it counts as new; waits for
-- another transaction that has just taken it.
INSERT INTO idempotency_key AS k (account, key, route, asked_sealed, created_at)
VALUES (:account, :key, :route, :asked, :now)
    ON CONFLICT (account, key) DO UPDATE SET route = excluded.route, asked_sealed = excluded.asked_sealed,
	status = NULL, answer_sealed = NULL, created_at = excluded.created_at
 WHERE k.created_at < excluded.created_at - interval '24 hours';

-- idempotency_first(account, key) -> idempotency
-- What the first request with the key was, and what it was answered.
SELECT route, asked_sealed AS asked, status::bigint AS status, answer_sealed AS answer
  FROM idempotency_key WHERE account = :account AND key = :key;

-- idempotency_store(account, key, status, answer)
UPDATE idempotency_key SET status = :status::int, answer_sealed = :answer WHERE account = :account AND key = :key;

-- idempotency_sweep(now)
-- Keys nobody will repeat any more, for the job lane.
SELECT idempotency_swept(:now::timestamptz);

-- database_ready() -> bool
SELECT true;
