-- SPDX-License-Identifier: GPL-3.0-or-later
-- One person, where they work and live.

-- person_get(person) -> person_full
SELECT p.id, p.code, p.full_name, p.sex,
	CASE WHEN p.birth_year_only THEN to_char(p.birth_date, 'YYYY') ELSE to_char(p.birth_date, 'YYYY-MM-DD') END AS birth_date,
	p.works_from, p.works_until, p.national_id_sealed, p.phone_sealed, p.email_sealed,
	NULL::text AS national_id, NULL::text AS phone, NULL::text AS email,
	coalesce((SELECT jsonb_agg(jsonb_build_object('id', a.id, 'unit', u.code, 'name', v.name, 'category', a.category,
			'position', a.position, 'dedicated_it', a.dedicated_it, 'in_charge_it', a.in_charge_it,
			'expert', a.expert, 'valid_from', lower(a.valid), 'valid_to', upper(a.valid) - 1, 'version', a.version)
			ORDER BY lower(a.valid) NULLS FIRST, u.code)
		FROM affiliation a JOIN unit u ON u.id = a.unit_id
		LEFT JOIN LATERAL (SELECT n.name FROM unit_version n WHERE n.unit_id = u.id
			ORDER BY n.valid && a.valid DESC, upper(n.valid) DESC NULLS FIRST LIMIT 1) v ON true
		WHERE a.person_id = p.id), '[]') AS affiliations,
	coalesce((SELECT jsonb_agg(jsonb_build_object('id', r.id, 'unit', u.code, 'name', v.name, 'valid_from', lower(r.valid),
			'valid_to', upper(r.valid) - 1, 'version', r.version) ORDER BY lower(r.valid) NULLS FIRST)
		FROM residence r JOIN unit u ON u.id = r.unit_id
		LEFT JOIN LATERAL (SELECT n.name FROM unit_version n WHERE n.unit_id = u.id
			ORDER BY n.valid && r.valid DESC, upper(n.valid) DESC NULLS FIRST LIMIT 1) v ON true
		WHERE r.person_id = p.id), '[]') AS residences,
	NULL::jsonb AS warnings,
	p.version
  FROM person p WHERE p.id = :person;

-- person_numbered(blinds) -> int
SELECT person_numbered(:blinds::text[]);

-- person_number_left(account, today, most) -> bool
-- May the account name another number today?
SELECT NOT EXISTS (SELECT FROM number_miss m WHERE m.account_id = :account AND m.day = :today::date AND m.times >= :most::bigint);

-- person_number_wait(blinds)
-- While the keys turn an equal number may stand there under another one, where no constraint sees it: whoever
-- writes the number waits for whoever else does. The oldest key's index stands for it, which all of them know.
SELECT pg_advisory_xact_lock(hashtextextended((:blinds::text[])[1], 0));

-- person_add(code, full_name, sort_name, folded, folded_given, birth_date, birth_year_only, sex, national_id_sealed, national_id_blind, phone_sealed, phone_blind, email_sealed, email_blind, account, unit, today) -> int
-- Entered for the unit where they live from the beginning, else for the topmost one where the account keeps people.
INSERT INTO person (code, full_name, sort_name, folded, folded_given, birth_date, birth_year_only, sex,
	national_id_sealed, national_id_blind, phone_sealed, phone_blind, email_sealed, email_blind, entered_by,
	entered_for)
VALUES (:code, :full_name, :sort_name, :folded, :folded_given, :birth_date, :birth_year_only, :sex,
	:national_id_sealed, :national_id_blind, :phone_sealed, :phone_blind, :email_sealed, :email_blind, :account,
	coalesce(:unit, (SELECT g.unit_id FROM role_grant g JOIN unit u ON u.id = g.unit_id
		WHERE g.account_id = :account AND g.valid @> :today::date
		  AND g.role IN ('unit_head', 'ward_official', 'community_team', 'programme_office', 'admin')
		ORDER BY u.lo LIMIT 1)))
RETURNING id;

-- person_unit(code) -> int
SELECT u.id FROM unit u WHERE u.code = :code;

-- id_prefix_known(prefix) -> bool
SELECT EXISTS (SELECT FROM id_prefix x WHERE x.code = :prefix);

-- person_edit(person, version, full_name, sort_name, folded, folded_given, birth_date, birth_year_only, sex, national_id_sealed, national_id_blind, phone_sealed, phone_blind, email_sealed, email_blind)
UPDATE person SET full_name = :full_name, sort_name = :sort_name, folded = :folded, folded_given = :folded_given,
	birth_date = :birth_date, birth_year_only = :birth_year_only, sex = :sex,
	national_id_sealed = CASE WHEN :national_id_blind::text IS NULL THEN national_id_sealed ELSE :national_id_sealed END,
	national_id_blind = coalesce(:national_id_blind, national_id_blind),
	phone_sealed = CASE WHEN :phone_blind::text IS NULL THEN phone_sealed ELSE :phone_sealed END,
	phone_blind = coalesce(:phone_blind, phone_blind), email_sealed = :email_sealed, email_blind = :email_blind
 WHERE id = :person AND version = :version;
