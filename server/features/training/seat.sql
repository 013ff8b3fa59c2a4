-- SPDX-License-Identifier: GPL-3.0-or-later
-- The one allocator of seats. Whoever changes who wants or leaves a seat locks the class's counter first,
-- then changes, then allocates: so two requests at once give out each seat once, in the order of acceptance.

-- seats_locked(class) -> seat
-- Locks the counter until the transaction ends; makes it for a class that has none yet.
INSERT INTO class_seat (class_id, capacity, taken)
SELECT c.id, c.capacity, (SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.state = 'approved')
  FROM class c WHERE c.id = :class
    ON CONFLICT (class_id) DO UPDATE SET class_id = excluded.class_id
RETURNING class_id AS class, capacity, taken;

-- quotas_return(class, today, days) -> int
-- Seats set aside return to everyone so many days before the first session.
WITH returned AS (
	UPDATE quota q SET returned_on = :today::date
	 WHERE q.class_id = :class AND q.returned_on IS NULL
	   AND :today::date >= (SELECT min(s.date) FROM session s WHERE s.class_id = q.class_id AND NOT s.cancelled) - :days::int
	RETURNING 1
)
SELECT count(*) FROM returned;

-- quotas_due(today, days) -> due_class
-- Classes whose seats set aside are to return.
SELECT DISTINCT q.class_id AS class
  FROM quota q JOIN class c ON c.id = q.class_id AND c.state IN ('open', 'closed', 'running')
 WHERE q.returned_on IS NULL
   AND :today::date >= (SELECT min(s.date) FROM session s WHERE s.class_id = q.class_id AND NOT s.cancelled) - :days::int
 ORDER BY q.class_id;

-- seats_allocate(class, account, now) -> int
-- Gives free seats to the waiting list in the order of acceptance: first inside the quota of the unit that
-- nominated (the nearest unit above that has one), else from the seats that no quota holds back. Gives how
-- many got one. Run with the counter locked.
WITH seat AS (
	SELECT s.capacity, s.taken FROM class_seat s WHERE s.class_id = :class
), holder AS (
	SELECT e.id, e.state, e.queued, near.unit_id AS quota
	  FROM enrolment e
	  LEFT JOIN unit n ON n.id = e.nominated_by_id
	  LEFT JOIN LATERAL (SELECT q.unit_id FROM quota q JOIN unit u ON u.id = q.unit_id
		WHERE q.class_id = e.class_id AND q.returned_on IS NULL AND u.lo <= n.lo AND n.lo <= u.hi
		ORDER BY u.lo DESC LIMIT 1) near ON true
	 WHERE e.class_id = :class AND e.state IN ('approved', 'waitlisted')
), held AS (
	SELECT q.unit_id, greatest(q.seats - count(h.id) FILTER (WHERE h.state = 'approved'), 0) AS free
	  FROM quota q LEFT JOIN holder h ON h.quota = q.unit_id
	 WHERE q.class_id = :class AND q.returned_on IS NULL
	 GROUP BY q.unit_id, q.seats
), waiting AS (
	SELECT h.id, h.queued, coalesce(row_number() OVER (PARTITION BY h.quota ORDER BY h.queued, h.id) <= d.free, false) AS inside
	  FROM holder h LEFT JOIN held d ON d.unit_id = h.quota
	 WHERE h.state = 'waitlisted'
), ranked AS (
	SELECT w.id, w.inside, row_number() OVER (PARTITION BY w.inside ORDER BY w.queued, w.id) AS place,
		row_number() OVER (ORDER BY w.inside DESC, w.queued, w.id) AS overall
	  FROM waiting w
), turned AS (
	UPDATE enrolment e SET state = 'approved', changed_at = :now, changed_by = :account
	  FROM ranked r, seat s
	 WHERE e.id = r.id AND (s.capacity IS NULL OR r.overall <= s.capacity - s.taken
		AND (r.inside OR r.place <= s.capacity - s.taken - (SELECT coalesce(sum(d.free), 0) FROM held d)))
	RETURNING e.class_id, e.person_id
), told AS (
	INSERT INTO enrolment_event (class_id, person_id, before, after, at, account_id)
	SELECT t.class_id, t.person_id, 'waitlisted', 'approved', :now, :account FROM turned t ORDER BY t.person_id
), counted AS (
	UPDATE class_seat s SET taken = s.taken + (SELECT count(*) FROM turned)
	 WHERE s.class_id = :class AND EXISTS (SELECT FROM turned)
)
SELECT count(*) FROM turned;
