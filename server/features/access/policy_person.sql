-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every `who` of routes.def about people and what is kept of them: places, consent, requests, breaches, retention. As policy.sql.

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
