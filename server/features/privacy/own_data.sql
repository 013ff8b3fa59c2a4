-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everything held on one person.

-- person_data_rows(person) -> person_datum
-- Beside a number that names a unit, a class, a course or a session stands what it is called.
SELECT d.record, (SELECT coalesce(jsonb_agg(jsonb_build_object('name', e.key, 'value', left(e.value, 5000), 'means', CASE
		WHEN e.key = ANY ('{unit_id,nominated_by_id}') THEN (SELECT n.name FROM unit_version n WHERE n.unit_id = e.value::bigint
			ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1)
		WHEN e.key = 'class_id' THEN (SELECT c.title FROM class c WHERE c.id = e.value::bigint)
		WHEN e.key = 'course_id' THEN (SELECT k.title FROM course k WHERE k.id = e.value::bigint)
		WHEN e.key = 'session_id' THEN (SELECT c.title || ', ' || to_char(s.date, 'DD/MM/YYYY') FROM session s JOIN class c ON c.id = s.class_id
			WHERE s.id = e.value::bigint) END) ORDER BY e.key), '[]')
	FROM jsonb_each_text(d.held) e) AS members
  FROM person_data(:person) d;

-- person_data_sealed(person) -> person_sealed
SELECT p.code, p.national_id_sealed AS national_id, p.phone_sealed AS phone, p.email_sealed AS email
  FROM person p WHERE p.id = :person;

-- person_data_noted(person, why) -> text
SELECT audit_data_given(:person::bigint, :why)::text;

-- person_serves(person, today) -> bool
-- Works or worked for a body, or holds a role: nobody is made unknown out of office.
SELECT person_on_duty(:person) OR EXISTS (SELECT FROM account a JOIN role_grant g ON g.account_id = a.id
	WHERE a.person_id = :person AND g.valid && daterange(:today::date, NULL));

-- person_forget_asked(person) -> bool
-- Is a request to be deleted open?
SELECT EXISTS (SELECT FROM data_request r WHERE r.person_id = :person AND r.kind = 'delete' AND r.closed_on IS NULL);

-- person_forget_two(person, account) -> bool
-- Is one open that somebody else entered: the person themselves, or a colleague?
SELECT EXISTS (SELECT FROM data_request r WHERE r.person_id = :person AND r.kind = 'delete' AND r.closed_on IS NULL
	AND r.entered_by IS DISTINCT FROM :account::bigint);

-- person_forget(person, today, why) -> int
SELECT person_forgotten(:person, :today, :why);
