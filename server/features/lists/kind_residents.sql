-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of residents: people with where they live.

-- list_residents_made(ask)
-- Residences. Who lives somewhere from then on is left there: to have moved is entered by hand.
WITH who AS MATERIALIZED (
	SELECT a.row, a.unit, a.valid_from, a.made, coalesce(a.person, a.made) AS person
	  FROM (SELECT x.*, (SELECT r.made_person_id FROM list_row r
			WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = x.row) AS made
		FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS x(row bigint, person bigint, unit bigint, valid_from date) OFFSET 0) a
	 WHERE a.person IS NOT NULL OR a.made IS NOT NULL
), placed AS (
	INSERT INTO residence (person_id, unit_id, valid)
	SELECT DISTINCT ON (w.person) w.person, w.unit, daterange(w.valid_from, NULL)
	  FROM who w
	 WHERE w.made IS NOT NULL OR NOT EXISTS (SELECT FROM residence x
		WHERE x.person_id = w.person AND x.valid && daterange(w.valid_from, NULL))
	 ORDER BY w.person, w.row
	RETURNING id, person_id
)
-- FULL, though whoever was placed was asked for: such a join is never made in loops.
SELECT list_told_places((:ask::jsonb ->> 'import')::bigint, array_agg(w.row), array_agg(w.person), '{}', array_agg(p.id))
  FROM who w FULL JOIN placed p ON p.person_id = w.person;

-- list_residents_built(import) -> int
SELECT list_import_built_upon(:import) + (SELECT count(*) FROM list_row r JOIN residence h ON h.id = r.made_id
	WHERE r.import_id = :import AND h.version > 1);

-- list_residents_undo(ask)
DELETE FROM residence h USING list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.made_id = h.id
   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint;
