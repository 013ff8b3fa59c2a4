-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everything held on one person.

-- person_data_rows(person) -> person_datum
SELECT d.record, (SELECT coalesce(jsonb_agg(jsonb_build_object('name', e.key, 'value', left(e.value, 5000)) ORDER BY e.key), '[]')
	FROM jsonb_each_text(d.held) e) AS members
  FROM person_data(:person) d;

-- person_data_sealed(person) -> person_sealed
SELECT p.code, p.national_id_sealed AS national_id, p.phone_sealed AS phone, p.email_sealed AS email
  FROM person p WHERE p.id = :person;

-- person_data_noted(person, why) -> text
SELECT audit_act('data_given', 'person', :person::bigint, :person::bigint, :why)::text;

-- person_serves(person) -> bool
SELECT person_on_duty(:person);

-- person_forget(person, today, why) -> int
SELECT person_forgotten(:person, :today, :why);
