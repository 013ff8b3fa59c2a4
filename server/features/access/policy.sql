-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every `who` of routes.def (of people policy_person.sql, of classes policy_class.sql): may this account do that to this
-- thing today? One indexed question each. The rows asked are the _line views, which everybody's question reads alike: the first lock does not lean on the second.
-- A role counts over its unit and everything below; README.md shows the table these blocks spell out.

-- anyone() -> bool
SELECT true;

-- signed_in(account) -> bool
SELECT :account::bigint > 0;

-- administers(account, today) -> bool
-- Administers something; which accounts and grants, their own blocks and queries say.
SELECT EXISTS (SELECT FROM role_grant g
	WHERE g.account_id = :account AND g.role = 'admin' AND g.valid @> :today::date);

-- administers_unit(account, unit, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.role = 'admin' AND g.valid @> :today::date AND x.id = :unit);

-- administers_account(account, id, today) -> bool
-- See account_kept() in the schema: no role of theirs lies outside what I administer.
SELECT account_kept(:account, :id, :today::date);

-- administers_grant(account, grant, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant theirs ON theirs.unit_id = x.id
	WHERE g.account_id = :account AND g.role = 'admin' AND g.valid @> :today::date AND theirs.id = :grant);

-- administers_succession(account, act, today) -> bool
-- Over every unit that ended, changed or follows; see succession_kept() in the schema.
SELECT succession_kept(:account, :act, :today::date);

-- audits(account, today) -> bool
-- Auditors only: who administers is whom the record watches.
SELECT EXISTS (SELECT FROM role_grant g
	WHERE g.account_id = :account AND g.role = 'auditor' AND g.valid @> :today::date);

-- runs_programme(account, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date);

-- runs_programme_of_unit(account, unit, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND x.id = :unit);

-- heads_unit(account, unit, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.role IN ('unit_head', 'programme_office', 'admin')
	  AND g.valid @> :today::date AND x.id = :unit);

-- reads_unit(account, unit, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('unit_head', 'ward_official', 'community_team', 'auditor', 'programme_office', 'admin'));

-- reads_staff(account, unit, today) -> bool
-- As reads_person: staff are their heads', residents the ward's.
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('unit_head', 'auditor', 'programme_office', 'admin'));

-- visits_residents(account, unit, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('community_team', 'ward_official', 'programme_office', 'admin'));

-- reads_figures(account, target, unit, today) -> bool
-- Figures of a unit, asked by its code: any role that reads the unit; and who heads, runs or audits a unit that leads or
-- co-ordinates a task of the target's plan, over all of the territory the plan is for. A code nobody has is answered 404.
SELECT :account::bigint > 0 AND (NOT EXISTS (SELECT FROM unit x WHERE x.code = :unit)
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.code = :unit
	  AND g.role IN ('unit_head', 'ward_official', 'community_team', 'auditor', 'programme_office', 'admin'))
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit y ON u.lo <= y.lo AND y.lo <= u.hi
	JOIN task_unit k ON k.unit_id = y.id JOIN target t ON t.plan_id = k.plan_id
	JOIN plan p ON p.id = k.plan_id JOIN unit issuer ON issuer.id = p.issuer_id
	JOIN unit x ON issuer.lo <= x.lo AND x.lo <= issuer.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND g.role IN ('unit_head', 'auditor', 'programme_office', 'admin')
	  AND t.code = :target AND x.code = :unit));

-- coordinates_task(account, task, today) -> bool
-- Heads, runs or audits a unit that leads or co-ordinates it, or the one whose plan it is of.
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND g.role IN ('unit_head', 'auditor', 'programme_office', 'admin')
	  AND (EXISTS (SELECT FROM task_unit k WHERE k.task_id = :task AND k.unit_id = x.id)
		OR EXISTS (SELECT FROM task t JOIN plan p ON p.id = t.plan_id WHERE t.id = :task AND p.issuer_id = x.id)));

-- reads_figure_people(account, target, unit, today) -> bool
-- Who stands behind a figure: heads see staff, community teams residents; ward officials, who follow the figures of
-- their territory, auditors, the programme office and administrators both.
SELECT :account::bigint > 0 AND (NOT EXISTS (SELECT FROM unit x WHERE x.code = :unit)
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.code = :unit
	  AND (g.role IN ('ward_official', 'auditor', 'programme_office', 'admin') OR g.role = CASE WHEN EXISTS (
		SELECT FROM target t WHERE t.code = :target AND t.base = 'working_age')
		THEN 'community_team' ELSE 'unit_head' END)));

-- corrects_records(account, unit, today) -> bool
-- Whoever answers for the records of a unit: everybody who may enter some there but community teams. Which kinds,
-- the route says.
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('unit_head', 'ward_official', 'programme_office', 'admin'));

-- reads_residents(account, unit, today) -> bool
-- Heads see staff, not residents.
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('ward_official', 'community_team', 'auditor', 'programme_office', 'admin'));

-- keeps_residents(account, unit, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('ward_official', 'programme_office', 'admin'));

-- brings_lists(account, unit, today) -> bool
-- Whoever enters something for the unit by hand; which kinds, lists/kinds.def says.
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('unit_head', 'ward_official', 'programme_office', 'admin'));
