-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every file of the package as it is written: its columns in order, its rows by key.

-- export_snapshot()
-- All files show one moment.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;

-- export_noted(reason) -> int
-- Every personal number leaves in clear.
SELECT audit_job('export', 'person', jsonb_build_object('numbers', true), :reason);

-- export_units()
SELECT u.code, lower(v.valid), upper(v.valid) - 1, v.name, v.kind, p.code, v.official_code
  FROM unit_version v JOIN unit u ON u.id = v.unit_id LEFT JOIN unit p ON p.id = v.parent_id
 ORDER BY u.code COLLATE "C", lower(v.valid) NULLS FIRST;

-- export_successions()
SELECT s.happened_on, f.code, t.code, s.kind,
	(SELECT string_agg(u.code, ';' ORDER BY g.place) FROM succession_group g JOIN unit u ON u.id = g.unit_id
	  WHERE g.succession_id = s.id), s.legal_basis
  FROM succession s JOIN unit f ON f.id = s.from_unit_id JOIN unit t ON t.id = s.to_unit_id
 ORDER BY s.happened_on, f.code COLLATE "C", t.code COLLATE "C";

-- export_people()
SELECT code, full_name, CASE WHEN birth_year_only THEN to_char(birth_date, 'YYYY') ELSE birth_date::text END, sex,
	national_id_sealed, phone_sealed, email_sealed
  FROM person ORDER BY code COLLATE "C";

-- export_affiliations()
SELECT p.code, u.code, lower(a.valid), upper(a.valid) - 1, a.category, a.position, a.dedicated_it::text,
	a.in_charge_it::text, a.expert::text
  FROM affiliation a JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = a.unit_id
 ORDER BY p.code COLLATE "C", u.code COLLATE "C", lower(a.valid) NULLS FIRST;

-- export_residences()
SELECT p.code, lower(r.valid), upper(r.valid) - 1, u.code
  FROM residence r JOIN person p ON p.id = r.person_id JOIN unit u ON u.id = r.unit_id
 ORDER BY p.code COLLATE "C", lower(r.valid) NULLS FIRST;

-- export_populations()
SELECT u.code, n.base, n.definition, n.as_of, n.count, n.source
  FROM population n JOIN unit u ON u.id = n.unit_id
 ORDER BY u.code COLLATE "C", n.base COLLATE "C", n.definition COLLATE "C", n.as_of;

-- export_plans()
SELECT p.code, p.number, p.issued_on, u.code, a.code, p.title, p.period_from, p.period_to
  FROM plan p LEFT JOIN unit u ON u.id = p.issuer_id LEFT JOIN plan a ON a.id = p.parent_id
 ORDER BY p.code COLLATE "C";

-- export_tasks()
SELECT p.code, t.section, t.title, t.lead, array_to_string(t.coordinators, ';'), t.timing, t.due_on, t.recurrence, t.product
  FROM task t JOIN plan p ON p.id = t.plan_id
 ORDER BY p.code COLLATE "C", t.section COLLATE "C";

-- export_targets()
SELECT t.code, p.code, t.section, t.title_vi, t.title_en, t.issuer_kind, t.base, array_to_string(t.categories, ';'),
	array_to_string(t.kinds, ';'), array_to_string(t.flags, ';'), array_to_string(t.evidence, '+'),
	array_to_string(t.topics, ';'), t.scheme, array_to_string(t.levels, ';'),
	CASE WHEN t.window_year THEN 'year' ELSE t.window_from::text END, t.threshold_kind, t.threshold,
	array_to_string(t.segments, ';'), t.valid_from, t.valid_to
  FROM target t LEFT JOIN plan p ON p.id = t.plan_id
 ORDER BY t.code COLLATE "C";

-- export_courses()
SELECT c.code, c.title,
	(SELECT string_agg(p.code || '/' || t.section, ';' ORDER BY k.place)
	   FROM course_task k JOIN task t ON t.id = k.task_id JOIN plan p ON p.id = t.plan_id WHERE k.course_id = c.id),
	array_to_string(c.topics, ';'), c.audience, c.periods, c.modality, c.attendance_percent, c.attendance_unit,
	c.late_counts::text, c.excused_counts::text, c.assessment_scheme
  FROM course c ORDER BY c.code COLLATE "C";

-- export_classes()
SELECT c.code, k.code, u.code, c.title, c.capacity, c.venue, c.state
  FROM class c JOIN course k ON k.id = c.course_id LEFT JOIN unit u ON u.id = c.host_unit_id
 ORDER BY c.code COLLATE "C";

-- export_sessions()
-- The end of a session scheduled here stands in its time span; one imported without an end has none.
SELECT c.code, n.number, n.date, to_char(n.starts, 'HH24:MI'), to_char(n.ends, 'HH24:MI'), n.periods, n.venue, p.code,
	n.cancelled::text
  FROM session n JOIN class c ON c.id = n.class_id LEFT JOIN person p ON p.id = n.trainer_id
 ORDER BY c.code COLLATE "C", n.number;

-- export_enrolments()
SELECT c.code, p.code, u.code, e.state
  FROM enrolment e JOIN class c ON c.id = e.class_id JOIN person p ON p.id = e.person_id
  LEFT JOIN unit u ON u.id = e.nominated_by_id
 ORDER BY c.code COLLATE "C", p.code COLLATE "C";

-- export_attendance()
-- Instants in Vietnam's zone, without the zeros of a fraction.
SELECT c.code, n.number, p.code, a.status,
	rtrim(rtrim(to_char(a.recorded_at AT TIME ZONE interval '7 hours', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.') || '+07:00'
  FROM attendance a JOIN session n ON n.id = a.session_id JOIN class c ON c.id = n.class_id
  JOIN person p ON p.id = a.person_id
 ORDER BY c.code COLLATE "C", n.number, p.code COLLATE "C";

-- export_external_completions()
SELECT p.code, c.code, x.completed_on, x.source, x.evidence, x.verified::text
  FROM external_completion x JOIN person p ON p.id = x.person_id JOIN course c ON c.id = x.course_id
 ORDER BY p.code COLLATE "C", c.code COLLATE "C", x.completed_on;

-- export_assessments()
SELECT p.code, x.scheme, x.assessed_on, x.result, x.score, x.reference
  FROM assessment x JOIN person p ON p.id = x.person_id
 ORDER BY p.code COLLATE "C", x.scheme COLLATE "C", x.assessed_on;

-- export_skills()
SELECT p.code, x.domain, x.observed_on, x.observer, x.level
  FROM skill x JOIN person p ON p.id = x.person_id
 ORDER BY p.code COLLATE "C", x.domain COLLATE "C", x.observed_on, x.observer COLLATE "C";

-- export_headcounts()
SELECT u.code, x.title, x.date, x.count
  FROM headcount x JOIN unit u ON u.id = x.unit_id
 ORDER BY u.code COLLATE "C", x.title COLLATE "C", x.date;
