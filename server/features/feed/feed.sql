-- SPDX-License-Identifier: GPL-3.0-or-later
-- Feeds: mine, and what stands in one. Two steps, so that each has one plan: which classes, then their sessions.

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

-- feed_found(hash) -> feed_found
-- By its token, as long as it is not revoked and its account may come in. `of` is whose or what's time-table.
SELECT f.what, CASE f.what WHEN 'class' THEN f.class_id WHEN 'unit' THEN f.unit_id ELSE a.person_id END AS "of",
	coalesce(c.title, n.name) AS title
  FROM feed f
  JOIN account a ON a.id = f.account_id AND a.disabled_at IS NULL
  LEFT JOIN class c ON c.id = f.class_id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v WHERE v.unit_id = f.unit_id
	ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE f.token_hash = :hash AND f.revoked_at IS NULL;

-- feed_classes_alone(of) -> feed_classes
-- As all of these: classes that take place, classes cancelled, and a number made of how often each was edited.
SELECT coalesce(array_agg(c.id) FILTER (WHERE NOT c.cancelled), '{}')::text AS held,
	coalesce(array_agg(c.id) FILTER (WHERE c.cancelled), '{}')::text AS cancelled,
	coalesce(bit_xor(hashint8extended(c.id, c.version)), 0) AS stamp
  FROM feed_class c WHERE c.id = :of;

-- feed_classes_below(of) -> feed_classes
-- Hosted by the unit or one below it.
SELECT coalesce(array_agg(c.id) FILTER (WHERE NOT c.cancelled), '{}')::text AS held,
	coalesce(array_agg(c.id) FILTER (WHERE c.cancelled), '{}')::text AS cancelled,
	coalesce(bit_xor(hashint8extended(c.id, c.version)), 0) AS stamp
  FROM unit u JOIN unit h ON h.lo BETWEEN u.lo AND u.hi JOIN feed_class c ON c.host_unit_id = h.id
 WHERE u.id = :of;

-- feed_classes_taught(of) -> feed_classes
SELECT coalesce(array_agg(c.id) FILTER (WHERE NOT c.cancelled), '{}')::text AS held,
	coalesce(array_agg(c.id) FILTER (WHERE c.cancelled), '{}')::text AS cancelled,
	coalesce(bit_xor(hashint8extended(c.id, c.version)), 0) AS stamp
  FROM feed_class c WHERE c.id IN (SELECT s.class_id FROM session s WHERE s.trainer_id = :of);

-- feed_classes_learnt(of) -> feed_classes
-- Where the person has a seat: nominations and waiting lists are no appointments.
SELECT coalesce(array_agg(c.id) FILTER (WHERE NOT c.cancelled), '{}')::text AS held,
	coalesce(array_agg(c.id) FILTER (WHERE c.cancelled), '{}')::text AS cancelled,
	coalesce(bit_xor(hashint8extended(c.id, c.version)), 0) AS stamp
  FROM enrolment e JOIN feed_class c ON c.id = e.class_id
 WHERE e.person_id = :of AND e.state = 'approved';

-- feed_classes_listed() -> feed_classes
SELECT coalesce(array_agg(c.id) FILTER (WHERE NOT c.cancelled), '{}')::text AS held,
	coalesce(array_agg(c.id) FILTER (WHERE c.cancelled), '{}')::text AS cancelled,
	coalesce(bit_xor(hashint8extended(c.id, c.version)), 0) AS stamp
  FROM feed_class c WHERE c.listed;

-- feed_stamp(held, cancelled, trainer, today, now) -> text
-- Another one whenever feed_events would give something else: of the same rows, ids and numbers of edits.
SELECT count(*) || '-' || coalesce(bit_xor(hashint8extended(x.id, x.version)), 0)
  FROM (SELECT s.id, s.version FROM session s
	 WHERE s.class_id = ANY (:held::bigint[]) AND (:trainer::bigint IS NULL OR s.trainer_id = :trainer)
	   AND s.date > :today::date - 366
	   AND (NOT s.cancelled OR s.changed_at > :now::timestamptz - interval '60 days')
	UNION ALL SELECT s.id, s.version FROM session s
	 WHERE s.class_id = ANY (:cancelled::bigint[]) AND (:trainer::bigint IS NULL OR s.trainer_id = :trainer)
	   AND s.date > :today::date - 366
	   AND s.changed_at > :now::timestamptz - interval '60 days') x;

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
