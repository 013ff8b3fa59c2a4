-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is kept long enough, see schema/0061_retention.sql.

-- retention_propose_now(today) -> int
SELECT retention_propose(:today);

-- retention_apply_now(today, most) -> int
SELECT retention_apply(:today, :most);

-- retention_of_unit(unit, after, limit) -> retention_proposal
SELECT p.id, p.kind, p.unit_id AS unit, p.proposed_on, p.items, k.then_what, p.state, p.decided_on, a.name AS decided_by, p.why, p.done_at
  FROM unit top JOIN unit u ON u.lo BETWEEN top.lo AND top.hi
  JOIN retention_proposal p ON p.unit_id = u.id JOIN record_kind k ON k.kind = p.kind
  LEFT JOIN account a ON a.id = p.decided_by
 WHERE top.id = :unit AND (:after::bigint IS NULL OR p.id < :after) ORDER BY p.id DESC LIMIT :limit::int;

-- retention_get(proposal) -> retention_proposal
SELECT p.id, p.kind, p.unit_id AS unit, p.proposed_on, p.items, k.then_what, p.state, p.decided_on, a.name AS decided_by, p.why, p.done_at
  FROM retention_proposal p JOIN record_kind k ON k.kind = p.kind LEFT JOIN account a ON a.id = p.decided_by
 WHERE p.id = :proposal;

-- retention_items(proposal, after, limit) -> retention_item
SELECT i.row_id AS id, q.full_name AS name, i.since, i.due_on, i.done_at, i.left_alone
  FROM retention_proposal p JOIN retention_item i ON i.proposal_id = p.id
  LEFT JOIN person q ON q.id = i.row_id AND p.kind IN ('staff', 'resident')
 WHERE p.id = :proposal AND i.row_id > coalesce(:after::bigint, 0) ORDER BY i.row_id LIMIT :limit::int;

-- retention_decide(proposal, state, why, account, today)
UPDATE retention_proposal SET state = :state, why = :why, decided_by = :account, decided_on = :today
 WHERE id = :proposal AND state = 'proposed';
