-- SPDX-License-Identifier: GPL-3.0-or-later
-- Certificates: whom they are due to, given, seen, revoked, their files.

-- certificate_class(class) -> certificate_class
-- The class while certificates are given for it: no other request gives some meanwhile.
SELECT c.id, c.code, c.host_unit_id AS host_unit, c.state, k.title AS course, k.periods,
	(SELECT min(s.date) FROM session s WHERE s.class_id = c.id AND NOT s.cancelled) AS first_on,
	(SELECT max(s.date) FROM session s WHERE s.class_id = c.id AND NOT s.cancelled) AS last_on
  FROM class c JOIN course k ON k.id = c.course_id WHERE c.id = :class FOR NO KEY UPDATE OF c;

-- certificate_due(class, today) -> certificate_due
-- Who completed and holds none that counts, in the order of the list.
SELECT d.person_id AS person, p.full_name AS holder, p.birth_date, p.birth_year_only, n.name AS unit, d.completed_on
  FROM completion d JOIN person p ON p.id = d.person_id AND p.anonymised_on IS NULL
  LEFT JOIN enrolment e ON e.class_id = d.class_id AND e.person_id = d.person_id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v
	WHERE v.unit_id = coalesce(e.nominated_by_id, (SELECT f.unit_id FROM affiliation_line f
		WHERE f.person_id = p.id AND f.valid @> d.completed_on ORDER BY f.unit_id LIMIT 1))
	ORDER BY v.valid @> d.completed_on DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE d.class_id = :class AND d.completed_on <= :today::date
   AND NOT EXISTS (SELECT FROM certificate c WHERE c.class_id = :class AND c.person_id = d.person_id AND c.revoked_at IS NULL)
 ORDER BY p.sort_name, p.id;

-- certificate_numbers_take(unit, year, count) -> int
-- The number before the first of `count` new ones; others of the office wait until this transaction ends.
INSERT INTO certificate_number AS n (unit_id, year, last) VALUES (:unit, :year::int, :count::bigint)
    ON CONFLICT (unit_id, year) DO UPDATE SET last = n.last + excluded.last
RETURNING last - :count::bigint;

-- certificates_add(class, unit, today, account, key, rows) -> int
WITH made AS (
	INSERT INTO certificate (unit_id, year, number, serial, person_id, class_id, office, above, place, title, holder, words, course,
		signer, completed_on, issued_on, issued_by, key, signature)
	SELECT :unit::bigint, r.year, r.number, r.serial, r.person, :class::bigint, r.office, r.above, r.place, r.title, r.holder, r.words,
		r.course, r.signer, r.completed_on, :today::date, :account::bigint, :key::text, r.signature
	  FROM jsonb_to_recordset(:rows::jsonb) AS r (year integer, number bigint, serial text, person bigint, office text, above text,
		place text, title text, holder text, words text, course text, signer text, completed_on date, signature text)
	 ORDER BY r.number
	RETURNING 1
)
SELECT count(*) FROM made;

-- certificates_of_class(class, after, limit) -> certificate
SELECT c.id, c.number, c.year, c.person_id AS person, c.holder, c.class_id AS class, k.code AS class_code, c.course, c.completed_on,
	c.issued_on, c.revoked_at, c.revoked_why
  FROM certificate c JOIN class k ON k.id = c.class_id
 WHERE c.class_id = :class AND (:after::bigint IS NULL OR c.id > :after) ORDER BY c.id LIMIT :limit;

-- certificates_mine(account, after, limit) -> certificate
SELECT c.id, c.number, c.year, c.person_id AS person, c.holder, c.class_id AS class, k.code AS class_code, c.course, c.completed_on,
	c.issued_on, c.revoked_at, c.revoked_why
  FROM account a JOIN certificate c ON c.person_id = a.person_id JOIN class k ON k.id = c.class_id
 WHERE a.id = :account AND (:after::bigint IS NULL OR c.id < :after) ORDER BY c.id DESC LIMIT :limit;

-- certificate_get(certificate) -> certificate
SELECT c.id, c.number, c.year, c.person_id AS person, c.holder, c.class_id AS class, k.code AS class_code, c.course, c.completed_on,
	c.issued_on, c.revoked_at, c.revoked_why
  FROM certificate c JOIN class k ON k.id = c.class_id WHERE c.id = :certificate;

-- certificate_paper(certificate) -> certificate_paper
-- All that stands on it.
SELECT NULL::bigint AS batch, NULL::text AS site, c.id, c.number, c.year, c.serial, c.office, c.above, c.place, c.title, c.holder, c.words, c.course, c.signer,
	c.completed_on, c.issued_on, c.key, c.signature, NULL::text AS initials, (c.revoked_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS revoked_on
  FROM certificate c WHERE c.id = :certificate;

-- certificate_checked(serial) -> certificate_paper
SELECT NULL::bigint AS batch, NULL::text AS site, NULL::bigint AS id, c.number, c.year, c.serial_ AS serial, c.office, c.above, c.place, c.title, c.holder,
	c.words, c.course, c.signer, c.completed_on, c.issued_on, c.key, c.signature, c.initials, c.revoked_on
  FROM certificate_check(:serial) c;

-- certificate_revoke(certificate, account, now, why) -> int
WITH turned AS (
	UPDATE certificate SET revoked_at = :now, revoked_by = :account, revoked_why = :why
	 WHERE id = :certificate AND revoked_at IS NULL RETURNING id, person_id
)
SELECT count(*) FROM turned;

-- certificate_batch_add(class, site, account, now) -> int
INSERT INTO certificate_batch (class_id, site, asked_by, asked_at) VALUES (:class, :site, :account, :now) RETURNING id;

-- certificate_batch_fill(class, batch, after, most)
-- Files of every certificate of the class that counts. A statement of its own: the lock on rows asks for the batch.
INSERT INTO certificate_file (batch_id, certificate_id)
SELECT :batch::bigint, c.id FROM certificate c
 WHERE c.class_id = :class AND c.revoked_at IS NULL AND c.holder IS NOT NULL AND (:after::bigint IS NULL OR c.id > :after)
 ORDER BY c.id LIMIT :most::int;

-- certificate_batch_get(class, batch) -> certificate_batch
SELECT b.id, b.class_id AS class, b.asked_at, count(f.certificate_id) AS files, count(f.bytes) AS made
  FROM certificate_batch b LEFT JOIN certificate_file f ON f.batch_id = b.id
 WHERE b.id = :batch AND b.class_id = :class GROUP BY b.id;

-- certificate_batch_files(class, batch) -> certificate_packed
SELECT c.number, c.year, k.code AS class_code, encode(f.bytes, 'hex') AS bytes
  FROM certificate_batch b JOIN certificate_file f ON f.batch_id = b.id JOIN certificate c ON c.id = f.certificate_id
  JOIN class k ON k.id = b.class_id
 WHERE b.id = :batch AND b.class_id = :class AND f.bytes IS NOT NULL ORDER BY c.number;

-- certificate_files_next(most) -> certificate_paper
SELECT f.batch, f.site, f.id, f.number, f.year, f.serial, f.office, f.above, f.place, f.title, f.holder, f.words, f.course, f.signer, f.completed_on,
	f.issued_on, f.key, f.signature, NULL::text AS initials, NULL::date AS revoked_on
  FROM certificate_files_open(:most::int) f;

-- certificate_file_keep(batch, certificate, bytes) -> bool
SELECT certificate_file_made(:batch, :certificate, decode(:bytes, 'hex'));

-- certificate_batches_old(now) -> int
SELECT certificate_batches_forget(:now);
