-- SPDX-License-Identifier: GPL-3.0-or-later

-- password_words(account) -> text
-- What everybody knows of its owner: the account's name, the person's, the units'.
SELECT concat_ws(' ', a.name, p.full_name, (SELECT string_agg(DISTINCT concat_ws(' ', u.code, v.name), ' ')
	FROM unit u LEFT JOIN unit_version v ON v.unit_id = u.id
	WHERE u.id IN (SELECT g.unit_id FROM role_grant g WHERE g.account_id = a.id
		UNION ALL SELECT f.unit_id FROM affiliation f WHERE f.person_id = a.person_id)))
  FROM account a LEFT JOIN person p ON p.id = a.person_id WHERE a.id = :account;

-- password_salt(account) -> text
SELECT history_secret::text FROM account WHERE id = :account;

-- password_had(account, trace) -> bool
SELECT EXISTS (SELECT FROM account_password WHERE account_id = :account AND trace_hash = :trace);

-- password_keep(account, trace, now, most)
-- Remembers it and forgets those beyond.
WITH kept AS (
	INSERT INTO account_password (account_id, trace_hash, set_at) VALUES (:account, :trace, :now::timestamptz)
)
DELETE FROM account_password p USING (SELECT trace_hash FROM account_password WHERE account_id = :account
	ORDER BY set_at DESC, trace_hash OFFSET :most::int - 1) old
 WHERE p.account_id = :account AND p.trace_hash = old.trace_hash;
