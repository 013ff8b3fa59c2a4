-- SPDX-License-Identifier: GPL-3.0-or-later
-- Answers kept for repeated requests may tell of a person: they are sealed, and those from before are not kept.

-- migrate:up
UPDATE idempotency_key SET body = NULL WHERE body IS NOT NULL;
COMMENT ON COLUMN idempotency_key.body IS 'body of the answer, sealed for the account and the key; unknown when it held a secret that is shown once';

-- migrate:down
UPDATE idempotency_key SET body = NULL WHERE body IS NOT NULL;
COMMENT ON COLUMN idempotency_key.body IS 'body of the answer; unknown when it held a secret that is shown once';
