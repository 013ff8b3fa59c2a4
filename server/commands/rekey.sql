-- SPDX-License-Identifier: GPL-3.0-or-later
-- People whose numbers are sealed under an older key, some at a time, and how much is left of everything.

-- keys_behind(newest) -> int
-- Serving programs that do not know that generation yet.
SELECT count(*)
  FROM pg_stat_activity a
 WHERE a.datname = current_database() AND a.application_name ~ '^hocvu keys [0-9]{1,4}$'
   AND substr(a.application_name, 12)::int < :newest::bigint;

-- rekey_begin() -> text
-- Not an edit of the people (schema/0055_keys.sql).
SELECT set_config('hocvu.rekey', 'on', true);

-- rekey_batch(after, mark, most) -> rekey_row
-- Whoever is being written by somebody else is left for the next round: nobody waits for us, and we for nobody.
SELECT p.id, p.code, p.national_id_sealed, p.phone_sealed, p.email_sealed
  FROM person p
 WHERE p.id > :after::bigint
   AND (NOT starts_with(p.national_id_sealed, :mark) OR NOT starts_with(p.phone_sealed, :mark) OR NOT starts_with(p.email_sealed, :mark))
 ORDER BY p.id
 LIMIT :most
   FOR NO KEY UPDATE SKIP LOCKED;

-- rekey_write(people, ids, id_blinds, phones, phone_blinds, emails, email_blinds)
UPDATE person p
   SET national_id_sealed = n.id, national_id_blind = n.id_blind, phone_sealed = n.phone, phone_blind = n.phone_blind,
	email_sealed = n.email, email_blind = n.email_blind
  FROM unnest(:people::bigint[], :ids::text[], :id_blinds::text[], :phones::text[], :phone_blinds::text[],
	:emails::text[], :email_blinds::text[]) AS n(person, id, id_blind, phone, phone_blind, email, email_blind)
 WHERE p.id = n.person;

-- rekey_noted(detail) -> int
SELECT audit_job('rekey', 'person', :detail::jsonb);

-- rekey_left(mark) -> int
-- People, and texts of everything else.
SELECT (SELECT count(*) FROM person p
	 WHERE NOT starts_with(p.national_id_sealed, :mark) OR NOT starts_with(p.phone_sealed, :mark) OR NOT starts_with(p.email_sealed, :mark))
	+ (SELECT count(*) FROM account_factor f CROSS JOIN LATERAL (VALUES (f.secret_sealed), (f.pending_sealed)) t(sealed)
	 WHERE NOT starts_with(t.sealed, :mark))
	+ (SELECT count(*) FROM scan_part p WHERE p.key || '.' <> :mark)
	+ (SELECT count(*) FROM export_part p WHERE NOT starts_with(p.sealed, :mark))
	+ (SELECT count(*) FROM list_export e WHERE NOT starts_with(e.search_sealed, :mark))
	+ (SELECT count(*) FROM mail_address a CROSS JOIN LATERAL (VALUES (a.pending_sealed), (a.code_sealed)) t(sealed)
	 WHERE NOT starts_with(t.sealed, :mark))
	+ (SELECT count(*) FROM idempotency_key k CROSS JOIN LATERAL (VALUES (k.asked_sealed), (k.answer_sealed)) t(sealed)
	 WHERE NOT starts_with(t.sealed, :mark))
	+ (SELECT count(*) FROM list_part l WHERE NOT starts_with(l.sealed, :mark))
	+ (SELECT count(*) FROM list_row l WHERE NOT starts_with(l.cells_sealed, :mark) OR NOT starts_with(l.read_sealed, :mark))
	+ (SELECT count(*) FROM list_import l WHERE NOT starts_with(l.found_sealed, :mark));

-- rekey_every()
SELECT p.id, p.code, p.national_id_sealed, p.national_id_blind, p.phone_sealed, p.phone_blind, p.email_sealed, p.email_blind
  FROM person p
 WHERE p.national_id_sealed IS NOT NULL OR p.phone_sealed IS NOT NULL OR p.email_sealed IS NOT NULL;
