-- SPDX-License-Identifier: GPL-3.0-or-later
-- Calendar feeds: who made which, and what a calendar has to know of a session's changes.

-- migrate:up
ALTER TABLE session
	ADD COLUMN uid uuid NOT NULL DEFAULT gen_random_uuid(),
	ADD COLUMN sequence bigint NOT NULL DEFAULT 0,
	ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
COMMENT ON COLUMN session.uid IS 'its name in calendars, anywhere and for ever (RFC 7986, 5.3)';
COMMENT ON COLUMN session.sequence IS 'how often its time, place or status changed (RFC 5545, 3.8.7.4)';
COMMENT ON COLUMN session.changed_at IS 'when that was, last; when it was made otherwise';

-- A feed's tag is made of nothing but this index.
CREATE INDEX session_in_feed ON session (class_id) INCLUDE (id, version, date, trainer_id, cancelled, changed_at);

CREATE FUNCTION session_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
	IF (NEW.date, NEW.starts, NEW.ends, NEW.periods, NEW.venue, NEW.venue_id, NEW.cancelled)
		IS DISTINCT FROM (OLD.date, OLD.starts, OLD.ends, OLD.periods, OLD.venue, OLD.venue_id, OLD.cancelled) THEN
		NEW.sequence := OLD.sequence + 1;
	END IF;
	IF NEW.sequence <> OLD.sequence THEN
		NEW.changed_at := clock_timestamp();
	END IF;
	RETURN NEW;
END $$;
COMMENT ON FUNCTION session_changed() IS 'Counts changes of time, place and status, and no others';
CREATE TRIGGER session_changed BEFORE UPDATE ON session FOR EACH ROW EXECUTE FUNCTION session_changed();

CREATE FUNCTION class_moves_sessions() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
	UPDATE session s SET sequence = s.sequence + 1
	 WHERE s.class_id = NEW.id AND NOT s.cancelled
	   AND ((OLD.state = 'cancelled') <> (NEW.state = 'cancelled') OR (s.venue IS NULL AND s.venue_id IS NULL));
	RETURN NULL;
END $$;
COMMENT ON FUNCTION class_moves_sessions() IS 'A class that is cancelled, or goes elsewhere, changes its sessions';
CREATE TRIGGER class_moves_sessions AFTER UPDATE OF state, venue ON class FOR EACH ROW
	WHEN ((OLD.state = 'cancelled') <> (NEW.state = 'cancelled') OR OLD.venue IS DISTINCT FROM NEW.venue)
	EXECUTE FUNCTION class_moves_sessions();

CREATE FUNCTION venue_moves_sessions() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
	UPDATE session s SET sequence = s.sequence + 1 WHERE s.venue_id = NEW.id AND NOT s.cancelled;
	RETURN NULL;
END $$;
COMMENT ON FUNCTION venue_moves_sessions() IS 'A room with another name changes the place people read';
CREATE TRIGGER venue_moves_sessions AFTER UPDATE OF name ON venue FOR EACH ROW
	WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION venue_moves_sessions();

CREATE TABLE feed (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	what text NOT NULL CONSTRAINT feed_what_known CHECK (what IN ('class', 'unit', 'trainer', 'person', 'catalogue')),
	class_id bigint CONSTRAINT feed_class_unknown REFERENCES class ON DELETE CASCADE,
	unit_id bigint CONSTRAINT feed_unit_unknown REFERENCES unit,
	token_hash text COLLATE "C" NOT NULL CONSTRAINT feed_hash_taken UNIQUE,
	created_at timestamptz NOT NULL,
	revoked_at timestamptz,
	CONSTRAINT feed_object_mismatch CHECK ((what = 'class') = (class_id IS NOT NULL) AND (what = 'unit') = (unit_id IS NOT NULL))
);
CREATE INDEX feed_by_account ON feed (account_id);
CREATE INDEX feed_by_class ON feed (class_id) WHERE class_id IS NOT NULL;
CREATE INDEX feed_by_unit ON feed (unit_id) WHERE unit_id IS NOT NULL;
COMMENT ON TABLE feed IS 'An address at which a calendar reads one time-table without signing in';
COMMENT ON COLUMN feed.id IS 'our key';
COMMENT ON COLUMN feed.account_id IS 'who made it; trainer and person are whom this account belongs to';
COMMENT ON COLUMN feed.what IS 'a class, a unit with its subtree, what I teach, what I learn, the public catalogue';
COMMENT ON COLUMN feed.class_id IS 'the class';
COMMENT ON COLUMN feed.unit_id IS 'the unit';
COMMENT ON COLUMN feed.token_hash IS 'hash of the token in its address, which was shown once';
COMMENT ON COLUMN feed.created_at IS 'when it was made';
COMMENT ON COLUMN feed.revoked_at IS 'since when it answers no more';

CREATE VIEW feed_class WITH (security_invoker = true) AS
SELECT c.id, c.host_unit_id, c.state = 'cancelled' AS cancelled, c.version,
	c.state = 'open' OR (c.state = 'cancelled' AND EXISTS (SELECT FROM class_event e WHERE e.class_id = c.id
		AND e.what = 'state' AND e.before = 'open' AND e.after = 'cancelled')) AS listed
  FROM class c
 WHERE c.state <> 'draft'
   AND NOT (c.state = 'cancelled' AND EXISTS (SELECT FROM class_event e WHERE e.class_id = c.id
	AND e.what = 'state' AND e.before = 'draft' AND e.after = 'cancelled'));
COMMENT ON VIEW feed_class IS 'Classes that stand in feeds: no drafts, and none that never was more than one';
COMMENT ON COLUMN feed_class.id IS 'the class';
COMMENT ON COLUMN feed_class.host_unit_id IS 'the unit that organises it';
COMMENT ON COLUMN feed_class.cancelled IS 'it does not take place';
COMMENT ON COLUMN feed_class.version IS 'number of edits';
COMMENT ON COLUMN feed_class.listed IS 'in the public catalogue: open to nominations, or cancelled while it was';

GRANT SELECT, INSERT, UPDATE (token_hash, revoked_at) ON feed TO hocvu_app;
GRANT SELECT ON feed_class TO hocvu_app;

-- migrate:down
DROP VIEW feed_class;
DROP TABLE feed;
DROP TRIGGER venue_moves_sessions ON venue;
DROP TRIGGER class_moves_sessions ON class;
DROP TRIGGER session_changed ON session;
DROP FUNCTION venue_moves_sessions();
DROP FUNCTION class_moves_sessions();
DROP FUNCTION session_changed();
DROP INDEX session_in_feed;
ALTER TABLE session DROP COLUMN changed_at, DROP COLUMN sequence, DROP COLUMN uid;
