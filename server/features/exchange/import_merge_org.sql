-- SPDX-License-Identifier: GPL-3.0-or-later
-- Units and people of a checked package into the tables: a staged row replaces the stored row with its
-- key, and what is the same already is not written.
-- What is added is sorted first: all of it is found before the first row is written. Unsorted, a table the planner
-- takes for empty was looked through again for every row, longer each time.

-- merge_unit()
INSERT INTO unit (code)
SELECT DISTINCT s.code FROM stage_units s WHERE NOT EXISTS (SELECT FROM unit u WHERE u.code = s.code) ORDER BY s.code;

-- merge_unit_version_change()
UPDATE unit_version v
   SET valid = s.valid, name = s.name, kind = s.kind, parent_id = p.id, official_code = s.official_code, folded = s.folded
  FROM stage_units s JOIN unit u ON u.code = s.code LEFT JOIN unit p ON p.code = s.parent
 WHERE v.unit_id = u.id AND coalesce(lower(v.valid), '-infinity') = coalesce(s.valid_from, '-infinity')
   AND (v.valid, v.name, v.kind, v.parent_id, v.official_code, v.folded)
	IS DISTINCT FROM (s.valid, s.name, s.kind, p.id, s.official_code, s.folded);

-- merge_unit_version_add()
INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, official_code, folded)
SELECT u.id, s.valid, s.name, s.kind, p.id, s.official_code, s.folded
  FROM stage_units s JOIN unit u ON u.code = s.code LEFT JOIN unit p ON p.code = s.parent
 WHERE NOT EXISTS (SELECT FROM unit_version v WHERE v.unit_id = u.id
	AND coalesce(lower(v.valid), '-infinity') = coalesce(s.valid_from, '-infinity'))
 ORDER BY s.line;

-- merge_unit_numbers()
SELECT unit_renumber();

-- merge_succession_change()
UPDATE succession c SET kind = s.kind, legal_basis = s.legal_basis
  FROM stage_successions s JOIN unit f ON f.code = s.from_unit JOIN unit t ON t.code = s.to_unit
 WHERE c.happened_on = s."on" AND c.from_unit_id = f.id AND c.to_unit_id = t.id
   AND (c.kind, c.legal_basis) IS DISTINCT FROM (s.kind, s.legal_basis);

-- merge_succession_add()
INSERT INTO succession (happened_on, from_unit_id, to_unit_id, kind, legal_basis)
SELECT s."on", f.id, t.id, s.kind, s.legal_basis
  FROM stage_successions s JOIN unit f ON f.code = s.from_unit JOIN unit t ON t.code = s.to_unit
 WHERE NOT EXISTS (SELECT FROM succession c
	WHERE c.happened_on = s."on" AND c.from_unit_id = f.id AND c.to_unit_id = t.id)
 ORDER BY s.line;

-- merge_succession_groups_drop()
-- Lists that differ are written anew.
DELETE FROM succession_group g
 USING stage_successions s JOIN unit f ON f.code = s.from_unit JOIN unit t ON t.code = s.to_unit
  JOIN succession c ON c.happened_on = s."on" AND c.from_unit_id = f.id AND c.to_unit_id = t.id
 WHERE g.succession_id = c.id
   AND ARRAY(SELECT u.code FROM succession_group o JOIN unit u ON u.id = o.unit_id
	WHERE o.succession_id = c.id ORDER BY o.place) IS DISTINCT FROM s.groups;

-- merge_succession_groups_add()
INSERT INTO succession_group (succession_id, unit_id, place)
SELECT DISTINCT ON (c.id, u.id) c.id, u.id, g.place
  FROM stage_successions s JOIN unit f ON f.code = s.from_unit JOIN unit t ON t.code = s.to_unit
  JOIN succession c ON c.happened_on = s."on" AND c.from_unit_id = f.id AND c.to_unit_id = t.id
 CROSS JOIN unnest(s.groups) WITH ORDINALITY AS g(code, place)
  JOIN unit u ON u.code = g.code
 WHERE NOT EXISTS (SELECT FROM succession_group o WHERE o.succession_id = c.id)
 ORDER BY c.id, u.id, g.place;

-- merge_person_alone()
-- Who changes thousands of known people has the counters alone before their rows: a mark has the lock `coverage` with others and
-- then waits for a person's row. Where most people stay as they are nobody is kept out.
SELECT coverage_enter_alone()
 WHERE (SELECT count(*) FROM (SELECT FROM stage_people s JOIN person p ON p.code = s.person
	WHERE (p.full_name, p.sort_name COLLATE "C", p.folded, p.folded_given, p.national_id_blind, p.phone_blind, p.email_blind, p.birth_date,
		p.birth_year_only, p.sex) IS DISTINCT FROM (s.full_name, s.sort_name, s.folded, s.folded_given, s.national_id_blind, s.phone_blind,
		s.email_blind, s.birth_date, coalesce(s.birth_year_only, false), s.sex) LIMIT 2001) x) > 2000;

-- merge_person_free_ids()
-- Numbers that change hands are let go first, so that no two hold one while rows are written.
UPDATE person p SET national_id_sealed = NULL, national_id_blind = NULL
  FROM stage_people s
 WHERE p.code = s.person AND p.national_id_blind IS NOT NULL
   AND p.national_id_blind IS DISTINCT FROM s.national_id_blind;

-- merge_person_change()
-- What is sealed is the same when its blind index is; birth and sex are only touched when they change,
-- because the edges of working age follow from them.
UPDATE person p
   SET full_name = s.full_name, sort_name = s.sort_name, folded = s.folded, folded_given = s.folded_given,
	national_id_sealed = CASE WHEN p.national_id_blind = s.national_id_blind THEN p.national_id_sealed ELSE s.national_id_sealed END,
	national_id_blind = s.national_id_blind,
	phone_sealed = CASE WHEN p.phone_blind = s.phone_blind THEN p.phone_sealed ELSE s.phone_sealed END,
	phone_blind = s.phone_blind,
	email_sealed = CASE WHEN p.email_blind = s.email_blind THEN p.email_sealed ELSE s.email_sealed END,
	email_blind = s.email_blind
  FROM stage_people s
 WHERE p.code = s.person
   AND (p.full_name, p.sort_name COLLATE "C", p.folded, p.folded_given, p.national_id_blind, p.phone_blind, p.email_blind)
	IS DISTINCT FROM (s.full_name, s.sort_name, s.folded, s.folded_given, s.national_id_blind, s.phone_blind, s.email_blind);

-- merge_person_change_birth()
UPDATE person p SET birth_date = s.birth_date, birth_year_only = coalesce(s.birth_year_only, false), sex = s.sex
  FROM stage_people s
 WHERE p.code = s.person
   AND (p.birth_date, p.birth_year_only, p.sex)
	IS DISTINCT FROM (s.birth_date, coalesce(s.birth_year_only, false), s.sex);

-- rows_are_few(stored, staged) -> bool
-- Will most people, or residences, come with this import?
SELECT 4 * CASE :stored::text WHEN 'person' THEN (SELECT count(*) FROM person) ELSE (SELECT count(*) FROM residence) END < :staged::bigint;

-- merge_loops(allowed)
SELECT set_config('enable_nestloop', :allowed::text, true);

-- load_alone() -> bool
SELECT load_alone();

-- load_unindex(stored)
SELECT indexes_park(:stored::text);

-- load_index(stored)
SELECT indexes_unpark(:stored::text);

-- merge_person_add()
-- The edges of working age come along, as the trigger person_ages would set them one by one, and the places, as those of
-- residences and affiliations would, which then find them there.
INSERT INTO person (code, full_name, sort_name, folded, folded_given, birth_date, birth_year_only, sex, works_from,
	works_until, national_id_sealed, national_id_blind, phone_sealed, phone_blind, email_sealed, email_blind, homes, posts)
SELECT s.person, s.full_name, s.sort_name, s.folded, s.folded_given, s.birth_date, coalesce(s.birth_year_only, false),
	s.sex, (s.birth_date + interval '15 years')::date, w.last_day, s.national_id_sealed, s.national_id_blind,
	s.phone_sealed, s.phone_blind, s.email_sealed, s.email_blind, coalesce(h.units, '{}'), coalesce(j.units, '{}')
  FROM stage_people s
  LEFT JOIN working_age_end w ON w.sex = coalesce(s.sex, 'female')
	AND w.born = 12 * extract(year FROM s.birth_date)::int + extract(month FROM s.birth_date)::int - 1
  LEFT JOIN (SELECT r.person, range_agg(int8range(u.id, u.id, '[]')) AS units FROM stage_residences r JOIN unit u ON u.code = r.unit
	GROUP BY r.person) h ON h.person = s.person
  LEFT JOIN (SELECT a.person, range_agg(int8range(u.id, u.id, '[]')) AS units FROM stage_affiliations a JOIN unit u ON u.code = a.unit
	GROUP BY a.person) j ON j.person = s.person
 WHERE NOT EXISTS (SELECT FROM person p WHERE p.code = s.person);

-- merge_affiliation_change()
UPDATE affiliation a
   SET valid = s.valid, category = s.category, position = s.position, dedicated_it = s.dedicated_it,
	in_charge_it = s.in_charge_it, expert = s.expert
  FROM stage_affiliations s JOIN person p ON p.code = s.person JOIN unit u ON u.code = s.unit
 WHERE a.person_id = p.id AND a.unit_id = u.id
   AND coalesce(lower(a.valid), '-infinity') = coalesce(s.valid_from, '-infinity')
   AND (a.valid, a.category, a.position, a.dedicated_it, a.in_charge_it, a.expert)
	IS DISTINCT FROM (s.valid, s.category, s.position, s.dedicated_it, s.in_charge_it, s.expert);

-- merge_affiliation_add()
INSERT INTO affiliation (person_id, unit_id, valid, category, position, dedicated_it, in_charge_it, expert)
SELECT p.id, u.id, s.valid, s.category, s.position, s.dedicated_it, s.in_charge_it, s.expert
  FROM stage_affiliations s JOIN person p ON p.code = s.person JOIN unit u ON u.code = s.unit
 WHERE NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = p.id AND a.unit_id = u.id
	AND coalesce(lower(a.valid), '-infinity') = coalesce(s.valid_from, '-infinity'))
 ORDER BY p.id;

-- merge_residence_change()
UPDATE residence r SET valid = s.valid, unit_id = u.id
  FROM stage_residences s JOIN person p ON p.code = s.person JOIN unit u ON u.code = s.unit
 WHERE r.person_id = p.id AND coalesce(lower(r.valid), '-infinity') = coalesce(s.valid_from, '-infinity')
   AND (r.valid, r.unit_id) IS DISTINCT FROM (s.valid, u.id);

-- merge_residence_add()
INSERT INTO residence (person_id, unit_id, valid)
SELECT p.id, u.id, s.valid
  FROM stage_residences s JOIN person p ON p.code = s.person JOIN unit u ON u.code = s.unit
 WHERE NOT EXISTS (SELECT FROM residence r WHERE r.person_id = p.id
	AND coalesce(lower(r.valid), '-infinity') = coalesce(s.valid_from, '-infinity'))
 ORDER BY p.id;

-- merge_population_change()
UPDATE population n SET count = s.count, source = s.source
  FROM stage_populations s JOIN unit u ON u.code = s.unit
 WHERE n.unit_id = u.id AND n.base = s.base AND n.definition = s.definition AND n.as_of = s.as_of
   AND (n.count, n.source) IS DISTINCT FROM (s.count, s.source);

-- merge_population_add()
INSERT INTO population (unit_id, base, definition, as_of, count, source)
SELECT u.id, s.base, s.definition, s.as_of, s.count, s.source
  FROM stage_populations s JOIN unit u ON u.code = s.unit
 WHERE NOT EXISTS (SELECT FROM population n
	WHERE n.unit_id = u.id AND n.base = s.base AND n.definition = s.definition AND n.as_of = s.as_of)
 ORDER BY s.line;

-- import_statistics()
SELECT statistics_refresh();
