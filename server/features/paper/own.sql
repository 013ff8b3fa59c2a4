-- SPDX-License-Identifier: GPL-3.0-or-later
-- Templates an office made its own.

-- template_own(unit, name) -> text
-- Of the nearest unit at or above that has one.
SELECT t.text FROM unit x JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi JOIN paper_template t ON t.unit_id = u.id
 WHERE x.id = :unit AND t.name = :name ORDER BY u.lo DESC LIMIT 1;

-- templates_own(unit) -> template_own
-- Each letter's nearest one, and whose it is.
SELECT DISTINCT ON (t.name) t.name, t.text, t.unit_id AS unit, n.name AS unit_name, a.name AS account, t.changed_at
  FROM unit x JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi JOIN paper_template t ON t.unit_id = u.id
  LEFT JOIN account a ON a.id = t.changed_by
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v WHERE v.unit_id = u.id ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE x.id = :unit ORDER BY t.name, u.lo DESC;

-- template_put(unit, name, text, account, now)
INSERT INTO paper_template AS t (unit_id, name, text, changed_by, changed_at)
VALUES (:unit, :name, :text, :account, :now::timestamptz)
    ON CONFLICT (unit_id, name) DO UPDATE SET text = excluded.text, changed_by = excluded.changed_by, changed_at = excluded.changed_at
 WHERE t.text <> excluded.text;

-- template_drop(unit, name)
DELETE FROM paper_template t WHERE t.unit_id = :unit AND t.name = :name;

-- template_host(class) -> int
SELECT c.host_unit_id FROM class c WHERE c.id = :class;
