-- SPDX-License-Identifier: GPL-3.0-or-later
-- Records that were taken away.

-- removal_add(what, unit, row, now, account, why)
INSERT INTO removal (what, unit_id, person_id, row, at, account_id, why)
VALUES (:what, :unit, (:row::jsonb ->> 'person_id')::bigint, :row::jsonb - '{id,entered_by,entered_at}'::text[],
	:now::timestamptz, :account, :why);

-- removals_of_unit(unit, account, today, after, limit) -> removal
-- In the unit or below it, newest first; of people only whom the account may read (reads_person).
SELECT r.id, r.what, r.person_id AS person, p.full_name,
	coalesce(r.row ->> 'title', r.row ->> 'domain', r.row ->> 'scheme', k.code) AS title,
	coalesce(r.row ->> 'date', r.row ->> 'observed_on', r.row ->> 'assessed_on', r.row ->> 'completed_on')::date AS "on",
	coalesce(r.row ->> 'count', r.row ->> 'level', r.row ->> 'result', r.row ->> 'source') AS said,
	r.row ->> 'observer' AS observer, r.at, b.name AS account, r.why
  FROM removal r
  JOIN unit x ON x.id = r.unit_id
  JOIN unit top ON top.id = :unit AND x.lo BETWEEN top.lo AND top.hi
  LEFT JOIN person p ON p.id = r.person_id
  LEFT JOIN course k ON k.id = (r.row ->> 'course_id')::bigint
  LEFT JOIN account b ON b.id = r.account_id
 WHERE true
   -- scope:
   AND (r.person_id IS NULL OR EXISTS (SELECT FROM person_place place JOIN unit y ON y.id = place.unit_id
	JOIN unit u ON u.lo <= y.lo AND y.lo <= u.hi JOIN role_grant g ON g.unit_id = u.id
	WHERE place.person_id = r.person_id AND g.account_id = :account AND g.valid @> :today::date
	  AND g.role = ANY (place.readers)
	  AND (g.role IN ('programme_office', 'admin', 'auditor') OR place.valid && daterange(:today::date, NULL))))
   -- :scope
   AND (:after::bigint IS NULL OR r.id < :after)
 ORDER BY r.id DESC
 LIMIT :limit;
