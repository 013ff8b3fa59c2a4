-- SPDX-License-Identifier: GPL-3.0-or-later
-- The one allocator of seats. Whoever changes who wants or leaves a seat locks the class and then its counter,
-- then changes, then allocates: so two requests at once give out each seat once, in the order of acceptance.

-- seat_class(class) -> seat_class
-- The class while its seats change: nobody turns or edits it meanwhile. Locked before the counter, always.
SELECT c.id AS class, c.state, c.host_unit_id AS host_unit, c.capacity,
	(SELECT max(s.date) FROM session s WHERE s.class_id = c.id AND NOT s.cancelled) AS last_on
  FROM class c WHERE c.id = :class FOR SHARE OF c;

-- seats_locked(class) -> int
-- Locks the counter until the transaction ends and gives the seats taken; makes it for a class that has none yet.
WITH known AS (
	SELECT c.id, c.capacity, (SELECT count(*) FROM enrolment_line e WHERE e.class_id = c.id AND e.state = 'approved') AS taken
	  FROM class c WHERE c.id = :class
)
INSERT INTO class_seat (class_id, capacity, imported, taken) SELECT k.id, k.capacity, k.taken, k.taken FROM known k
    ON CONFLICT (class_id) DO UPDATE SET class_id = excluded.class_id
RETURNING taken;

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
-- Gives free seats to the waiting list in the order of acceptance: first inside the quota the enrolment counts
-- in, else from the seats that no quota holds back. Gives how many got one. Run with the counter locked, as a
-- statement of its own. A cancelled class gives none. The next in the line may be of a unit the account does not see.
WITH seat AS (
	SELECT s.capacity, s.taken, (SELECT coalesce(sum(q.free), 0) FROM quota_use q WHERE q.class_id = s.class_id) AS held
	  FROM class_seat s JOIN class c ON c.id = s.class_id AND c.state <> 'cancelled'
	 WHERE s.class_id = :class
), waiting AS (
	SELECT e.id, e.queued, coalesce(row_number() OVER (PARTITION BY e.quota_unit_id ORDER BY e.queued, e.id) <= q.free,
		false) AS inside
	  FROM enrolment_quota e
	  LEFT JOIN quota_use q ON q.class_id = e.class_id AND q.unit_id = e.quota_unit_id
	 WHERE e.class_id = :class AND e.state = 'waitlisted'
), ranked AS (
	SELECT w.id, w.inside, row_number() OVER (PARTITION BY w.inside ORDER BY w.queued, w.id) AS place
	  FROM waiting w
), turned AS (
	UPDATE enrolment_line e SET state = 'approved', changed_at = :now, changed_by = :account
	  FROM ranked r, seat s
	 WHERE e.id = r.id
	   AND (s.capacity IS NULL OR r.place <= s.capacity - s.taken - CASE WHEN r.inside THEN 0 ELSE s.held END)
	RETURNING e.class_id, e.person_id
), told AS (
	INSERT INTO enrolment_event (class_id, person_id, before, after, at, account_id)
	SELECT t.class_id, t.person_id, 'waitlisted', 'approved', :now, :account FROM turned t ORDER BY t.person_id
), counted AS (
	UPDATE class_seat s SET taken = s.taken + (SELECT count(*) FROM turned)
	 WHERE s.class_id = :class AND EXISTS (SELECT FROM turned)
)
SELECT count(*) FROM turned;
