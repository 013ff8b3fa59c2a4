-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sealed texts of lists that offices brought in, under an older key, some at a time.

-- rekey_lists(mark, import, kind, number, most) -> rekey_text
-- The next ones behind that place, at most some 4 MiB of them (parts of files are long), but one.
SELECT t.import, t.kind, t.number, t.one, t.two
  FROM (SELECT n.*, sum(pg_column_size(n.one)) OVER (ORDER BY n.import, n.kind, n.number) - pg_column_size(n.one) AS before
	  FROM (SELECT p.import_id AS import, 'part' AS kind, p.part::bigint AS number, p.sealed AS one, NULL::text AS two
		  FROM list_part p WHERE NOT starts_with(p.sealed, :mark)
		UNION ALL
		SELECT r.import_id, 'row', r.row, r.cells_sealed, r.read_sealed
		  FROM list_row r WHERE NOT starts_with(r.cells_sealed, :mark) OR NOT starts_with(r.read_sealed, :mark)
		UNION ALL
		SELECT i.id, 'found', 0, i.found_sealed, NULL
		  FROM list_import i WHERE NOT starts_with(i.found_sealed, :mark)) AS n
	 WHERE (n.import, n.kind, n.number) > (:import::bigint, :kind::text, :number::bigint)
	 ORDER BY n.import, n.kind, n.number
	 LIMIT :most) AS t
 WHERE t.before < 4194304
 ORDER BY t.import, t.kind, t.number;

-- rekey_lists_write(imports, kinds, numbers, was, was_two, ones, twos)
-- Unless it was written anew meanwhile, which is under the newest key.
WITH n AS MATERIALIZED (
	SELECT * FROM unnest(:imports::bigint[], :kinds::text[], :numbers::bigint[], :was::text[], :was_two::text[], :ones::text[], :twos::text[])
		AS n(import, kind, number, was, was_two, one, two)
), parts AS (
	UPDATE list_part p SET sealed = n.one FROM n
	 WHERE n.kind = 'part' AND p.import_id = n.import AND p.part = n.number AND p.sealed = n.was
), found AS (
	UPDATE list_import i SET found_sealed = n.one FROM n WHERE n.kind = 'found' AND i.id = n.import AND i.found_sealed = n.was
)
UPDATE list_row r SET cells_sealed = n.one, read_sealed = n.two FROM n
 WHERE n.kind = 'row' AND r.import_id = n.import AND r.row = n.number AND r.cells_sealed = n.was
   AND r.read_sealed IS NOT DISTINCT FROM n.was_two;
