-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every `who` of routes.def about classes and what belongs to one: sessions, rolls, enrolments, rooms, certificates, scans. As policy.sql.

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

-- edits_trainer(account, trainer, today) -> bool
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN trainer t ON t.unit_id = x.id
	WHERE g.account_id = :account AND g.role IN ('programme_office', 'admin') AND g.valid @> :today::date
	  AND t.id = :trainer);

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
