-- SPDX-License-Identifier: GPL-3.0-or-later
-- The package imported last, and whether the tables it covers are as it left them.

-- package_noted(digest) -> package_note
-- The note of that very package, while nothing was written since it was imported.
SELECT n.rows, n.warnings
  FROM package_note n
 WHERE n.digest = :digest::text AND n.changes = (SELECT c.last_value FROM package_changes c);

-- package_importing()
-- What this transaction writes is the import's, and is not counted as a change to what it left.
SELECT set_config('hocvu.importing', 'on', true);

-- package_changes_now() -> int
SELECT c.last_value FROM package_changes c;

-- package_writers() -> bool
-- Is anybody in the middle of writing to a table that is counted? A statement locks its table before it is
-- counted, and keeps the lock until what it wrote can be seen.
SELECT EXISTS (SELECT FROM pg_locks l
	WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
	  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
	  AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
	  AND l.relation IN (SELECT t.tgrelid FROM pg_trigger t WHERE t.tgname = 'package_changed'));

-- package_note_drop()
DELETE FROM package_note;

-- package_note_add(digest, changes, rows, warnings)
INSERT INTO package_note (digest, changes, rows, warnings) VALUES (:digest::text, :changes::bigint, :rows::bigint, :warnings::bigint);

-- package_record(detail)
SELECT audit_job('import', 'package', :detail::jsonb);
