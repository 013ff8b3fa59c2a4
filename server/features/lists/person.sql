-- SPDX-License-Identifier: GPL-3.0-or-later
-- People whom lists bring, whatever else their rows say: whose they are, entering who is new, taking them back.

-- list_person_wrong(ask) -> list_wrong
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

-- list_person_made(ask) -> int
-- Who is new is entered: rows about nobody known. Who has the number already, somewhere, is not entered again. Gives how many
-- rows came to nothing because of that.
WITH asked AS MATERIALIZED (
	SELECT * FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS r(row bigint, person bigint, unit bigint, code text, full_name text,
		sort_name text, folded text, folded_given text, birth date, year_only boolean, sex text, id_sealed text, id_blind text,
		id_blinds text[], phone_sealed text, phone_blind text, email_sealed text, email_blind text)
	 WHERE r.person IS NULL
), fresh AS (
	INSERT INTO person (code, full_name, sort_name, folded, folded_given, birth_date, birth_year_only, sex, national_id_sealed,
		national_id_blind, phone_sealed, phone_blind, email_sealed, email_blind, entered_by, entered_for)
	SELECT a.code, a.full_name, a.sort_name, a.folded, a.folded_given, a.birth, a.year_only, a.sex, a.id_sealed, a.id_blind,
		a.phone_sealed, a.phone_blind, a.email_sealed, a.email_blind, (:ask::jsonb ->> 'account')::bigint, a.unit
	  FROM asked a
	 WHERE a.id_blinds IS NULL OR coalesce(person_numbered(a.id_blinds), 0) = 0
	 ORDER BY a.id_blind, a.code
	    ON CONFLICT ON CONSTRAINT national_id_taken DO NOTHING
	RETURNING id, code
)
-- FULL, though everybody new was asked for: such a join is never made in loops.
SELECT list_told_people((:ask::jsonb ->> 'import')::bigint, array_agg(a.row), array_agg(f.id))
  FROM asked a FULL JOIN fresh f ON f.code = a.code;

-- list_person_undo(import, after, upto)
WITH gone AS (
	DELETE FROM person p USING list_row r
	 WHERE r.import_id = :import AND r.made_person_id = p.id AND r.row > :after AND r.row <= :upto
	RETURNING r.row
)
SELECT list_untold(:import, array_agg(g.row), true) FROM gone g;
