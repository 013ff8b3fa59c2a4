-- SPDX-License-Identifier: GPL-3.0-or-later
-- Classes: one holding of a course, its state, its seats' limit, what befell it.

-- class_page(account, today, q, code, course, state, unit, from, to, after, limit) -> class
-- Newest day first, classes without a day before them. Text folded, which takes the signs out of a code; course and
-- unit are codes, a unit stands for all below it. Drafts only for those who run, audit or teach them.
SELECT c.*, o.voluntary
  FROM class_seen c JOIN class o ON o.id = c.id JOIN course k ON k.id = c.course LEFT JOIN unit h ON h.id = c.host_unit
 WHERE (:code::text IS NULL OR c.code = :code)
   AND (:course::text IS NULL OR c.course_code = :course)
   AND (:state::text IS NULL OR c.state = :state OR (:state = 'current' AND c.state NOT IN ('finished', 'cancelled')))
   AND (:unit::text IS NULL OR h.lo BETWEEN (SELECT u.lo FROM unit u WHERE u.code = :unit)
	AND (SELECT u.hi FROM unit u WHERE u.code = :unit))
   AND (:from::date IS NULL OR c.last_on >= :from::date)
   AND (:to::date IS NULL OR c.first_on <= :to::date)
   AND (:q::text IS NULL OR regexp_replace(c.code, '[^a-z0-9]', '', 'g') = replace(:q, ' ', '') OR strpos(k.folded, :q) > 0 OR strpos(translate(lower(regexp_replace(
	normalize(c.title, NFD), '[' || chr(768) || '-' || chr(879) || ']', '', 'g')), 'đĐ', 'dd'), :q) > 0)
   AND (c.state <> 'draft'
	OR EXISTS (SELECT FROM account a JOIN session s ON s.trainer_id = a.person_id
		WHERE a.id = :account AND s.class_id = c.id)
	OR EXISTS (SELECT FROM role_grant g JOIN unit u ON u.id = g.unit_id
		WHERE g.account_id = :account AND g.valid @> :today::date AND h.lo BETWEEN u.lo AND u.hi
		  AND g.role IN ('programme_office', 'admin', 'auditor')))
   AND (:after::bigint IS NULL OR (coalesce(c.first_on, 'infinity'), c.id)
	< (SELECT coalesce(a.first_on, 'infinity'), a.id FROM class_seen a WHERE a.id = :after))
 ORDER BY coalesce(c.first_on, 'infinity') DESC, c.id DESC
 LIMIT :limit;

-- class_get(class) -> class
SELECT c.*, o.voluntary FROM class_seen c JOIN class o ON o.id = c.id WHERE c.id = :class;

-- class_locked(class) -> class_head
-- Nobody else changes the class or adds sessions to it until this work is done.
SELECT c.id, c.state, c.version FROM class c WHERE c.id = :class FOR NO KEY UPDATE;

-- class_course_locked(course) -> text
-- The title of the course; codes of its classes are given out one after the other.
SELECT c.title FROM course c WHERE c.id = :course FOR NO KEY UPDATE;

-- class_add(unit, course, code, title, capacity, venue, voluntary) -> int
-- Without a code: that of the course and the next number.
WITH made AS (
	INSERT INTO class (code, course_id, host_unit_id, title, capacity, venue, voluntary, state)
	SELECT coalesce(:code, left(k.code, 58) || '-' || (SELECT coalesce(max(substr(c.code,
			length(left(k.code, 58)) + 2)::bigint), 0) + 1
		FROM class c WHERE starts_with(c.code, left(k.code, 58) || '-')
		 AND substr(c.code, length(left(k.code, 58)) + 2) ~ '^[0-9]{1,5}$')),
		k.id, :unit, coalesce(:title, k.title), :capacity, :venue, :voluntary, 'draft'
	  FROM course k WHERE k.id = :course
	RETURNING id, capacity
), seats AS (
	INSERT INTO class_seat (class_id, capacity) SELECT id, capacity FROM made
)
SELECT id FROM made;

-- class_edit(class, title, capacity, venue, version) -> int
-- The counter of seats follows the capacity, and refuses one below the seats given (class_full).
WITH edited AS (
	UPDATE class SET title = coalesce(:title, title), capacity = :capacity, venue = :venue
	 WHERE id = :class AND version = :version
	RETURNING id, capacity
), known AS (
	SELECT e.id, e.capacity, (SELECT count(*) FROM enrolment n WHERE n.class_id = e.id AND n.state = 'approved') AS taken
	  FROM edited e
), seats AS (
	INSERT INTO class_seat AS s (class_id, capacity, imported, taken)
	SELECT k.id, k.capacity, k.taken, k.taken FROM known k
	ON CONFLICT (class_id) DO UPDATE SET capacity = excluded.capacity
	 WHERE s.capacity IS DISTINCT FROM excluded.capacity
)
SELECT count(*) FROM edited;

-- class_has_sessions(class) -> bool
SELECT EXISTS (SELECT FROM session s WHERE s.class_id = :class AND NOT s.cancelled);

-- class_unfinished(class, today) -> text
-- What is left of a class that is to be finished, as a code: sessions to come, or past ones that nobody marked.
SELECT CASE WHEN bool_or(s.date > :today::date) THEN 'class_sessions_to_come'
	WHEN bool_or(NOT EXISTS (SELECT FROM attendance a WHERE a.session_id = s.id)) THEN 'class_sessions_unmarked' END
  FROM session s WHERE s.class_id = :class AND NOT s.cancelled;

-- class_turn(class, after, account, now, why) -> int
-- The class goes into another state. A cancelled class gives its rooms and trainers back; marks,
-- seats and enrolments stay as they were, figures leave them out.
WITH before AS (
	SELECT id, state FROM class WHERE id = :class AND state <> :after
), turned AS (
	UPDATE class c SET state = :after FROM before b WHERE c.id = b.id RETURNING c.id, b.state AS before
), released AS (
	UPDATE session s SET during = NULL FROM turned t
	 WHERE s.class_id = t.id AND :after = 'cancelled' AND s.during IS NOT NULL
), noted AS (
	INSERT INTO class_event (class_id, what, before, after, at, account_id, why)
	SELECT t.id, 'state', t.before, :after, :now::timestamptz, :account, :why FROM turned t
)
SELECT count(*) FROM turned;

-- class_events(class) -> class_event
-- In order; who did it only by the account's name.
SELECT e.id, e.session_id AS session, s.number, e.what, e.before, e.after, e.at, a.name AS account, e.why
  FROM class_event e
  LEFT JOIN session s ON s.id = e.session_id
  LEFT JOIN account a ON a.id = e.account_id
 WHERE e.class_id = :class
 ORDER BY e.id;
