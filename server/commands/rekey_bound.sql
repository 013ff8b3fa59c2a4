-- SPDX-License-Identifier: GPL-3.0-or-later
-- Texts sealed for one place each under an older key, some at a time, in the order of their rows; a place reads as where it
-- is sealed: the file is named above each.

-- rekey_factors(mark, of, which) -> rekey_bound
-- features/access/factor.c
SELECT f.of, f.which, 'account|factor|' || f.of AS place, f.sealed
  FROM (SELECT a.account_id AS of, 'pending' AS which, a.pending_sealed AS sealed FROM account_factor a
	UNION ALL SELECT a.account_id, 'secret', a.secret_sealed FROM account_factor a) f
 WHERE (f.of, f.which) > (:of::bigint, :which::text) AND NOT starts_with(f.sealed, :mark)
 ORDER BY f.of, f.which LIMIT 100;

-- rekey_factor_write(of, which, was, sealed)
UPDATE account_factor f SET secret_sealed = CASE :which::text WHEN 'secret' THEN :sealed::text ELSE f.secret_sealed END,
	pending_sealed = CASE :which::text WHEN 'pending' THEN :sealed::text ELSE f.pending_sealed END
 WHERE f.account_id = :of AND CASE :which::text WHEN 'secret' THEN f.secret_sealed ELSE f.pending_sealed END = :was::text;

-- rekey_scans(mark, of, which) -> rekey_bound
-- features/scans/scans.c. One at a time, they are large.
SELECT p.id AS of, '' AS which, 'scan|' || p.scan_id || '|' || p.part AS place, p.key || '.' || encode(p.sealed, 'hex') AS sealed
  FROM scan_part p
 WHERE (p.id, '') > (:of::bigint, :which::text) AND p.key || '.' <> :mark
 ORDER BY p.id LIMIT 1;

-- rekey_scan_write(of, which, was, sealed)
UPDATE scan_part p SET key = split_part(:sealed, '.', 1), sealed = decode(split_part(:sealed, '.', 2), 'hex')
 WHERE p.id = :of AND :which::text = '' AND p.key = split_part(:was, '.', 1) AND p.sealed = decode(split_part(:was, '.', 2), 'hex');

-- rekey_exports(mark, of, which) -> rekey_bound
-- features/exports/job.c. Few at a time, they are large.
SELECT p.export_id AS of, p.part::text AS which, 'export|' || p.export_id || '|part|' || p.part AS place, p.sealed
  FROM export_part p
 WHERE (p.export_id, p.part::text) > (:of::bigint, :which::text) AND NOT starts_with(p.sealed, :mark)
 ORDER BY p.export_id, p.part::text LIMIT 10;

-- rekey_export_write(of, which, was, sealed)
UPDATE export_part p SET sealed = :sealed WHERE p.export_id = :of AND p.part = :which::text::int AND p.sealed = :was;

-- rekey_searches(mark, of, which) -> rekey_bound
-- features/exports/exports.c: what was searched for, before the export had a number.
SELECT e.id AS of, '' AS which, 'export|' || e.account_id || '|search' AS place, e.search_sealed AS sealed
  FROM list_export e
 WHERE (e.id, '') > (:of::bigint, :which::text) AND NOT starts_with(e.search_sealed, :mark)
 ORDER BY e.id LIMIT 100;

-- rekey_search_write(of, which, was, sealed)
UPDATE list_export e SET search_sealed = :sealed WHERE e.id = :of AND :which::text = '' AND e.search_sealed = :was;

-- rekey_addresses(mark, of, which) -> rekey_bound
-- features/mail/my_mail.c: an address somebody gave, and the code by which they prove it.
SELECT m.of, m.which, 'person|' || m.which || '|' || p.code AS place, m.sealed
  FROM (SELECT a.person_id AS of, 'email' AS which, a.pending_sealed AS sealed FROM mail_address a
	UNION ALL SELECT a.person_id, 'mail_code', a.code_sealed FROM mail_address a) m
  JOIN person p ON p.id = m.of
 WHERE (m.of, m.which) > (:of::bigint, :which::text) AND NOT starts_with(m.sealed, :mark)
 ORDER BY m.of, m.which LIMIT 100;

-- rekey_address_write(of, which, was, sealed)
UPDATE mail_address a SET pending_sealed = CASE :which::text WHEN 'email' THEN :sealed::text ELSE a.pending_sealed END,
	code_sealed = CASE :which::text WHEN 'mail_code' THEN :sealed::text ELSE a.code_sealed END
 WHERE a.person_id = :of AND CASE :which::text WHEN 'email' THEN a.pending_sealed ELSE a.code_sealed END = :was::text;

-- rekey_asked(mark, of, which) -> rekey_bound
-- http/idempotency.c: what a request that may be repeated asked.
SELECT k.account AS of, k.key AS which, 'idempotency_asked|' || k.account || '|' || k.key AS place, k.asked_sealed AS sealed
  FROM idempotency_key k
 WHERE (k.account, k.key) > (:of::bigint, :which::text) AND NOT starts_with(k.asked_sealed, :mark)
 ORDER BY k.account, k.key LIMIT 100;

-- rekey_asked_write(of, which, was, sealed)
UPDATE idempotency_key k SET asked_sealed = :sealed WHERE k.account = :of AND k.key = :which AND k.asked_sealed = :was;

-- rekey_answers(mark, of, which) -> rekey_bound
-- http/idempotency.c: what it was answered.
SELECT k.account AS of, k.key AS which, 'idempotency|' || k.account || '|' || k.key AS place, k.answer_sealed AS sealed
  FROM idempotency_key k
 WHERE (k.account, k.key) > (:of::bigint, :which::text) AND NOT starts_with(k.answer_sealed, :mark)
 ORDER BY k.account, k.key LIMIT 100;

-- rekey_answer_write(of, which, was, sealed)
UPDATE idempotency_key k SET answer_sealed = :sealed WHERE k.account = :of AND k.key = :which AND k.answer_sealed = :was;
