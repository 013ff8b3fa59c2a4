-- SPDX-License-Identifier: GPL-3.0-or-later
-- Door-to-door visits of community teams.

-- visit_page(unit, account, after, limit) -> visit
-- In the territory and those below it, newest first; the device's own names only of one's own.
SELECT v.id, CASE WHEN v.account_id = :account THEN v.op END AS op, v.person_id AS person, p.full_name, u.name AS unit_name, v.outcome,
	v.visited_at, v.come_back_on, v.place, v.note, v.consent_id IS NOT NULL AS agreed, a.name AS account
  FROM visit v
  JOIN unit x ON x.id = v.unit_id JOIN unit top ON top.id = :unit AND x.lo BETWEEN top.lo AND top.hi
  LEFT JOIN person p ON p.id = v.person_id
  LEFT JOIN account a ON a.id = v.account_id
  LEFT JOIN LATERAL (SELECT n.name FROM unit_version n WHERE n.unit_id = v.unit_id
	ORDER BY n.valid @> (v.visited_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date DESC, upper(n.valid) DESC NULLS FIRST LIMIT 1) u ON true
 WHERE (:after::bigint IS NULL OR v.id < :after)
 ORDER BY v.id DESC
 LIMIT :limit;

-- visits_wrong(unit, body, now) -> wrong
-- Only residents of the territory; a consent only of somebody, and only to the newest text of that day.
WITH given AS (
	SELECT b.at - 1 AS at, b.person, b.place, b.consent_text, b.come_back_on, b.op,
		least(b.visited_at, :now::timestamptz) AS visited_at,
		row_number() OVER (PARTITION BY b.op ORDER BY b.at) AS time
	  FROM ROWS FROM (jsonb_to_recordset(:body::jsonb) AS (person bigint, place text, consent_text bigint, come_back_on date,
		visited_at timestamptz, op text)) WITH ORDINALITY AS b(person, place, consent_text, come_back_on, visited_at, op, at)
)
SELECT g.at, 'person' AS field, 'person_unknown' AS code, NULL::text AS detail FROM given g
 WHERE g.person IS NOT NULL AND NOT EXISTS (SELECT FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi
	JOIN residence r ON r.unit_id = x.id WHERE top.id = :unit AND r.person_id = g.person)
UNION ALL
SELECT g.at, 'person', 'person_restricted', NULL FROM given g JOIN person p ON p.id = g.person WHERE p.restricted_on IS NOT NULL
UNION ALL
SELECT g.at, 'place', 'visit_of_nobody', NULL FROM given g WHERE g.person IS NULL AND g.place IS NULL
UNION ALL
SELECT g.at, 'op', 'row_twice', NULL FROM given g WHERE g.time > 1
UNION ALL
SELECT g.at, 'come_back_on', 'come_back_before_visit', NULL FROM given g
 WHERE g.come_back_on < (g.visited_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
UNION ALL
SELECT g.at, 'consent_text', 'consent_text_old', NULL FROM given g
 WHERE g.consent_text IS NOT NULL AND (g.person IS NULL OR NOT EXISTS (SELECT FROM consent_text t WHERE t.id = g.consent_text
	AND t.valid_from <= (g.visited_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AND NOT EXISTS (SELECT FROM consent_text n
		WHERE n.purpose = t.purpose AND n.edition > t.edition
		  AND n.valid_from <= (g.visited_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)))
 ORDER BY 1, 2;

-- visits_add(unit, body, account, witness, now)
-- Each once. Who said yes at the door agreed orally before whoever stood there; a consent that holds already stays.
WITH given AS (
	SELECT b.*, least(b.visited_at, :now::timestamptz) AS seen_at
	  FROM jsonb_to_recordset(:body::jsonb) AS b(person bigint, op text, outcome text, visited_at timestamptz,
		come_back_on date, place text, note text, consent_text bigint)
	 WHERE NOT EXISTS (SELECT FROM visit v WHERE v.account_id = :account AND v.op = b.op)
), agreed AS (
	INSERT INTO consent (person_id, text_id, purpose, given_on, how, witness, entered_by, entered_at)
	SELECT DISTINCT ON (g.person, t.purpose) g.person, t.id, t.purpose, (g.seen_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 'oral',
		:witness, :account::bigint, :now::timestamptz
	  FROM given g JOIN consent_text t ON t.id = g.consent_text
	 WHERE NOT EXISTS (SELECT FROM consent c WHERE c.person_id = g.person AND c.purpose = t.purpose AND c.withdrawn_on IS NULL)
	 ORDER BY g.person, t.purpose, g.seen_at
	    ON CONFLICT DO NOTHING
	RETURNING id, person_id
)
INSERT INTO visit (unit_id, person_id, account_id, op, outcome, visited_at, received_at, come_back_on, place, note, consent_id)
SELECT :unit, g.person, :account, g.op, g.outcome, g.seen_at, :now::timestamptz, g.come_back_on, g.place, g.note,
	CASE WHEN g.consent_text IS NOT NULL THEN (SELECT a.id FROM agreed a WHERE a.person_id = g.person) END
  FROM given g
 ORDER BY g.op
    ON CONFLICT (account_id, op) DO NOTHING;
