-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the lane of jobs does with a list: reads its file, looks its rows up, writes what was accepted.

-- list_next() -> list_todo
SELECT n.id, n.account, n.person, n.state FROM list_import_next() n;

-- list_unlock(import)
SELECT pg_advisory_unlock(hashtext('list_import'), (:import::bigint % 2147483647)::int);

-- list_scope(account, person, today, request, class) -> bool
-- As login_scope, of a class when the list is of one: who teaches there sees its people.
SELECT scope_open(:account::bigint, :person::bigint, :today::date, :request, NULL, :class::bigint);

-- list_job_get(import) -> list_job
SELECT i.id, i.kind, i.unit_id AS unit, i.class_id AS class, i.account_id AS account, i.bytes, i.state, i.sheet, i.plan, i.found_sealed,
	i.mode, i.why, i.rows_all,
	(SELECT count(*) FROM list_part p WHERE p.import_id = i.id) AS parts
  FROM list_import i WHERE i.id = :import;

-- list_parts(import) -> list_part
SELECT p.part, p.sealed FROM list_part p WHERE p.import_id = :import ORDER BY p.part;

-- list_sessions(class) -> list_session
-- Those of a class that take place or took place, in their order.
SELECT s.number, s.date, to_char(s.starts, 'HH24:MI') AS starts FROM session s
 WHERE s.class_id = :class AND NOT s.cancelled ORDER BY s.date, s.starts, s.number LIMIT 400;

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

-- list_units(unit, today, where) -> list_named
-- Units at or below the unit, by the names they have today: bodies; homes, which people are registered in; territories; any.
SELECT u.id, u.code, v.name FROM unit top JOIN unit u ON top.lo <= u.lo AND u.lo <= top.hi
  JOIN unit_version v ON v.unit_id = u.id AND v.valid @> :today::date JOIN unit_kind k ON k.kind = v.kind
 WHERE top.id = :unit AND CASE :where WHEN 'body' THEN NOT k.territory WHEN 'territory' THEN k.territory
	WHEN 'home' THEN v.kind IN ('commune', 'residential_group') ELSE true END
 ORDER BY u.id;

-- list_home(unit, today, where) -> int
-- Where rows belong that name no unit: to the unit, if it is such a one; of a territory's bodies to the only one right
-- below it that heads it; 0: it must be said.
SELECT CASE WHEN CASE :where WHEN 'body' THEN NOT k.territory WHEN 'territory' THEN k.territory
		WHEN 'home' THEN v.kind IN ('commune', 'residential_group') ELSE true END THEN u.id
	WHEN :where = 'body' THEN coalesce((SELECT CASE WHEN count(*) = 1 THEN min(b.unit_id) END
		FROM unit_version b JOIN unit_kind bk ON bk.kind = b.kind
		WHERE b.parent_id = u.id AND b.valid @> :today::date AND NOT bk.territory), 0)
	ELSE 0 END
  FROM unit u JOIN unit_version v ON v.unit_id = u.id AND v.valid @> :today::date JOIN unit_kind k ON k.kind = v.kind
 WHERE u.id = :unit;

-- list_courses() -> list_named
SELECT c.id, c.code, c.title AS name FROM course c ORDER BY c.id;

-- list_left_out(import, rows, codes)
-- Rows that something stands against only now.
UPDATE list_row r SET outcome = 'left_out', codes = array_append(r.codes, w.code)
  FROM unnest(:rows::bigint[], :codes::text[]) AS w(row, code) WHERE r.import_id = :import AND r.row = w.row;

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
			+ CASE WHEN EXISTS (SELECT FROM (SELECT f.unit_id FROM affiliation f
					WHERE f.person_id = n.id AND f.valid && daterange(:today::date, NULL)
					UNION ALL SELECT h.unit_id FROM residence h
					WHERE h.person_id = n.id AND h.valid && daterange(:today::date, NULL)) f
				JOIN unit x ON x.id = f.unit_id
				JOIN unit top ON top.id = coalesce(n.unit, :unit::bigint) AND top.lo <= x.lo AND x.lo <= top.hi)
				THEN 10 ELSE 0 END
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
	   AND r.row BETWEEN (SELECT min(x.row) FROM said x) AND (SELECT max(x.row) FROM said x)
)
UPDATE list_import i SET rows_done = :done, changed_at = :now::timestamptz WHERE i.id = :import;

-- list_numbers_missed(account, today, times)
-- Personal numbers that came to nothing, see number_miss in the schema.
INSERT INTO number_miss AS m (account_id, day, times) VALUES (:account, :today::date, :times)
ON CONFLICT (account_id) DO UPDATE SET day = excluded.day,
	times = CASE WHEN m.day = excluded.day THEN m.times + excluded.times ELSE excluded.times END;

-- list_numbers_left(account, today, most) -> bool
SELECT NOT EXISTS (SELECT FROM number_miss m WHERE m.account_id = :account AND m.day = :today::date AND m.times >= :most::bigint);

-- list_accepted_new(import, after, limit) -> list_accepted
-- Rows to be written that are about nobody known, in order.
SELECT r.row, r.read_sealed, r.verdict, NULL::bigint AS person
  FROM list_row r
 WHERE r.import_id = :import AND r.row > :after AND (r.decision = 'new' OR r.person_id IS NULL) AND coalesce(r.decision, '') <> 'skip'
   AND (r.verdict IN ('new', 'known') OR r.verdict = 'unmatched' AND r.decision IS NOT NULL)
 ORDER BY r.row LIMIT :limit;

-- list_accepted_known(import, person, after, limit) -> list_accepted
-- Those about somebody who was known before, in the order in which people are locked; behind that row of that person.
SELECT r.row, r.read_sealed, r.verdict, r.person_id AS person
  FROM list_row r
 WHERE r.import_id = :import AND (r.person_id, r.row) > (:person, :after) AND r.outcome IS NULL
   AND coalesce(r.decision, '') NOT IN ('new', 'skip')
   AND (r.verdict IN ('new', 'known') OR r.verdict = 'unmatched' AND r.decision IS NOT NULL)
 ORDER BY r.person_id, r.row LIMIT :limit;

-- list_accepted_people(import) -> text
-- Those people, in the order of the list.
SELECT coalesce(jsonb_agg(r.person_id ORDER BY r.row), '[]')::text
  FROM list_row r
 WHERE r.import_id = :import AND r.person_id IS NOT NULL AND coalesce(r.decision, '') NOT IN ('new', 'skip')
   AND (r.verdict IN ('new', 'known') OR r.verdict = 'unmatched' AND r.decision IS NOT NULL);

-- list_reached(import, done)
SELECT list_write_reached(:import, :done);

-- list_nominations_told(import, class)
UPDATE list_row r SET enrolment_id = e.id, outcome = 'made'
  FROM enrolment e WHERE r.import_id = :import AND e.class_id = :class AND e.person_id = r.person_id AND e.state = 'nominated'
   AND coalesce(r.decision, '') <> 'skip' AND r.verdict <> 'error' AND r.outcome IS NULL;

-- list_done(import, undo, now)
UPDATE list_import i SET state = 'done', changed_at = :now::timestamptz, undo_until = :undo::timestamptz, rows_done = i.rows_all,
	made_people = n.people, made_places = n.places, made_nominations = n.nominations, made_records = n.records, left_out = n.out
  FROM (SELECT count(r.made_person_id) AS people, count(r.affiliation_id) AS places, count(r.enrolment_id) AS nominations, count(r.made_id) + coalesce(sum(cardinality(r.made_more)), 0) AS records,
		count(*) FILTER (WHERE r.verdict <> 'skipped' AND (r.outcome IS NULL OR r.outcome = 'left_out')) AS out
	  FROM list_row r WHERE r.import_id = :import) n
 WHERE i.id = :import;

-- list_given_up(import, code, now)
-- Writing came to nothing: it can be looked at again.
UPDATE list_import i SET state = 'ready', refusal = :code, rows_done = i.rows_all, changed_at = :now::timestamptz WHERE i.id = :import;

-- list_forget(before) -> int
SELECT list_import_forget(:before::timestamptz);
