-- SPDX-License-Identifier: GPL-3.0-or-later
-- The register of breaches.

-- breach_add(unit, discovered, what, whom, people, measures, notified, notified_whom, told, closed, account, now) -> int
INSERT INTO breach (unit_id, discovered_at, what, whom, people, measures, notified_at, notified_whom, told_at, closed_at,
	entered_by, entered_at)
VALUES (:unit, :discovered, :what, :whom, :people, :measures, :notified, :notified_whom, :told, :closed, :account, :now)
RETURNING id;

-- breach_get(breach, now) -> breach
SELECT b.* FROM breach_seen(:now) b WHERE b.id = :breach;

-- breaches_of_unit(unit, now, after, limit) -> breach
-- Newest first.
SELECT b.* FROM unit top JOIN unit u ON u.lo BETWEEN top.lo AND top.hi JOIN breach_seen(:now) b ON b.unit = u.id
 WHERE top.id = :unit AND (:after::bigint IS NULL OR b.id < :after) ORDER BY b.id DESC LIMIT :limit::int;

-- breach_edit(breach, what, whom, people, measures, notified, notified_whom, told, closed, version)
UPDATE breach SET what = :what, whom = :whom, people = :people, measures = :measures, notified_at = :notified,
	notified_whom = :notified_whom, told_at = :told, closed_at = :closed
 WHERE id = :breach AND version = :version;
