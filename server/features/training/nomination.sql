-- SPDX-License-Identifier: GPL-3.0-or-later
-- Unit heads send their people to a class: every problem beside its person, then all or the valid ones.

-- nominees_checked(class, unit, people, codes, even_if_trained, residents, today) -> nominee_row
-- Everyone asked for, by number or code, in the order given: one row for each problem, or one without. Only
-- of people who work in the unit or below it (residents: live there), or will, is anything told; the others exist or not,
-- nobody learns which. Residents come because they agreed to.
WITH item AS (
	SELECT 1 AS kind, n.at - 1 AS place, n.value::bigint AS number, NULL AS code
	  FROM jsonb_array_elements_text(coalesce(:people::jsonb, '[]')) WITH ORDINALITY AS n(value, at)
	UNION ALL
	SELECT 2, c.at - 1, NULL, lower(btrim(c.value))
	  FROM jsonb_array_elements_text(coalesce(:codes::jsonb, '[]')) WITH ORDINALITY AS c(value, at)
), asked AS (
	SELECT row_number() OVER (ORDER BY i.kind, i.place) - 1 AS at, i.kind, i.place, i.number, i.code,
		coalesce(i.number, p.id) AS person
	  FROM item i LEFT JOIN person p ON p.code = i.code
), theirs AS (
	SELECT a.at, bool_or(f.valid @> :today::date) AS active, bool_or(f.valid && daterange(:today::date, NULL)) AS known
	  FROM asked a
	  CROSS JOIN LATERAL (SELECT w.unit_id, w.valid FROM affiliation w WHERE w.person_id = a.person AND NOT :residents::boolean
		UNION ALL SELECT h.unit_id, h.valid FROM residence h WHERE h.person_id = a.person AND :residents::boolean) f
	  JOIN unit x ON x.id = f.unit_id
	  JOIN unit top ON top.id = :unit AND top.lo <= x.lo AND x.lo <= top.hi
	 GROUP BY a.at
), known AS (
	SELECT a.at, a.person FROM asked a JOIN theirs t ON t.at = a.at AND t.known
), problem (at, code, fact, blocks) AS (
	SELECT a.at, 'person_not_yours', NULL, true FROM asked a WHERE NOT EXISTS (SELECT FROM theirs t WHERE t.at = a.at)
	UNION ALL
	SELECT t.at, 'person_inactive', NULL, true FROM theirs t WHERE NOT t.active
	UNION ALL
	SELECT k.at, 'consent_missing', NULL, true FROM known k
	 WHERE :residents::boolean AND NOT consented(k.person, 'voluntary_class')
	UNION ALL
	SELECT k.at, 'person_restricted', NULL, true FROM known k JOIN person p ON p.id = k.person
	 WHERE :residents::boolean AND p.restricted_on IS NOT NULL
	UNION ALL
	SELECT a.at, 'person_named_twice', NULL, true FROM known a
	 WHERE EXISTS (SELECT FROM asked b WHERE b.person = a.person AND b.at < a.at)
	UNION ALL
	SELECT a.at, CASE e.state WHEN 'rejected' THEN 'person_rejected' ELSE 'person_already_nominated' END, NULL, true
	  FROM known a JOIN enrolment e ON e.person_id = a.person AND e.class_id = :class AND e.state <> 'withdrawn'
	UNION ALL
	SELECT a.at, 'trained_this_year', to_char(max(d.completed_on), 'DD/MM/YYYY'), NOT coalesce(:even_if_trained, false)
	  FROM known a
	  JOIN class c ON c.id = :class
	  JOIN completion d ON d.person_id = a.person AND d.course_id = c.course_id
	   AND d.completed_on BETWEEN date_trunc('year', :today::date)::date AND :today::date
	 GROUP BY a.at
	UNION ALL
	SELECT a.at, 'trainee_clash', string_agg(DISTINCT o.title || ' (' || o.code || '), ' || to_char(s.date, 'DD/MM/YYYY'), '; '),
		false
	  FROM known a
	  JOIN session s ON s.class_id = :class AND NOT s.cancelled
	  JOIN enrolment e ON e.person_id = a.person AND e.class_id <> :class AND e.state IN ('nominated', 'approved', 'waitlisted')
	  JOIN class o ON o.id = e.class_id AND o.state <> 'cancelled'
	  JOIN session t ON t.class_id = o.id AND NOT t.cancelled AND t.date = s.date
	   AND (s.during IS NULL OR t.during IS NULL OR s.during && t.during)
	 GROUP BY a.at
)
SELECT a.at, CASE a.kind WHEN 1 THEN '/people/' ELSE '/codes/' END || a.place AS pointer,
	CASE WHEN a.kind = 1 OR k.at IS NOT NULL THEN a.person END AS person,
	CASE WHEN a.kind = 2 THEN a.code WHEN k.at IS NOT NULL THEN p.code END AS code,
	CASE WHEN k.at IS NOT NULL THEN p.full_name END AS full_name,
	b.code AS problem, b.fact, coalesce(b.blocks, false) AS blocks
  FROM asked a
  LEFT JOIN known k ON k.at = a.at
  LEFT JOIN person p ON p.id = k.person
  LEFT JOIN problem b ON b.at = a.at
 ORDER BY a.at, blocks DESC, b.code;

-- nominations_add(class, unit, people, account, now, why) -> int
-- In the order of their numbers. Who withdrew may be sent again, at the end of the queue. Gives how many; who
-- was sent meanwhile by somebody else is not among them.
WITH sent AS (
	SELECT n.value::bigint AS person FROM jsonb_array_elements_text(:people::jsonb) AS n(value)
), joined AS (
	INSERT INTO enrolment AS e (class_id, person_id, nominated_by_id, state, changed_at, changed_by, why)
	SELECT :class, s.person, :unit, 'nominated', :now, :account, :why FROM sent s ORDER BY s.person
	    ON CONFLICT ON CONSTRAINT person_already_nominated DO UPDATE
		SET state = 'nominated', nominated_by_id = excluded.nominated_by_id, substitute_for_id = NULL,
		queued = excluded.queued, changed_at = excluded.changed_at, changed_by = excluded.changed_by, why = excluded.why
	     WHERE e.state = 'withdrawn'
	RETURNING e.class_id, e.person_id
), told AS (
	INSERT INTO enrolment_event (class_id, person_id, before, after, at, account_id, why)
	SELECT j.class_id, j.person_id, NULL, 'nominated', :now, :account, :why FROM joined j ORDER BY j.person_id
)
SELECT count(*) FROM joined;
