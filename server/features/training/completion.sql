-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who completed a class, what the others lack, and the record of one person.

-- class_completion(class, today) -> class_completion
-- Everyone with a seat or a mark. `attended`, `total` and `needed` are in the course's unit, sessions or
-- periods. A day still to come is not yet a completion.
WITH course AS (
	SELECT c.id, c.state, k.attendance_unit, k.attendance_percent, k.late_counts, k.excused_counts, k.assessment_scheme,
		k.attendance_unit = 'periods' AS by_periods
	  FROM class c JOIN course k ON k.id = c.course_id WHERE c.id = :class
), held AS (
	SELECT s.id, CASE WHEN course.by_periods THEN s.periods ELSE 1 END AS weight
	  FROM course JOIN session s ON s.class_id = course.id AND NOT s.cancelled
), total AS (
	SELECT coalesce(sum(weight), 0)::bigint AS total FROM held
), people AS (
	SELECT e.person_id FROM enrolment e WHERE e.class_id = :class AND e.state = 'approved'
	UNION SELECT a.person_id FROM attendance a WHERE a.class_id = :class
), part AS (
	SELECT a.person_id, coalesce(sum(h.weight), 0)::bigint AS attended
	  FROM attendance a JOIN held h ON h.id = a.session_id CROSS JOIN course
	 WHERE a.status = 'present' OR (a.status = 'late' AND course.late_counts)
	    OR (a.status = 'excused' AND course.excused_counts)
	 GROUP BY a.person_id
), figure AS (
	SELECT w.person_id, coalesce(p.attended, 0) AS attended, t.total,
		(t.total * course.attendance_percent + 99) / 100 AS needed, d.completed_on, course.attendance_unit, course.state,
		course.assessment_scheme
	  FROM people w CROSS JOIN total t CROSS JOIN course
	  LEFT JOIN part p ON p.person_id = w.person_id
	  LEFT JOIN completion d ON d.class_id = :class AND d.person_id = w.person_id
)
SELECT p.id AS person, p.code, p.full_name, f.attendance_unit, f.attended, f.total, f.needed,
	CASE WHEN f.total > 0 THEN (f.attended * 1000 / f.total)::numeric / 10 END AS percent,
	CASE WHEN f.completed_on <= :today::date THEN f.completed_on END AS completed_on,
	CASE WHEN f.state = 'cancelled' THEN 'class_cancelled' WHEN f.total = 0 THEN 'no_session'
		WHEN f.completed_on <= :today::date THEN NULL WHEN f.completed_on IS NOT NULL THEN 'last_session'
		WHEN f.attended < f.needed THEN 'attendance' ELSE 'assessment' END AS missing
  FROM figure f JOIN person p ON p.id = f.person_id
 ORDER BY p.sort_name, p.id;

-- person_training(person, today) -> person_training
-- The record of one person: classes with every mark, completions, courses elsewhere, assessments. Whoever is only a head
-- of theirs sees no voluntary class, unless a body sent them there.
SELECT p.id AS person, p.code, p.full_name,
	coalesce((SELECT jsonb_agg(jsonb_build_object('class', c.id, 'code', c.code, 'title', c.title, 'course', c.course,
			'course_title', c.course_title, 'state', c.state, 'first_on', c.first_on, 'last_on', c.last_on,
			'enrolment', e.state,
			'marks', coalesce((SELECT jsonb_agg(jsonb_build_object('session', s.id, 'number', s.number, 'date', s.date,
					'cancelled', s.cancelled, 'status', coalesce(a.status, 'unmarked')) ORDER BY s.date, s.number)
				FROM session s LEFT JOIN attendance a ON a.session_id = s.id AND a.person_id = p.id
				WHERE s.class_id = c.id AND (a.person_id IS NOT NULL OR e.state = 'approved')), '[]'))
			ORDER BY c.first_on NULLS LAST, c.id)
		FROM class_seen c LEFT JOIN enrolment e ON e.class_id = c.id AND e.person_id = p.id
		WHERE c.id IN (SELECT x.class_id FROM enrolment x WHERE x.person_id = p.id
			UNION SELECT y.class_id FROM attendance y WHERE y.person_id = p.id)
		  AND (NOT hidden.voluntary OR NOT (SELECT k.voluntary FROM class k WHERE k.id = c.id)
			OR EXISTS (SELECT FROM affiliation f WHERE f.person_id = p.id AND f.unit_id = e.nominated_by_id))), '[]') AS classes,
	coalesce((SELECT jsonb_agg(jsonb_build_object('course', k.id, 'course_code', k.code, 'course_title', k.title,
			'class', d.class_id, 'completed_on', d.completed_on) ORDER BY d.completed_on, k.code)
		FROM completion d JOIN course k ON k.id = d.course_id
		WHERE d.person_id = p.id AND d.completed_on <= :today::date
		  AND (NOT hidden.voluntary OR d.class_id IS NULL OR NOT (SELECT v.voluntary FROM class v WHERE v.id = d.class_id)
			OR EXISTS (SELECT FROM enrolment e JOIN affiliation f ON f.person_id = e.person_id AND f.unit_id = e.nominated_by_id
				WHERE e.class_id = d.class_id AND e.person_id = p.id))), '[]') AS completions,
	coalesce((SELECT jsonb_agg(jsonb_build_object('id', x.id, 'course', k.id, 'course_code', k.code, 'course_title', k.title,
			'completed_on', x.completed_on, 'source', x.source, 'evidence', x.evidence, 'verified', x.verified)
			ORDER BY x.completed_on, x.id)
		FROM external_completion x JOIN course k ON k.id = x.course_id WHERE x.person_id = p.id), '[]') AS external,
	coalesce((SELECT jsonb_agg(jsonb_build_object('id', m.id, 'scheme', m.scheme,
			'course_title', (SELECT k.title FROM course k WHERE k.code = substr(m.scheme, 8) AND m.scheme LIKE 'course:%'),
			'assessed_on', m.assessed_on, 'result', m.result, 'score', m.score, 'reference', m.reference) ORDER BY m.assessed_on, m.id)
		FROM assessment m WHERE m.person_id = p.id), '[]') AS assessments
  FROM person p CROSS JOIN (SELECT person_duty_only(:person) AS voluntary) hidden WHERE p.id = :person;
