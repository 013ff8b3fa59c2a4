-- SPDX-License-Identifier: GPL-3.0-or-later
-- Word files an office made its own.

-- word_pieces(unit, name) -> text
-- Of the nearest unit at or above that has one, unless a nearer one has a text of its own.
SELECT replace(encode(p.pieces, 'base64'), E'\n', '') FROM unit x JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
  JOIN paper_word_pieces p ON p.unit_id = u.id
 WHERE x.id = :unit AND p.name = :name
   AND NOT EXISTS (SELECT FROM paper_template t JOIN unit o ON o.id = t.unit_id
	WHERE t.name = :name AND o.lo > u.lo AND o.lo <= x.lo AND x.lo <= o.hi)
 ORDER BY u.lo DESC LIMIT 1;

-- words_own(unit) -> word_own
-- Each paper's nearest one, and whose it is.
SELECT DISTINCT ON (w.name) w.name, w.unit_id AS unit, n.name AS unit_name, a.name AS account,
	NOT EXISTS (SELECT FROM paper_template t JOIN unit o ON o.id = t.unit_id
		WHERE t.name = w.name AND o.lo > u.lo AND o.lo <= x.lo AND x.lo <= o.hi) AS used, w.changed_at
  FROM unit x JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi JOIN paper_word w ON w.unit_id = u.id
  LEFT JOIN account a ON a.id = w.changed_by
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v WHERE v.unit_id = u.id ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE x.id = :unit ORDER BY w.name, u.lo DESC;

-- word_put(unit, name, digest, bytes, pieces, account, now)
WITH head AS (
	INSERT INTO paper_word (unit_id, name, digest, bytes, changed_by, changed_at)
	VALUES (:unit, :name, :digest, :bytes, :account, :now::timestamptz)
	    ON CONFLICT (unit_id, name) DO UPDATE SET digest = excluded.digest, bytes = excluded.bytes, changed_by = excluded.changed_by,
		changed_at = excluded.changed_at
	RETURNING unit_id, name
)
INSERT INTO paper_word_pieces (unit_id, name, pieces)
SELECT h.unit_id, h.name, decode(:pieces, 'base64') FROM head h
    ON CONFLICT (unit_id, name) DO UPDATE SET pieces = excluded.pieces;

-- word_drop(unit, name)
DELETE FROM paper_word w WHERE w.unit_id = :unit AND w.name = :name;
