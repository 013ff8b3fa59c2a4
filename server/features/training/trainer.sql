-- SPDX-License-Identifier: GPL-3.0-or-later
-- Trainers a unit can name, and the list it keeps of them.

-- trainers_of_unit(unit, today, course) -> trainer
-- Who is on the list of the unit or one above or below it, teaches in a class that the unit or one below it organises, or
-- holds the role there; first who can teach the course (a code), then who is listed; by name.
WITH place AS (
	SELECT u.id FROM unit top JOIN unit u ON u.lo BETWEEN top.lo AND top.hi WHERE top.id = :unit
), listed AS (
	SELECT DISTINCT ON (s.person_id) s.person_id, s.full_name, s.sort_name, s.teaches, s.organisation,
		coalesce(trainer_teaches(s.teaches, c.code, c.title), false) AS fits
	  FROM unit top JOIN unit x ON x.lo BETWEEN top.lo AND top.hi OR top.lo BETWEEN x.lo AND x.hi
	  JOIN trainer_seen s ON s.unit_id = x.id AND s.valid && daterange(:today::date, NULL)
	  LEFT JOIN course c ON c.code = :course
	 WHERE top.id = :unit
	 ORDER BY s.person_id, coalesce(trainer_teaches(s.teaches, c.code, c.title), false) DESC, s.id
), teaches AS (
	SELECT s.trainer_id AS id, count(*) FILTER (WHERE s.date >= :today::date AND NOT s.cancelled) AS sessions
	  FROM class c JOIN session s ON s.class_id = c.id
	 WHERE c.host_unit_id IN (SELECT id FROM place) AND s.trainer_id IS NOT NULL
	 GROUP BY s.trainer_id
), known AS (
	SELECT t.id FROM teaches t
	UNION SELECT a.person_id FROM role_grant g JOIN account a ON a.id = g.account_id
	 WHERE g.role = 'trainer' AND g.valid @> :today::date AND g.unit_id IN (SELECT id FROM place) AND a.person_id IS NOT NULL
	UNION SELECT l.person_id FROM listed l
)
SELECT k.id, coalesce(l.full_name, p.full_name) AS full_name, coalesce(w.name, l.organisation) AS unit_name,
	coalesce(t.sessions, 0) AS sessions, l.person_id IS NOT NULL AS listed, coalesce(l.fits, false) AS fits, l.teaches
  FROM known k
  LEFT JOIN listed l ON l.person_id = k.id
  LEFT JOIN teaches t ON t.id = k.id
  LEFT JOIN person p ON p.id = k.id
  LEFT JOIN LATERAL (SELECT v.name FROM affiliation_line a JOIN unit_version v ON v.unit_id = a.unit_id AND v.valid @> :today::date
	WHERE a.person_id = k.id AND a.valid @> :today::date ORDER BY a.id LIMIT 1) w ON true
 WHERE coalesce(l.full_name, p.full_name) IS NOT NULL
 ORDER BY fits DESC, listed DESC, coalesce(l.sort_name, p.sort_name), k.id
 LIMIT 500;

-- trainers_listed(unit, today, course, over, after, limit) -> listed_trainer
-- The lists of the unit and all below it, by name: who is on one today or will be; with `over` also who was.
SELECT s.id, s.person_id AS person, s.person_code, s.full_name, u.code AS unit, coalesce(s.organisation, w.name) AS organisation,
	s.teaches, s.qualification, lower(s.valid) AS valid_from, (upper(s.valid) - 1) AS valid_to, s.version
  FROM unit top
  JOIN unit u ON u.lo BETWEEN top.lo AND top.hi
  JOIN trainer_seen s ON s.unit_id = u.id
  LEFT JOIN LATERAL (SELECT v.name FROM affiliation_line a JOIN unit_version v ON v.unit_id = a.unit_id AND v.valid @> :today::date
	WHERE a.person_id = s.person_id AND a.valid @> :today::date ORDER BY a.id LIMIT 1) w ON true
 WHERE top.id = :unit
   AND (:over::boolean OR s.valid && daterange(:today::date, NULL))
   AND (:course::text IS NULL OR EXISTS (SELECT FROM course c WHERE c.code = :course AND trainer_teaches(s.teaches, c.code, c.title)))
   AND (:after::bigint IS NULL OR (s.sort_name, s.id) > (SELECT a.sort_name, a.id FROM trainer_seen a WHERE a.id = :after))
 ORDER BY s.sort_name, s.id
 LIMIT :limit;

-- listed_trainer_get(trainer, today) -> listed_trainer
SELECT s.id, s.person_id AS person, s.person_code, s.full_name, u.code AS unit, coalesce(s.organisation, w.name) AS organisation,
	s.teaches, s.qualification, lower(s.valid) AS valid_from, (upper(s.valid) - 1) AS valid_to, s.version
  FROM trainer_seen s
  JOIN unit u ON u.id = s.unit_id
  LEFT JOIN LATERAL (SELECT v.name FROM affiliation_line a JOIN unit_version v ON v.unit_id = a.unit_id AND v.valid @> :today::date
	WHERE a.person_id = s.person_id AND a.valid @> :today::date ORDER BY a.id LIMIT 1) w ON true
 WHERE s.id = :trainer;

-- trainer_add(unit, person, teaches, qualification, organisation, valid_from, valid_to) -> int
INSERT INTO trainer (unit_id, person_id, teaches, qualification, organisation, valid)
VALUES (:unit, :person, :teaches, :qualification, :organisation, daterange(:valid_from::date, :valid_to::date, '[]'))
RETURNING id;

-- trainer_edit(trainer, version, teaches, qualification, organisation, shown, valid_from, valid_to)
-- Where somebody works may have been shown by their unit (`shown`): sent back as it was shown, it is nothing new.
UPDATE trainer SET teaches = :teaches, qualification = :qualification,
	organisation = CASE WHEN :organisation = :shown THEN organisation ELSE :organisation END,
	valid = daterange(:valid_from::date, :valid_to::date, '[]')
 WHERE id = :trainer AND version = :version;

-- trainer_remove(trainer)
DELETE FROM trainer WHERE id = :trainer;
