-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sealing the record, and reading the chain again. Both name every column here, in the program, so that what is sealed
-- does not depend on a function somebody may have changed in the database.

-- audit_sealer_is_me() -> bool
SELECT audit_sealer();

-- audit_last() -> audit_head
-- The last place of the chain and its hash; place 0 before the first.
SELECT x.seq, x.hash, x.at
  FROM ((SELECT s.seq, encode(s.hash, 'hex') AS hash, s.sealed_at AS at FROM audit_seal s ORDER BY s.seq DESC LIMIT 1)
	UNION ALL
	(SELECT a.seq, encode(a.hash, 'hex'), a.at FROM audit_anchor a ORDER BY a.seq DESC LIMIT 1)
	UNION ALL
	SELECT 0, repeat('0', 64), NULL) x
 ORDER BY x.seq DESC LIMIT 1;

-- audit_to_seal(most)
SELECT a.id, a.at, a.account_id, a.via, a.address, a.request, a.action, a.object, a.row_id, a.person_id, a.unit_id,
	a.before, a.after, a.marks, a.reason
  FROM audit_unsealed(:most) a;

-- audit_sealed(first, ids, hashes) -> int
SELECT audit_seal_add(:first, :ids::bigint[], :hashes::text[]);

-- audit_head_of_day(day) -> bool
SELECT EXISTS (SELECT FROM audit_head h WHERE h.day = :day::date);

-- audit_head_keep(day, seq, hash, signature)
SELECT audit_head_add(:day::date, :seq, :hash, :signature);

-- audit_turn()
-- Until whoever seals has done: beside them nothing is removed, and seals come every second.
SELECT pg_advisory_xact_lock(hashtextextended('audit_seal', 0));

-- audit_forget(months, most) -> int
SELECT audit_prune(:months, :most);

-- audit_chain()
-- Every seal with its row, in the order of the chain; the row's columns as in audit_to_seal.
SELECT s.seq, encode(s.hash, 'hex') AS hash, s.sealed_at, (a.at < s.sealed_at - interval '15 minutes') AS late,
	a.id, a.at, a.account_id, a.via, a.address, a.request, a.action, a.object, a.row_id, a.person_id, a.unit_id,
	a.before, a.after, a.marks, a.reason
  FROM audit_seal s LEFT JOIN audit a ON a.id = s.audit_id
 ORDER BY s.seq;

-- audit_begins() -> audit_anchor
-- Where the chain begins after the last removal, and whether the record says so and the time was over.
SELECT n.seq, encode(n.hash, 'hex') AS hash, n.through,
	EXISTS (SELECT FROM audit a WHERE a.object = 'audit' AND a.action = 'prune' AND a.row_id = n.seq
		AND a.after ->> 'hash' = encode(n.hash, 'hex')) AS told,
	n.through < n.at - interval '12 months' AS due
  FROM audit_anchor n ORDER BY n.seq DESC LIMIT 1;

-- audit_unsealed_long() -> audit_loose
-- Rows without a seal that are older than a minute: the sealer stands still, or somebody added them past it.
SELECT a.id, a.at, a.action || ' ' || a.object AS what
  FROM audit a
 WHERE a.at < now() - interval '1 minute' AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.audit_id = a.id)
 ORDER BY a.id LIMIT 1000;

-- audit_marks_differ() -> audit_loose
-- Rosters whose marks in the history are not what was sealed, but for those of which the record says that marks were
-- changed or removed.
WITH told AS (
	SELECT coalesce(range_agg(a.marks), '{}') AS marks FROM audit a
	 WHERE a.object = 'attendance' AND a.marks IS NOT NULL AND a.action IN ('update', 'delete')
)
SELECT s.seq AS id, a.at, 'marks ' || a.marks AS what
  FROM audit a CROSS JOIN told LEFT JOIN audit_seal s ON s.audit_id = a.id CROSS JOIN LATERAL (
	SELECT string_agg(ROW(h.id, h.session_id, h.person_id, h.before, h.after, h.note, h.recorded_at, h.clamped,
		h.received_at, h.account_id, h.op, h.stood, h.why)::text, E'\n' ORDER BY h.id) AS text
	  FROM unnest(a.marks) r JOIN attendance_history h ON h.id >= lower(r) AND h.id < upper(r)) m
 WHERE a.object = 'attendance' AND a.action = 'mark' AND NOT a.marks && told.marks
   AND a.after ->> 'sha256' IS DISTINCT FROM encode(sha256(convert_to(m.text, 'UTF8')), 'hex')
 ORDER BY s.seq LIMIT 1000;

-- audit_marks_strange() -> audit_loose
-- Marks in the history that no roster of the record covers.
SELECT h.id, h.received_at AS at, 'mark of session ' || h.session_id AS what
  FROM attendance_history h
 WHERE NOT h.id <@ (SELECT coalesce(range_agg(a.marks), '{}') FROM audit a WHERE a.object = 'attendance' AND a.marks IS NOT NULL)
   AND NOT h.id <@ coalesce((SELECT n.marks FROM audit_anchor n ORDER BY n.seq DESC LIMIT 1), '{}')
 ORDER BY h.id LIMIT 1000;

-- audit_heads() -> audit_day
-- The heads kept day by day, and what the chain holds at their places.
SELECT h.seq, h.day, encode(h.hash, 'hex') AS hash, h.signature,
	coalesce((SELECT encode(s.hash, 'hex') FROM audit_seal s WHERE s.seq = h.seq),
		(SELECT encode(n.hash, 'hex') FROM audit_anchor n WHERE n.seq = h.seq)) AS holds,
	h.seq < coalesce((SELECT max(n.seq) FROM audit_anchor n), 0) AS forgotten
  FROM audit_head h ORDER BY h.day;
