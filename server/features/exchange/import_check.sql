-- SPDX-License-Identifier: GPL-3.0-or-later
-- Checks of an import over the staged rows and the stored rows that no staged row replaces. Each gives
-- the lines at fault; a row whose columns are bad (stage.c) is not asked about them again.

-- stage_begin()
SELECT stage_begin();

-- stage_lock()
-- One import at a time.
SELECT pg_advisory_xact_lock(hashtext('hocvu import'));

-- stage_memory()
-- Sorts and hashes of an import may take more than a request's.
SELECT set_config('work_mem', '128MB', true);

-- stage_measure(stage)
SELECT stage_measure(:stage::text);

-- id_prefixes() -> text
-- The first three digits of personal numbers that are given out.
SELECT string_agg(code, ',') FROM id_prefix;

-- check_twice(stage, keys) -> finding
SELECT t.line, NULL::text AS field, 'key_twice' AS code, NULL::text AS value
  FROM stage_twice(:stage::text, :keys::text[]) AS t(line);

-- check_unknown(stage, field, store, other, other_key) -> finding
SELECT u.line, :field::text AS field, :store::text || '_unknown' AS code, u.value
  FROM stage_unknown(:stage::text, :field::text, :store::text, :other::text, :other_key::text) AS u(line, value);

-- stage_tree_grow()
-- Every version of every unit as it will be.
INSERT INTO stage_tree (line, code, valid, kind, parent, territory)
SELECT s.line, s.code, s.valid, s.kind, s.parent, k.territory
  FROM stage_units s LEFT JOIN unit_kind k ON k.kind = s.kind
 WHERE s.code IS NOT NULL AND s.twice IS NULL
UNION ALL
SELECT NULL, u.code, v.valid, v.kind, p.code, k.territory
  FROM unit_version v JOIN unit u ON u.id = v.unit_id JOIN unit_kind k ON k.kind = v.kind
  LEFT JOIN unit p ON p.id = v.parent_id
 WHERE NOT EXISTS (SELECT FROM stage_units s WHERE s.code = u.code
	AND coalesce(s.valid_from, '-infinity') = coalesce(lower(v.valid), '-infinity'));

-- check_unit_overlap() -> finding
SELECT DISTINCT s.line, 'valid_from' AS field, 'unit_version_overlap' AS code, s.code AS value
  FROM stage_tree s
  JOIN stage_tree o ON o.code = s.code AND o.valid && s.valid AND (o.line IS NULL OR o.line < s.line)
 WHERE s.line IS NOT NULL;

-- check_unit_below_body() -> finding
SELECT DISTINCT coalesce(c.line, p.line) AS line, CASE WHEN c.line IS NULL THEN 'kind' ELSE 'parent' END AS field,
	'territory_below_body' AS code, p.code AS value
  FROM stage_tree c
  JOIN stage_tree p ON p.code = c.parent AND p.valid && c.valid
 WHERE c.territory AND NOT p.territory AND (c.line IS NOT NULL OR p.line IS NOT NULL);

-- unit_edges() -> tree_edge
-- The tree of versions for the search of cycles: units as numbers, days as numbers, the last day exclusive.
WITH named AS (
	SELECT code, row_number() OVER (ORDER BY code) - 1 AS number
	  FROM (SELECT code FROM stage_tree UNION SELECT parent FROM stage_tree WHERE parent IS NOT NULL) AS codes
)
SELECT t.line, c.number AS node, p.number AS parent, lower(t.valid) - date '1970-01-01' AS day_from,
	upper(t.valid) - date '1970-01-01' AS day_to
  FROM stage_tree t JOIN named c ON c.code = t.code JOIN named p ON p.code = t.parent
 WHERE t.valid IS NOT NULL
 ORDER BY t.line NULLS LAST;

-- plan_edges() -> tree_edge
-- The tree of plans as it will be, which does not change in time.
WITH tree AS (
	SELECT s.line, s.plan AS code, s.parent_plan AS parent FROM stage_plans s WHERE s.plan IS NOT NULL AND s.twice IS NULL
	UNION ALL
	SELECT NULL, p.code, a.code FROM plan p JOIN plan a ON a.id = p.parent_id
	 WHERE NOT EXISTS (SELECT FROM stage_plans s WHERE s.plan = p.code)
), named AS (
	SELECT code, row_number() OVER (ORDER BY code) - 1 AS number
	  FROM (SELECT code FROM tree UNION SELECT parent FROM tree WHERE parent IS NOT NULL) AS codes
)
SELECT t.line, c.number AS node, p.number AS parent, NULL::bigint AS day_from, NULL::bigint AS day_to
  FROM tree t JOIN named c ON c.code = t.code JOIN named p ON p.code = t.parent
 ORDER BY t.line NULLS LAST;

-- check_succession_from() -> finding
-- The old unit was there the day before; merged, abolished or given a new code, it is gone on the day.
SELECT s.line, 'from_unit' AS field, 'succession_contradicts_units' AS code, s.from_unit AS value
  FROM stage_successions s
 WHERE s."on" IS NOT NULL
   AND EXISTS (SELECT FROM stage_tree t WHERE t.code = s.from_unit)
   AND NOT EXISTS (SELECT FROM stage_tree t WHERE t.code = s.from_unit AND t.valid IS NULL)
   AND (NOT EXISTS (SELECT FROM stage_tree t WHERE t.code = s.from_unit AND t.valid @> (s."on" - 1))
	OR (s.kind <> 'split' AND s.from_unit <> s.to_unit AND EXISTS (SELECT FROM stage_tree t WHERE t.code = s.to_unit)
	    AND EXISTS (SELECT FROM stage_tree t WHERE t.code = s.from_unit AND t.valid @> s."on")));

-- check_succession_to() -> finding
-- The new unit is there on the day. A unit abolished without a successor repeats its own code.
SELECT s.line, 'to_unit' AS field, 'succession_contradicts_units' AS code, s.to_unit AS value
  FROM stage_successions s
 WHERE s."on" IS NOT NULL AND NOT (s.kind = 'abolish' AND s.from_unit = s.to_unit)
   AND EXISTS (SELECT FROM stage_tree t WHERE t.code = s.to_unit)
   AND NOT EXISTS (SELECT FROM stage_tree t WHERE t.code = s.to_unit AND (t.valid IS NULL OR t.valid @> s."on"));

-- check_succession_groups() -> finding
SELECT s.line, 'groups' AS field, CASE WHEN bool_or(t.code IS NOT NULL) THEN 'group_kind' ELSE 'group_unknown' END AS code,
	g.code AS value
  FROM stage_successions s CROSS JOIN unnest(s.groups) AS g(code)
  LEFT JOIN stage_tree t ON t.code = g.code
 GROUP BY s.line, g.code
HAVING NOT bool_or(t.code IS NOT NULL AND coalesce(t.kind = 'residential_group', true));

-- check_succession_rest() -> finding
-- What no record names goes with the one record of the unit and day that has no groups: there cannot be two.
SELECT s.line, 'groups' AS field, 'succession_rest_twice' AS code, s.from_unit AS value
  FROM stage_successions s
 WHERE s.groups = '{}' AND s.twice IS NULL
   AND (EXISTS (SELECT FROM stage_successions o
		WHERE o."on" = s."on" AND o.from_unit = s.from_unit AND o.groups = '{}' AND o.twice IS NULL AND o.line < s.line)
	OR EXISTS (SELECT FROM succession c JOIN unit f ON f.id = c.from_unit_id JOIN unit t ON t.id = c.to_unit_id
		WHERE c.happened_on = s."on" AND f.code = s.from_unit
		  AND NOT EXISTS (SELECT FROM succession_group g WHERE g.succession_id = c.id)
		  AND NOT EXISTS (SELECT FROM stage_successions k
			WHERE k."on" = c.happened_on AND k.from_unit = f.code AND k.to_unit = t.code)));

-- check_succession_group_twice() -> finding
-- A residential group goes one way on a day.
SELECT DISTINCT s.line, 'groups' AS field, 'succession_group_twice' AS code, n.code AS value
  FROM stage_successions s CROSS JOIN unnest(s.groups) AS n(code)
 WHERE s.twice IS NULL
   AND (EXISTS (SELECT FROM stage_successions o
		WHERE o."on" = s."on" AND n.code = ANY (o.groups) AND o.twice IS NULL AND o.line < s.line)
	OR EXISTS (SELECT FROM succession c JOIN succession_group g ON g.succession_id = c.id JOIN unit u ON u.id = g.unit_id
		JOIN unit f ON f.id = c.from_unit_id JOIN unit t ON t.id = c.to_unit_id
		WHERE c.happened_on = s."on" AND u.code = n.code
		  AND NOT EXISTS (SELECT FROM stage_successions k
			WHERE k."on" = c.happened_on AND k.from_unit = f.code AND k.to_unit = t.code)));

-- check_national_id_twice() -> finding
SELECT s.line, 'national_id' AS field, 'national_id_taken' AS code, NULL::text AS value
  FROM stage_people s
  JOIN (SELECT national_id_blind, min(line) AS above FROM stage_people WHERE twice IS NULL
	 GROUP BY national_id_blind HAVING count(*) > 1) d ON d.national_id_blind = s.national_id_blind
 WHERE s.line > d.above AND s.twice IS NULL;

-- check_national_id_taken() -> finding
-- While the keys turn, somebody may hold it under another one.
SELECT s.line, 'national_id' AS field, 'national_id_taken' AS code, NULL::text AS value
  FROM (SELECT line, person, twice, national_id_blind AS blind FROM stage_people WHERE national_id_blinds IS NULL
	UNION ALL SELECT line, person, twice, unnest(national_id_blinds) FROM stage_people WHERE national_id_blinds IS NOT NULL) s
  JOIN person p ON p.national_id_blind = s.blind
 WHERE p.code IS DISTINCT FROM s.person AND s.twice IS NULL
   AND NOT EXISTS (SELECT FROM stage_people o WHERE o.person = p.code);

-- check_affiliation_overlap() -> finding
SELECT s.line, 'valid_from' AS field, 'affiliation_overlap' AS code, s.person AS value
  FROM stage_affiliations s
  JOIN stage_affiliations o ON o.person = s.person AND o.unit = s.unit AND o.line < s.line AND o.valid && s.valid
 WHERE s.twice IS NULL AND o.twice IS NULL
UNION
SELECT s.line, 'valid_from', 'affiliation_overlap', s.person
  FROM stage_affiliations s
  JOIN person p ON p.code = s.person JOIN unit u ON u.code = s.unit
  JOIN affiliation a ON a.person_id = p.id AND a.unit_id = u.id AND a.valid && s.valid
 WHERE s.twice IS NULL
   AND NOT EXISTS (SELECT FROM stage_affiliations k WHERE k.person = s.person AND k.unit = s.unit
	AND coalesce(k.valid_from, '-infinity') = coalesce(lower(a.valid), '-infinity'));

-- check_affiliation_territory() -> finding
-- Working in a territory: on a day of the two, or at any time when they never meet (a row may outlive its unit).
SELECT s.line, 'unit' AS field, 'affiliation_in_territory' AS code, s.unit AS value
  FROM stage_affiliations s
  JOIN (SELECT DISTINCT code FROM stage_tree WHERE territory) x ON x.code = s.unit
  LEFT JOIN stage_tree t ON t.code = s.unit AND t.valid && s.valid
 GROUP BY s.line, s.unit
HAVING count(t.code) = 0 OR bool_or(t.territory);

-- check_residence_overlap() -> finding
SELECT s.line, 'valid_from' AS field, 'residence_overlap' AS code, s.person AS value
  FROM stage_residences s
  JOIN stage_residences o ON o.person = s.person AND o.line < s.line AND o.valid && s.valid
 WHERE s.twice IS NULL AND o.twice IS NULL
UNION
SELECT s.line, 'valid_from', 'residence_overlap', s.person
  FROM stage_residences s
  JOIN person p ON p.code = s.person
  JOIN residence r ON r.person_id = p.id AND r.valid && s.valid
 WHERE s.twice IS NULL
   AND NOT EXISTS (SELECT FROM stage_residences k WHERE k.person = s.person
	AND coalesce(k.valid_from, '-infinity') = coalesce(lower(r.valid), '-infinity'));

-- check_residence_body() -> finding
-- People are registered in a commune or in a residential group of it.
SELECT s.line, 'unit' AS field, 'residence_in_body' AS code, s.unit AS value
  FROM stage_residences s
  JOIN (SELECT DISTINCT code FROM stage_tree WHERE kind NOT IN ('commune', 'residential_group')) x ON x.code = s.unit
  LEFT JOIN stage_tree t ON t.code = s.unit AND t.valid && s.valid
 GROUP BY s.line, s.unit
HAVING count(t.code) = 0 OR bool_or(t.kind NOT IN ('commune', 'residential_group'));

-- check_course_tasks() -> finding
SELECT DISTINCT s.line, 'tasks' AS field, 'task_unknown' AS code, t.name AS value
  FROM stage_courses s CROSS JOIN unnest(s.tasks) AS t(name)
 WHERE NOT EXISTS (SELECT FROM stage_tasks k WHERE k.plan || '/' || k.section = t.name)
   AND NOT EXISTS (SELECT FROM task k JOIN plan p ON p.id = k.plan_id WHERE p.code || '/' || k.section = t.name);

-- check_course_scheme() -> finding
SELECT s.line, 'assessment_scheme' AS field, 'course_unknown' AS code, s.assessment_scheme AS value
  FROM stage_courses s
 WHERE s.assessment_scheme LIKE 'course:%'
   AND NOT EXISTS (SELECT FROM course c WHERE c.code = substr(s.assessment_scheme, 8))
   AND NOT EXISTS (SELECT FROM stage_courses c WHERE c.code = substr(s.assessment_scheme, 8));

-- check_target_scheme() -> finding
SELECT s.line, 'scheme' AS field, 'course_unknown' AS code, s.scheme AS value
  FROM stage_targets s
 WHERE s.scheme LIKE 'course:%'
   AND NOT EXISTS (SELECT FROM course c WHERE c.code = substr(s.scheme, 8))
   AND NOT EXISTS (SELECT FROM stage_courses c WHERE c.code = substr(s.scheme, 8));

-- check_assessment_scheme() -> finding
SELECT s.line, 'scheme' AS field, 'course_unknown' AS code, s.scheme AS value
  FROM stage_assessments s
 WHERE s.scheme LIKE 'course:%'
   AND NOT EXISTS (SELECT FROM course c WHERE c.code = substr(s.scheme, 8))
   AND NOT EXISTS (SELECT FROM stage_courses c WHERE c.code = substr(s.scheme, 8));

-- check_attendance_session() -> finding
-- A class that does not exist is told once, as such.
SELECT s.line, 'session' AS field, 'session_unknown' AS code, s.session::text AS value
  FROM stage_attendance s
 WHERE s.class IS NOT NULL AND s.session IS NOT NULL
   AND NOT EXISTS (SELECT FROM stage_sessions n WHERE n.class = s.class AND n.number = s.session)
   AND NOT EXISTS (SELECT FROM class c JOIN session n ON n.class_id = c.id WHERE c.code = s.class AND n.number = s.session)
   AND (EXISTS (SELECT FROM class c WHERE c.code = s.class) OR EXISTS (SELECT FROM stage_classes c WHERE c.code = s.class));
