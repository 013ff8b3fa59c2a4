-- SPDX-License-Identifier: GPL-3.0-or-later

-- coverage_rule(target, as_of) -> coverage_rule
-- The target as the plan words it and as it is counted on the day.
SELECT p.code AS plan, p.number AS plan_number, p.title AS plan_title, p.issued_on, t.section, t.title_vi, t.title_en,
	t.issuer_kind, t.base, array_to_json(t.categories) AS categories, array_to_json(t.kinds) AS kinds,
	array_to_json(t.flags) AS flags, array_to_json(t.evidence) AS evidence, array_to_json(t.topics) AS topics, t.scheme,
	array_to_json(t.levels) AS levels, array_to_json(t.segments) AS segments,
	nullif(coverage_since(t.window_year, t.window_from, :as_of::date), '-infinity') AS since
  FROM target t LEFT JOIN plan p ON p.id = t.plan_id
 WHERE t.id = :target;

-- coverage_unknown(roots, as_of, tree, units, candidates, among) -> coverage_unknown
-- Residents who are not counted because nobody knows their birth, and those taken for women because nobody
-- knows their sex.
SELECT count(DISTINCT p.id) FILTER (WHERE NOT p.birth_known) AS birth,
	count(DISTINCT p.id) FILTER (WHERE p.birth_known AND NOT p.sex_known) AS sex
  FROM coverage_seat(:roots::bigint[], :tree::date, :units::bigint[], :candidates::bigint[], :among::bigint[]) s
  JOIN residence_line r ON r.unit_id = s.unit_id AND valid_on(r.valid, :as_of::date)
  JOIN unit_version v ON v.unit_id = r.unit_id AND valid_on(v.valid, :as_of::date)
  JOIN person_line p ON p.id = r.person_id
 WHERE s.whole;
