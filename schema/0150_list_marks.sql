-- SPDX-License-Identifier: GPL-3.0-or-later
-- A row of a sheet with a column for each session makes several marks.

-- migrate:up
ALTER TABLE list_row ADD COLUMN made_more bigint[];
COMMENT ON COLUMN list_row.made_more IS 'keys of what else was entered for it beside made_id, in the same table';

CREATE FUNCTION list_told_many(import bigint, made jsonb) RETURNS void LANGUAGE sql VOLATILE AS $$
	UPDATE list_row r SET made_id = t.ids[1], made_more = t.ids[2:], outcome = CASE WHEN t.ids = '{}' THEN 'kept' ELSE 'made' END
	  FROM (SELECT e.key::bigint AS "row", ARRAY(SELECT x.id::bigint FROM jsonb_array_elements_text(e.value) AS x(id)) AS ids
		FROM jsonb_each(list_told_many.made) e) t
	 WHERE r.import_id = list_told_many.import AND r.row = t.row $$;
COMMENT ON FUNCTION list_told_many(bigint, jsonb) IS 'As list_told(), of rows that each make several records: {"row": [keys]}';

-- migrate:down
DROP FUNCTION list_told_many(bigint, jsonb);
ALTER TABLE list_row DROP COLUMN made_more;
