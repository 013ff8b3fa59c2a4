-- SPDX-License-Identifier: GPL-3.0-or-later
-- Undoing an act: refused when something came to depend on it, else every row as it was.

-- succession_state(act) -> text
-- How the act stands; kept from others until the transaction ends.
SELECT a.state FROM succession_act a WHERE a.id = :act FOR UPDATE;

-- succession_changed(act) -> bool
-- Is anything that the act wrote no longer as it left it? What else befell a row it changed, stays.
WITH now (table_name, row_id, unit_id, row) AS (
	SELECT 'unit_version', v.id, NULL::bigint, to_jsonb(v) FROM unit_version v
	UNION ALL SELECT 'affiliation', a.id, NULL, to_jsonb(a) FROM affiliation a
	UNION ALL SELECT 'residence', r.id, NULL, to_jsonb(r) FROM residence r
	UNION ALL SELECT 'role_grant', g.id, NULL, to_jsonb(g) FROM role_grant g
	UNION ALL SELECT 'succession', s.id, NULL, to_jsonb(s) FROM succession s
	UNION ALL SELECT 'class', k.id, NULL, to_jsonb(k) FROM class k
	UNION ALL SELECT 'trainer', t.id, NULL, to_jsonb(t) FROM trainer t
	UNION ALL SELECT 'enrolment', e.id, NULL, to_jsonb(e) FROM enrolment e
	UNION ALL SELECT 'plan', p.id, NULL, to_jsonb(p) FROM plan p
	UNION ALL SELECT 'task', t.id, NULL, to_jsonb(t) FROM task t
	UNION ALL SELECT 'quota', q.class_id, q.unit_id, to_jsonb(q) FROM quota q
)
SELECT EXISTS (
	SELECT FROM succession_change c
	  LEFT JOIN now n ON n.table_name = c.table_name AND n.row_id = c.row_id
	   AND (n.unit_id IS NULL OR n.unit_id = (c.after ->> 'unit_id')::bigint)
	 CROSS JOIN LATERAL jsonb_each(c.after) AS w(name, value)
	 WHERE c.act_id = :act AND c.table_name <> 'unit' AND w.name <> 'version'
	   AND c.before -> w.name IS DISTINCT FROM w.value AND n.row -> w.name IS DISTINCT FROM w.value);

-- succession_used(act) -> bool
-- Does anything that is not the act's own stand on a unit that the act made, or hang below one?
WITH made AS MATERIALIZED (
	SELECT row_id AS id FROM succession_change WHERE act_id = :act AND table_name = 'unit'
), own AS MATERIALIZED (
	SELECT table_name, row_id FROM succession_change WHERE act_id = :act AND after IS NOT NULL
), used (table_name, row_id, unit_id) AS (
	SELECT 'unit_version', x.id, x.unit_id FROM unit_version x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'unit_version', x.id, x.parent_id FROM unit_version x WHERE x.parent_id IN (SELECT id FROM made)
	UNION ALL SELECT 'affiliation', x.id, x.unit_id FROM affiliation x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'residence', x.id, x.unit_id FROM residence x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'role_grant', x.id, x.unit_id FROM role_grant x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'trainer', x.id, x.unit_id FROM trainer x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'class', x.id, x.host_unit_id FROM class x WHERE x.host_unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'enrolment', x.id, x.nominated_by_id FROM enrolment x WHERE x.nominated_by_id IN (SELECT id FROM made)
	UNION ALL SELECT 'quota', x.class_id, x.unit_id FROM quota x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'succession', x.id, x.from_unit_id FROM succession x
		WHERE x.from_unit_id IN (SELECT id FROM made) OR x.to_unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'succession_group', -1, x.unit_id FROM succession_group x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'population', x.id, x.unit_id FROM population x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'headcount', x.id, x.unit_id FROM headcount x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'indicator_value', x.id, x.unit_id FROM indicator_value x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'venue', x.id, x.unit_id FROM venue x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'feed', x.id, x.unit_id FROM feed x WHERE x.unit_id IN (SELECT id FROM made)
	UNION ALL SELECT 'plan', x.id, x.issuer_id FROM plan x WHERE x.issuer_id IN (SELECT id FROM made)
	UNION ALL SELECT 'task', x.id, u.id FROM task x JOIN unit u ON u.code = x.lead OR u.code = ANY (x.coordinators)
		WHERE u.id IN (SELECT id FROM made)
)
SELECT EXISTS (SELECT FROM used u WHERE NOT EXISTS (SELECT FROM own o
	WHERE o.table_name = u.table_name AND o.row_id = u.row_id));

-- succession_tasks_back(act)
UPDATE task x SET lead = o.lead, coordinators = o.coordinators
  FROM succession_change c CROSS JOIN LATERAL jsonb_populate_record(NULL::task, c.before) o
 WHERE c.act_id = :act AND c.table_name = 'task' AND x.id = c.row_id;

-- succession_plans_back(act)
UPDATE plan x SET issuer_id = (c.before ->> 'issuer_id')::bigint
  FROM succession_change c WHERE c.act_id = :act AND c.table_name = 'plan' AND x.id = c.row_id;

-- succession_quotas_drop(act)
DELETE FROM quota q USING succession_change c
 WHERE c.act_id = :act AND c.table_name = 'quota' AND c.after IS NOT NULL
   AND q.class_id = c.row_id AND q.unit_id = (c.after ->> 'unit_id')::bigint;

-- succession_quotas_back(act)
INSERT INTO quota
SELECT (jsonb_populate_record(NULL::quota, c.before)).* FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'quota' AND c.before IS NOT NULL;

-- succession_classes_back(act)
UPDATE class x SET host_unit_id = (c.before ->> 'host_unit_id')::bigint
  FROM succession_change c WHERE c.act_id = :act AND c.table_name = 'class' AND x.id = c.row_id;

-- succession_trainers_back(act)
UPDATE trainer x SET unit_id = (c.before ->> 'unit_id')::bigint
  FROM succession_change c WHERE c.act_id = :act AND c.table_name = 'trainer' AND x.id = c.row_id;

-- succession_enrolments_back(act)
UPDATE enrolment x SET nominated_by_id = (c.before ->> 'nominated_by_id')::bigint
  FROM succession_change c WHERE c.act_id = :act AND c.table_name = 'enrolment' AND x.id = c.row_id;

-- succession_affiliations_drop(act)
DELETE FROM affiliation x USING succession_change c
 WHERE c.act_id = :act AND c.table_name = 'affiliation' AND c.before IS NULL AND x.id = c.row_id;

-- succession_affiliations_back(act)
UPDATE affiliation x SET valid = (c.before ->> 'valid')::daterange
  FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'affiliation' AND c.before IS NOT NULL AND x.id = c.row_id;

-- succession_affiliations_return(act)
-- Those that had given way, under their own numbers.
INSERT INTO affiliation OVERRIDING SYSTEM VALUE
SELECT (jsonb_populate_record(NULL::affiliation, c.before)).* FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'affiliation' AND c.after IS NULL;

-- succession_residences_drop(act)
DELETE FROM residence x USING succession_change c
 WHERE c.act_id = :act AND c.table_name = 'residence' AND c.before IS NULL AND x.id = c.row_id;

-- succession_residences_back(act)
UPDATE residence x SET valid = (c.before ->> 'valid')::daterange
  FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'residence' AND c.before IS NOT NULL AND x.id = c.row_id;

-- succession_residences_return(act)
-- Those that had given way, under their own numbers.
INSERT INTO residence OVERRIDING SYSTEM VALUE
SELECT (jsonb_populate_record(NULL::residence, c.before)).* FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'residence' AND c.after IS NULL;

-- succession_grants_drop(act)
DELETE FROM role_grant x USING succession_change c
 WHERE c.act_id = :act AND c.table_name = 'role_grant' AND c.before IS NULL AND x.id = c.row_id;

-- succession_grants_back(act)
UPDATE role_grant x SET valid = (c.before ->> 'valid')::daterange
  FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'role_grant' AND c.before IS NOT NULL AND x.id = c.row_id;

-- succession_grants_return(act)
-- Those that had given way, under their own numbers.
INSERT INTO role_grant OVERRIDING SYSTEM VALUE
SELECT (jsonb_populate_record(NULL::role_grant, c.before)).* FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'role_grant' AND c.after IS NULL;

-- succession_records_drop(act)
DELETE FROM succession s WHERE s.act_id = :act;

-- succession_versions_drop(act)
DELETE FROM unit_version x USING succession_change c
 WHERE c.act_id = :act AND c.table_name = 'unit_version' AND c.before IS NULL AND x.id = c.row_id;

-- succession_versions_back(act)
UPDATE unit_version x SET valid = (c.before ->> 'valid')::daterange
  FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'unit_version' AND c.before IS NOT NULL AND x.id = c.row_id;

-- succession_units_drop(act)
DELETE FROM unit x USING succession_change c
 WHERE c.act_id = :act AND c.table_name = 'unit' AND x.id = c.row_id;

-- succession_act_undo(act, now, account)
UPDATE succession_act SET state = 'undone', undone_at = :now::timestamptz, undone_by = :account WHERE id = :act;
