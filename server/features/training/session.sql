-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sessions: the meetings of a class, one by one or as a series, and what stands in their way.

-- sessions_of_class(class) -> session
SELECT s.* FROM session_seen s WHERE s.class = :class ORDER BY s.date, s.start, s.number;

-- session_get(session) -> session
SELECT s.* FROM session_seen s WHERE s.id = :session;

-- sessions_from(class, number) -> session
-- Those from a number on: a series just made.
SELECT s.* FROM session_seen s WHERE s.class = :class AND s.number >= :number ORDER BY s.number;

-- session_page(account, today, from, to, unit, trainer, after, limit) -> session
-- Of a period of days in order; a unit (its code) stands for all below it; `mine` for those I teach.
SELECT s.*
  FROM session_seen s JOIN class c ON c.id = s.class LEFT JOIN unit h ON h.id = c.host_unit_id
 WHERE s.date BETWEEN coalesce(:from::date, :today::date) AND coalesce(:to::date, :from::date, :today::date)
   AND (:unit::text IS NULL OR h.lo BETWEEN (SELECT u.lo FROM unit u WHERE u.code = :unit)
	AND (SELECT u.hi FROM unit u WHERE u.code = :unit))
   AND (:trainer::text IS NULL OR s.trainer = (SELECT a.person_id FROM account a WHERE a.id = :account))
   AND (s.class_state <> 'draft'
	OR s.trainer = (SELECT a.person_id FROM account a WHERE a.id = :account)
	OR EXISTS (SELECT FROM role_grant g JOIN unit u ON u.id = g.unit_id
		WHERE g.account_id = :account AND g.valid @> :today::date AND h.lo BETWEEN u.lo AND u.hi
		  AND g.role IN ('programme_office', 'admin', 'auditor')))
   AND (:after::bigint IS NULL OR (s.date, coalesce(s.start, '00:00'), s.id) > (SELECT b.date,
	coalesce(b.starts, '00:00'), b.id FROM session b WHERE b.id = :after))
 ORDER BY s.date, coalesce(s.start, '00:00'), s.id
 LIMIT :limit;

-- session_locked(session) -> session_head
-- A session and its class while one of them is changed or marked: rosters of one class wait for each other, because
-- what a mark means for a completion depends on the others, and nobody cancels the class meanwhile. The class first, as
-- everywhere, and at once as strongly as the counters will want it: two that shared it could not both go on. What
-- follows in this transaction is planned once for all rosters: with the lock on rows a plan costs more than the reading.
SELECT s.id, s.class_id AS class, c.state AS class_state, s.date, s.starts AS start, s.ends AS "end", s.periods,
	s.cancelled, s.venue_id, s.trainer_id AS trainer, s.version,
	EXISTS (SELECT FROM attendance a WHERE a.session_id = s.id) AS marked
  FROM session s JOIN class c ON c.id = s.class_id
 WHERE s.id = :session AND set_config('plan_cache_mode', 'force_generic_plan', true) IS NOT NULL
   FOR NO KEY UPDATE OF c, s;

-- session_heads(class) -> session_head
-- Sessions of a class that are held.
SELECT s.id, s.class_id AS class, c.state AS class_state, s.date, s.starts AS start, s.ends AS "end", s.periods,
	s.cancelled, s.venue_id, s.trainer_id AS trainer, s.version,
	EXISTS (SELECT FROM attendance a WHERE a.session_id = s.id) AS marked
  FROM session s JOIN class c ON c.id = s.class_id WHERE s.class_id = :class AND NOT s.cancelled ORDER BY s.id;

-- series_days(body) -> series_day
-- The days of a series and those left out with the reason, in order, up to its count or last day.
WITH spec AS (
	SELECT b."from", b.until, b.count, b."repeat", coalesce(b."except", '{}') AS excepted,
		coalesce(b.weekdays, CASE b."repeat" WHEN 'weekly'
			THEN ARRAY[(ARRAY['mon','tue','wed','thu','fri','sat','sun'])[extract(isodow FROM b."from")]]
			ELSE ARRAY['mon','tue','wed','thu','fri','sat','sun'] END) AS weekdays
	  FROM jsonb_to_record(:body::jsonb) AS b("from" date, until date, count bigint, "repeat" text, weekdays text[],
		"except" date[])
), day AS (
	SELECT d::date AS date, spec.count,
		CASE WHEN d::date = ANY (spec.excepted) THEN 'exception' WHEN h.date IS NOT NULL THEN 'public_holiday' END AS reason,
		h.name
	  FROM spec
	 CROSS JOIN LATERAL generate_series(spec."from", least(coalesce(spec.until, spec."from" + 731),
		spec."from" + 731), interval '1 day') AS d
	  LEFT JOIN public_holiday h ON h.date = d::date
	 WHERE (ARRAY['mon','tue','wed','thu','fri','sat','sun'])[extract(isodow FROM d)] = ANY (spec.weekdays)
), counted AS (
	SELECT day.*, count(*) FILTER (WHERE reason IS NULL) OVER (ORDER BY date) AS nth FROM day
)
SELECT c.date, c.reason, c.name FROM counted c
 WHERE c.count IS NULL OR c.nth < c.count OR (c.nth = c.count AND c.reason IS NULL)
 ORDER BY c.date;

-- session_alone(venue_id, trainer)
-- Nobody else gives a session this room or this trainer until this work is done. Several at the same moment would otherwise wait for each
-- other's rows inside the constraints, in a ring that the database only breaks after a second, one by one.
SELECT pg_advisory_xact_lock(hashtextextended(k.what, k.id))
  FROM (VALUES ('trainer', :trainer::bigint), ('venue', :venue_id::bigint)) AS k(what, id) WHERE k.id IS NOT NULL ORDER BY k.what;

-- session_clashes(self, days, start, minutes, venue_id, trainer) -> clash
-- Sessions that hold the room or the trainer at one of those times; for the sentence only: what
-- refuses, an import too, are the constraints venue_clash and trainer_clash.
WITH new AS (
	SELECT tsrange(d::date + :start::time, d::date + :start::time + :minutes::int * interval '1 minute') AS during
	  FROM jsonb_array_elements_text(:days::jsonb) AS d
)
SELECT 'venue_clash' AS code, v.name AS what, s.class, s.class_code, s.class_title, s.id AS session, s.date, s.start, s."end"
  FROM new n
  JOIN session t ON t.venue_id = :venue_id AND t.during && n.during AND NOT t.cancelled
  JOIN session_seen s ON s.id = t.id
  JOIN venue v ON v.id = s.venue_id
 WHERE s.id IS DISTINCT FROM :self
UNION ALL
SELECT 'trainer_clash', s.trainer_name, s.class, s.class_code, s.class_title, s.id, s.date, s.start, s."end"
  FROM new n
  JOIN session t ON t.trainer_id = :trainer AND t.during && n.during AND NOT t.cancelled
  JOIN session_seen s ON s.id = t.id
 WHERE s.id IS DISTINCT FROM :self
 ORDER BY 1 DESC, 7, 8 LIMIT 20;

-- trainee_clashes(class, number, session) -> trainee_clash
-- People of the class who are in another class at the time of one of these sessions: one session, or
-- all of the class from a number on.
SELECT e.person_id AS person, p.full_name, s.id AS session, t.class, t.class_code, t.class_title, t.id AS other_session,
	t.date, t.start, t."end"
  FROM session s
  JOIN enrolment e ON e.class_id = s.class_id AND e.state IN ('approved', 'nominated', 'waitlisted')
  JOIN enrolment_line o ON o.person_id = e.person_id AND o.class_id <> e.class_id AND o.state = 'approved'
  JOIN session d ON d.class_id = o.class_id AND NOT d.cancelled AND d.during && s.during
  JOIN session_seen t ON t.id = d.id
  JOIN person p ON p.id = e.person_id
 WHERE s.class_id = :class AND NOT s.cancelled
   AND (s.id = :session OR s.number >= :number)
 ORDER BY p.sort_name, p.id, t.date, t.start LIMIT 500;

-- trainer_known(trainer, today) -> bool
-- Teaches somewhere already, or has an account that holds the role.
SELECT EXISTS (SELECT FROM session s WHERE s.trainer_id = :trainer)
    OR EXISTS (SELECT FROM account a JOIN role_grant g ON g.account_id = a.id
	WHERE a.person_id = :trainer AND g.role = 'trainer' AND g.valid @> :today::date);

-- session_add(class, days, start, end, periods, minutes, venue, venue_id, trainer) -> int
-- One session a day, numbered on from the last one; gives the first number.
WITH made AS (
	INSERT INTO session (class_id, number, date, starts, ends, periods, venue, venue_id, trainer_id, during)
	SELECT :class, (SELECT coalesce(max(s.number), 0) FROM session s WHERE s.class_id = :class)
			+ row_number() OVER (ORDER BY d::date),
		d::date, :start::time, :end::time, :periods, :venue, :venue_id, :trainer,
		tsrange(d::date + :start::time, d::date + :start::time + :minutes::int * interval '1 minute')
	  FROM jsonb_array_elements_text(:days::jsonb) AS d
	 ORDER BY d::date
	RETURNING number
)
SELECT min(number) FROM made;

-- session_edit(session, version, date, start, end, periods, minutes, venue, venue_id, trainer, account, now, why) -> int
-- A move in time is kept with its reason. Sessions of a cancelled class hold no room.
WITH before AS (
	SELECT s.id, s.class_id, to_char(s.date, 'YYYY-MM-DD') || coalesce(' ' || to_char(s.starts, 'HH24:MI'), '') AS said
	  FROM session s WHERE s.id = :session
), edited AS (
	UPDATE session SET date = :date, starts = :start::time, ends = :end::time, periods = :periods, venue = :venue,
		venue_id = :venue_id, trainer_id = :trainer, during = tsrange(:date::date + :start::time,
			:date::date + :start::time + :minutes::int * interval '1 minute')
	 WHERE id = :session AND version = :version
	RETURNING id, to_char(date, 'YYYY-MM-DD') || ' ' || to_char(starts, 'HH24:MI') AS said
), noted AS (
	INSERT INTO class_event (class_id, session_id, what, before, after, at, account_id, why)
	SELECT b.class_id, b.id, 'moved', b.said, e.said, :now::timestamptz, :account, :why
	  FROM before b JOIN edited e USING (id) WHERE b.said <> e.said
)
SELECT count(*) FROM edited;

-- session_cancel(session, cancelled, account, now, why) -> int
-- Takes it off the time-table or puts it back; a session put back must find its room and trainer free.
WITH changed AS (
	UPDATE session SET cancelled = :cancelled WHERE id = :session AND cancelled <> :cancelled RETURNING id, class_id
), noted AS (
	INSERT INTO class_event (class_id, session_id, what, at, account_id, why)
	SELECT class_id, id, CASE WHEN :cancelled THEN 'cancelled' ELSE 'restored' END, :now::timestamptz, :account, :why
	  FROM changed
)
SELECT count(*) FROM changed;
