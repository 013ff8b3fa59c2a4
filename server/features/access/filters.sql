-- SPDX-License-Identifier: GPL-3.0-or-later
-- Filters of lists that an account saved under names of its own.

-- filters_mine(account, list, after, limit) -> saved_filter
SELECT f.id, f.list, f.name, f.query
  FROM saved_filter f
 WHERE f.account_id = :account AND (:list::text IS NULL OR f.list = :list)
   AND f.id > coalesce(:after::bigint, 0)
 ORDER BY f.id LIMIT :limit;

-- filter_count(account) -> int
SELECT count(*) FROM saved_filter WHERE account_id = :account;

-- filter_add(account, list, name, query, now) -> saved_filter
INSERT INTO saved_filter (account_id, list, name, query, made_at)
VALUES (:account, :list, :name, :query, :now::timestamptz)
RETURNING id, list, name, query;

-- filter_remove(account, filter)
DELETE FROM saved_filter WHERE id = :filter AND account_id = :account;
