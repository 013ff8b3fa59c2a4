-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of residents: people with where they live.

-- list_residents_made(ask)
-- Residences. Who lives somewhere from then on is left there: to have moved is entered by hand.
WITH who AS MATERIALIZED (
	SELECT a.row, a.unit, a.valid_from, r.made_person_id AS made, coalesce(a.person, r.made_person_id) AS person
	  FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS a(row bigint, person bigint, unit bigint, valid_from date)
	  JOIN list_row r ON r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = a.row
	 WHERE a.person IS NOT NULL OR r.made_person_id IS NOT NULL
), placed AS (
	INSERT INTO residence (person_id, unit_id, valid)
	SELECT DISTINCT ON (w.person) w.person, w.unit, daterange(w.valid_from, NULL)
	  FROM who w
	 WHERE w.made IS NOT NULL OR NOT EXISTS (SELECT FROM residence x
		WHERE x.person_id = w.person AND x.valid && daterange(w.valid_from, NULL))
	 ORDER BY w.person, w.row
	RETURNING id, person_id
)
UPDATE list_row r SET made_id = p.id, person_id = w.person,
	outcome = CASE WHEN w.made IS NULL AND p.id IS NULL THEN 'kept' ELSE 'made' END
  FROM who w LEFT JOIN placed p ON p.person_id = w.person
 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = w.row
   AND r.row BETWEEN (SELECT min(a.row) FROM who a) AND (SELECT max(a.row) FROM who a);

-- list_residents_built(import) -> int
SELECT list_import_built_upon(:import) + (SELECT count(*) FROM list_row r JOIN residence h ON h.id = r.made_id
	WHERE r.import_id = :import AND h.version > 1);

-- list_residents_undo(ask)
DELETE FROM residence h USING list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.made_id = h.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
