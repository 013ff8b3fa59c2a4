-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of people with where they work.

-- list_people_who(account, unit, today) -> bool
-- As heads_unit.
SELECT EXISTS (SELECT FROM role_grant g
	JOIN unit u ON u.id = g.unit_id JOIN unit x ON u.lo <= x.lo AND x.lo <= u.hi
	WHERE g.account_id = :account AND g.valid @> :today::date AND x.id = :unit
	  AND g.role IN ('unit_head', 'programme_office', 'admin'));

-- list_people_wrong(ask) -> list_wrong
-- Whoever is known must be theirs to correct, as when one is entered by hand: edits_person.
SELECT r.row, 'full_name' AS field, 'person_not_yours' AS code, NULL::text AS taken, true AS blocks
  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint)
 WHERE r.person IS NOT NULL
   AND NOT EXISTS (SELECT FROM person_line p JOIN role_grant g ON g.account_id = p.entered_by
	WHERE p.id = r.person AND g.account_id = (:ask::jsonb ->> 'account')::bigint AND g.valid @> (:ask::jsonb ->> 'today')::date
	  AND NOT EXISTS (SELECT FROM affiliation_line a WHERE a.person_id = p.id)
	  AND NOT EXISTS (SELECT FROM residence_line h WHERE h.person_id = p.id))
   AND NOT EXISTS (SELECT FROM person_place place
	JOIN unit x ON x.id = place.unit_id
	JOIN unit u ON u.lo <= x.lo AND x.lo <= u.hi
	JOIN role_grant g ON g.unit_id = u.id
	WHERE place.person_id = r.person AND g.account_id = (:ask::jsonb ->> 'account')::bigint
	  AND g.valid @> (:ask::jsonb ->> 'today')::date AND g.role = ANY (place.editors)
	  AND (g.role IN ('programme_office', 'admin') OR place.valid && daterange((:ask::jsonb ->> 'today')::date, NULL)))
 ORDER BY r.row;

-- list_people_made(ask) -> int
-- New people and their affiliations. Who has the number already, somewhere, is not entered again; who works there already,
-- or in a unit below it, is left as they are. Gives how many rows came to nothing because of their number.
WITH asked AS MATERIALIZED (
	SELECT * FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, unit bigint, code text, full_name text, sort_name text,
		folded text, folded_given text, birth date, year_only boolean, sex text, id_sealed text, id_blind text, id_blinds text[],
		phone_sealed text, phone_blind text, email_sealed text, email_blind text,
		category text, position text, dedicated_it boolean, in_charge_it boolean, valid_from date)
), fresh AS (
	INSERT INTO person (code, full_name, sort_name, folded, folded_given, birth_date, birth_year_only, sex, national_id_sealed,
		national_id_blind, phone_sealed, phone_blind, email_sealed, email_blind, entered_by, entered_for)
	SELECT a.code, a.full_name, a.sort_name, a.folded, a.folded_given, a.birth, a.year_only, a.sex, a.id_sealed, a.id_blind,
		a.phone_sealed, a.phone_blind, a.email_sealed, a.email_blind, (:ask::jsonb ->> 'account')::bigint, a.unit
	  FROM asked a
	 WHERE a.person IS NULL AND (a.id_blinds IS NULL OR coalesce(person_numbered(a.id_blinds), 0) = 0)
	 ORDER BY a.id_blind, a.code
	    ON CONFLICT ON CONSTRAINT national_id_taken DO NOTHING
	RETURNING id, code
), who AS (
	SELECT a.row, a.unit, a.category, a.position, a.dedicated_it, a.in_charge_it, a.valid_from, f.id AS made,
		coalesce(a.person, f.id) AS person
	  FROM asked a LEFT JOIN fresh f ON f.code = a.code
), placed AS (
	INSERT INTO affiliation (person_id, unit_id, valid, category, position, dedicated_it, in_charge_it)
	SELECT DISTINCT ON (w.person, w.unit) w.person, w.unit, daterange(w.valid_from, NULL), w.category, w.position,
		coalesce(w.dedicated_it, false), coalesce(w.in_charge_it, false)
	  FROM who w
	 WHERE w.person IS NOT NULL AND (w.made IS NOT NULL OR NOT EXISTS (SELECT FROM affiliation x JOIN unit v ON v.id = x.unit_id
		JOIN unit top ON top.id = w.unit AND top.lo <= v.lo AND v.lo <= top.hi
		WHERE x.person_id = w.person AND x.valid && daterange(w.valid_from, NULL)))
	 ORDER BY w.person, w.unit, w.row
	RETURNING id, person_id, unit_id
), told AS (
	UPDATE list_row r SET made_person_id = w.made, affiliation_id = p.id, person_id = coalesce(w.person, r.person_id),
		outcome = CASE WHEN w.person IS NULL THEN 'left_out' WHEN w.made IS NULL AND p.id IS NULL THEN 'kept' ELSE 'made' END,
		codes = CASE WHEN w.person IS NULL THEN array_append(r.codes, 'number_taken') ELSE r.codes END
	  FROM who w LEFT JOIN placed p ON p.person_id = w.person AND p.unit_id = w.unit
	 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = w.row AND r.row BETWEEN (SELECT min(a.row) FROM asked a) AND (SELECT max(a.row) FROM asked a)
	RETURNING r.outcome
)
SELECT count(*) FROM told t WHERE t.outcome = 'left_out';

-- list_people_built(import) -> int
SELECT list_import_built_upon(:import);

-- list_people_undo(ask)
DELETE FROM affiliation a USING list_row r
 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.affiliation_id = a.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
