-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of people with where they work.

-- list_people_made(ask)
-- Affiliations. Who works there already, or in a unit below it, is left as they are.
WITH who AS MATERIALIZED (
	SELECT a.row, a.unit, a.category, a.position, a.dedicated_it, a.in_charge_it, a.valid_from, r.made_person_id AS made,
		coalesce(a.person, r.made_person_id) AS person
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS a(row bigint, person bigint, unit bigint, category text, position text,
		dedicated_it boolean, in_charge_it boolean, valid_from date)
	  JOIN list_row r ON r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = a.row
	 WHERE a.person IS NOT NULL OR r.made_person_id IS NOT NULL
), placed AS (
	INSERT INTO affiliation (person_id, unit_id, valid, category, position, dedicated_it, in_charge_it)
	SELECT DISTINCT ON (w.person, w.unit) w.person, w.unit, daterange(w.valid_from, NULL), w.category, w.position,
		coalesce(w.dedicated_it, false), coalesce(w.in_charge_it, false)
	  FROM who w
	 WHERE w.made IS NOT NULL OR NOT EXISTS (SELECT FROM affiliation x JOIN unit v ON v.id = x.unit_id
		JOIN unit top ON top.id = w.unit AND top.lo <= v.lo AND v.lo <= top.hi
		WHERE x.person_id = w.person AND x.valid && daterange(w.valid_from, NULL))
	 ORDER BY w.person, w.unit, w.row
	RETURNING id, person_id, unit_id
)
UPDATE list_row r SET affiliation_id = p.id, person_id = w.person,
	outcome = CASE WHEN w.made IS NULL AND p.id IS NULL THEN 'kept' ELSE 'made' END
  FROM who w LEFT JOIN placed p ON p.person_id = w.person AND p.unit_id = w.unit
 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = w.row
   AND r.row BETWEEN (SELECT min(a.row) FROM who a) AND (SELECT max(a.row) FROM who a);

-- list_people_built(import) -> int
SELECT list_import_built_upon(:import);

-- list_people_undo(ask)
DELETE FROM affiliation a USING list_row r
 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.affiliation_id = a.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
