-- SPDX-License-Identifier: GPL-3.0-or-later
-- Browsers from which an account came in before: their own wrong tries count, not those of whoever sits behind the same
-- address and guesses at a colleague's name.

-- migrate:up
CREATE TABLE sign_in_device (
	cookie_hash text COLLATE "C" NOT NULL,
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	made_at timestamptz NOT NULL,
	came_at timestamptz NOT NULL,
	PRIMARY KEY (cookie_hash, account_id)
);
CREATE INDEX sign_in_device_by_account ON sign_in_device (account_id, came_at);
CREATE INDEX sign_in_device_by_time ON sign_in_device (came_at);
COMMENT ON TABLE sign_in_device IS 'A browser that an account came in with; several accounts may share one';
COMMENT ON COLUMN sign_in_device.cookie_hash IS 'hash of the value of the browser''s cookie, which opens nothing by itself';
COMMENT ON COLUMN sign_in_device.account_id IS 'who came in with it';
COMMENT ON COLUMN sign_in_device.made_at IS 'the first time';
COMMENT ON COLUMN sign_in_device.came_at IS 'the last time; forgotten after half a year';
GRANT SELECT, INSERT, UPDATE (came_at), DELETE ON sign_in_device TO hocvu_app;

-- migrate:down
DROP TABLE sign_in_device;
