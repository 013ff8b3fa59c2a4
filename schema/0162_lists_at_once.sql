-- SPDX-License-Identifier: GPL-3.0-or-later
-- What came of rows of a list is noted for a batch at once: no plan walks the batch once more for each of its rows.

-- migrate:up
-- The planner knows nothing of how many rows an array or a jsonb holds, takes them for one, and joins batches of 500 in loops
-- of 250,000 turns. These are told not to loop; the rows of the list are reached by their key.
CREATE FUNCTION list_told_people(import bigint, of_rows bigint[], people bigint[]) RETURNS bigint LANGUAGE sql VOLATILE
	SET enable_nestloop = off AS $$
	WITH told AS (
		UPDATE list_row r SET made_person_id = t.person, outcome = CASE WHEN t.person IS NULL THEN 'left_out' END,
			codes = CASE WHEN t.person IS NULL THEN array_append(r.codes, 'number_taken') ELSE r.codes END
		  FROM unnest(of_rows, people) AS t("row", person)
		 WHERE r.import_id = list_told_people.import AND r.row = t.row AND r.row = ANY (of_rows)
		RETURNING r.outcome
	)
	SELECT count(*) FROM told t WHERE t.outcome = 'left_out' $$;
COMMENT ON FUNCTION list_told_people(bigint, bigint[], bigint[]) IS
	'Notes who was entered for rows of a list; nobody: the number was taken. Gives how many rows came to nothing because of that';

CREATE FUNCTION list_told_places(import bigint, of_rows bigint[], people bigint[], posts bigint[], homes bigint[]) RETURNS void
	LANGUAGE sql VOLATILE SET enable_nestloop = off AS $$
	UPDATE list_row r SET affiliation_id = t.post, made_id = t.home, person_id = t.person,
		outcome = CASE WHEN r.made_person_id IS NULL AND coalesce(t.post, t.home) IS NULL THEN 'kept' ELSE 'made' END
	  FROM unnest(of_rows, people, posts, homes) AS t("row", person, post, home)
	 WHERE r.import_id = list_told_places.import AND r.row = t.row AND r.row = ANY (of_rows) $$;
COMMENT ON FUNCTION list_told_places(bigint, bigint[], bigint[], bigint[], bigint[]) IS
	'Notes whom rows of a list are about, and the affiliation or the residence entered for each';

-- Else every deleted row would look for its row of the list and write it by itself.
CREATE FUNCTION list_untold(import bigint, of_rows bigint[], people boolean) RETURNS void LANGUAGE sql VOLATILE
	SET enable_nestloop = off AS $$
	UPDATE list_row r SET affiliation_id = NULL, made_person_id = CASE WHEN people THEN NULL ELSE r.made_person_id END,
		person_id = CASE WHEN people AND r.person_id = r.made_person_id THEN NULL ELSE r.person_id END
	 WHERE r.import_id = list_untold.import AND r.row = ANY (of_rows) $$;
COMMENT ON FUNCTION list_untold(bigint, bigint[], boolean) IS
	'Lets rows of a list go of what was entered for them and is deleted now: affiliations, or the people';

CREATE OR REPLACE FUNCTION list_told(import bigint, of_rows bigint[], made bigint[], prints text[]) RETURNS void LANGUAGE sql VOLATILE
	SET enable_nestloop = off AS $$
	UPDATE list_row r SET made_id = t.made, made_print = t.print, outcome = CASE WHEN t.made IS NULL THEN 'kept' ELSE 'made' END
	  FROM unnest(of_rows, list_told.made, prints) AS t("row", made, print)
	 WHERE r.import_id = list_told.import AND r.row = t.row AND r.row = ANY (of_rows) $$;
CREATE OR REPLACE FUNCTION list_told_many(import bigint, made jsonb) RETURNS void LANGUAGE sql VOLATILE SET enable_nestloop = off AS $$
	UPDATE list_row r SET made_id = t.ids[1], made_more = t.ids[2:], outcome = CASE WHEN t.ids = '{}' THEN 'kept' ELSE 'made' END
	  FROM (SELECT e.key::bigint AS "row", ARRAY(SELECT x.id::bigint FROM jsonb_array_elements_text(e.value) AS x(id)) AS ids
		FROM jsonb_each(list_told_many.made) e) t
	 WHERE r.import_id = list_told_many.import AND r.row = t.row
	   AND r.row = ANY (ARRAY(SELECT k::bigint FROM jsonb_object_keys(list_told_many.made) k)) $$;

-- migrate:down
CREATE OR REPLACE FUNCTION list_told_many(import bigint, made jsonb) RETURNS void LANGUAGE sql VOLATILE AS $$
	UPDATE list_row r SET made_id = t.ids[1], made_more = t.ids[2:], outcome = CASE WHEN t.ids = '{}' THEN 'kept' ELSE 'made' END
	  FROM (SELECT e.key::bigint AS "row", ARRAY(SELECT x.id::bigint FROM jsonb_array_elements_text(e.value) AS x(id)) AS ids
		FROM jsonb_each(list_told_many.made) e) t
	 WHERE r.import_id = list_told_many.import AND r.row = t.row $$;
CREATE OR REPLACE FUNCTION list_told(import bigint, of_rows bigint[], made bigint[], prints text[]) RETURNS void LANGUAGE sql VOLATILE AS $$
	UPDATE list_row r SET made_id = t.made, made_print = t.print, outcome = CASE WHEN t.made IS NULL THEN 'kept' ELSE 'made' END
	  FROM unnest(of_rows, list_told.made, prints) AS t("row", made, print)
	 WHERE r.import_id = list_told.import AND r.row = t.row
	   AND r.row BETWEEN (SELECT min(x) FROM unnest(of_rows) x) AND (SELECT max(x) FROM unnest(of_rows) x) $$;
DROP FUNCTION list_untold(bigint, bigint[], boolean), list_told_places(bigint, bigint[], bigint[], bigint[], bigint[]),
	list_told_people(bigint, bigint[], bigint[]);
