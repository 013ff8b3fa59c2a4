-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the steps of several kinds of lists have in common.

-- migrate:up
CREATE FUNCTION list_record_wrong(ask jsonb) RETURNS TABLE ("row" bigint, field text, code text, taken text, blocks boolean)
	LANGUAGE sql STABLE AS $$
	WITH given AS (
		SELECT g.row, g.person, g.day FROM jsonb_to_recordset(ask -> 'rows') AS g("row" bigint, person bigint, day date)
	)
	SELECT g.row, 'full_name', 'person_unknown', NULL::text, true FROM given g WHERE NOT person_in_unit(g.person, (ask ->> 'unit')::bigint)
	UNION ALL
	SELECT g.row, 'day', f.code, NULL, true FROM given g LEFT JOIN person p ON p.id = g.person
	 CROSS JOIN LATERAL day_fault(g.day, p.birth_date, (ask ->> 'today')::date) AS f(code) WHERE f.code IS NOT NULL $$;
COMMENT ON FUNCTION list_record_wrong(jsonb) IS 'What is wrong with rows that say that somebody reached something on a day: not of the unit, no day when it can have been';

CREATE FUNCTION list_told(import bigint, of_rows bigint[], made bigint[], prints text[]) RETURNS void LANGUAGE sql VOLATILE AS $$
	UPDATE list_row r SET made_id = t.made, made_print = t.print, outcome = CASE WHEN t.made IS NULL THEN 'kept' ELSE 'made' END
	  FROM unnest(of_rows, list_told.made, prints) AS t("row", made, print)
	 WHERE r.import_id = list_told.import AND r.row = t.row
	   AND r.row BETWEEN (SELECT min(x) FROM unnest(of_rows) x) AND (SELECT max(x) FROM unnest(of_rows) x) $$;
COMMENT ON FUNCTION list_told(bigint, bigint[], bigint[], text[]) IS 'Notes what came of rows of a list: the record made for each and its hash, or that it was there before';

-- migrate:down
DROP FUNCTION list_record_wrong(jsonb), list_told(bigint, bigint[], bigint[], text[]);
