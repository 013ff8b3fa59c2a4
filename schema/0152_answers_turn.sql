-- SPDX-License-Identifier: GPL-3.0-or-later
-- When keys turn, what is kept for repeated requests turns with the rest: a hash under the old key cannot be made anew
-- without the body, so the body's digest is sealed in its place, like the answer.

-- migrate:up
-- What came in the day before was hashed; it is answered again as before, only no longer compared.
ALTER TABLE idempotency_key ALTER body_hash DROP NOT NULL;
UPDATE idempotency_key SET body_hash = NULL;
ALTER TABLE idempotency_key RENAME body_hash TO asked_sealed;
ALTER TABLE idempotency_key RENAME body TO answer_sealed;
COMMENT ON COLUMN idempotency_key.asked_sealed IS 'digest of the checked body, sealed for the account and the key: the same key with another body is refused';
COMMENT ON COLUMN idempotency_key.answer_sealed IS 'body of the answer, sealed for the account and the key; unknown when it held a secret that is shown once';
GRANT SELECT, UPDATE (asked_sealed, answer_sealed) ON idempotency_key TO hocvu_job;
CREATE POLICY idempotency_key_job ON idempotency_key TO hocvu_job USING (true);

-- migrate:down
DROP POLICY idempotency_key_job ON idempotency_key;
REVOKE SELECT, UPDATE (asked_sealed, answer_sealed) ON idempotency_key FROM hocvu_job;
DELETE FROM idempotency_key;
ALTER TABLE idempotency_key RENAME answer_sealed TO body;
ALTER TABLE idempotency_key RENAME asked_sealed TO body_hash;
ALTER TABLE idempotency_key ALTER body_hash SET NOT NULL;
COMMENT ON COLUMN idempotency_key.body_hash IS 'keyed hash of the checked body: the same key with another body is refused';
COMMENT ON COLUMN idempotency_key.body IS 'body of the answer, sealed for the account and the key; unknown when it held a secret that is shown once';
