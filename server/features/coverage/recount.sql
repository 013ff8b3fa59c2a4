-- SPDX-License-Identifier: GPL-3.0-or-later
-- Raw rows for `hocvud verify`: whole tables, no views, no functions, nothing counted or joined. Only who is misplaced the
-- database finds itself.

-- recount_moment()
-- What is shown and what is recounted are of one moment, whoever writes meanwhile.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;

-- recount_units() -> raw_unit
SELECT id, code FROM unit ORDER BY id;

-- recount_versions() -> raw_version
SELECT unit_id AS unit, kind, parent_id AS parent, lower(valid) AS since, upper(valid) - 1 AS until
  FROM unit_version ORDER BY unit_id, valid;

-- recount_kinds() -> raw_kind
SELECT kind, territory, segment FROM unit_kind;

-- recount_people() -> raw_person
SELECT id, birth_date AS birth, sex FROM person ORDER BY id;

-- recount_ages() -> raw_age
SELECT year, sex, months FROM retirement_age ORDER BY sex, year;

-- recount_affiliations() -> raw_affiliation
SELECT person_id AS person, unit_id AS unit, lower(valid) AS since, upper(valid) - 1 AS until, category,
	dedicated_it, in_charge_it, expert
  FROM affiliation ORDER BY person_id;

-- recount_residences() -> raw_residence
SELECT person_id AS person, unit_id AS unit, lower(valid) AS since, upper(valid) - 1 AS until
  FROM residence ORDER BY person_id;

-- recount_courses() -> raw_course
SELECT id, array_to_string(topics, ';') AS topics, attendance_percent, attendance_unit, late_counts, excused_counts,
	assessment_scheme
  FROM course ORDER BY id;

-- recount_classes() -> raw_class
SELECT id, course_id AS course, state FROM class ORDER BY id;

-- recount_sessions() -> raw_session
SELECT id, class_id AS class, date, periods, cancelled FROM session ORDER BY id;

-- recount_marks() -> raw_mark
SELECT person_id AS person, session_id AS session, status FROM attendance ORDER BY person_id, class_id;

-- recount_externals() -> raw_external
SELECT person_id AS person, course_id AS course, completed_on, verified FROM external_completion ORDER BY person_id;

-- recount_assessments() -> raw_assessment
SELECT person_id AS person, scheme, assessed_on, result FROM assessment ORDER BY person_id;

-- recount_skills() -> raw_skill
SELECT person_id AS person, domain, observed_on, level FROM skill ORDER BY person_id;

-- recount_censuses() -> raw_census
SELECT unit_id AS unit, base, definition, as_of, count FROM population ORDER BY unit_id;

-- recount_successions() -> raw_succession
SELECT id, from_unit_id AS from_unit, to_unit_id AS to_unit, happened_on AS "on", kind FROM succession;

-- recount_groups() -> raw_group
SELECT succession_id AS succession, unit_id AS unit FROM succession_group;

-- recount_targets() -> raw_target
SELECT id, code, base, issuer_kind, array_to_string(categories, ';') AS categories, array_to_string(kinds, ';') AS kinds,
	array_to_string(flags, ';') AS flags, array_to_string(evidence, ';') AS evidence,
	array_to_string(topics, ';') AS topics, scheme, array_to_string(levels, ';') AS levels, window_from, window_year,
	threshold_kind, array_to_string(segments, ';') AS segments
  FROM target ORDER BY code COLLATE "C";

-- recount_misplaced() -> misplaced
-- Whose homes and posts are not the units of their residences and affiliations: row-level security would go by wrong ones.
SELECT p.id AS person
  FROM person p
  LEFT JOIN (SELECT r.person_id, range_agg(int8range(r.unit_id, r.unit_id, '[]')) AS units FROM residence r GROUP BY r.person_id) h
	ON h.person_id = p.id
  LEFT JOIN (SELECT a.person_id, range_agg(int8range(a.unit_id, a.unit_id, '[]')) AS units FROM affiliation a GROUP BY a.person_id) j
	ON j.person_id = p.id
 WHERE p.homes <> coalesce(h.units, '{}') OR p.posts <> coalesce(j.units, '{}')
 ORDER BY p.id;
