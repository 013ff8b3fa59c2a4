-- SPDX-License-Identifier: GPL-3.0-or-later

-- accounts_page(account, review, kind, state, q, folded, now, today, after, limit) -> account
-- The accounts I administer, and those that hold a role in my units beside roles elsewhere. `q`: a part of the
-- account's name, or of its person's without marks.
SELECT a.id, a.name, a.kind, a.person_id AS person, p.full_name, a.must_change, a.disabled_at AS disabled,
       a.created_at AS created, a.last_used_at AS used, a.failed_count AS failed, a.reviewed_at AS reviewed,
       account_kept(:account, a.id, :today::date) AS kept
  FROM account a LEFT JOIN person p ON p.id = a.person_id
 WHERE a.id > coalesce(:after::bigint, 0)
   AND (:review::text IS NULL OR a.disabled_at IS NULL
	AND coalesce(a.reviewed_at, a.created_at) < :now::timestamptz - interval '6 months')
   AND (:kind::text IS NULL OR a.kind = :kind)
   AND (:state::text IS NULL OR (a.disabled_at IS NOT NULL) = (:state = 'disabled'))
   AND (:q::text IS NULL OR strpos(a.name, lower(:q)) > 0 OR (:folded::text <> '' AND strpos(p.folded, :folded) > 0))
   AND (account_kept(:account, a.id, :today::date)
	OR EXISTS (SELECT FROM role_grant theirs JOIN unit x ON x.id = theirs.unit_id
		JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
		JOIN role_grant g ON g.unit_id = u.id
		WHERE theirs.account_id = a.id AND theirs.valid && daterange(:today::date, NULL)
		  AND g.account_id = :account AND g.role = 'admin' AND g.valid @> :today::date))
 ORDER BY a.id LIMIT :limit::int;

-- account_get(id, account, today) -> account
SELECT a.id, a.name, a.kind, a.person_id AS person, p.full_name, a.must_change, a.disabled_at AS disabled,
       a.created_at AS created, a.last_used_at AS used, a.failed_count AS failed, a.reviewed_at AS reviewed,
       account_kept(:account, a.id, :today::date) AS kept
  FROM account a LEFT JOIN person p ON p.id = a.person_id
 WHERE a.id = :id;

-- account_every(after, limit) -> account
-- All of them, for the operator's command.
SELECT a.id, a.name, a.kind, a.person_id AS person, p.full_name, a.must_change, a.disabled_at AS disabled,
       a.created_at AS created, a.last_used_at AS used, a.failed_count AS failed, a.reviewed_at AS reviewed, true AS kept
  FROM account a LEFT JOIN person p ON p.id = a.person_id
 WHERE a.id > :after ORDER BY a.id LIMIT :limit::int;

-- account_numbered(name) -> int
SELECT id FROM account WHERE name = lower(:name);

-- account_person(code) -> int
SELECT id FROM person WHERE code = :code;

-- account_add(name, person, hash, must_change, by, now, kind) -> int
INSERT INTO account (name, person_id, password_hash, must_change, created_by, created_at, kind, password_set_at)
VALUES (lower(:name), :person, :hash, :must_change, :by, :now::timestamptz, :kind, :now::timestamptz)
RETURNING id;

-- account_person_mine(account, person, today) -> bool
-- Does the person work or live in a unit I administer, now or later?
SELECT EXISTS (SELECT FROM (
		SELECT unit_id, valid FROM affiliation WHERE person_id = :person
		UNION ALL SELECT unit_id, valid FROM residence WHERE person_id = :person) place
	JOIN unit x ON x.id = place.unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE place.valid && daterange(:today::date, NULL)
	  AND g.account_id = :account AND g.role = 'admin' AND g.valid @> :today::date);

-- account_password_reset(id, hash)
-- A password somebody else knows: to be changed, and whoever was in is out.
WITH sessions AS (
	DELETE FROM account_session WHERE account_id = :id
), tokens AS (
	DELETE FROM account_token WHERE account_id = :id
)
UPDATE account SET password_hash = :hash, must_change = true, failed_count = 0, password_set_at = now() WHERE id = :id;

-- account_disable(id, now)
-- Nobody comes in with it from here on, and whoever was in is out. Its tokens go with it.
WITH sessions AS (
	DELETE FROM account_session WHERE account_id = :id
), tokens AS (
	DELETE FROM account_token WHERE account_id = :id
)
UPDATE account SET disabled_at = :now::timestamptz WHERE id = :id AND disabled_at IS NULL;

-- account_enable(id, now)
UPDATE account SET disabled_at = NULL, enabled_at = :now::timestamptz WHERE id = :id AND disabled_at IS NOT NULL;
