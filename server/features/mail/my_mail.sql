-- SPDX-License-Identifier: GPL-3.0-or-later
-- One's own address and choices.

-- my_mail_row(account, now) -> my_mail_row
-- What was chosen, else what holds without a choice.
SELECT p.id AS person, p.code AS person_code, p.email_sealed, coalesce(a.language, 'vi') AS language, a.confirmed_at AS confirmed,
	CASE WHEN a.asked_at > :now::timestamptz - interval '30 minutes' THEN a.pending_sealed END AS pending_sealed,
	(SELECT jsonb_agg(jsonb_build_object('kind', k.kind, 'urgent', k.urgent,
			'wanted', coalesce(w.wanted, k.urgent OR a.confirmed_at IS NOT NULL)) ORDER BY k.rank)
		FROM mail_kind k LEFT JOIN mail_choice w ON w.kind = k.kind AND w.person_id = p.id WHERE k.offered) AS kinds
  FROM account c JOIN person p ON p.id = c.person_id LEFT JOIN mail_address a ON a.person_id = p.id
 WHERE c.id = :account;

-- mail_language_put(person, language)
INSERT INTO mail_address AS a (person_id, language) VALUES (:person, :language)
    ON CONFLICT (person_id) DO UPDATE SET language = excluded.language WHERE a.language <> excluded.language;

-- mail_choices_put(person, wanted)
-- Every kind that is offered becomes a choice.
INSERT INTO mail_choice AS c (person_id, kind, wanted)
SELECT :person::bigint, k.kind, k.kind IN (SELECT jsonb_array_elements_text(:wanted::jsonb)) FROM mail_kind k WHERE k.offered ORDER BY k.kind
    ON CONFLICT (person_id, kind) DO UPDATE SET wanted = excluded.wanted WHERE c.wanted <> excluded.wanted;

-- mail_kinds_unknown(wanted) -> bool
SELECT EXISTS (SELECT FROM jsonb_array_elements_text(:wanted::jsonb) w(kind) WHERE NOT EXISTS (SELECT FROM mail_kind k WHERE k.kind = w.kind AND k.offered));

-- mail_address_ask(person, sealed, code, language, now, most)
-- A code for another address; so many a day.
INSERT INTO mail_address AS a (person_id, language, pending_sealed, code_sealed, asked_at, asked)
VALUES (:person, :language, :sealed, :code, :now::timestamptz, 1)
    ON CONFLICT (person_id) DO UPDATE SET pending_sealed = excluded.pending_sealed, code_sealed = excluded.code_sealed,
	asked_at = excluded.asked_at, tries = 0,
	asked = CASE WHEN a.asked_at > excluded.asked_at - interval '1 day' THEN a.asked + 1 ELSE 1 END
 WHERE a.asked < :most::bigint OR a.asked_at IS NULL OR a.asked_at <= excluded.asked_at - interval '1 day';

-- mail_code_queue(person, now)
INSERT INTO mail (kind, person_id, useless_at) VALUES ('address_code', :person, :now::timestamptz + interval '30 minutes');

-- mail_asked_queue(person, now)
-- To the address that holds until then.
INSERT INTO mail (kind, person_id, useless_at) VALUES ('address_asked', :person, :now::timestamptz + interval '1 day');

-- mail_code_try(person, now, most) -> code_tried
SELECT t.code, t.address FROM mail_code_tried(:person, :now, :most) t;

-- mail_address_take(person, sealed, blind)
UPDATE person SET email_sealed = :sealed, email_blind = :blind WHERE id = :person;

-- mail_address_proven(person, now)
UPDATE mail_address SET confirmed_at = :now::timestamptz, pending_sealed = NULL, code_sealed = NULL, tries = 0 WHERE person_id = :person;
