-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a succession moves, table by table, and how each is put back. Every statement writes the rows it
-- changed, as they were and as they are, into succession_change.

-- succession_affiliations_end(act)
-- Rows that outlast the day end the day before; those that only begin later go to the heir as they are.
WITH old AS MATERIALIZED (
	SELECT x AS row, e.happened_on AS day, e.heir_id
	  FROM succession_end e JOIN affiliation x ON x.unit_id = e.unit_id
	 WHERE e.act_id = :act AND e.ends AND x.valid && daterange(e.happened_on, NULL)
	   AND (e.heir_id IS NOT NULL OR lower(x.valid) < e.happened_on OR lower_inf(x.valid))
	 FOR UPDATE OF x
), new AS (
	UPDATE affiliation x SET
		unit_id = CASE WHEN lower(x.valid) >= o.day THEN o.heir_id ELSE x.unit_id END,
		valid = CASE WHEN lower(x.valid) >= o.day THEN x.valid ELSE daterange(lower(x.valid), o.day) END
	  FROM old o WHERE x.id = (o.row).id
	RETURNING x.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'affiliation', n.id, to_jsonb(o.row), to_jsonb(n)
  FROM new n JOIN old o ON (o.row).id = n.id;

-- succession_affiliations_open(act)
-- What ended goes on with the heir from the day, unless something of theirs is there already.
WITH ended AS (
	SELECT DISTINCT ON ((c.before ->> 'person_id')::bigint, e.heir_id)
		jsonb_populate_record(NULL::affiliation, c.before) AS row, e.happened_on AS day, e.heir_id
	  FROM succession_change c
	  JOIN succession_end e ON e.act_id = c.act_id AND e.unit_id = (c.before ->> 'unit_id')::bigint
	 WHERE c.act_id = :act AND c.table_name = 'affiliation' AND c.after ->> 'unit_id' = c.before ->> 'unit_id'
	   AND e.heir_id IS NOT NULL
	 ORDER BY (c.before ->> 'person_id')::bigint, e.heir_id,
		c.before ->> 'dedicated_it' DESC, c.before ->> 'in_charge_it' DESC, c.before ->> 'expert' DESC, c.row_id
), new AS (
	INSERT INTO affiliation (unit_id, valid, person_id, category, position, dedicated_it, in_charge_it, expert)
	SELECT o.heir_id, daterange(o.day, upper((o.row).valid)), (o.row).person_id, (o.row).category, (o.row).position,
		(o.row).dedicated_it, (o.row).in_charge_it, (o.row).expert
	  FROM ended o
	 WHERE NOT EXISTS (SELECT FROM affiliation x WHERE x.person_id = (o.row).person_id AND x.unit_id = o.heir_id
		AND x.valid && daterange(o.day, upper((o.row).valid)))
	RETURNING *
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'affiliation', n.id, to_jsonb(n) FROM new n;

-- succession_residences_end(act)
-- Rows that outlast the day end the day before; those that only begin later go to the heir as they are.
WITH old AS MATERIALIZED (
	SELECT x AS row, e.happened_on AS day, e.heir_id
	  FROM succession_end e JOIN residence x ON x.unit_id = e.unit_id
	 WHERE e.act_id = :act AND e.ends AND x.valid && daterange(e.happened_on, NULL)
	   AND (e.heir_id IS NOT NULL OR lower(x.valid) < e.happened_on OR lower_inf(x.valid))
	 FOR UPDATE OF x
), new AS (
	UPDATE residence x SET
		unit_id = CASE WHEN lower(x.valid) >= o.day THEN o.heir_id ELSE x.unit_id END,
		valid = CASE WHEN lower(x.valid) >= o.day THEN x.valid ELSE daterange(lower(x.valid), o.day) END
	  FROM old o WHERE x.id = (o.row).id
	RETURNING x.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'residence', n.id, to_jsonb(o.row), to_jsonb(n)
  FROM new n JOIN old o ON (o.row).id = n.id;

-- succession_residences_open(act)
-- What ended goes on with the heir from the day, unless something of theirs is there already.
WITH ended AS (
	SELECT DISTINCT ON ((c.before ->> 'person_id')::bigint, e.heir_id)
		jsonb_populate_record(NULL::residence, c.before) AS row, e.happened_on AS day, e.heir_id
	  FROM succession_change c
	  JOIN succession_end e ON e.act_id = c.act_id AND e.unit_id = (c.before ->> 'unit_id')::bigint
	 WHERE c.act_id = :act AND c.table_name = 'residence' AND c.after ->> 'unit_id' = c.before ->> 'unit_id'
	   AND e.heir_id IS NOT NULL
	 ORDER BY (c.before ->> 'person_id')::bigint, e.heir_id, c.row_id
), new AS (
	INSERT INTO residence (unit_id, valid, person_id)
	SELECT o.heir_id, daterange(o.day, upper((o.row).valid)), (o.row).person_id
	  FROM ended o
	 WHERE NOT EXISTS (SELECT FROM residence x WHERE x.person_id = (o.row).person_id
		AND x.valid && daterange(o.day, upper((o.row).valid)))
	RETURNING *
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'residence', n.id, to_jsonb(n) FROM new n;

-- succession_grants_end(act)
-- Rows that outlast the day end the day before; those that only begin later go to the heir as they are.
WITH old AS MATERIALIZED (
	SELECT x AS row, e.happened_on AS day, e.heir_id
	  FROM succession_end e JOIN role_grant x ON x.unit_id = e.unit_id
	 WHERE e.act_id = :act AND e.ends AND x.valid && daterange(e.happened_on, NULL)
	   AND (e.heir_id IS NOT NULL OR lower(x.valid) < e.happened_on OR lower_inf(x.valid))
	 FOR UPDATE OF x
), new AS (
	UPDATE role_grant x SET
		unit_id = CASE WHEN lower(x.valid) >= o.day THEN o.heir_id ELSE x.unit_id END,
		valid = CASE WHEN lower(x.valid) >= o.day THEN x.valid ELSE daterange(lower(x.valid), o.day) END
	  FROM old o WHERE x.id = (o.row).id
	RETURNING x.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'role_grant', n.id, to_jsonb(o.row), to_jsonb(n)
  FROM new n JOIN old o ON (o.row).id = n.id;

-- succession_grants_open(act)
-- What ended goes on with the heir from the day, unless something of theirs is there already.
WITH ended AS (
	SELECT DISTINCT ON (c.before ->> 'account_id', c.before ->> 'role', e.heir_id)
		jsonb_populate_record(NULL::role_grant, c.before) AS row, e.happened_on AS day, e.heir_id
	  FROM succession_change c
	  JOIN succession_end e ON e.act_id = c.act_id AND e.unit_id = (c.before ->> 'unit_id')::bigint
	 WHERE c.act_id = :act AND c.table_name = 'role_grant' AND c.after ->> 'unit_id' = c.before ->> 'unit_id'
	   AND e.heir_id IS NOT NULL
	 ORDER BY c.before ->> 'account_id', c.before ->> 'role', e.heir_id, c.row_id
), new AS (
	INSERT INTO role_grant (unit_id, valid, account_id, role, given_by, given_at, purpose)
	SELECT o.heir_id, daterange(o.day, upper((o.row).valid)), (o.row).account_id, (o.row).role,
		(o.row).given_by, (o.row).given_at, (o.row).purpose
	  FROM ended o
	 WHERE NOT EXISTS (SELECT FROM role_grant x WHERE x.account_id = (o.row).account_id
		AND x.role = (o.row).role AND x.unit_id = o.heir_id
		AND x.valid && daterange(o.day, upper((o.row).valid)))
	RETURNING *
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'role_grant', n.id, to_jsonb(n) FROM new n;

-- succession_versions_end(act)
-- Units that end, that go on under another name or parent, and whatever hangs below them and follows.
WITH old AS MATERIALIZED (
	SELECT v AS row, a.happened_on AS day
	  FROM succession_act a JOIN unit_version v ON v.valid && daterange(a.happened_on, NULL)
	 WHERE a.id = :act
	   AND (EXISTS (SELECT FROM succession_end e WHERE e.act_id = a.id AND e.unit_id = v.unit_id AND e.ends)
		OR EXISTS (SELECT FROM jsonb_to_recordset(a.new_units) AS n(code text)
			JOIN unit u ON u.code = n.code WHERE u.id = v.unit_id)
		OR EXISTS (SELECT FROM succession_end e WHERE e.act_id = a.id AND e.unit_id = v.parent_id AND e.ends
			AND (e.heir_id IS NOT NULL OR EXISTS (SELECT FROM succession s JOIN succession_group g ON g.succession_id = s.id
				WHERE s.act_id = a.id AND s.from_unit_id = e.unit_id AND g.unit_id = v.unit_id)))
		OR EXISTS (SELECT FROM succession s JOIN succession_group g ON g.succession_id = s.id
			WHERE s.act_id = a.id AND s.from_unit_id = v.parent_id AND g.unit_id = v.unit_id))
	 FOR UPDATE OF v
), new AS (
	UPDATE unit_version v SET valid = daterange(lower(v.valid), o.day)
	  FROM old o WHERE v.id = (o.row).id AND (lower(v.valid) < o.day OR lower_inf(v.valid))
	RETURNING v.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'unit_version', n.id, to_jsonb(o.row), to_jsonb(n)
  FROM new n JOIN old o ON (o.row).id = n.id;

-- succession_versions_follow(act)
-- What hung below a unit that ended hangs below its heir, a named group below the record's successor.
WITH ended AS (
	SELECT jsonb_populate_record(NULL::unit_version, c.before) AS row, a.happened_on AS day, a.new_units
	  FROM succession_change c JOIN succession_act a ON a.id = c.act_id
	 WHERE c.act_id = :act AND c.table_name = 'unit_version'
), new AS (
	INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, official_code, folded)
	SELECT (o.row).unit_id, daterange(o.day, upper((o.row).valid)), (o.row).name, (o.row).kind,
		coalesce(g.to_unit_id, e.heir_id), (o.row).official_code, (o.row).folded
	  FROM ended o
	  LEFT JOIN LATERAL (SELECT s.to_unit_id FROM succession s JOIN succession_group g ON g.succession_id = s.id
		WHERE s.act_id = :act AND s.from_unit_id = (o.row).parent_id AND g.unit_id = (o.row).unit_id) g ON true
	  LEFT JOIN succession_end e ON e.act_id = :act AND e.unit_id = (o.row).parent_id AND e.ends
	 WHERE NOT EXISTS (SELECT FROM succession_end x WHERE x.act_id = :act AND x.unit_id = (o.row).unit_id AND x.ends)
	   AND NOT EXISTS (SELECT FROM jsonb_to_recordset(o.new_units) AS n(code text)
		JOIN unit u ON u.code = n.code WHERE u.id = (o.row).unit_id)
	RETURNING *
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'unit_version', n.id, to_jsonb(n) FROM new n;

-- succession_versions_open(act, folded)
-- The new units, and the units that go on as something else; `folded` has their names for search, in order.
WITH new AS (
	INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, official_code, folded)
	SELECT u.id, daterange(a.happened_on, NULL), n.unit ->> 'name', n.unit ->> 'kind', p.id, n.unit ->> 'official_code',
		:folded::jsonb ->> (n.place - 1)::int
	  FROM succession_act a
	 CROSS JOIN jsonb_array_elements(a.new_units) WITH ORDINALITY AS n(unit, place)
	  JOIN unit u ON u.code = n.unit ->> 'code'
	  LEFT JOIN unit p ON p.code = n.unit ->> 'parent'
	 WHERE a.id = :act
	RETURNING *
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'unit_version', n.id, to_jsonb(n) FROM new n;

-- succession_classes_move(act)
-- Open classes of a unit that ends have its heir as host.
WITH old AS MATERIALIZED (
	SELECT c AS row, e.heir_id FROM succession_end e JOIN class c ON c.host_unit_id = e.unit_id
	 WHERE e.act_id = :act AND e.ends AND e.heir_id IS NOT NULL AND c.state NOT IN ('finished', 'cancelled')
	 FOR UPDATE OF c
), new AS (
	UPDATE class c SET host_unit_id = o.heir_id FROM old o WHERE c.id = (o.row).id RETURNING c.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'class', n.id, to_jsonb(o.row), to_jsonb(n) FROM new n JOIN old o ON (o.row).id = n.id;

-- succession_enrolments_move(act)
-- Whom a unit sent to an open class counts in its heir's quota.
WITH old AS MATERIALIZED (
	SELECT m AS row, e.heir_id FROM succession_end e JOIN enrolment m ON m.nominated_by_id = e.unit_id
	  JOIN class c ON c.id = m.class_id AND c.state NOT IN ('finished', 'cancelled')
	 WHERE e.act_id = :act AND e.ends AND e.heir_id IS NOT NULL
	 FOR UPDATE OF m
), new AS (
	UPDATE enrolment m SET nominated_by_id = o.heir_id FROM old o WHERE m.id = (o.row).id RETURNING m.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'enrolment', n.id, to_jsonb(o.row), to_jsonb(n) FROM new n JOIN old o ON (o.row).id = n.id;

-- succession_quotas_end(act)
-- Quotas of open classes: those of units that end, and those their heirs have beside them.
WITH gone AS (
	DELETE FROM quota q USING class c
	 WHERE c.id = q.class_id AND c.state NOT IN ('finished', 'cancelled')
	   AND EXISTS (SELECT FROM succession_end e JOIN quota k ON k.unit_id = e.unit_id AND k.class_id = q.class_id
		WHERE e.act_id = :act AND e.ends AND e.heir_id IS NOT NULL AND q.unit_id IN (e.unit_id, e.heir_id))
	RETURNING q.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before)
SELECT :act, 'quota', g.class_id, to_jsonb(g) FROM gone g;

-- succession_quotas_open(act)
-- Together they are the heir's; seats went back to everyone when all of them did.
WITH new AS (
	INSERT INTO quota (class_id, unit_id, seats, origin, returned_on)
	SELECT (o.row).class_id, coalesce(e.heir_id, (o.row).unit_id), sum((o.row).seats), min((o.row).origin),
		CASE WHEN bool_and((o.row).returned_on IS NOT NULL) THEN max((o.row).returned_on) END
	  FROM (SELECT jsonb_populate_record(NULL::quota, c.before) AS row FROM succession_change c
		WHERE c.act_id = :act AND c.table_name = 'quota') o
	  LEFT JOIN succession_end e ON e.act_id = :act AND e.unit_id = (o.row).unit_id AND e.ends
	 GROUP BY 1, 2
	RETURNING *
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'quota', n.class_id, to_jsonb(n) FROM new n;
