-- SPDX-License-Identifier: GPL-3.0-or-later
-- Enrolments as they stand: seen, decided, withdrawn, handed to a substitute.

-- enrolment_get(enrolment) -> enrolment
SELECT e.id, e.class_id AS class, c.code AS class_code, e.person_id AS person, p.code AS person_code, p.full_name,
	u.code AS nominated_by, e.state, e.changed_at, e.why, e.substitute_for_id AS substitute_for
  FROM enrolment e
  JOIN class c ON c.id = e.class_id
  JOIN person p ON p.id = e.person_id
  LEFT JOIN unit u ON u.id = e.nominated_by_id
 WHERE e.id = :enrolment;

-- enrolments_of_class(class, state, account, today, after, limit) -> enrolment
-- Everyone in a class for those who run, teach or audit it; for others only whom their unit nominated, and themselves.
SELECT e.id, e.class_id AS class, c.code AS class_code, e.person_id AS person, p.code AS person_code, p.full_name,
	u.code AS nominated_by, e.state, e.changed_at, e.why, e.substitute_for_id AS substitute_for
  FROM enrolment e
  JOIN class c ON c.id = e.class_id
  JOIN person p ON p.id = e.person_id
  LEFT JOIN unit u ON u.id = e.nominated_by_id
 WHERE e.class_id = :class
   AND (:state::text IS NULL OR e.state = :state)
   AND (EXISTS (SELECT FROM account a WHERE a.id = :account AND a.person_id = e.person_id)
	OR EXISTS (SELECT FROM account a JOIN session s ON s.trainer_id = a.person_id
		WHERE a.id = :account AND s.class_id = :class AND NOT s.cancelled)
	OR EXISTS (SELECT FROM role_grant g JOIN unit top ON top.id = g.unit_id
		JOIN unit x ON top.lo <= x.lo AND x.lo <= top.hi
		WHERE g.account_id = :account AND g.valid @> :today::date
		  AND (g.role IN ('programme_office', 'admin', 'auditor') AND x.id = c.host_unit_id
			OR g.role IN ('unit_head', 'programme_office', 'admin') AND x.id = e.nominated_by_id)))
   AND (:after::bigint IS NULL OR (p.sort_name, e.id) > (SELECT b.sort_name, a.id FROM enrolment a
	JOIN person b ON b.id = a.person_id WHERE a.id = :after))
 ORDER BY p.sort_name, e.id
 LIMIT :limit;

-- enrolments_of_unit(unit, state, after, limit) -> enrolment
-- What a unit and those below it have sent, newest first.
SELECT e.id, e.class_id AS class, c.code AS class_code, e.person_id AS person, p.code AS person_code, p.full_name,
	u.code AS nominated_by, e.state, e.changed_at, e.why, e.substitute_for_id AS substitute_for
  FROM unit top
  JOIN unit u ON top.lo <= u.lo AND u.lo <= top.hi
  JOIN enrolment e ON e.nominated_by_id = u.id
  JOIN class c ON c.id = e.class_id
  JOIN person p ON p.id = e.person_id
 WHERE top.id = :unit
   AND (:state::text IS NULL OR e.state = :state)
   AND (:after::bigint IS NULL OR e.id < :after)
 ORDER BY e.id DESC
 LIMIT :limit;

-- enrolment_events(enrolment) -> enrolment_event
SELECT v.id, v.before, v.after, v.at, a.name AS account, v.why
  FROM enrolment e
  JOIN enrolment_event v ON v.class_id = e.class_id AND v.person_id = e.person_id
  LEFT JOIN account a ON a.id = v.account_id
 WHERE e.id = :enrolment ORDER BY v.id;

-- enrolment_place(enrolment, days) -> place
-- Why someone has a seat or waits, and for what: the figures the allocator goes by.
WITH mine AS (
	SELECT e.*, near.unit_id AS quota
	  FROM enrolment e
	  LEFT JOIN unit n ON n.id = e.nominated_by_id
	  LEFT JOIN LATERAL (SELECT q.unit_id FROM quota q JOIN unit u ON u.id = q.unit_id
		WHERE q.class_id = e.class_id AND q.returned_on IS NULL AND u.lo <= n.lo AND n.lo <= u.hi
		ORDER BY u.lo DESC LIMIT 1) near ON true
	 WHERE e.id = :enrolment
)
SELECT m.state, CASE WHEN m.state = 'waitlisted' THEN (SELECT count(*) FROM enrolment e
		WHERE e.class_id = m.class_id AND e.state = 'waitlisted' AND (e.queued, e.id) <= (m.queued, m.id)) END AS place,
	(SELECT count(*) FROM enrolment e WHERE e.class_id = m.class_id AND e.state = 'waitlisted') AS waiting,
	s.capacity, coalesce(s.taken, 0) AS taken, u.code AS quota_unit, q.seats AS quota_seats,
	(SELECT coalesce(sum(k.seats), 0)::bigint FROM quota k WHERE k.class_id = m.class_id AND k.returned_on IS NULL) AS set_aside,
	(SELECT min(x.date) - :days::int FROM session x WHERE x.class_id = m.class_id AND NOT x.cancelled) AS returns_on,
	CASE m.state WHEN 'approved' THEN 'place_seat' WHEN 'nominated' THEN 'place_undecided'
		WHEN 'waitlisted' THEN CASE WHEN s.taken >= s.capacity THEN 'place_full' ELSE 'place_set_aside' END
		ELSE 'place_none' END AS reason
  FROM mine m
  LEFT JOIN class_seat s ON s.class_id = m.class_id
  LEFT JOIN quota q ON q.class_id = m.class_id AND q.unit_id = m.quota
  LEFT JOIN unit u ON u.id = m.quota;

-- decisions_wrong(class, decisions) -> wrong
SELECT (d.at - 1) AS at, 'enrolment'::text AS field,
	CASE WHEN e.id IS NULL THEN 'enrolment_unknown' ELSE 'enrolment_withdrawn' END AS code, NULL::text AS detail
  FROM ROWS FROM (jsonb_to_recordset(:decisions::jsonb) AS (enrolment bigint, state text, why text))
	WITH ORDINALITY AS d(enrolment, state, why, at)
  LEFT JOIN enrolment e ON e.id = d.enrolment AND e.class_id = :class
 WHERE e.id IS NULL OR e.state = 'withdrawn'
 ORDER BY d.at;

-- decisions_put(class, decisions, account, now) -> int
-- Accepted people queue for a seat, in the order given; refused ones give theirs back. What already
-- stands so is left alone. Run with the counter locked; the allocator follows.
WITH decided AS (
	SELECT e.id, e.person_id, e.state AS before, CASE d.state WHEN 'approved' THEN 'waitlisted' ELSE 'rejected' END AS after, d.why, d.at
	  FROM ROWS FROM (jsonb_to_recordset(:decisions::jsonb) AS (enrolment bigint, state text, why text))
		WITH ORDINALITY AS d(enrolment, state, why, at)
	  JOIN enrolment e ON e.id = d.enrolment AND e.class_id = :class
	 WHERE CASE d.state WHEN 'approved' THEN e.state IN ('nominated', 'rejected') ELSE e.state <> 'rejected' END
), first AS (
	SELECT nextval('enrolment_queue') AS queued
), turned AS (
	UPDATE enrolment e SET state = d.after, queued = f.queued + 0, changed_at = :now, changed_by = :account, why = d.why
	  FROM decided d, first f WHERE e.id = d.id
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
-- The substitute takes over the seat or the place in the queue; the counter does not move.
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
