-- SPDX-License-Identifier: GPL-3.0-or-later
-- Enrolments as they stand: seen, explained, decided, withdrawn, handed to a substitute.

-- enrolment_get(enrolment) -> enrolment
SELECT s.id, s.class, s.class_code, s.class_title, s.person, s.person_code, s.full_name, s.nominated_by, s.nominated_by_name, s.state,
	s.place, s.changed_at, s.why, s.substitute_for
  FROM enrolment_seen s WHERE s.id = :enrolment;

-- enrolment_of(class, person) -> int
SELECT e.id FROM enrolment e WHERE e.class_id = :class AND e.person_id = :person;

-- enrolments_of_class(class, state, account, today, after, limit) -> enrolment
-- Everyone in a class for those who run, teach or audit it; for others whom their unit nominated, and themselves. The class
-- is read first and then sorted, or people would be gone through by name until enough of them are in it.
WITH listed AS MATERIALIZED (
	SELECT s.*
	  FROM enrolment_seen s
	  LEFT JOIN unit u ON u.id = s.nominated_by_id
	  LEFT JOIN unit h ON h.id = s.host_unit_id
	 WHERE s.class = :class
	   -- scope:
	   AND (EXISTS (SELECT FROM account a WHERE a.id = :account AND a.person_id = s.person)
		OR EXISTS (SELECT FROM account a JOIN session l ON l.trainer_id = a.person_id
			WHERE a.id = :account AND l.class_id = :class AND NOT l.cancelled)
		OR EXISTS (SELECT FROM role_grant g JOIN unit top ON top.id = g.unit_id
			WHERE g.account_id = :account AND g.valid @> :today::date
			  AND ((g.role IN ('programme_office', 'admin', 'auditor') AND h.lo BETWEEN top.lo AND top.hi)
				OR (g.role IN ('unit_head', 'programme_office', 'admin') AND u.lo BETWEEN top.lo AND top.hi))))
	   -- :scope
)
SELECT s.id, s.class, s.class_code, s.class_title, s.person, s.person_code, s.full_name, s.nominated_by, s.nominated_by_name, s.state,
	s.place, s.changed_at, s.why, s.substitute_for
  FROM listed s
 WHERE (:state::text IS NULL OR s.state = :state)
   AND (:after::bigint IS NULL OR (s.sort_name, s.id) > (SELECT b.sort_name, b.id FROM listed b WHERE b.id = :after))
 ORDER BY s.sort_name, s.id
 LIMIT :limit;

-- enrolments_of_unit(unit, state, after, limit) -> enrolment
-- What a unit and those below it have sent, newest first.
SELECT s.id, s.class, s.class_code, s.class_title, s.person, s.person_code, s.full_name, s.nominated_by, s.nominated_by_name, s.state,
	s.place, s.changed_at, s.why, s.substitute_for
  FROM unit top
  JOIN unit u ON top.lo <= u.lo AND u.lo <= top.hi
  JOIN enrolment e ON e.nominated_by_id = u.id
  JOIN enrolment_seen s ON s.id = e.id
 WHERE top.id = :unit
   AND (:state::text IS NULL OR e.state = :state)
   AND (:after::bigint IS NULL OR e.id < :after)
 ORDER BY e.id DESC
 LIMIT :limit;

-- enrolment_events(enrolment) -> enrolment_event
-- In order; who did it only by the account's name.
SELECT v.id, v.before, v.after, v.at, a.name AS account, v.why
  FROM enrolment e
  JOIN enrolment_event v ON v.class_id = e.class_id AND v.person_id = e.person_id
  LEFT JOIN account a ON a.id = v.account_id
 WHERE e.id = :enrolment ORDER BY v.id;

-- enrolment_places(class, enrolments, days) -> place
-- Why these people of a class have a seat or wait, and for what, in the order given: the figures the
-- allocator goes by. Seats set aside count when they are free and of other quotas than theirs.
WITH asked AS (
	SELECT n.at, n.value::bigint AS id FROM jsonb_array_elements_text(:enrolments::jsonb) WITH ORDINALITY AS n(value, at)
), line AS (
	SELECT e.id, row_number() OVER (ORDER BY e.queued, e.id) AS place, count(*) OVER () AS waiting
	  FROM enrolment e WHERE e.class_id = :class AND e.state = 'waitlisted'
), figure AS (
	SELECT m.*, a.at, c.code AS class_code, c.state AS class_state, c.capacity, coalesce(s.taken, 0) AS taken, l.place,
		(SELECT count(*) FROM line) AS waiting, q.seats AS quota_seats, q.used AS quota_used, q.returned_on,
		(SELECT coalesce(sum(o.free), 0)::bigint FROM quota_use o
			WHERE o.class_id = c.id AND o.unit_id IS DISTINCT FROM m.quota_unit_id) AS set_aside,
		(SELECT min(x.date) - :days::int FROM session x WHERE x.class_id = c.id AND NOT x.cancelled) AS returns_on
	  FROM asked a
	  JOIN enrolment_quota m ON m.id = a.id AND m.class_id = :class
	  JOIN class c ON c.id = m.class_id
	  LEFT JOIN class_seat s ON s.class_id = c.id
	  LEFT JOIN line l ON l.id = m.id
	  LEFT JOIN quota_use q ON q.class_id = m.class_id AND q.unit_id = m.quota_unit_id
)
SELECT f.id AS enrolment, f.class_id AS class, f.class_code, f.person_id AS person, f.state, f.place, f.waiting, f.capacity,
	f.taken, u.code AS quota_unit, f.quota_seats, f.quota_used, f.set_aside, f.returns_on, f.returned_on,
	CASE WHEN f.class_state = 'cancelled' THEN 'place_class_cancelled'
		WHEN f.state = 'approved' THEN 'place_seat'
		WHEN f.state = 'nominated' THEN 'place_undecided'
		WHEN f.state <> 'waitlisted' THEN 'place_none'
		WHEN f.taken >= f.capacity THEN 'place_full'
		WHEN f.returns_on IS NULL THEN 'place_set_aside_no_day'
		ELSE 'place_set_aside' END AS reason
  FROM figure f
  LEFT JOIN unit u ON u.id = f.quota_unit_id
 ORDER BY f.at;

-- enrolment_head(enrolment) -> enrolment_head
-- What a change of an enrolment begins with; its class never changes, its state may until the class is locked.
SELECT e.id, e.class_id AS class, e.nominated_by_id AS nominated_by, c.host_unit_id AS host_unit
  FROM enrolment e JOIN class c ON c.id = e.class_id
 WHERE e.id = :enrolment;

-- decisions_wrong(class, decisions) -> wrong
-- Decisions on what is no enrolment of the class, was withdrawn, or is decided twice; a refusal says why.
WITH decision AS (
	SELECT d.at - 1 AS at, d.enrolment, d.state, d.why
	  FROM ROWS FROM (jsonb_to_recordset(:decisions::jsonb) AS (enrolment bigint, state text, why text))
		WITH ORDINALITY AS d(enrolment, state, why, at)
)
SELECT d.at, 'enrolment'::text AS field, 'enrolment_unknown'::text AS code, NULL::text AS detail
  FROM decision d WHERE NOT EXISTS (SELECT FROM enrolment e WHERE e.id = d.enrolment AND e.class_id = :class)
UNION ALL
SELECT d.at, 'enrolment', 'enrolment_withdrawn', NULL
  FROM decision d JOIN enrolment e ON e.id = d.enrolment AND e.class_id = :class AND e.state = 'withdrawn'
UNION ALL
SELECT d.at, 'enrolment', 'enrolment_named_twice', NULL
  FROM decision d WHERE EXISTS (SELECT FROM decision b WHERE b.enrolment = d.enrolment AND b.at < d.at)
UNION ALL
SELECT d.at, 'why', 'why_missing', NULL FROM decision d WHERE d.state = 'rejected' AND d.why IS NULL
 ORDER BY 1, 3;

-- decisions_put(class, decisions, account, now) -> int
-- Accepted people queue for a seat, in the order given; refused ones, and those whose decision is taken back, give
-- theirs back. What already stands so is left alone. Run with the counter locked; the allocator follows.
WITH decided AS (
	SELECT d.at, e.id, e.state AS before, CASE d.state WHEN 'approved' THEN 'waitlisted' ELSE d.state END AS after, d.why
	  FROM ROWS FROM (jsonb_to_recordset(:decisions::jsonb) AS (enrolment bigint, state text, why text))
		WITH ORDINALITY AS d(enrolment, state, why, at)
	  JOIN enrolment e ON e.id = d.enrolment AND e.class_id = :class
	 WHERE CASE d.state WHEN 'approved' THEN e.state IN ('nominated', 'rejected')
		WHEN 'rejected' THEN e.state IN ('nominated', 'waitlisted', 'approved')
		ELSE e.state IN ('waitlisted', 'approved', 'rejected') END
	 ORDER BY d.at
), queued AS (
	SELECT d.*, nextval('enrolment_queue') AS queued FROM decided d
), turned AS (
	UPDATE enrolment e SET state = d.after, queued = d.queued, changed_at = :now, changed_by = :account, why = d.why
	  FROM queued d WHERE e.id = d.id
	RETURNING e.class_id, e.person_id, d.before, d.after, d.why
), told AS (
	INSERT INTO enrolment_event (class_id, person_id, before, after, at, account_id, why)
	SELECT t.class_id, t.person_id, t.before, t.after, :now, :account, t.why FROM turned t ORDER BY t.person_id
), counted AS (
	UPDATE class_seat s SET taken = s.taken - (SELECT count(*) FROM turned t WHERE t.before = 'approved')
	 WHERE s.class_id = :class AND EXISTS (SELECT FROM turned t WHERE t.before = 'approved')
)
SELECT count(*) FROM turned;

-- enrolment_withdraw(enrolment, account, now, why) -> int
-- Run with the counter locked; the allocator follows. 0 when there was nothing to withdraw.
WITH turned AS (
	UPDATE enrolment e SET state = 'withdrawn', changed_at = :now, changed_by = :account, why = :why
	  FROM enrolment before
	 WHERE e.id = :enrolment AND before.id = e.id AND e.state IN ('nominated', 'approved', 'waitlisted')
	RETURNING e.class_id, e.person_id, before.state AS before
), told AS (
	INSERT INTO enrolment_event (class_id, person_id, before, after, at, account_id, why)
	SELECT t.class_id, t.person_id, t.before, 'withdrawn', :now, :account, :why FROM turned t
), counted AS (
	UPDATE class_seat s SET taken = s.taken - 1
	  FROM turned t WHERE s.class_id = t.class_id AND t.before = 'approved'
)
SELECT count(*) FROM turned;

-- enrolment_substitute(enrolment, person, account, now, why) -> int
-- The substitute takes over the seat or the place in the queue; the counter does not move. Run with the counter
-- locked. Gives the substitute's enrolment, or nothing when one of the two is not free to.
WITH left_behind AS (
	UPDATE enrolment e SET state = 'withdrawn', changed_at = :now, changed_by = :account, why = :why
	  FROM enrolment before
	 WHERE e.id = :enrolment AND before.id = e.id AND e.state IN ('nominated', 'approved', 'waitlisted')
	RETURNING e.id, e.class_id, e.person_id, e.nominated_by_id, e.queued, before.state
), joined AS (
	INSERT INTO enrolment AS e (class_id, person_id, nominated_by_id, state, queued, substitute_for_id, changed_at, changed_by, why)
	SELECT l.class_id, :person, l.nominated_by_id, l.state, l.queued, l.id, :now, :account, :why FROM left_behind l
	    ON CONFLICT ON CONSTRAINT person_already_nominated DO UPDATE
		SET state = excluded.state, queued = excluded.queued, substitute_for_id = excluded.substitute_for_id,
		nominated_by_id = excluded.nominated_by_id, changed_at = excluded.changed_at,
		changed_by = excluded.changed_by, why = excluded.why
	     WHERE e.state = 'withdrawn'
	RETURNING e.id, e.class_id, e.person_id, e.state
), told AS (
	INSERT INTO enrolment_event (class_id, person_id, before, after, at, account_id, why)
	SELECT l.class_id, l.person_id, l.state, 'withdrawn', :now::timestamptz, :account::bigint, :why::text FROM left_behind l
	UNION ALL
	SELECT j.class_id, j.person_id, NULL, j.state, :now, :account, :why FROM joined j
)
SELECT j.id FROM joined j;
