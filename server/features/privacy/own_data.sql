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

-- person_serves(person, today) -> bool
-- Works or worked for a body, or holds a role: nobody is made unknown out of office.
SELECT person_on_duty(:person) OR EXISTS (SELECT FROM account a JOIN role_grant g ON g.account_id = a.id
	WHERE a.person_id = :person AND g.valid && daterange(:today::date, NULL));

-- person_forget_asked(person, account, today) -> bool
-- A request to be deleted is open, and who lives somewhere lives where the account answers for people's data: a place
-- they have left does not undo them.
SELECT EXISTS (SELECT FROM data_request r WHERE r.person_id = :person AND r.kind = 'delete' AND r.closed_on IS NULL)
   AND (NOT EXISTS (SELECT FROM residence_line r WHERE r.person_id = :person AND r.valid && daterange(:today::date, NULL))
	OR EXISTS (SELECT FROM residence_line r JOIN unit x ON x.id = r.unit_id
		JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi JOIN role_grant g ON g.unit_id = u.id
		WHERE r.person_id = :person AND r.valid && daterange(:today::date, NULL) AND g.account_id = :account
		  AND g.valid @> :today::date AND g.role IN ('programme_office', 'admin')));

-- person_forget(person, today, why) -> int
SELECT person_forgotten(:person, :today, :why);
