-- SPDX-License-Identifier: GPL-3.0-or-later

-- grants_of_account(id) -> role_grant
-- Every role an account holds, held or will hold, the newest first.
SELECT g.id, g.account_id AS account, a.name, g.role, g.unit_id AS unit, u.code,
       (SELECT n.name FROM unit_version n WHERE n.unit_id = u.id ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) AS unit_name,
       lower(g.valid) AS valid_from, upper(g.valid) - 1 AS valid_to, b.name AS given_by, g.given_at AS given,
       g.ended_at AS ended, g.purpose
  FROM role_grant g JOIN account a ON a.id = g.account_id JOIN unit u ON u.id = g.unit_id
  LEFT JOIN account b ON b.id = g.given_by
 WHERE g.account_id = :id ORDER BY g.id DESC LIMIT 500;

-- grants_of_unit(unit, after, limit, today) -> role_grant
-- Who holds a role in the unit or below, today or later: the list for the yearly review.
SELECT g.id, g.account_id AS account, a.name, g.role, g.unit_id AS unit, u.code,
       (SELECT n.name FROM unit_version n WHERE n.unit_id = u.id ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) AS unit_name,
       lower(g.valid) AS valid_from, upper(g.valid) - 1 AS valid_to, b.name AS given_by, g.given_at AS given,
       g.ended_at AS ended, g.purpose
  FROM unit top JOIN unit u ON top.lo <= u.lo AND u.lo <= top.hi
  JOIN role_grant g ON g.unit_id = u.id JOIN account a ON a.id = g.account_id
  LEFT JOIN account b ON b.id = g.given_by
 WHERE top.id = :unit AND g.valid && daterange(:today::date, NULL) AND g.id > coalesce(:after::bigint, 0)
 ORDER BY g.id LIMIT :limit::int;

-- grant_give(id, role, unit, valid_from, valid_to, by, now, today, purpose) -> int
-- Who becomes an administrator comes in anew: shorter idle time, second factor, and no token made before either. Of a
-- role for a day to come all that is there ends when that day begins; what is made until then does so by itself.
WITH becomes AS MATERIALIZED (
	SELECT a.id, CASE WHEN :valid_from::date <= :today::date THEN :now::timestamptz
			ELSE :valid_from::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' END AS at
	  FROM account a WHERE a.id = :id AND :role::text = 'admin' AND NOT EXISTS (SELECT FROM role_grant g
		WHERE g.account_id = a.id AND g.role = 'admin' AND g.valid @> least(:today::date, :valid_from::date))
), sessions AS (
	DELETE FROM account_session s USING becomes b WHERE s.account_id = b.id AND b.at <= :now::timestamptz
), tokens AS (
	DELETE FROM account_token t USING becomes b WHERE t.account_id = b.id AND b.at <= :now::timestamptz
), sessions_later AS (
	UPDATE account_session s SET expires_at = b.at FROM becomes b
	 WHERE s.account_id = b.id AND b.at > :now::timestamptz AND s.expires_at > b.at
), tokens_later AS (
	UPDATE account_token t SET expires_at = b.at FROM becomes b
	 WHERE t.account_id = b.id AND b.at > :now::timestamptz AND t.expires_at > b.at
)
INSERT INTO role_grant (account_id, role, unit_id, valid, given_by, given_at, purpose)
VALUES (:id, :role, :unit, daterange(:valid_from::date, :valid_to::date, '[]'), :by, :now::timestamptz, :purpose)
RETURNING id;

-- grant_fits(role, unit, day) -> bool
-- Community teams hold residential groups, each by a role of its own; a commune only while none of its groups is
-- registered.
SELECT :role::text <> 'community_team' OR EXISTS (SELECT FROM unit_version v
	WHERE v.unit_id = :unit AND v.valid && daterange(:day::date, NULL)
	  AND (v.kind = 'residential_group' OR v.kind = 'commune' AND NOT EXISTS (SELECT FROM unit top
		JOIN unit x ON x.lo > top.lo AND x.lo <= top.hi
		JOIN unit_version w ON w.unit_id = x.id AND w.kind = 'residential_group' AND w.valid && daterange(:day::date, NULL)
		WHERE top.id = v.unit_id)));

-- grant_holder(grant) -> int
SELECT account_id FROM role_grant WHERE id = :grant;

-- grant_end(grant, by, now, today)
-- From this request on it holds no more; the days it held stay. Nothing happens to one that is over.
UPDATE role_grant
   SET valid = valid * daterange(NULL, :today::date), ended_by = :by, ended_at = :now::timestamptz
 WHERE id = :grant AND valid && daterange(:today::date, NULL);

-- grant_unit(code) -> int
SELECT id FROM unit WHERE code = :code;
