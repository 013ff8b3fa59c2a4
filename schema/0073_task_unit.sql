-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which units lead or co-ordinate a task, as the register of plans names them by their codes: it is what lets them see how
-- far what they co-ordinate is.

-- migrate:up
CREATE VIEW task_unit WITH (security_invoker = true) AS
SELECT t.id AS task_id, t.plan_id, u.id AS unit_id, true AS leads FROM task t JOIN unit u ON u.code = t.lead
UNION ALL
SELECT t.id, t.plan_id, u.id, false FROM task t CROSS JOIN unnest(t.coordinators) AS c(code) JOIN unit u ON u.code = c.code
 WHERE c.code IS DISTINCT FROM t.lead;
COMMENT ON VIEW task_unit IS 'The units that lead or co-ordinate a task';
COMMENT ON COLUMN task_unit.task_id IS 'the task';
COMMENT ON COLUMN task_unit.plan_id IS 'its plan';
COMMENT ON COLUMN task_unit.unit_id IS 'the unit';
COMMENT ON COLUMN task_unit.leads IS 'it leads; else it co-ordinates';
GRANT SELECT ON task_unit TO hocvu_app, hocvu_job;

-- migrate:down
DROP VIEW task_unit;
