-- SPDX-License-Identifier: GPL-3.0-or-later
-- What policies ask of every person that is entered: planned once a session, perhaps while there are hardly any people,
-- and then read whole for each of thousands that come. Never again.

-- migrate:up
ALTER FUNCTION person_placed(bigint) SET enable_seqscan = off;
ALTER FUNCTION person_met(bigint) SET enable_seqscan = off;

-- migrate:down
ALTER FUNCTION person_met(bigint) RESET enable_seqscan;
ALTER FUNCTION person_placed(bigint) RESET enable_seqscan;
