-- SPDX-License-Identifier: GPL-3.0-or-later
-- How often a day an account named a personal number that came to nothing.

-- migrate:up
-- A mask hides six digits, of which a birth date gives two: who may look people up could try the rest.
CREATE TABLE number_miss (
	account_id bigint PRIMARY KEY REFERENCES account ON DELETE CASCADE,
	day date NOT NULL,
	times integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE number_miss IS 'Personal numbers an account looked up in vain, or wanted to write and did not, on the last day it did';
COMMENT ON COLUMN number_miss.account_id IS 'who';
COMMENT ON COLUMN number_miss.day IS 'the day';
COMMENT ON COLUMN number_miss.times IS 'how often on it';
GRANT SELECT, INSERT, UPDATE ON number_miss TO hocvu_app;

-- migrate:down
DROP TABLE number_miss;
