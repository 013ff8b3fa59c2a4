-- SPDX-License-Identifier: GPL-3.0-or-later
-- A room's name is read in cancelled sessions too: calendars that show them must come to know that it changed.

-- migrate:up
CREATE OR REPLACE FUNCTION venue_moves_sessions() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
	UPDATE session s SET sequence = s.sequence + CASE WHEN s.cancelled THEN 0 ELSE 1 END WHERE s.venue_id = NEW.id;
	RETURN NULL;
END $$;
COMMENT ON FUNCTION venue_moves_sessions() IS 'A room with another name changes the place people read; a cancelled session moves nobody, so that only its version counts';

-- migrate:down
CREATE OR REPLACE FUNCTION venue_moves_sessions() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
	UPDATE session s SET sequence = s.sequence + 1 WHERE s.venue_id = NEW.id AND NOT s.cancelled;
	RETURN NULL;
END $$;
COMMENT ON FUNCTION venue_moves_sessions() IS 'A room with another name changes the place people read';
