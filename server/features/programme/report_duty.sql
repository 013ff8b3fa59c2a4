-- SPDX-License-Identifier: GPL-3.0-or-later
-- Reports the plans order, by the day on which each is due next.

-- report_deadlines(from, today, after, limit) -> report_deadline
-- The next day of each from `from` (today unless said) on, as long as its plan runs; what is due first comes first.
WITH running AS (
	SELECT n.duty AS id, n.before, coalesce(:from::date, :today::date) AS day, row_number() OVER (ORDER BY n.before, n.duty) AS place
	  FROM report_next(coalesce(:from::date, :today::date)) n
)
SELECT r.id, p.code AS plan, p.number AS plan_number, p.title AS plan_title, d.section, d.reporter, d.addressee, d.period, r.before,
	r.before - 1 AS last_day, (r.before - 1 - r.day)::bigint AS days_left, d.source
  FROM running r JOIN report_duty d ON d.id = r.id JOIN plan p ON p.id = d.plan_id
 WHERE :after::bigint IS NULL OR r.place > (SELECT a.place FROM running a WHERE a.id = :after)
 ORDER BY r.place
 LIMIT :limit;
