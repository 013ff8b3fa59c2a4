-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a succession moves, table by table, and how each is put back. Every statement writes the rows it
-- changed, as they were and as they are, into succession_change.

-- succession_affiliations_end(act)
-- Rows that outlast the day end the day before; those that only begin later give way to what the heir gets.
WITH old AS MATERIALIZED (
	SELECT x AS row, e.happened_on AS day
	  FROM succession_end e JOIN affiliation x ON x.unit_id = e.unit_id
	 WHERE e.act_id = :act AND e.ends AND x.valid && daterange(e.happened_on, NULL)
	   AND (e.heir_id IS NOT NULL OR lower(x.valid) < e.happened_on OR lower_inf(x.valid))
	 FOR UPDATE OF x
), new AS (
	UPDATE affiliation x SET valid = daterange(lower(x.valid), o.day)
	  FROM old o WHERE x.id = (o.row).id AND (lower(x.valid) < o.day OR lower_inf(x.valid))
	RETURNING x.*
), gone AS (
	DELETE FROM affiliation x USING old o WHERE x.id = (o.row).id AND lower(x.valid) >= o.day
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'affiliation', (o.row).id, to_jsonb(o.row), to_jsonb(n)
  FROM old o LEFT JOIN new n ON n.id = (o.row).id;

-- succession_affiliations_open(act)
-- It goes on with the heir, on days that nothing of theirs there holds yet.
-- Of two that hold a day the one with more flags does.
WITH ended AS (
	SELECT jsonb_populate_record(NULL::affiliation, c.before) AS row, e.happened_on AS day, e.heir_id
	  FROM succession_change c
	  JOIN succession_end e ON e.act_id = c.act_id AND e.unit_id = (c.before ->> 'unit_id')::bigint
	 WHERE c.act_id = :act AND c.table_name = 'affiliation' AND e.heir_id IS NOT NULL
), part AS (
	SELECT e.*, e.days - coalesce(range_agg(e.days) OVER (PARTITION BY (e.row).person_id, e.heir_id
			ORDER BY (e.row).dedicated_it DESC, (e.row).in_charge_it DESC,
			(e.row).expert DESC, (e.row).id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '{}')
		- coalesce((SELECT range_agg(x.valid) FROM affiliation x
			WHERE x.person_id = (e.row).person_id AND x.unit_id = e.heir_id), '{}') AS free
	  FROM (SELECT ended.*, datemultirange(daterange(greatest(lower((ended.row).valid), ended.day),
			upper((ended.row).valid))) AS days FROM ended) e
), new AS (
	INSERT INTO affiliation (unit_id, valid, person_id, category, position, dedicated_it, in_charge_it, expert)
	SELECT p.heir_id, f.days, (p.row).person_id, (p.row).category, (p.row).position, (p.row).dedicated_it, (p.row).in_charge_it, (p.row).expert
	  FROM part p CROSS JOIN LATERAL unnest(p.free) AS f(days)
	RETURNING *
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'affiliation', n.id, to_jsonb(n) FROM new n;

-- succession_residences_end(act)
-- Rows that outlast the day end the day before; those that only begin later give way to what the heir gets.
WITH old AS MATERIALIZED (
	SELECT x AS row, e.happened_on AS day
	  FROM succession_end e JOIN residence x ON x.unit_id = e.unit_id
	 WHERE e.act_id = :act AND e.ends AND x.valid && daterange(e.happened_on, NULL)
	   AND (e.heir_id IS NOT NULL OR lower(x.valid) < e.happened_on OR lower_inf(x.valid))
	 FOR UPDATE OF x
), new AS (
	UPDATE residence x SET valid = daterange(lower(x.valid), o.day)
	  FROM old o WHERE x.id = (o.row).id AND (lower(x.valid) < o.day OR lower_inf(x.valid))
	RETURNING x.*
), gone AS (
	DELETE FROM residence x USING old o WHERE x.id = (o.row).id AND lower(x.valid) >= o.day
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'residence', (o.row).id, to_jsonb(o.row), to_jsonb(n)
  FROM old o LEFT JOIN new n ON n.id = (o.row).id;

-- succession_residences_open(act)
-- It goes on with the heir, on days that nothing of theirs there holds yet.
WITH ended AS (
	SELECT jsonb_populate_record(NULL::residence, c.before) AS row, e.happened_on AS day, e.heir_id
	  FROM succession_change c
	  JOIN succession_end e ON e.act_id = c.act_id AND e.unit_id = (c.before ->> 'unit_id')::bigint
	 WHERE c.act_id = :act AND c.table_name = 'residence' AND e.heir_id IS NOT NULL
), part AS (
	SELECT e.*, e.days - coalesce(range_agg(e.days) OVER (PARTITION BY (e.row).person_id, e.heir_id
			ORDER BY (e.row).id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '{}')
		- coalesce((SELECT range_agg(x.valid) FROM residence x
			WHERE x.person_id = (e.row).person_id), '{}') AS free
	  FROM (SELECT ended.*, datemultirange(daterange(greatest(lower((ended.row).valid), ended.day),
			upper((ended.row).valid))) AS days FROM ended) e
), new AS (
	INSERT INTO residence (unit_id, valid, person_id)
	SELECT p.heir_id, f.days, (p.row).person_id
	  FROM part p CROSS JOIN LATERAL unnest(p.free) AS f(days)
	RETURNING *
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'residence', n.id, to_jsonb(n) FROM new n;

-- succession_grants_end(act)
-- Rows that outlast the day end the day before; those that only begin later give way to what the heir gets.
WITH old AS MATERIALIZED (
	SELECT x AS row, e.happened_on AS day
	  FROM succession_end e JOIN role_grant x ON x.unit_id = e.unit_id
	 WHERE e.act_id = :act AND e.ends AND x.valid && daterange(e.happened_on, NULL)
	   AND (e.heir_id IS NOT NULL OR lower(x.valid) < e.happened_on OR lower_inf(x.valid))
	 FOR UPDATE OF x
), new AS (
	UPDATE role_grant x SET valid = daterange(lower(x.valid), o.day)
	  FROM old o WHERE x.id = (o.row).id AND (lower(x.valid) < o.day OR lower_inf(x.valid))
	RETURNING x.*
), gone AS (
	DELETE FROM role_grant x USING old o WHERE x.id = (o.row).id AND lower(x.valid) >= o.day
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'role_grant', (o.row).id, to_jsonb(o.row), to_jsonb(n)
  FROM old o LEFT JOIN new n ON n.id = (o.row).id;

-- succession_grants_open(act)
-- It goes on with the heir, on days that nothing of theirs there holds yet.
WITH ended AS (
	SELECT jsonb_populate_record(NULL::role_grant, c.before) AS row, e.happened_on AS day, e.heir_id
	  FROM succession_change c
	  JOIN succession_end e ON e.act_id = c.act_id AND e.unit_id = (c.before ->> 'unit_id')::bigint
	 WHERE c.act_id = :act AND c.table_name = 'role_grant' AND e.heir_id IS NOT NULL
), part AS (
	SELECT e.*, e.days - coalesce(range_agg(e.days) OVER (PARTITION BY (e.row).account_id, (e.row).role, e.heir_id
			ORDER BY (e.row).id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '{}')
		- coalesce((SELECT range_agg(x.valid) FROM role_grant x
			WHERE x.account_id = (e.row).account_id AND x.role = (e.row).role AND x.unit_id = e.heir_id), '{}') AS free
	  FROM (SELECT ended.*, datemultirange(daterange(greatest(lower((ended.row).valid), ended.day),
			upper((ended.row).valid))) AS days FROM ended) e
), new AS (
	INSERT INTO role_grant (unit_id, valid, account_id, role, given_by, given_at, purpose)
	SELECT p.heir_id, f.days, (p.row).account_id, (p.row).role, (p.row).given_by, (p.row).given_at, (p.row).purpose
	  FROM part p CROSS JOIN LATERAL unnest(p.free) AS f(days)
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

-- succession_trainers_move(act)
-- Whom a unit that ends counts on as trainers, its heir does, once, but for who stands on the heir's list in those days.
WITH ended AS MATERIALIZED (
	SELECT t.id, t.person_id, t.valid, e.heir_id FROM succession_end e JOIN trainer t ON t.unit_id = e.unit_id
	 WHERE e.act_id = :act AND e.ends AND e.heir_id IS NOT NULL AND t.valid && daterange(e.happened_on, NULL)
), old AS MATERIALIZED (
	SELECT t AS row, e.heir_id FROM ended e JOIN trainer t ON t.id = e.id
	 WHERE NOT EXISTS (SELECT FROM trainer h WHERE h.unit_id = e.heir_id AND h.person_id = e.person_id AND h.valid && e.valid)
	   AND NOT EXISTS (SELECT FROM ended o
		WHERE o.heir_id = e.heir_id AND o.person_id = e.person_id AND o.valid && e.valid AND o.id < e.id)
	 ORDER BY t.id FOR UPDATE OF t
), new AS (
	UPDATE trainer t SET unit_id = o.heir_id FROM old o WHERE t.id = (o.row).id RETURNING t.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'trainer', n.id, to_jsonb(o.row), to_jsonb(n) FROM new n JOIN old o ON (o.row).id = n.id;

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

-- succession_plans_move(act)
-- A plan that still runs, and with it its targets, is the heir's.
WITH old AS MATERIALIZED (
	SELECT p AS row, e.heir_id FROM succession_end e JOIN plan p ON p.issuer_id = e.unit_id
	 WHERE e.act_id = :act AND e.ends AND e.heir_id IS NOT NULL
	   AND (p.period_to IS NULL OR p.period_to >= e.happened_on)
	 FOR UPDATE OF p
), new AS (
	UPDATE plan p SET issuer_id = o.heir_id FROM old o WHERE p.id = (o.row).id RETURNING p.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'plan', n.id, to_jsonb(o.row), to_jsonb(n) FROM new n JOIN old o ON (o.row).id = n.id;

-- succession_tasks_move(act)
-- What a unit that ends leads or co-operates in, and has to report on, goes to its heir: tasks that are not over in
-- plans that still run. A heir that is named already is named once.
WITH turn AS MATERIALIZED (
	SELECT u.code AS old, h.code AS heir, e.happened_on AS day
	  FROM succession_end e JOIN unit u ON u.id = e.unit_id JOIN unit h ON h.id = e.heir_id
	 WHERE e.act_id = :act AND e.ends
), old AS MATERIALIZED (
	SELECT t AS row FROM task t JOIN plan p ON p.id = t.plan_id
	 WHERE EXISTS (SELECT FROM turn x WHERE (t.lead = x.old OR x.old = ANY (t.coordinators))
		AND (p.period_to IS NULL OR p.period_to >= x.day) AND (t.due_on IS NULL OR t.due_on >= x.day))
	 FOR UPDATE OF t
), new AS (
	UPDATE task t SET
		lead = coalesce((SELECT x.heir FROM turn x WHERE x.old = t.lead), t.lead),
		coordinators = ARRAY(SELECT coalesce(x.heir, c.who)
			FROM unnest(t.coordinators) WITH ORDINALITY AS c(who, place) LEFT JOIN turn x ON x.old = c.who
			GROUP BY 1 ORDER BY min(c.place))
	  FROM old o WHERE t.id = (o.row).id
	RETURNING t.*
)
INSERT INTO succession_change (act_id, table_name, row_id, before, after)
SELECT :act, 'task', n.id, to_jsonb(o.row), to_jsonb(n) FROM new n JOIN old o ON (o.row).id = n.id;
