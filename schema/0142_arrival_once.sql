-- SPDX-License-Identifier: GPL-3.0-or-later
-- A code that was opened before a slow sign-in is a claim once: whoever copies it out of the browser gives nobody a place.

-- migrate:up
ALTER TABLE check_in_claim ADD COLUMN arrival text CONSTRAINT check_in_arrival_used UNIQUE;
COMMENT ON COLUMN check_in_claim.arrival IS 'number of the opening of the code by whose moment it was judged; none: the code was good when it was said';

-- migrate:down
ALTER TABLE check_in_claim DROP COLUMN arrival;
