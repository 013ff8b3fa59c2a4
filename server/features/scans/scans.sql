-- SPDX-License-Identifier: GPL-3.0-or-later
-- Signed paper of sessions: what came, in which parts, and what became of it.

-- scans_of_session(session) -> scan
-- In the order in which they came; what is on its way and what was removed too.
SELECT n.id, n.session_id AS session, n.name, n.bytes, n.digest, n.kind, a.name AS account, n.begun_at, n.kept_at,
	(SELECT count(*) FROM scan_part p WHERE p.scan_id = n.id) AS parts,
	(SELECT min(o.session_id) FROM scan o WHERE o.digest = n.digest AND o.session_id <> n.session_id AND o.kept_at IS NOT NULL
		AND o.removed_at IS NULL) AS also, n.removed_at, n.removed_why
  FROM scan n LEFT JOIN account a ON a.id = n.account_id
 WHERE n.session_id = :session ORDER BY n.id;

-- scan_get(scan) -> scan
SELECT n.id, n.session_id AS session, n.name, n.bytes, n.digest, n.kind, a.name AS account, n.begun_at, n.kept_at,
	(SELECT count(*) FROM scan_part p WHERE p.scan_id = n.id) AS parts,
	(SELECT min(o.session_id) FROM scan o WHERE o.digest = n.digest AND o.session_id <> n.session_id AND o.kept_at IS NOT NULL
		AND o.removed_at IS NULL) AS also, n.removed_at, n.removed_why
  FROM scan n LEFT JOIN account a ON a.id = n.account_id
 WHERE n.id = :scan;

-- scan_same(session, digest) -> int
-- The same bytes as they came to that session before, and were not removed; locked.
SELECT n.id FROM scan n WHERE n.session_id = :session AND n.digest = :digest AND n.removed_at IS NULL FOR UPDATE;

-- scans_count(session) -> int
SELECT count(*) FROM scan n WHERE n.session_id = :session AND n.removed_at IS NULL;

-- scan_begin(session, name, bytes, digest, account, now) -> int
INSERT INTO scan (session_id, class_id, name, bytes, digest, account_id, begun_at)
SELECT s.id, s.class_id, :name, :bytes, :digest, :account, :now::timestamptz FROM session s WHERE s.id = :session
RETURNING id;

-- scan_again(scan, account, now)
-- Somebody goes on with what had not all come.
UPDATE scan n SET begun_at = :now::timestamptz, account_id = :account WHERE n.id = :scan AND n.kept_at IS NULL;

-- scan_part_put(scan, part, sealed) -> int
-- A part sent again replaces the former one. 0: all of it is there already.
WITH open AS (
	SELECT n.id FROM scan n WHERE n.id = :scan AND n.kept_at IS NULL AND n.removed_at IS NULL FOR NO KEY UPDATE
), put AS (
	INSERT INTO scan_part (scan_id, part, key, sealed)
	SELECT o.id, :part, split_part(:sealed, '.', 1), decode(split_part(:sealed, '.', 2), 'hex') FROM open o
	    ON CONFLICT (scan_id, part) DO UPDATE SET key = excluded.key, sealed = excluded.sealed
	RETURNING 1
)
SELECT count(*) FROM put;

-- scan_content(scan) -> scan_content
-- Locked: it is put together once.
SELECT n.id, n.bytes, (SELECT count(*) FROM scan_part p WHERE p.scan_id = n.id) AS parts, n.digest, n.kind, n.name, n.kept_at IS NOT NULL AS kept, n.removed_at IS NOT NULL AS removed,
	s.date, s.number, c.code AS class_code
  FROM scan n JOIN session s ON s.id = n.session_id JOIN class c ON c.id = s.class_id
 WHERE n.id = :scan FOR NO KEY UPDATE OF n;

-- scan_shown(scan) -> scan_content
SELECT n.id, n.bytes, (SELECT count(*) FROM scan_part p WHERE p.scan_id = n.id) AS parts, n.digest, n.kind, n.name, n.kept_at IS NOT NULL AS kept, n.removed_at IS NOT NULL AS removed,
	s.date, s.number, c.code AS class_code
  FROM scan n JOIN session s ON s.id = n.session_id JOIN class c ON c.id = s.class_id
 WHERE n.id = :scan;

-- scan_part_get(scan, part) -> text
SELECT p.key || '.' || encode(p.sealed, 'hex') FROM scan_part p WHERE p.scan_id = :scan AND p.part = :part;

-- scan_kept(scan, kind, now)
UPDATE scan n SET kind = :kind, kept_at = :now::timestamptz WHERE n.id = :scan;

-- scan_reason(why) -> text
-- Stands in the record beside the row.
SELECT set_config('hocvu.reason', :why, true);

-- scan_remove(scan, account, now, why) -> int
-- The line and its hash stay. 0: it was removed before.
UPDATE scan n SET removed_at = :now::timestamptz, removed_by = :account, removed_why = :why
 WHERE n.id = :scan AND n.removed_at IS NULL RETURNING n.id;

-- scan_parts_remove(scan)
DELETE FROM scan_part p WHERE p.scan_id = :scan;

-- scans_unsent(before) -> int
SELECT scans_forget(:before::timestamptz);
