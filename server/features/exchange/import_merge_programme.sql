-- SPDX-License-Identifier: GPL-3.0-or-later
-- Plans, tasks and targets of a checked package into the tables; see import_merge_org.sql.

-- merge_plan_add()
-- Parents follow in merge_plan_change, once every plan is there.
INSERT INTO plan (code, number, issued_on, issuer_id, title, period_from, period_to)
SELECT s.plan, s.number, s.issued_on, u.id, s.title, s.period_from, s.period_to
  FROM stage_plans s LEFT JOIN unit u ON u.code = s.issuer
 WHERE NOT EXISTS (SELECT FROM plan p WHERE p.code = s.plan)
 ORDER BY s.line;

-- merge_plan_change()
UPDATE plan p
   SET number = s.number, issued_on = s.issued_on, issuer_id = u.id, parent_id = a.id, title = s.title,
	period_from = s.period_from, period_to = s.period_to
  FROM stage_plans s LEFT JOIN unit u ON u.code = s.issuer LEFT JOIN plan a ON a.code = s.parent_plan
 WHERE p.code = s.plan
   AND (p.number, p.issued_on, p.issuer_id, p.parent_id, p.title, p.period_from, p.period_to)
	IS DISTINCT FROM (s.number, s.issued_on, u.id, a.id, s.title, s.period_from, s.period_to);

-- merge_task_change()
UPDATE task t
   SET title = s.title, lead = s.lead, coordinators = s.coordinators, timing = s.timing, due_on = s.due_on,
	recurrence = s.recurrence, product = s.product
  FROM stage_tasks s JOIN plan p ON p.code = s.plan
 WHERE t.plan_id = p.id AND t.section = s.section
   AND (t.title, t.lead, t.coordinators, t.timing, t.due_on, t.recurrence, t.product)
	IS DISTINCT FROM (s.title, s.lead, s.coordinators, s.timing, s.due_on, s.recurrence, s.product);

-- merge_task_add()
INSERT INTO task (plan_id, section, title, lead, coordinators, timing, due_on, recurrence, product)
SELECT p.id, s.section, s.title, s.lead, s.coordinators, s.timing, s.due_on, s.recurrence, s.product
  FROM stage_tasks s JOIN plan p ON p.code = s.plan
 WHERE NOT EXISTS (SELECT FROM task t WHERE t.plan_id = p.id AND t.section = s.section)
 ORDER BY s.line;

-- merge_target_change()
UPDATE target t
   SET plan_id = p.id, section = s.section, title_vi = coalesce(s.title_vi, ''), title_en = s.title_en,
	issuer_kind = s.issuer_kind, base = s.base, categories = s.categories, kinds = s.kinds, flags = s.flags,
	evidence = s.evidence, topics = s.topics, scheme = s.scheme, levels = s.levels, window_from = s.window_from,
	window_year = coalesce(s.window_year, false), threshold_kind = s.threshold_kind, threshold = s.threshold,
	segments = s.segments, valid_from = s.valid_from, valid_to = s.valid_to
  FROM stage_targets s LEFT JOIN plan p ON p.code = s.plan
 WHERE t.code = s.code
   AND (t.plan_id, t.section, t.title_vi, t.title_en, t.issuer_kind, t.base, t.categories, t.kinds, t.flags,
	t.evidence, t.topics, t.scheme, t.levels, t.window_from, t.window_year, t.threshold_kind, t.threshold,
	t.segments, t.valid_from, t.valid_to)
	IS DISTINCT FROM (p.id, s.section, coalesce(s.title_vi, ''), s.title_en, s.issuer_kind, s.base, s.categories, s.kinds, s.flags,
	s.evidence, s.topics, s.scheme, s.levels, s.window_from, coalesce(s.window_year, false), s.threshold_kind, s.threshold,
	s.segments, s.valid_from, s.valid_to);

-- merge_target_add()
INSERT INTO target (code, plan_id, section, title_vi, title_en, issuer_kind, base, categories, kinds, flags, evidence,
	topics, scheme, levels, window_from, window_year, threshold_kind, threshold, segments, valid_from, valid_to)
SELECT s.code, p.id, s.section, coalesce(s.title_vi, ''), s.title_en, s.issuer_kind, s.base, s.categories, s.kinds, s.flags,
	s.evidence, s.topics, s.scheme, s.levels, s.window_from, coalesce(s.window_year, false), s.threshold_kind,
	s.threshold, s.segments, s.valid_from, s.valid_to
  FROM stage_targets s LEFT JOIN plan p ON p.code = s.plan
 WHERE NOT EXISTS (SELECT FROM target t WHERE t.code = s.code)
 ORDER BY s.line;
