-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the lane of jobs does with a list: reads its file, looks its rows up, writes what was accepted.

-- list_next() -> list_todo
SELECT n.id, n.account, n.person, n.state FROM list_import_next() n;

-- list_unlock(import)
SELECT pg_advisory_unlock(hashtext('list_import'), (:import::bigint % 2147483647)::int);

-- list_job_get(import) -> list_job
SELECT i.id, i.kind, i.unit_id AS unit, i.class_id AS class, i.account_id AS account, i.bytes, i.state, i.sheet, i.plan, i.found_sealed,
	i.mode, i.why, i.rows_all,
	(SELECT count(*) FROM list_part p WHERE p.import_id = i.id) AS parts
  FROM list_import i WHERE i.id = :import;

-- list_parts(import) -> list_part
SELECT p.part, p.sealed FROM list_part p WHERE p.import_id = :import ORDER BY p.part;

-- list_rows_put(import, rows, sealed)
INSERT INTO list_row (import_id, row, cells_sealed)
SELECT :import, r.row, r.sealed FROM unnest(:rows::bigint[], :sealed::text[]) AS r(row, sealed) ORDER BY r.row;

-- list_rows_forget(import)
DELETE FROM list_row r WHERE r.import_id = :import;

-- list_file_read(import, digest, rows, found, now)
-- The file is not needed any more.
WITH gone AS (DELETE FROM list_part p WHERE p.import_id = :import)
UPDATE list_import i SET digest = :digest, rows_all = :rows, rows_done = 0, found_sealed = :found, changed_at = :now::timestamptz
 WHERE i.id = :import;

-- list_refuse(import, code, now)
-- Nothing of it is kept but that it was there.
WITH file AS (DELETE FROM list_part p WHERE p.import_id = :import), rows AS (DELETE FROM list_row r WHERE r.import_id = :import)
UPDATE list_import i SET state = 'refused', refusal = :code, found_sealed = NULL, changed_at = :now::timestamptz WHERE i.id = :import;

-- list_ready(import, plan, found, code, now)
UPDATE list_import i SET state = 'ready', plan = :plan, found_sealed = :found, refusal = :code, rows_done = i.rows_all, changed_at = :now::timestamptz
 WHERE i.id = :import;

-- list_units(unit, today) -> list_unit
-- Bodies at or below the unit, by the names they have today.
SELECT u.id, u.code, v.folded FROM unit top JOIN unit u ON top.lo <= u.lo AND u.lo <= top.hi
  JOIN unit_version v ON v.unit_id = u.id AND v.valid @> :today::date JOIN unit_kind k ON k.kind = v.kind
 WHERE top.id = :unit AND NOT k.territory ORDER BY u.id;

-- list_home(unit, today) -> int
-- The body a list is for: the unit, or of a territory the only body right below it that heads it; 0: it must be said.
SELECT CASE WHEN NOT k.territory THEN u.id ELSE coalesce((SELECT CASE WHEN count(*) = 1 THEN min(b.unit_id) END
		FROM unit_version b JOIN unit_kind bk ON bk.kind = b.kind
		WHERE b.parent_id = u.id AND b.valid @> :today::date AND NOT bk.territory), 0) END
  FROM unit u JOIN unit_version v ON v.unit_id = u.id AND v.valid @> :today::date JOIN unit_kind k ON k.kind = v.kind
 WHERE u.id = :unit;

-- list_matched(unit, today, rows) -> list_match
-- Whom each row may be about, of the people this account sees: by code; by name with the personal number, the birth, the
-- unit, the telephone. A number counts only together with its name: nobody finds numbers by trying.
WITH asked AS (
	SELECT * FROM jsonb_to_recordset(:rows::jsonb)
		AS r(row bigint, code text, folded text, birth date, year_only boolean, blinds text[], phones text[], unit bigint)
), named AS (
	SELECT a.row, p.id, p.code = a.code AS coded, p.national_id_blind = ANY (a.blinds) AS numbered,
		p.national_id_blind IS NOT NULL AND a.blinds IS NOT NULL AND NOT p.national_id_blind = ANY (a.blinds) AS differs,
		p.birth_date, p.birth_year_only, p.phone_blind, a.birth, a.year_only, a.phones, a.unit
	  FROM asked a JOIN person p ON p.folded = a.folded
	UNION
	SELECT a.row, p.id, true, p.national_id_blind = ANY (a.blinds) AND (a.folded IS NULL OR p.folded = a.folded),
		p.national_id_blind IS NOT NULL AND a.blinds IS NOT NULL AND NOT p.national_id_blind = ANY (a.blinds),
		p.birth_date, p.birth_year_only, p.phone_blind, a.birth, a.year_only, a.phones, a.unit
	  FROM asked a JOIN person p ON p.code = a.code
), judged AS (
	SELECT n.row, n.id, coalesce(n.differs, false) AS differs,
		CASE WHEN n.coded OR n.numbered THEN 100 ELSE 50
			+ CASE WHEN n.birth IS NULL OR n.birth_date IS NULL THEN 0
				WHEN n.year_only OR n.birth_year_only THEN CASE WHEN extract(year FROM n.birth) = extract(year FROM n.birth_date) THEN 15 ELSE -25 END
				WHEN n.birth = n.birth_date THEN 35 ELSE -25 END
			+ CASE WHEN EXISTS (SELECT FROM affiliation f JOIN unit x ON x.id = f.unit_id
				JOIN unit top ON top.id = coalesce(n.unit, :unit::bigint) AND top.lo <= x.lo AND x.lo <= top.hi
				WHERE f.person_id = n.id AND f.valid && daterange(:today::date, NULL)) THEN 10 ELSE 0 END
			+ CASE WHEN n.phone_blind = ANY (n.phones) THEN 15 ELSE 0 END
			- CASE WHEN n.differs THEN 30 ELSE 0 END END AS score
	  FROM named n
)
SELECT j.row, j.id AS person, j.score, j.differs FROM judged j WHERE j.score >= 35 ORDER BY j.row, j.score DESC, j.id;

-- list_rows_read(import, rows, done, now)
WITH said AS (
	SELECT * FROM jsonb_to_recordset(:rows::jsonb)
		AS r(row bigint, sealed text, verdict text, codes text[], person bigint, score int, candidates jsonb)
), kept AS (
	UPDATE list_row r SET read_sealed = s.sealed, verdict = s.verdict, codes = coalesce(s.codes, '{}'), person_id = s.person,
		score = s.score, candidates = s.candidates, decision = NULL, outcome = NULL
	  FROM said s WHERE r.import_id = :import AND r.row = s.row
)
UPDATE list_import i SET rows_done = :done, changed_at = :now::timestamptz WHERE i.id = :import;

-- list_numbers_missed(account, today, times)
-- Personal numbers that came to nothing, see number_miss in the schema.
INSERT INTO number_miss AS m (account_id, day, times) VALUES (:account, :today::date, :times)
ON CONFLICT (account_id) DO UPDATE SET day = excluded.day,
	times = CASE WHEN m.day = excluded.day THEN m.times + excluded.times ELSE excluded.times END;

-- list_numbers_left(account, today, most) -> bool
SELECT NOT EXISTS (SELECT FROM number_miss m WHERE m.account_id = :account AND m.day = :today::date AND m.times >= :most::bigint);

-- list_accepted_of(import, after, limit) -> list_accepted
-- Rows to be written, in order.
SELECT r.row, r.read_sealed, r.verdict, CASE WHEN r.decision = 'new' THEN NULL ELSE r.person_id END AS person
  FROM list_row r
 WHERE r.import_id = :import AND r.row > :after AND coalesce(r.decision, '') <> 'skip'
   AND (r.verdict IN ('new', 'known') OR r.verdict = 'unmatched' AND r.decision IS NOT NULL)
 ORDER BY r.row LIMIT :limit;

-- list_people_made(import, account, rows) -> int
-- New people and their affiliations. Who has the number already, somewhere, is not entered again; who works there already,
-- or in a unit below it, is left as they are. Gives how many rows came to nothing because of their number.
WITH asked AS MATERIALIZED (
	SELECT * FROM jsonb_to_recordset(:rows::jsonb) AS r(row bigint, person bigint, code text, full_name text, sort_name text,
		folded text, folded_given text, birth date, year_only boolean, sex text, id_sealed text, id_blind text, id_blinds text[],
		phone_sealed text, phone_blind text, email_sealed text, email_blind text, unit bigint, category text, position text,
		dedicated boolean, charge boolean, since date)
), fresh AS (
	INSERT INTO person (code, full_name, sort_name, folded, folded_given, birth_date, birth_year_only, sex, national_id_sealed,
		national_id_blind, phone_sealed, phone_blind, email_sealed, email_blind, entered_by, entered_for)
	SELECT a.code, a.full_name, a.sort_name, a.folded, a.folded_given, a.birth, a.year_only, a.sex, a.id_sealed, a.id_blind,
		a.phone_sealed, a.phone_blind, a.email_sealed, a.email_blind, :account, a.unit
	  FROM asked a
	 WHERE a.person IS NULL AND (a.id_blinds IS NULL OR coalesce(person_numbered(a.id_blinds), 0) = 0)
	 ORDER BY a.id_blind, a.code
	    ON CONFLICT ON CONSTRAINT national_id_taken DO NOTHING
	RETURNING id, code
), who AS (
	SELECT a.row, a.unit, a.category, a.position, a.dedicated, a.charge, a.since, f.id AS made, coalesce(a.person, f.id) AS person
	  FROM asked a LEFT JOIN fresh f ON f.code = a.code
), placed AS (
	INSERT INTO affiliation (person_id, unit_id, valid, category, position, dedicated_it, in_charge_it)
	SELECT DISTINCT ON (w.person, w.unit) w.person, w.unit, daterange(w.since, NULL), w.category, w.position,
		coalesce(w.dedicated, false), coalesce(w.charge, false)
	  FROM who w
	 WHERE w.person IS NOT NULL AND NOT EXISTS (SELECT FROM affiliation x JOIN unit v ON v.id = x.unit_id
		JOIN unit top ON top.id = w.unit AND top.lo <= v.lo AND v.lo <= top.hi
		WHERE x.person_id = w.person AND x.valid && daterange(w.since, NULL))
	 ORDER BY w.person, w.unit, w.row
	RETURNING id, person_id, unit_id
), told AS (
	UPDATE list_row r SET made_person_id = w.made, affiliation_id = p.id, person_id = coalesce(w.person, r.person_id),
		outcome = CASE WHEN w.person IS NULL THEN 'left_out' WHEN w.made IS NULL AND p.id IS NULL THEN 'kept' ELSE 'made' END,
		codes = CASE WHEN w.person IS NULL THEN array_append(r.codes, 'number_taken') ELSE r.codes END
	  FROM who w LEFT JOIN placed p ON p.person_id = w.person AND p.unit_id = w.unit
	 WHERE r.import_id = :import AND r.row = w.row
	RETURNING r.outcome
)
SELECT count(*) FROM told t WHERE t.outcome = 'left_out';

-- list_nominations_told(import, class)
UPDATE list_row r SET enrolment_id = e.id, outcome = 'made'
  FROM enrolment e WHERE r.import_id = :import AND e.class_id = :class AND e.person_id = r.person_id AND e.state = 'nominated'
   AND coalesce(r.decision, '') <> 'skip' AND r.verdict <> 'error' AND r.outcome IS NULL;

-- list_done(import, undo, now)
UPDATE list_import i SET state = 'done', changed_at = :now::timestamptz, undo_until = :undo::timestamptz, rows_done = i.rows_all,
	made_people = n.people, made_places = n.places, made_nominations = n.nominations, left_out = n.out
  FROM (SELECT count(r.made_person_id) AS people, count(r.affiliation_id) AS places, count(r.enrolment_id) AS nominations,
		count(*) FILTER (WHERE r.verdict <> 'skipped' AND (r.outcome IS NULL OR r.outcome = 'left_out')) AS out
	  FROM list_row r WHERE r.import_id = :import) n
 WHERE i.id = :import;

-- list_given_up(import, code, now)
-- Writing came to nothing: it can be looked at again.
UPDATE list_import i SET state = 'ready', refusal = :code, rows_done = i.rows_all, changed_at = :now::timestamptz WHERE i.id = :import;

-- list_forget(before) -> int
SELECT list_import_forget(:before::timestamptz);
