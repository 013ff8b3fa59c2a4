-- SPDX-License-Identifier: GPL-3.0-or-later

-- accounts_idle_end(now, today, days) -> int
-- Disables what nobody used for so many days, with its sessions and tokens. Not an administrator over the top of a tree
-- beside whom nobody else who is there administers it: an office must not lock itself out by its holidays.
WITH idle AS MATERIALIZED (
	SELECT a.id FROM account a
	 WHERE a.disabled_at IS NULL
	   AND greatest(a.last_used_at, a.enabled_at, a.created_at) < :now::timestamptz - make_interval(days => :days::int)
), ended AS (
	SELECT i.id FROM idle i
	 WHERE NOT EXISTS (SELECT FROM role_grant g JOIN unit u ON u.id = g.unit_id
		WHERE g.account_id = i.id AND g.role = 'admin' AND g.valid @> :today::date
		  AND NOT EXISTS (SELECT FROM unit above WHERE above.lo < u.lo AND u.lo <= above.hi)
		  AND NOT EXISTS (SELECT FROM role_grant o JOIN account b ON b.id = o.account_id
			WHERE o.unit_id = g.unit_id AND o.role = 'admin' AND o.valid @> :today::date
			  AND b.disabled_at IS NULL AND b.id NOT IN (SELECT id FROM idle)))
	 ORDER BY i.id
), sessions AS (
	DELETE FROM account_session s USING ended e WHERE s.account_id = e.id
), tokens AS (
	DELETE FROM account_token t USING ended e WHERE t.account_id = e.id
), gone AS (
	UPDATE account a SET disabled_at = :now::timestamptz FROM ended e WHERE a.id = e.id RETURNING a.id
)
SELECT (SELECT count(*) FROM idle) * 1000000 + (SELECT count(*) FROM gone);

-- account_reviewed(id, by, now)
UPDATE account SET reviewed_at = :now::timestamptz, reviewed_by = :by WHERE id = :id;

-- account_unlock(name)
-- Ends the waits of a name, from wherever it was tried.
DELETE FROM sign_in_attempt WHERE name_hash = encode(sha256(convert_to(lower(:name), 'UTF8')), 'hex');
