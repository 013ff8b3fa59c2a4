-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where people work and live, and how many a territory has.

-- affiliation_add(unit, person, category, position, dedicated_it, in_charge_it, expert, valid_from, valid_to) -> int
INSERT INTO affiliation (unit_id, person_id, category, position, dedicated_it, in_charge_it, expert, valid)
VALUES (:unit, :person, :category, :position, :dedicated_it, :in_charge_it, :expert,
	daterange(:valid_from::date, :valid_to::date, '[]'))
RETURNING id;

-- affiliation_get(affiliation) -> affiliation
SELECT a.id, a.person_id AS person, u.code AS unit, a.category, a.position, a.dedicated_it, a.in_charge_it, a.expert,
	lower(a.valid) AS valid_from, (upper(a.valid) - 1) AS valid_to, a.version
  FROM affiliation a JOIN unit u ON u.id = a.unit_id WHERE a.id = :affiliation;

-- affiliation_edit(affiliation, version, category, position, dedicated_it, in_charge_it, expert, valid_from, valid_to)
UPDATE affiliation SET category = :category, position = :position, dedicated_it = :dedicated_it,
	in_charge_it = :in_charge_it, expert = :expert, valid = daterange(:valid_from::date, :valid_to::date, '[]')
 WHERE id = :affiliation AND version = :version;

-- residence_add(unit, person, valid_from, valid_to) -> int
INSERT INTO residence (unit_id, person_id, valid)
VALUES (:unit, :person, daterange(:valid_from::date, :valid_to::date, '[]'))
RETURNING id;

-- residence_get(residence) -> residence
SELECT r.id, r.person_id AS person, u.code AS unit, lower(r.valid) AS valid_from, (upper(r.valid) - 1) AS valid_to,
	r.version
  FROM residence r JOIN unit u ON u.id = r.unit_id WHERE r.id = :residence;

-- residence_edit(residence, version, valid_from, valid_to)
UPDATE residence SET valid = daterange(:valid_from::date, :valid_to::date, '[]')
 WHERE id = :residence AND version = :version;

-- populations_of_unit(unit) -> population
SELECT f.id, u.code AS unit, f.base, f.definition, f.as_of, f.count, f.source
  FROM population f JOIN unit u ON u.id = f.unit_id
 WHERE f.unit_id = :unit ORDER BY f.base, f.as_of DESC, f.definition;

-- population_reason(source) -> text
-- Who counted is why the figure changes, for the record of this transaction.
SELECT set_config('hocvu.reason', :source, true);

-- population_put(unit, base, definition, as_of, count, source)
-- A figure of the same day and definition replaces the former one.
INSERT INTO population (unit_id, base, definition, as_of, count, source)
VALUES (:unit, :base, :definition, :as_of, :count, :source)
    ON CONFLICT ON CONSTRAINT population_already_recorded
    DO UPDATE SET count = excluded.count, source = excluded.source;

-- place_kind(unit) -> text
-- "body"; "home": a territory people are registered in; "territory": one above it. By the last version.
SELECT CASE WHEN NOT k.territory THEN 'body' WHEN v.kind IN ('commune', 'residential_group') THEN 'home' ELSE 'territory' END
  FROM unit_version v JOIN unit_kind k ON k.kind = v.kind
 WHERE v.unit_id = :unit ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1;
