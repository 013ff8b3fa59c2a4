-- SPDX-License-Identifier: GPL-3.0-or-later
-- Undoing an act: refused when something came to depend on it, else every row as it was.

-- succession_state(act) -> text
-- How the act stands; kept from others until the transaction ends.
SELECT a.state FROM succession_act a WHERE a.id = :act FOR UPDATE;

-- succession_changed(act) -> bool
-- Is a row no longer as the act left it?
SELECT EXISTS (
	SELECT FROM succession_change c
	  LEFT JOIN unit_version v ON c.table_name = 'unit_version' AND v.id = c.row_id
	  LEFT JOIN affiliation a ON c.table_name = 'affiliation' AND a.id = c.row_id
	  LEFT JOIN residence r ON c.table_name = 'residence' AND r.id = c.row_id
	  LEFT JOIN role_grant g ON c.table_name = 'role_grant' AND g.id = c.row_id
	  LEFT JOIN succession s ON c.table_name = 'succession' AND s.id = c.row_id
	  LEFT JOIN class k ON c.table_name = 'class' AND k.id = c.row_id
	  LEFT JOIN enrolment e ON c.table_name = 'enrolment' AND e.id = c.row_id
	  LEFT JOIN quota q ON c.table_name = 'quota' AND q.class_id = c.row_id
	   AND q.unit_id = (coalesce(c.after, c.before) ->> 'unit_id')::bigint
	 WHERE c.act_id = :act AND c.table_name <> 'unit'
	   AND NOT (c.table_name = 'quota' AND c.after IS NULL)
	   AND c.after IS DISTINCT FROM CASE c.table_name WHEN 'unit_version' THEN to_jsonb(v) WHEN 'affiliation' THEN to_jsonb(a)
		WHEN 'residence' THEN to_jsonb(r) WHEN 'role_grant' THEN to_jsonb(g) WHEN 'succession' THEN to_jsonb(s)
		WHEN 'class' THEN to_jsonb(k)
		WHEN 'enrolment' THEN to_jsonb(e) WHEN 'quota' THEN to_jsonb(q) END);

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
)
SELECT EXISTS (SELECT FROM used u WHERE NOT EXISTS (SELECT FROM own o
	WHERE o.table_name = u.table_name AND o.row_id = u.row_id));

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

-- succession_enrolments_back(act)
UPDATE enrolment x SET nominated_by_id = (c.before ->> 'nominated_by_id')::bigint
  FROM succession_change c WHERE c.act_id = :act AND c.table_name = 'enrolment' AND x.id = c.row_id;

-- succession_affiliations_drop(act)
DELETE FROM affiliation x USING succession_change c
 WHERE c.act_id = :act AND c.table_name = 'affiliation' AND c.before IS NULL AND x.id = c.row_id;

-- succession_affiliations_back(act)
UPDATE affiliation x SET valid = (c.before ->> 'valid')::daterange, unit_id = (c.before ->> 'unit_id')::bigint
  FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'affiliation' AND c.before IS NOT NULL AND x.id = c.row_id;

-- succession_residences_drop(act)
DELETE FROM residence x USING succession_change c
 WHERE c.act_id = :act AND c.table_name = 'residence' AND c.before IS NULL AND x.id = c.row_id;

-- succession_residences_back(act)
UPDATE residence x SET valid = (c.before ->> 'valid')::daterange, unit_id = (c.before ->> 'unit_id')::bigint
  FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'residence' AND c.before IS NOT NULL AND x.id = c.row_id;

-- succession_grants_drop(act)
DELETE FROM role_grant x USING succession_change c
 WHERE c.act_id = :act AND c.table_name = 'role_grant' AND c.before IS NULL AND x.id = c.row_id;

-- succession_grants_back(act)
UPDATE role_grant x SET valid = (c.before ->> 'valid')::daterange, unit_id = (c.before ->> 'unit_id')::bigint
  FROM succession_change c
 WHERE c.act_id = :act AND c.table_name = 'role_grant' AND c.before IS NOT NULL AND x.id = c.row_id;

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
