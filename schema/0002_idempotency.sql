-- SPDX-License-Identifier: GPL-3.0-or-later
-- Requests that may arrive twice: a POST that carries an Idempotency-Key is done once and answered the same again.

-- migrate:up
CREATE TABLE idempotency_key (
	account bigint NOT NULL,
	key text NOT NULL CONSTRAINT idempotency_key_form CHECK (length(key) BETWEEN 1 AND 100),
	route text NOT NULL,
	body_hash text NOT NULL,
	status integer,
	body text,
	created_at timestamptz NOT NULL,
	PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);
COMMENT ON TABLE idempotency_key IS 'The answer to each POST that named a key, for a day, so that a repetition gets it again';
COMMENT ON COLUMN idempotency_key.account IS 'who sent it; keys of different accounts never meet';
COMMENT ON COLUMN idempotency_key.key IS 'the client''s Idempotency-Key';
COMMENT ON COLUMN idempotency_key.route IS 'method and path it was sent to';
COMMENT ON COLUMN idempotency_key.body_hash IS 'keyed hash of the checked body: the same key with another body is refused';
COMMENT ON COLUMN idempotency_key.status IS 'status of the answer; unknown only while the first request runs';
COMMENT ON COLUMN idempotency_key.body IS 'body of the answer; unknown when it held a secret that is shown once';
COMMENT ON COLUMN idempotency_key.created_at IS 'when the first request came';
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO hocvu_app;

-- migrate:down
DROP TABLE idempotency_key;
