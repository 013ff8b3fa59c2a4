-- SPDX-License-Identifier: GPL-3.0-or-later
-- Reports the plans order, by the day on which each is due next.

-- report_deadlines(from, today, after, limit) -> report_deadline
-- The next day of each from `from` (today unless said) on, as long as its plan runs; what is due first comes first.
-- "Before 10/12" is meant strictly: the last day is 9/12.
WITH day AS (
	SELECT coalesce(:from::date, :today::date) AS day
), next AS (
	SELECT d.id, p.code AS plan, p.number AS plan_number, p.title AS plan_title, d.section, d.reporter, d.addressee, d.period, d.source,
		CASE WHEN y.date > day.day THEN y.date ELSE (y.date + interval '1 year')::date END AS before, p.period_from, p.period_to, day.day
	  FROM report_duty d JOIN plan p ON p.id = d.plan_id CROSS JOIN day
	 CROSS JOIN LATERAL (SELECT make_date(extract(year FROM day.day)::int, d.before_month::int, d.before_day::int) AS date) y
), running AS (
	SELECT n.*, row_number() OVER (ORDER BY n.before, n.id) AS place
	  FROM next n WHERE (n.period_to IS NULL OR n.before - 1 <= n.period_to) AND (n.period_from IS NULL OR n.before > n.period_from)
)
SELECT r.id, r.plan, r.plan_number, r.plan_title, r.section, r.reporter, r.addressee, r.period, r.before, r.before - 1 AS last_day,
	(r.before - 1 - r.day)::bigint AS days_left, r.source
  FROM running r
 WHERE :after::bigint IS NULL OR r.place > (SELECT a.place FROM running a WHERE a.id = :after)
 ORDER BY r.place
 LIMIT :limit;
