-- SPDX-License-Identifier: GPL-3.0-or-later
-- Unit heads send their people to a class: every problem beside its person, then all or the valid ones.

-- nominees_checked(class, unit, people, codes, even_if_trained, today) -> nominee
-- Everyone asked for, by number or code, in the order given, with what stands against it. `blocks` holds a
-- person back; `warns` does not. Who was never in the unit is not told from who does not exist.
WITH asked AS (
	SELECT row_number() OVER (ORDER BY a.kind, a.at) - 1 AS at, a.kind, a.at - 1 AS item, p.id AS person
	  FROM (SELECT 1 AS kind, n.at, n.value::bigint AS number, NULL AS code
		  FROM jsonb_array_elements_text(coalesce(:people::jsonb, '[]')) WITH ORDINALITY AS n(value, at)
		UNION ALL
		SELECT 2, c.at, NULL, c.value
		  FROM jsonb_array_elements_text(coalesce(:codes::jsonb, '[]')) WITH ORDINALITY AS c(value, at)) a
	  LEFT JOIN person p ON p.id = a.number OR p.code = a.code
), theirs AS (
	SELECT a.at, bool_or(f.valid @> :today::date) AS active
	  FROM asked a
	  JOIN affiliation f ON f.person_id = a.person
	  JOIN unit x ON x.id = f.unit_id
	  JOIN unit top ON top.id = :unit AND top.lo <= x.lo AND x.lo <= top.hi
	 GROUP BY a.at
), problem (at, code, detail, blocks) AS (
	SELECT a.at, 'person_not_yours', NULL, true FROM asked a WHERE NOT EXISTS (SELECT FROM theirs t WHERE t.at = a.at)
	UNION ALL
	SELECT t.at, 'person_inactive', NULL, true FROM theirs t WHERE NOT t.active
	UNION ALL
	SELECT a.at, 'named_twice', NULL, true FROM asked a
	 WHERE EXISTS (SELECT FROM asked b WHERE b.person = a.person AND b.at < a.at)
	UNION ALL
	SELECT a.at, CASE e.state WHEN 'rejected' THEN 'person_rejected' ELSE 'person_already_nominated' END, NULL, true
	  FROM asked a JOIN enrolment e ON e.person_id = a.person AND e.class_id = :class AND e.state <> 'withdrawn'
	UNION ALL
	SELECT a.at, 'trained_this_year', to_char(max(d.completed_on), 'DD/MM/YYYY'), true
	  FROM asked a
	  JOIN class c ON c.id = :class
	  JOIN completion d ON d.person_id = a.person AND d.course_id = c.course_id AND d.completed_on <= :today::date
	   AND extract(year FROM d.completed_on) = extract(year FROM :today::date)
	 GROUP BY a.at
	UNION ALL
	SELECT DISTINCT a.at, 'trainee_clash', o.title || ' (' || to_char(s.date, 'DD/MM/YYYY') || ')', false
	  FROM asked a
	  JOIN session s ON s.class_id = :class AND NOT s.cancelled
	  JOIN enrolment e ON e.person_id = a.person AND e.class_id <> :class AND e.state IN ('nominated', 'approved', 'waitlisted')
	  JOIN class o ON o.id = e.class_id AND o.state <> 'cancelled'
	  JOIN session t ON t.class_id = o.id AND NOT t.cancelled AND t.date = s.date
	   AND (s.during IS NULL OR t.during IS NULL OR s.during && t.during)
)
SELECT a.at, CASE a.kind WHEN 1 THEN '/people/' ELSE '/codes/' END || a.item AS pointer, a.person,
	CASE WHEN t.at IS NOT NULL THEN p.code END AS code, CASE WHEN t.at IS NOT NULL THEN p.full_name END AS full_name,
	coalesce((SELECT jsonb_agg(jsonb_build_object('code', b.code, 'detail', b.detail, 'blocks', b.blocks)
		ORDER BY b.blocks DESC, b.code) FROM problem b WHERE b.at = a.at), '[]') AS problems,
	EXISTS (SELECT FROM problem b WHERE b.at = a.at AND b.blocks
		AND NOT (:even_if_trained::boolean AND b.code = 'trained_this_year')) AS blocked
  FROM asked a
  LEFT JOIN theirs t ON t.at = a.at
  LEFT JOIN person p ON p.id = a.person
 ORDER BY a.at;

-- nominations_add(class, unit, people, account, now, why) -> int
-- In the order of their numbers, so that two heads at once wait for each other and never deadlock. Gives how many.
WITH sent AS (
	SELECT DISTINCT n.value::bigint AS person FROM jsonb_array_elements_text(:people::jsonb) AS n(value)
), joined AS (
	INSERT INTO enrolment AS e (class_id, person_id, nominated_by_id, state, changed_at, changed_by, why)
	SELECT :class, s.person, :unit, 'nominated', :now, :account, :why FROM sent s ORDER BY s.person
	    ON CONFLICT ON CONSTRAINT person_already_nominated DO UPDATE
		SET state = 'nominated', nominated_by_id = excluded.nominated_by_id, substitute_for_id = NULL,
		changed_at = excluded.changed_at, changed_by = excluded.changed_by, why = excluded.why
	     WHERE e.state = 'withdrawn'
	RETURNING e.class_id, e.person_id
), told AS (
	INSERT INTO enrolment_event (class_id, person_id, before, after, at, account_id, why)
	SELECT j.class_id, j.person_id, NULL, 'nominated', :now, :account, :why FROM joined j ORDER BY j.person_id
)
SELECT count(*) FROM joined;
