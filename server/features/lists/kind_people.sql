-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of people with where they work.

-- list_people_made(ask)
-- Affiliations. Who works there already, or in a unit below it, is left as they are.
WITH who AS MATERIALIZED (
	SELECT a.row, a.unit, a.category, a.position, a.dedicated_it, a.in_charge_it, a.valid_from, a.made,
		coalesce(a.person, a.made) AS person
	  FROM (SELECT x.*, (SELECT r.made_person_id FROM list_row r
			WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.row = x.row) AS made
		FROM jsonb_to_recordset(:ask::jsonb -> 'rows') AS x(row bigint, person bigint, unit bigint, category text, position text,
			dedicated_it boolean, in_charge_it boolean, valid_from date) OFFSET 0) a
	 WHERE a.person IS NOT NULL OR a.made IS NOT NULL
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
-- FULL, though whoever was placed was asked for: such a join is never made in loops.
SELECT list_told_places((:ask::jsonb ->> 'import')::bigint, array_agg(w.row), array_agg(w.person), array_agg(p.id), '{}')
  FROM who w FULL JOIN placed p ON p.person_id = w.person AND p.unit_id = w.unit;

-- list_people_built(import) -> int
SELECT list_import_built_upon(:import);

-- list_people_undo(ask)
WITH gone AS (
	DELETE FROM affiliation a USING list_row r
	 WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.affiliation_id = a.id
	   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint
	RETURNING r.row
)
SELECT list_untold((:ask::jsonb ->> 'import')::bigint, array_agg(g.row), false) FROM gone g;
