-- SPDX-License-Identifier: GPL-3.0-or-later
-- Feeds: mine, and what stands in one. Two steps: which classes, with a number that tells whether anything changed, then
-- their sessions, which are only fetched for somebody who has not read them yet.

-- feeds_mine(account) -> feed
-- Those that answer; a feed without its address, which nobody can be told again.
SELECT f.id, f.what, f.class_id AS class, f.unit_id AS unit, coalesce(c.title, n.name) AS title, f.created_at AS created
  FROM feed f
  LEFT JOIN class c ON c.id = f.class_id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v WHERE v.unit_id = f.unit_id
	ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE f.account_id = :account AND f.revoked_at IS NULL
 ORDER BY f.id LIMIT 200;

-- feed_count(account) -> int
SELECT count(*) FROM feed WHERE account_id = :account AND revoked_at IS NULL;

-- feed_add(account, what, class, unit, hash, now) -> int
INSERT INTO feed (account_id, what, class_id, unit_id, token_hash, created_at)
VALUES (:account, :what, :class, :unit, :hash, :now::timestamptz) RETURNING id;

-- feed_rotate(account, feed, hash) -> text
-- Another token; gives what the feed is of, nothing when it is not mine or revoked.
UPDATE feed SET token_hash = :hash WHERE id = :feed AND account_id = :account AND revoked_at IS NULL RETURNING what;

-- feed_revoke(account, feed, now)
UPDATE feed SET revoked_at = :now::timestamptz WHERE id = :feed AND account_id = :account AND revoked_at IS NULL;

-- feed_found(hash, today, now) -> feed_found
-- By its token, as long as it is not revoked and its account may come in; without one, the public catalogue. `of` is
-- whose or what's time-table; then classes that take place, classes cancelled, and a number made of how often they and
-- the sessions that feed_events would give were edited. Where a person has no seat there is no appointment: nominations
-- and waiting lists stay out. (Each kind's classes are looked for by that kind alone, then taken one by one by their
-- key: OFFSET 0 keeps the planner from reading all classes for the sake of the kinds that have many.)
WITH f AS MATERIALIZED (
	SELECT f.what, f.class_id, f.unit_id, a.person_id
	  FROM feed f JOIN account a ON a.id = f.account_id AND a.disabled_at IS NULL
	 WHERE f.token_hash = :hash::text AND f.revoked_at IS NULL
	UNION ALL SELECT 'catalogue', NULL, NULL, NULL WHERE :hash IS NULL
), k AS MATERIALIZED (
	SELECT coalesce(array_agg(c.id) FILTER (WHERE NOT c.cancelled), '{}') AS held,
		coalesce(array_agg(c.id) FILTER (WHERE c.cancelled), '{}') AS cancelled,
		coalesce(bit_xor(hashint8extended(c.id, c.version)), 0) AS stamp
	  FROM f CROSS JOIN LATERAL (SELECT f.class_id AS id WHERE f.what = 'class'
		UNION SELECT h.id FROM unit u JOIN unit b ON b.lo BETWEEN u.lo AND u.hi JOIN class h ON h.host_unit_id = b.id
		 WHERE f.what = 'unit' AND u.id = f.unit_id
		UNION SELECT s.class_id FROM session s WHERE f.what = 'trainer' AND s.trainer_id = f.person_id
		UNION SELECT e.class_id FROM enrolment_line e
		 WHERE f.what = 'person' AND e.person_id = f.person_id AND e.state = 'approved'
		UNION SELECT l.id FROM class l WHERE f.what = 'catalogue' AND l.state IN ('open', 'cancelled')) i
	 CROSS JOIN LATERAL (SELECT c.* FROM feed_class c WHERE c.id = i.id OFFSET 0) c
	 WHERE f.what <> 'catalogue' OR c.listed
), s AS (
	SELECT s.id, s.version FROM f CROSS JOIN k JOIN session s ON s.class_id = ANY (k.held)
	 WHERE (f.what <> 'trainer' OR s.trainer_id = f.person_id) AND s.date > :today::date - 366
	   AND (NOT s.cancelled OR s.changed_at > :now::timestamptz - interval '60 days')
	UNION ALL SELECT s.id, s.version FROM f CROSS JOIN k JOIN session s ON s.class_id = ANY (k.cancelled)
	 WHERE (f.what <> 'trainer' OR s.trainer_id = f.person_id) AND s.date > :today::date - 366
	   AND s.changed_at > :now::timestamptz - interval '60 days'
)
SELECT f.what, coalesce(f.class_id, f.unit_id, CASE WHEN f.what IN ('trainer', 'person') THEN f.person_id END) AS "of",
	coalesce((SELECT c.title FROM class c WHERE c.id = f.class_id), (SELECT v.name FROM unit_version v
		WHERE v.unit_id = f.unit_id ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1)) AS title,
	k.held::text AS held, k.cancelled::text AS cancelled,
	k.stamp # (SELECT count(*) # coalesce(bit_xor(hashint8extended(s.id, s.version)), 0) FROM s) AS stamp
  FROM f CROSS JOIN k;

-- feed_events(held, cancelled, trainer, today, now, limit) -> feed_event
-- Sessions of the last year and all to come; cancelled ones for 60 days. No people. When there are too
-- many, the oldest are left out.
SELECT s.uid::text AS uid, c.title, s.number, s.date, s.starts AS start,
	coalesce(s.ends, upper(s.during)::time) AS "end", s.periods,
	coalesce(v.name || ', ' || s.venue, v.name, s.venue, c.venue) AS place,
	s.cancelled OR c.state = 'cancelled' AS cancelled, s.sequence, s.changed_at AS changed
  FROM session s JOIN class c ON c.id = s.class_id LEFT JOIN venue v ON v.id = s.venue_id
 WHERE s.class_id = ANY (:held::bigint[] || :cancelled::bigint[]) AND (:trainer::bigint IS NULL OR s.trainer_id = :trainer)
   AND s.date > :today::date - 366
   AND (NOT (s.cancelled OR c.state = 'cancelled') OR s.changed_at > :now::timestamptz - interval '60 days')
 ORDER BY s.date DESC, s.id DESC LIMIT :limit;
