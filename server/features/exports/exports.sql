-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists taken out: asked for, written by the job, fetched by who asked.

-- owns_export(account, export) -> bool
SELECT EXISTS (SELECT FROM list_export e WHERE e.id = :export AND e.account_id = :account);

-- export_add(account, unit, list, address, search, format, language, name, now) -> int
INSERT INTO list_export (account_id, unit_id, list, address, search_sealed, format, language, name, asked_at)
VALUES (:account, :unit, :list, :address, :search, :format, :language, :name, :now::timestamptz)
RETURNING id;

-- export_kept_count(account) -> int
SELECT count(*) FROM list_export e WHERE e.account_id = :account;

-- exports_mine(account, after, limit) -> list_export
SELECT e.id, e.list, e.address, e.format, e.name, e.state, e.refusal, NULL::text AS refusal_says, e.rows_done, e.bytes, e.asked_at, e.made_at
  FROM list_export e
 WHERE e.account_id = :account AND (:after::bigint IS NULL OR e.id < :after) ORDER BY e.id DESC LIMIT :limit;

-- export_get(export) -> list_export
SELECT e.id, e.list, e.address, e.format, e.name, e.state, e.refusal, NULL::text AS refusal_says, e.rows_done, e.bytes, e.asked_at, e.made_at
  FROM list_export e WHERE e.id = :export;

-- export_remove(export) -> int
DELETE FROM list_export e WHERE e.id = :export RETURNING e.id;

-- export_of(unit, class, session, course, plan, unit_code, target) -> export_of
-- What a list is of, as a part of its file's name, and the unit whose auditors read of it. The last two are codes of filters.
SELECT concat_ws('-', coalesce(u.code, (SELECT x.code FROM unit x WHERE x.code = :unit_code)), c.code,
	(SELECT t.code FROM target t WHERE t.code = :target),
	(SELECT k.code || '-' || s.number FROM session s JOIN class k ON k.id = s.class_id WHERE s.id = :session),
	(SELECT o.code FROM course o WHERE o.id = :course), (SELECT p.code FROM plan p WHERE p.id = :plan)) AS code,
	coalesce(u.id, c.host_unit_id, (SELECT k.host_unit_id FROM session s JOIN class k ON k.id = s.class_id WHERE s.id = :session),
		(SELECT x.id FROM unit x WHERE x.code = :unit_code)) AS unit
  FROM (SELECT) one
  LEFT JOIN unit u ON u.id = :unit
  LEFT JOIN class c ON c.id = :class;

-- export_part_get(export, part) -> text
SELECT p.sealed FROM export_part p WHERE p.export_id = :export AND p.part = :part;

-- export_next() -> export_todo
SELECT n.id, n.account, n.person FROM list_export_next() AS n;

-- export_unlock(export)
SELECT pg_advisory_unlock(hashtext('list_export'), (:export::bigint % 2147483647)::int);

-- export_job(export) -> export_job
SELECT e.id, e.list, e.address, e.search_sealed, e.format, e.language, e.name FROM list_export e WHERE e.id = :export;

-- export_progress(export, rows)
UPDATE list_export e SET rows_done = :rows WHERE e.id = :export;

-- export_part_put(export, part, sealed)
INSERT INTO export_part (export_id, part, sealed) VALUES (:export, :part, :sealed)
    ON CONFLICT (export_id, part) DO UPDATE SET sealed = excluded.sealed;

-- export_made(export, rows, bytes, now)
UPDATE list_export e SET state = 'made', rows_done = :rows, bytes = :bytes, made_at = :now::timestamptz WHERE e.id = :export;

-- export_told(export) -> bool
SELECT audit_list_out(:export::bigint);

-- export_refused(export, code, now)
UPDATE list_export e SET state = 'refused', refusal = :code, made_at = :now::timestamptz WHERE e.id = :export;

-- export_forget(before) -> int
SELECT list_export_forget(:before::timestamptz);
