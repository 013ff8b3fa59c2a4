-- SPDX-License-Identifier: GPL-3.0-or-later

-- me(account, today, session, idle) -> me
-- Who I am and what I may do today, each unit by the name it has now or had last.
SELECT a.id AS account, a.name, a.person_id AS person, p.full_name, a.must_change,
       coalesce((SELECT s.idle_minutes FROM account_session s WHERE s.id = :session::bigint), :idle::bigint) AS idle_minutes,
       coalesce((SELECT s.must_enrol FROM account_session s WHERE s.id = :session::bigint), false) AS must_enrol,
       EXISTS (SELECT FROM account_factor f WHERE f.account_id = a.id AND f.secret_sealed IS NOT NULL) AS factor,
       EXISTS (SELECT FROM session s JOIN class c ON c.id = s.class_id WHERE s.trainer_id = a.person_id AND NOT s.cancelled
		AND s.date >= :today::date - 1 AND c.state <> 'cancelled') AS teaches,
       (SELECT count(*) FROM account_recovery r WHERE r.account_id = a.id) AS recovery_left,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role, 'unit', u.id, 'code', u.code,
			'unit_name', v.name, 'valid_to', upper(g.valid) - 1) ORDER BY u.lo, g.role)
		FROM role_grant g JOIN unit u ON u.id = g.unit_id
		LEFT JOIN LATERAL (SELECT x.name FROM unit_version x WHERE x.unit_id = u.id
			ORDER BY x.valid @> :today::date DESC, upper(x.valid) DESC NULLS FIRST LIMIT 1) v ON true
		WHERE g.account_id = a.id AND g.valid @> :today::date), '[]') AS grants
  FROM account a LEFT JOIN person p ON p.id = a.person_id
 WHERE a.id = :account;

-- me_hash(account) -> text
SELECT password_hash FROM account WHERE id = :account;

-- me_password(account, hash, session, key, now)
-- My own new password: my other sessions end, this one goes on.
WITH ended AS (
	DELETE FROM account_session WHERE account_id = :account AND id IS DISTINCT FROM :session::bigint
), forgotten AS (
	DELETE FROM sign_in_attempt WHERE key = :key
)
UPDATE account SET password_hash = :hash, must_change = false, failed_count = 0, password_set_at = :now::timestamptz
 WHERE id = :account;

-- me_sessions(account, session, now) -> account_session
SELECT id, created_at AS created, used_at AS used, expires_at AS expires,
       coalesce(id = :session::bigint, false) AS current
  FROM account_session
 WHERE account_id = :account AND expires_at > :now::timestamptz
 ORDER BY used_at DESC, id LIMIT 200;

-- sessions_end_others(account, session)
DELETE FROM account_session WHERE account_id = :account AND id IS DISTINCT FROM :session::bigint;
