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
SELECT (SELECT count(*) FROM person p
	 WHERE NOT starts_with(p.national_id_sealed, :mark) OR NOT starts_with(p.phone_sealed, :mark) OR NOT starts_with(p.email_sealed, :mark))
	+ (SELECT count(*) FROM account_factor f WHERE NOT starts_with(f.secret_sealed, :mark) OR NOT starts_with(f.pending_sealed, :mark))
	+ (SELECT count(*) FROM scan_part p WHERE p.key || '.' <> :mark)
	+ (SELECT count(*) FROM list_part l WHERE NOT starts_with(l.sealed, :mark))
	+ (SELECT count(*) FROM list_row l WHERE NOT starts_with(l.cells_sealed, :mark) OR NOT starts_with(l.read_sealed, :mark))
	+ (SELECT count(*) FROM list_import l WHERE NOT starts_with(l.found_sealed, :mark));

-- rekey_factors(mark) -> rekey_factor
-- Secrets of second factors, one an account.
SELECT f.account_id AS id, f.secret_sealed AS secret, f.pending_sealed AS pending
  FROM account_factor f
 WHERE NOT starts_with(f.secret_sealed, :mark) OR NOT starts_with(f.pending_sealed, :mark)
 ORDER BY f.account_id;

-- rekey_factor_write(account, was, secret, was_pending, pending)
-- Unless it was set up anew meanwhile.
UPDATE account_factor SET secret_sealed = :secret, pending_sealed = :pending
 WHERE account_id = :account AND secret_sealed IS NOT DISTINCT FROM :was AND pending_sealed IS NOT DISTINCT FROM :was_pending;

-- rekey_every()
SELECT p.id, p.code, p.national_id_sealed, p.national_id_blind, p.phone_sealed, p.phone_blind, p.email_sealed, p.email_blind
  FROM person p
 WHERE p.national_id_sealed IS NOT NULL OR p.phone_sealed IS NOT NULL OR p.email_sealed IS NOT NULL;

-- rekey_scan_next(after, mark) -> rekey_scan
-- The next piece of a scan under another key: one at a time, they are large.
SELECT p.id, p.scan_id AS scan, p.part, p.key || '.' || encode(p.sealed, 'hex') AS sealed
  FROM scan_part p
 WHERE p.id > :after AND p.key || '.' <> :mark
 ORDER BY p.id LIMIT 1;

-- rekey_scan_write(id, was, sealed)
-- Unless it came anew meanwhile.
UPDATE scan_part p SET key = split_part(:sealed, '.', 1), sealed = decode(split_part(:sealed, '.', 2), 'hex')
 WHERE p.id = :id AND p.key = split_part(:was, '.', 1) AND p.sealed = decode(split_part(:was, '.', 2), 'hex');
