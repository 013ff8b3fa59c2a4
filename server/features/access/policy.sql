-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every `who` of routes.def: may this account do that to this thing today? One indexed question each. The rows asked
-- are the _line views, which everybody's question reads alike: the first lock does not lean on the second.
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

-- reads_person(account, person, today) -> bool
-- Oneself; heads their own staff, ward officials and community teams their residents, as long as they are
-- there (or will be), teams not who restricted the use of their data; the programme office, administrators and auditors also those who were. Who has no place yet:
-- whoever entered them, and the unit for which they did.
SELECT EXISTS (SELECT FROM account a WHERE a.id = :account AND a.person_id = :person)
    OR EXISTS (SELECT FROM person_line p JOIN role_grant g ON g.account_id = p.entered_by AND g.valid @> :today::date
	WHERE p.id = :person AND p.entered_by = :account
	  AND NOT EXISTS (SELECT FROM affiliation_line a WHERE a.person_id = p.id)
	  AND NOT EXISTS (SELECT FROM residence_line r WHERE r.person_id = p.id))
    OR EXISTS (SELECT FROM person_place place
	JOIN unit x ON x.id = place.unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE place.person_id = :person AND g.account_id = :account AND g.valid @> :today::date
	  AND g.role = ANY (place.readers)
	  AND (g.role <> 'community_team' OR NOT EXISTS (SELECT FROM person_line p WHERE p.id = :person AND p.restricted))
	  AND (g.role IN ('programme_office', 'admin', 'auditor')
		OR place.valid && daterange(:today::date, NULL)));

-- edits_person(account, person, today) -> bool
-- Heads their own staff, ward officials their residents, while they are there; the programme office and
-- administrators also those who were; who has no place yet as in reads_person. Nobody his own record.
SELECT EXISTS (SELECT FROM person_line p JOIN role_grant g ON g.account_id = p.entered_by AND g.valid @> :today::date
	WHERE p.id = :person AND p.entered_by = :account
	  AND NOT EXISTS (SELECT FROM affiliation_line a WHERE a.person_id = p.id)
	  AND NOT EXISTS (SELECT FROM residence_line r WHERE r.person_id = p.id))
    OR EXISTS (SELECT FROM person_place place
	JOIN unit x ON x.id = place.unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE place.person_id = :person AND g.account_id = :account AND g.valid @> :today::date
	  AND g.role = ANY (place.editors)
	  AND (g.role IN ('programme_office', 'admin') OR place.valid && daterange(:today::date, NULL)));

-- reveals_person(account, person, today) -> bool
-- As edits_person, without community teams: they enter and visit people, and need no number once it is written;
-- whoever answers for a record has to compare it with a card.
SELECT EXISTS (SELECT FROM person_line p JOIN role_grant g ON g.account_id = p.entered_by AND g.valid @> :today::date
	WHERE p.id = :person AND p.entered_by = :account AND g.role <> 'community_team'
	  AND NOT EXISTS (SELECT FROM affiliation_line a WHERE a.person_id = p.id)
	  AND NOT EXISTS (SELECT FROM residence_line r WHERE r.person_id = p.id))
    OR EXISTS (SELECT FROM person_place place
	JOIN unit x ON x.id = place.unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE place.person_id = :person AND g.account_id = :account AND g.valid @> :today::date
	  AND g.role = ANY (place.editors) AND g.role <> 'community_team'
	  AND (g.role IN ('programme_office', 'admin') OR place.valid && daterange(:today::date, NULL)));

-- edits_class(account, class, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN class c ON c.host_unit_id = x.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND c.id = :class);

-- nominates_class(account, class, today) -> bool
-- Heads some unit. A class may be hosted anywhere in the tree, so whom they may name is decided person by
-- person, where the names are written.
SELECT EXISTS (SELECT FROM role_grant g
	WHERE g.account_id = :account AND g.role IN ('unit_head', 'programme_office', 'admin')
	  AND g.valid @> :today::date AND EXISTS (SELECT FROM class c WHERE c.id = :class AND c.state <> 'draft'))
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN class c ON c.host_unit_id = x.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND c.id = :class);

-- trains_class(account, class, today) -> bool
-- Teaches one of its sessions, or runs it. A trainer needs no grant: the time-table says who teaches.
SELECT EXISTS (SELECT FROM account a JOIN session s ON s.trainer_id = a.person_id
	WHERE a.id = :account AND s.class_id = :class AND NOT s.cancelled)
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN class c ON c.host_unit_id = x.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND c.id = :class);

-- trains_session(account, session, today) -> bool
SELECT EXISTS (SELECT FROM account a JOIN session s ON s.trainer_id = a.person_id
	WHERE a.id = :account AND s.id = :session)
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN class c ON c.host_unit_id = x.id JOIN session s ON s.class_id = c.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND s.id = :session);

-- reads_class(account, class, today) -> bool
-- The class and its time-table, not its people: everyone signed in, once it is no draft; before that
-- only who runs, audits or teaches it.
SELECT EXISTS (SELECT FROM class c WHERE c.id = :class AND c.state <> 'draft' AND :account::bigint > 0)
    OR EXISTS (SELECT FROM account a JOIN session s ON s.trainer_id = a.person_id
	WHERE a.id = :account AND s.class_id = :class)
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN class c ON c.host_unit_id = x.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin', 'auditor')
	  AND g.valid @> :today::date AND c.id = :class);

-- reads_roster(account, class, today) -> bool
-- Everybody in a class: who teaches one of its sessions, runs it or audits it. Unit heads see their own
-- people through their unit.
SELECT EXISTS (SELECT FROM account a JOIN session s ON s.trainer_id = a.person_id
	WHERE a.id = :account AND s.class_id = :class AND NOT s.cancelled)
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN class c ON c.host_unit_id = x.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin', 'auditor')
	  AND g.valid @> :today::date AND c.id = :class);

-- reads_marks(account, session, today) -> bool
-- The roll of a session and its history: who takes it, who runs the class, who audits it.
SELECT EXISTS (SELECT FROM account a JOIN session s ON s.trainer_id = a.person_id
	WHERE a.id = :account AND s.id = :session)
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN class c ON c.host_unit_id = x.id JOIN session s ON s.class_id = c.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin', 'auditor')
	  AND g.valid @> :today::date AND s.id = :session);

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

-- keeps_people(account, today) -> bool
-- Enters people somewhere; where, the affiliation or residence that follows says.
SELECT EXISTS (SELECT FROM role_grant g
	WHERE g.account_id = :account AND g.valid @> :today::date
	  AND g.role IN ('unit_head', 'ward_official', 'community_team', 'programme_office', 'admin'));

-- edits_affiliation(account, affiliation, today) -> bool
SELECT EXISTS (SELECT FROM affiliation_line a
	JOIN unit x ON x.id = a.unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE a.id = :affiliation AND g.account_id = :account AND g.valid @> :today::date
	  AND g.role IN ('unit_head', 'programme_office', 'admin'));

-- edits_residence(account, residence, today) -> bool
SELECT EXISTS (SELECT FROM residence_line r
	JOIN unit x ON x.id = r.unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE r.id = :residence AND g.account_id = :account AND g.valid @> :today::date
	  AND g.role IN ('ward_official', 'programme_office', 'admin'));

-- edits_session(account, session, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN class c ON c.host_unit_id = x.id JOIN session s ON s.class_id = c.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND s.id = :session);

-- reads_session(account, session, today) -> bool
-- As reads_class: the time-table, not its people.
SELECT EXISTS (SELECT FROM session s JOIN class c ON c.id = s.class_id
	WHERE s.id = :session AND c.state <> 'draft' AND :account::bigint > 0)
    OR EXISTS (SELECT FROM account a JOIN session s ON s.trainer_id = a.person_id
	WHERE a.id = :account AND s.id = :session)
    OR EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN class c ON c.host_unit_id = x.id JOIN session s ON s.class_id = c.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin', 'auditor')
	  AND g.valid @> :today::date AND s.id = :session);

-- edits_venue(account, venue, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN venue v ON v.unit_id = x.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND v.id = :venue);

-- reads_enrolment(account, enrolment, today) -> bool
-- One's own; heads those their unit sent; who runs, audits or teaches the class all of them.
SELECT EXISTS (SELECT FROM enrolment_line e JOIN account a ON a.person_id = e.person_id
	WHERE e.id = :enrolment AND a.id = :account)
    OR EXISTS (SELECT FROM enrolment_line e JOIN session s ON s.class_id = e.class_id AND NOT s.cancelled
	JOIN account a ON a.person_id = s.trainer_id
	WHERE e.id = :enrolment AND a.id = :account)
    OR EXISTS (SELECT FROM enrolment_line e
	JOIN class c ON c.id = e.class_id
	JOIN role_grant g ON g.account_id = :account AND g.valid @> :today::date
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE e.id = :enrolment
	  AND ((g.role IN ('programme_office', 'admin', 'auditor') AND x.id = c.host_unit_id)
		OR (g.role IN ('unit_head', 'programme_office', 'admin') AND x.id = e.nominated_by_id)));

-- substitutes_enrolment(account, enrolment, today) -> bool
-- Who runs the class, or heads the unit that sent them.
SELECT EXISTS (SELECT FROM enrolment_line e
	JOIN class c ON c.id = e.class_id
	JOIN role_grant g ON g.account_id = :account AND g.valid @> :today::date
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE e.id = :enrolment
	  AND ((g.role IN ('programme_office', 'admin') AND x.id = c.host_unit_id)
		OR (g.role IN ('unit_head', 'programme_office', 'admin') AND x.id = e.nominated_by_id)));

-- withdraws_enrolment(account, enrolment, today) -> bool
-- As substitutes_enrolment, and oneself.
SELECT EXISTS (SELECT FROM enrolment_line e JOIN account a ON a.person_id = e.person_id
	WHERE e.id = :enrolment AND a.id = :account)
    OR EXISTS (SELECT FROM enrolment_line e
	JOIN class c ON c.id = e.class_id
	JOIN role_grant g ON g.account_id = :account AND g.valid @> :today::date
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE e.id = :enrolment
	  AND ((g.role IN ('programme_office', 'admin') AND x.id = c.host_unit_id)
		OR (g.role IN ('unit_head', 'programme_office', 'admin') AND x.id = e.nominated_by_id)));

-- withdraws_consent(account, consent, today) -> bool
-- Oneself, and whoever may enter it (edits_person).
SELECT EXISTS (SELECT FROM consent c JOIN account a ON a.person_id = c.person_id WHERE c.id = :consent AND a.id = :account)
    OR EXISTS (SELECT FROM consent c JOIN person_place place ON place.person_id = c.person_id
	JOIN unit x ON x.id = place.unit_id JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE c.id = :consent AND g.account_id = :account AND g.valid @> :today::date AND g.role = ANY (place.editors)
	  AND (g.role IN ('programme_office', 'admin') OR place.valid && daterange(:today::date, NULL)));

-- keeps_person(account, person, today) -> bool
-- Answers for a person's data: the programme office and administrators over a unit where they work or live, or will; of
-- who is nowhere any more, where they were.
SELECT EXISTS (SELECT FROM person_place place
	JOIN unit x ON x.id = place.unit_id JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE place.person_id = :person AND g.account_id = :account AND g.valid @> :today::date
	  AND g.role IN ('programme_office', 'admin')
	  AND (place.valid && daterange(:today::date, NULL) OR NOT EXISTS (SELECT FROM person_place now
		WHERE now.person_id = place.person_id AND now.valid && daterange(:today::date, NULL))));

-- keeps_request(account, request, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN data_request r ON r.unit_id = x.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND r.id = :request);

-- keeps_breach(account, breach, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN breach b ON b.unit_id = x.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND b.id = :breach);

-- decides_retention(account, proposal, today) -> bool
-- Administrators over the unit, which is the top of a tree.
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN retention_proposal p ON p.unit_id = x.id
	WHERE g.account_id = :account AND g.role = 'admin' AND g.valid @> :today::date AND p.id = :proposal);

-- reads_certificate(account, certificate, today) -> bool
-- One's own; heads and officials of whom they may read, as reads_person; who runs, audits or teaches the class.
SELECT EXISTS (SELECT FROM certificate_line c JOIN account a ON a.person_id = c.person_id
	WHERE c.id = :certificate AND a.id = :account)
    OR EXISTS (SELECT FROM certificate_line c JOIN session s ON s.class_id = c.class_id AND NOT s.cancelled
	JOIN account a ON a.person_id = s.trainer_id
	WHERE c.id = :certificate AND a.id = :account)
    OR EXISTS (SELECT FROM certificate_line c
	JOIN role_grant g ON g.account_id = :account AND g.valid @> :today::date
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE c.id = :certificate
	  AND ((g.role IN ('programme_office', 'admin', 'auditor') AND x.id = c.unit_id)
		OR (g.role IN ('unit_head', 'programme_office', 'admin') AND EXISTS (SELECT FROM affiliation_line f
			WHERE f.person_id = c.person_id AND f.unit_id = x.id AND f.valid && daterange(:today::date, NULL)))));

-- keeps_certificate(account, certificate, today) -> bool
-- The programme office and administrators over the office that gave it.
SELECT EXISTS (SELECT FROM certificate_line c
	JOIN role_grant g ON g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE c.id = :certificate AND x.id = c.unit_id);

-- reads_scan(account, scan, today) -> bool
-- Who may see the roll it belongs to, as reads_marks.
SELECT EXISTS (SELECT FROM scan n JOIN session s ON s.id = n.session_id JOIN account a ON a.person_id = s.trainer_id
	WHERE n.id = :scan AND a.id = :account)
    OR EXISTS (SELECT FROM scan n JOIN class c ON c.id = n.class_id JOIN unit x ON x.id = c.host_unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi JOIN role_grant g ON g.unit_id = u.id
	WHERE n.id = :scan AND g.account_id = :account AND g.role IN ('programme_office', 'admin', 'auditor') AND g.valid @> :today::date);

-- sends_scan(account, scan, today) -> bool
-- Who may mark its session, as trains_session.
SELECT EXISTS (SELECT FROM scan n JOIN session s ON s.id = n.session_id JOIN account a ON a.person_id = s.trainer_id
	WHERE n.id = :scan AND a.id = :account)
    OR EXISTS (SELECT FROM scan n JOIN class c ON c.id = n.class_id JOIN unit x ON x.id = c.host_unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi JOIN role_grant g ON g.unit_id = u.id
	WHERE n.id = :scan AND g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date);

-- removes_scan(account, scan, today, now) -> bool
-- The office that runs the class; for a day whoever brought it, because a wrong photograph is seen at once.
SELECT EXISTS (SELECT FROM scan n WHERE n.id = :scan AND n.account_id = :account AND n.begun_at + interval '1 day' > :now::timestamptz)
    OR EXISTS (SELECT FROM scan n JOIN class c ON c.id = n.class_id JOIN unit x ON x.id = c.host_unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi JOIN role_grant g ON g.unit_id = u.id
	WHERE n.id = :scan AND g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date);
