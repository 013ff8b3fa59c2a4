-- SPDX-License-Identifier: GPL-3.0-or-later
-- Teams that go from door to door hold their residential groups, not a whole commune: roles given over more become one
-- over each group below, for the same days, and can be ended one by one by who knows which groups the team has.

-- migrate:up
WITH wide AS MATERIALIZED (
	SELECT g.*, u.lo, u.hi, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS today
	  FROM role_grant g JOIN unit u ON u.id = g.unit_id
	 WHERE g.role = 'community_team' AND g.valid && daterange((now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, NULL)
	   AND NOT EXISTS (SELECT FROM unit_version v WHERE v.unit_id = u.id AND v.kind = 'residential_group')
), part AS MATERIALIZED (
	SELECT DISTINCT w.id, w.account_id, x.id AS group_id, w.valid * daterange(w.today, NULL) AS valid, w.given_by, w.given_at, w.purpose, w.today
	  FROM wide w JOIN unit x ON x.lo > w.lo AND x.lo <= w.hi
	  JOIN unit_version v ON v.unit_id = x.id AND v.kind = 'residential_group' AND v.valid && daterange(w.today, NULL)
), ended AS (
	UPDATE role_grant g SET valid = g.valid * daterange(NULL, p.today), ended_at = now()
	  FROM (SELECT DISTINCT id, today FROM part) p WHERE g.id = p.id
)
INSERT INTO role_grant (account_id, role, unit_id, valid, given_by, given_at, purpose)
SELECT DISTINCT ON (p.account_id, p.group_id) p.account_id, 'community_team', p.group_id, p.valid, p.given_by, p.given_at, p.purpose
  FROM part p
 WHERE NOT EXISTS (SELECT FROM role_grant h WHERE h.account_id = p.account_id AND h.role = 'community_team' AND h.unit_id = p.group_id
	AND h.valid && p.valid)
 ORDER BY p.account_id, p.group_id, upper(p.valid) DESC NULLS FIRST;

-- migrate:down
-- What roles there are stays: the same people see the same residents.
SELECT;
