-- SPDX-License-Identifier: GPL-3.0-or-later
-- A list is taken back by the job too: thousands of people take longer to delete than a request may.

-- migrate:up
ALTER TABLE list_import DROP CONSTRAINT list_import_state_known;
ALTER TABLE list_import ADD CONSTRAINT list_import_state_known
	CHECK (state IN ('sending', 'waiting', 'ready', 'refused', 'accepted', 'done', 'undoing', 'undone'));
COMMENT ON COLUMN list_import.state IS 'sending, waiting for a reading, ready to be looked at, refused, accepted and about to be written, done, about to be taken back, undone';

CREATE OR REPLACE FUNCTION list_import_next() RETURNS TABLE (id bigint, account bigint, person bigint, state text)
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT w.id, w.account_id, (SELECT a.person_id FROM account a WHERE a.id = w.account_id), w.state
	  FROM (SELECT i.id, i.account_id, i.state FROM list_import i WHERE i.state IN ('waiting', 'accepted', 'undoing')
		ORDER BY i.id OFFSET 0) w
	 WHERE pg_try_advisory_lock(hashtext('list_import'), (w.id % 2147483647)::int) LIMIT 1 $$;

-- Who has no place any more is deleted without asking the tables of places, and what hangs on them, for every person.
CREATE OR REPLACE FUNCTION coverage_person_leaves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS
$$BEGIN
	IF EXISTS (SELECT FROM residence r WHERE r.person_id = OLD.id) THEN
		DELETE FROM residence r WHERE r.person_id = OLD.id;
	END IF;
	IF EXISTS (SELECT FROM affiliation a WHERE a.person_id = OLD.id) THEN
		DELETE FROM affiliation a WHERE a.person_id = OLD.id;
	END IF;
	RETURN OLD;
END$$;

-- migrate:down
UPDATE list_import SET state = 'done' WHERE state = 'undoing';
ALTER TABLE list_import DROP CONSTRAINT list_import_state_known;
ALTER TABLE list_import ADD CONSTRAINT list_import_state_known
	CHECK (state IN ('sending', 'waiting', 'ready', 'refused', 'accepted', 'done', 'undone'));
