-- SPDX-License-Identifier: GPL-3.0-or-later
-- The record as an auditor reads it.

-- audit_page(account, today, person, by, object, action, row, request, from, to, after, limit) -> audit_row
-- What belongs to a unit the account audits, newest first; what belongs to none, to who audits the top of a tree. The
-- row-level policy says the same once more. Of a person also the rosters that hold a mark of theirs, with that mark.
WITH mine AS MATERIALIZED (
	SELECT u.lo, u.hi, NOT EXISTS (SELECT FROM unit above WHERE above.lo < u.lo AND u.lo <= above.hi) AS top
	  FROM role_grant g JOIN unit u ON u.id = g.unit_id
	 WHERE g.account_id = :account AND g.role = 'auditor' AND g.valid @> :today::date
)
SELECT a.id, a.at, a.account_id AS by, k.name AS account, a.via, a.address, a.request, a.action, a.object,
	a.row_id AS row, a.person_id AS person, p.full_name, x.code AS unit,
	CASE WHEN a.marks IS NOT NULL AND :person::bigint IS NOT NULL THEN (
		SELECT jsonb_agg(jsonb_build_object('column', 'status', 'before', h.before, 'after', h.after) ORDER BY h.id)
		  FROM attendance_history h WHERE h.session_id = a.row_id AND h.person_id = :person AND h.id <@ a.marks)
	ELSE (
		SELECT jsonb_agg(jsonb_build_object('column', c.name, 'before', a.before ->> c.name, 'after', a.after ->> c.name)
			ORDER BY c.name)
		  FROM jsonb_object_keys(coalesce(a.before, '{}') || coalesce(a.after, '{}')) AS c(name)) END AS changes,
	a.reason
  FROM audit a
  LEFT JOIN account k ON k.id = a.account_id
  LEFT JOIN person p ON p.id = a.person_id
  LEFT JOIN unit x ON x.id = a.unit_id
 WHERE EXISTS (SELECT FROM mine m WHERE x.lo BETWEEN m.lo AND m.hi OR (x.lo IS NULL AND m.top))
   AND (:after::bigint IS NULL OR a.id < :after)
   AND (:by::bigint IS NULL OR a.account_id = :by)
   AND (:object::text IS NULL OR a.object = :object)
   AND (:action::text IS NULL OR a.action = :action)
   AND (:row::bigint IS NULL OR a.row_id = :row)
   AND (:request::text IS NULL OR a.request = :request)
   AND (:from::date IS NULL OR a.at >= :from::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')
   AND (:to::date IS NULL OR a.at < (:to::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')
   AND (:person::bigint IS NULL OR a.id IN (
	SELECT b.id FROM audit b WHERE b.person_id = :person
	UNION ALL
	SELECT b.id FROM attendance t JOIN attendance_history h ON h.session_id = t.session_id AND h.person_id = t.person_id
	  JOIN audit b ON b.object = 'attendance' AND b.row_id = h.session_id AND h.id <@ b.marks
	 WHERE t.person_id = :person))
 ORDER BY a.id DESC
 LIMIT :limit;
