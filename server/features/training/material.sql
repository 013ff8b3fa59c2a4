-- SPDX-License-Identifier: GPL-3.0-or-later
-- Materials of a course, each for everyone, for learners and trainers of its classes, or for trainers.

-- materials_of_course(course, account, today) -> material
-- Those the account may read.
SELECT m.id, m.course_id AS course, m.title, m.edition, m.link, m.file_name, length(m.file)::bigint AS size, m.readers,
	m.added_at
  FROM material m
  LEFT JOIN account me ON me.id = :account
 WHERE m.course_id = :course
   AND (m.readers = 'everyone'
	OR EXISTS (SELECT FROM role_grant g WHERE g.account_id = :account AND g.valid @> :today::date
		AND g.role IN ('programme_office', 'admin', 'trainer'))
	OR EXISTS (SELECT FROM session s JOIN class c ON c.id = s.class_id
		WHERE s.trainer_id = me.person_id AND c.course_id = m.course_id)
	OR (m.readers = 'learners' AND EXISTS (SELECT FROM enrolment e JOIN class c ON c.id = e.class_id
		WHERE e.person_id = me.person_id AND e.state = 'approved' AND c.course_id = m.course_id)))
 ORDER BY m.title, m.edition, m.id;

-- material_get(course, material) -> material_full
SELECT m.id, m.course_id AS course, m.title, m.edition, m.link, m.file_name, length(m.file)::bigint AS size, m.readers,
	m.added_at, replace(encode(m.file, 'base64'), chr(10), '') AS file
  FROM material m WHERE m.course_id = :course AND m.id = :material;

-- material_add(course, title, edition, link, file_name, file, readers, now) -> int
INSERT INTO material (course_id, title, edition, link, file_name, file, readers, added_at)
VALUES (:course, :title, :edition, :link, :file_name, decode(:file, 'base64'), :readers, :now::timestamptz)
RETURNING id;

-- material_remove(course, material)
DELETE FROM material WHERE course_id = :course AND id = :material;
