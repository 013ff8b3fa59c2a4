-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists brought in: their files, their rows, what was found.

-- owns_list(account, import) -> bool
SELECT EXISTS (SELECT FROM list_import i WHERE i.id = :import AND i.account_id = :account);

-- list_import_add(kind, unit, class, account, name, bytes, sheet, now) -> int
INSERT INTO list_import (kind, unit_id, class_id, account_id, name, bytes, sheet, created_at, changed_at)
VALUES (:kind, :unit, :class, :account, :name, :bytes, :sheet, :now::timestamptz, :now::timestamptz)
RETURNING id;

-- list_import_open_count(account) -> int
-- Of those that still hold a file or rows nobody took in.
SELECT count(*) FROM list_import i WHERE i.account_id = :account AND i.state IN ('sending', 'waiting', 'ready', 'refused', 'accepted');

-- list_class_known(class) -> bool
SELECT EXISTS (SELECT FROM class c WHERE c.id = :class AND c.state <> 'draft');

-- list_class_host(class) -> int
-- The unit that organises a class that is no draft; 0: there is none.
SELECT coalesce((SELECT c.host_unit_id FROM class c WHERE c.id = :class AND c.state <> 'draft'), 0);

-- list_class_scope(import) -> bool
-- From here on this request is about the class of its list: who teaches there sees its people, as on the roll.
SELECT coalesce((SELECT scope_open(i.account_id, scope_person(), current_setting('hocvu.today')::date,
		current_setting('hocvu.request', true), current_setting('hocvu.address', true), i.class_id)
	FROM list_import i WHERE i.id = :import AND i.class_id IS NOT NULL), false);

-- list_class_has(import, person) -> bool
-- Is the person in the class of the list, which this request was opened for?
SELECT EXISTS (SELECT FROM list_import i JOIN enrolment e ON e.class_id = i.class_id
	WHERE i.id = :import AND i.class_id = scope_class() AND e.person_id = :person);

-- list_part_put(import, part, sealed, now) -> int
-- A part sent again replaces the former one. 0: the file is complete already.
WITH open AS (
	UPDATE list_import i SET changed_at = :now::timestamptz WHERE i.id = :import AND i.state = 'sending' RETURNING i.id
), put AS (
	INSERT INTO list_part (import_id, part, sealed) SELECT o.id, :part, :sealed FROM open o
	    ON CONFLICT (import_id, part) DO UPDATE SET sealed = excluded.sealed
	RETURNING 1
)
SELECT count(*) FROM put;

-- list_sent(import, now) -> int
UPDATE list_import i SET state = 'waiting', changed_at = :now::timestamptz WHERE i.id = :import AND i.state = 'sending'
	AND EXISTS (SELECT FROM list_part p WHERE p.import_id = i.id)
	AND NOT EXISTS (SELECT FROM list_part p WHERE p.import_id = i.id
		AND p.part > (SELECT count(*) FROM list_part q WHERE q.import_id = i.id))
RETURNING id;

-- list_import_get(import) -> list_import
-- While a job has it the rows are not counted: who waits asks twice a second, and only how far it is.
SELECT i.id, i.kind, u.code AS unit, v.name AS unit_name, i.class_id AS class, c.code AS class_code, c.title AS class_title,
	i.name, i.bytes, i.state, i.refusal, i.rows_all,
	CASE WHEN i.state IN ('accepted', 'undoing') THEN least(i.rows_all, list_written(i.id)) ELSE i.rows_done END AS rows_done,
	coalesce(n.new, 0) AS rows_new, coalesce(n.known, 0) AS rows_known, coalesce(n.unmatched, 0) AS rows_unmatched,
	coalesce(n.error, 0) AS rows_error, coalesce(n.skipped, 0) AS rows_skipped, coalesce(n.decided, 0) AS rows_decided,
	i.mode, i.made_people, i.made_places, i.made_nominations, i.made_records, i.left_out,
	(SELECT max(s.id) FROM list_import s WHERE s.digest = i.digest AND s.id <> i.id AND s.account_id = i.account_id
		AND s.kind = i.kind AND s.state = 'done') AS same_as,
	i.created_at, i.changed_at, i.undo_until, i.plan, i.found_sealed, NULL::text AS refusal_says, NULL::text AS format,
	NULL::text AS encoding, NULL::text AS separator, NULL::jsonb AS sheets, NULL::bigint AS sheet, NULL::bigint AS header_row,
	NULL::bigint AS header_rows, NULL::text AS category, NULL::jsonb AS columns,
	NULL::jsonb AS "values", NULL::jsonb AS fields, NULL::jsonb AS needs, NULL::jsonb AS sessions, NULL::jsonb AS findings,
	NULL::jsonb AS old_letters, NULL::text AS letters
  FROM list_import i
  JOIN unit u ON u.id = i.unit_id
  LEFT JOIN LATERAL (SELECT n.name FROM unit_version n WHERE n.unit_id = u.id ORDER BY upper(n.valid) DESC NULLS FIRST LIMIT 1) v ON true
  LEFT JOIN class c ON c.id = i.class_id
  LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE r.verdict = 'new') AS new, count(*) FILTER (WHERE r.verdict = 'known') AS known,
		count(*) FILTER (WHERE r.verdict = 'unmatched') AS unmatched, count(*) FILTER (WHERE r.verdict = 'error') AS error,
		count(*) FILTER (WHERE r.verdict = 'skipped') AS skipped,
		count(*) FILTER (WHERE r.decision IS NOT NULL) AS decided
	  FROM list_row r WHERE r.import_id = i.id AND i.state NOT IN ('waiting', 'accepted', 'undoing')) n ON true
 WHERE i.id = :import;

-- list_imports_mine(account, after, limit) -> list_import_line
SELECT i.id, i.kind, u.code AS unit, i.class_id AS class, i.name, i.state, i.refusal, i.rows_all, i.made_people, i.made_places,
	i.made_nominations, i.made_records, i.created_at, i.undo_until
  FROM list_import i JOIN unit u ON u.id = i.unit_id
 WHERE i.account_id = :account AND (:after::bigint IS NULL OR i.id < :after) ORDER BY i.id DESC LIMIT :limit;

-- list_findings(import) -> list_finding
-- What was noticed, how often, with the first row.
SELECT f.code, f.rows, f.first, r.read_sealed
  FROM (SELECT c.code, count(DISTINCT r.row) AS rows, min(r.row) AS first
	FROM list_row r CROSS JOIN LATERAL unnest(r.codes) AS c(code)
	WHERE r.import_id = :import AND r.verdict <> 'skipped' GROUP BY c.code) f
  JOIN list_row r ON r.import_id = :import AND r.row = f.first
 ORDER BY f.rows DESC, f.code;

-- list_plan_put(import, plan, now) -> int
UPDATE list_import i SET plan = :plan, state = 'waiting', refusal = NULL, changed_at = :now::timestamptz
 WHERE i.id = :import AND i.state = 'ready' RETURNING id;

-- list_rows_page(import, verdict, code, after, limit) -> list_row
SELECT r.row AS id, r.verdict, r.read_sealed, r.person_id AS person, p.code AS person_code, p.full_name AS person_name, r.score,
	r.decision, r.outcome,
	coalesce((SELECT jsonb_agg(jsonb_build_object('person', q.id, 'code', q.code, 'full_name', q.full_name, 'birth',
			CASE WHEN q.birth_year_only THEN to_char(q.birth_date, 'YYYY') ELSE to_char(q.birth_date, 'DD/MM/YYYY') END,
			'unit', (SELECT v.name FROM affiliation a JOIN unit_version v ON v.unit_id = a.unit_id
				WHERE a.person_id = q.id ORDER BY upper(a.valid) DESC NULLS FIRST, upper(v.valid) DESC NULLS FIRST LIMIT 1),
			'score', (c.value ->> 'score')::int) ORDER BY c.at)
		FROM jsonb_array_elements(r.candidates) WITH ORDINALITY AS c(value, at)
		JOIN person q ON q.id = (c.value ->> 'person')::bigint), '[]') AS candidates
  FROM list_row r LEFT JOIN person p ON p.id = r.person_id
 WHERE r.import_id = :import AND (:verdict::text IS NULL OR r.verdict = :verdict)
   AND (:code::text IS NULL OR :code = ANY (r.codes)) AND r.verdict IS NOT NULL
   AND (:after::bigint IS NULL OR r.row > :after) ORDER BY r.row LIMIT :limit;

-- list_row_decide(import, row, decision, person) -> int
UPDATE list_row r SET decision = :decision, person_id = CASE WHEN :decision = 'person' THEN :person::bigint ELSE
		CASE WHEN r.verdict = 'known' AND :decision IS NULL THEN r.person_id END END
 WHERE r.import_id = :import AND r.row = :row AND r.verdict IN ('new', 'known', 'unmatched')
   AND EXISTS (SELECT FROM list_import i WHERE i.id = r.import_id AND i.state = 'ready')
RETURNING r.row;

-- list_accept(import, mode, why, now) -> int
UPDATE list_import i SET state = 'accepted', mode = :mode, why = :why, refusal = NULL, rows_done = 0, changed_at = :now::timestamptz
 WHERE i.id = :import AND i.state = 'ready' RETURNING id;

-- list_open_rows(import) -> int
-- Rows that hold back taking in all of them.
SELECT count(*) FROM list_row r WHERE r.import_id = :import
   AND (r.verdict = 'error' OR r.verdict = 'unmatched' AND r.decision IS NULL);

-- list_writable_rows(import) -> int
SELECT count(*) FROM list_row r WHERE r.import_id = :import AND coalesce(r.decision, '') <> 'skip'
   AND (r.verdict IN ('new', 'known') OR r.verdict = 'unmatched' AND r.decision IS NOT NULL);

-- list_remove(import) -> int
DELETE FROM list_import i WHERE i.id = :import AND i.state IN ('sending', 'ready', 'refused') RETURNING i.id;

-- list_cells_of(import, after, limit) -> list_cells
SELECT r.row, r.cells_sealed, r.read_sealed, r.verdict FROM list_row r
 WHERE r.import_id = :import AND r.row > :after ORDER BY r.row LIMIT :limit;

-- list_undo_obstacle(import, now) -> text
-- NULL: it may be taken back; the import is locked.
SELECT CASE WHEN i.state NOT IN ('done', 'undoing') THEN 'list_not_done'
	WHEN i.state = 'done' AND i.undo_until < :now::timestamptz THEN 'list_undo_over' END
  FROM list_import i WHERE i.id = :import FOR UPDATE;

-- list_undo_begin(import, now)
UPDATE list_import i SET state = 'undoing', refusal = NULL, changed_at = :now::timestamptz WHERE i.id = :import;

-- list_last_row(import) -> int
SELECT coalesce(max(r.row), 0) FROM list_row r WHERE r.import_id = :import;

-- list_undo_given_up(import, code, now)
UPDATE list_import i SET state = 'done', refusal = :code, changed_at = :now::timestamptz WHERE i.id = :import;

-- list_undone(import, now)
UPDATE list_import i SET state = 'undone', undo_until = NULL, changed_at = :now::timestamptz WHERE i.id = :import;

-- list_act(import, act, reason)
-- What was taken in or back stands in the record as one act, beside its rows.
SELECT audit_list(:act, :import, :reason);

-- list_columns_said(columns) -> list_column_in
SELECT c.at, c.field, c.session FROM jsonb_to_recordset(:columns::jsonb) AS c(at text, field text, session bigint);

-- list_values_said(values) -> list_value_in
SELECT v.field, v.value FROM jsonb_to_recordset(:values::jsonb) AS v(field text, value text);

-- list_kind(import) -> text
SELECT i.kind FROM list_import i WHERE i.id = :import;

-- list_cells_page(import, after, limit) -> list_back_row
-- Rows as they came, with what was read of them.
SELECT r.row, r.cells_sealed, r.read_sealed, r.verdict FROM list_row r
 WHERE r.import_id = :import AND r.row > :after ORDER BY r.row LIMIT :limit;

-- list_template_units(unit, today) -> list_choice
-- The unit and those below it on the day, for who fills a list in.
SELECT u.code, v.name FROM unit top JOIN unit u ON u.lo BETWEEN top.lo AND top.hi
  JOIN unit_version v ON v.unit_id = u.id AND v.valid @> :today::date
 WHERE top.id = :unit ORDER BY u.lo LIMIT 5000;

-- list_template_courses() -> list_choice
SELECT c.code, c.title AS name FROM course c ORDER BY c.code LIMIT 2000;

-- list_plan_of(import) -> text
SELECT i.plan FROM list_import i WHERE i.id = :import;
