-- SPDX-License-Identifier: GPL-3.0-or-later
-- From where names came in lately, so that one who guesses behind an office's address does not shut the office out.

-- migrate:up
CREATE TABLE sign_in_place (
	key text COLLATE "C" PRIMARY KEY,
	came_at timestamptz NOT NULL
);
COMMENT ON TABLE sign_in_place IS 'Names that came in from an address within 30 days: they do not wait for what others tried from there';
COMMENT ON COLUMN sign_in_place.key IS 'hash of name and address, as in sign_in_attempt';
COMMENT ON COLUMN sign_in_place.came_at IS 'when last';
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_place TO hocvu_app;
GRANT SELECT (came_at), DELETE ON sign_in_place TO hocvu_job;

-- migrate:down
DROP TABLE sign_in_place;
