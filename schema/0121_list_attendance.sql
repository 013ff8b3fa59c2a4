-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of attendance.

-- migrate:up
ALTER TABLE list_import DROP CONSTRAINT list_import_kind_known;
ALTER TABLE list_import ADD CONSTRAINT list_import_kind_known
	CHECK (kind IN ('people', 'nominations', 'attendance', 'completions', 'assessments', 'residents', 'populations', 'venues'));
ALTER TABLE list_import DROP CONSTRAINT list_import_of_class;
ALTER TABLE list_import ADD CONSTRAINT list_import_of_class
	CHECK ((kind IN ('nominations', 'attendance')) = (class_id IS NOT NULL));

CREATE FUNCTION list_session(class bigint, number bigint, day date) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT CASE count(*) WHEN 0 THEN NULL WHEN 1 THEN min(s.id) ELSE 0 END FROM session s
	 WHERE s.class_id = list_session.class AND NOT s.cancelled
	   AND (list_session.number IS NULL OR s.number = list_session.number) AND (list_session.day IS NULL OR s.date = list_session.day) $$;
COMMENT ON FUNCTION list_session(bigint, bigint, date) IS 'The session of a class that a row means, by its number or its day; none: there is no such one; 0: several';

-- migrate:down
DROP FUNCTION list_session(bigint, bigint, date);
DELETE FROM list_import WHERE kind = 'attendance';
ALTER TABLE list_import DROP CONSTRAINT list_import_of_class;
ALTER TABLE list_import ADD CONSTRAINT list_import_of_class CHECK ((kind = 'nominations') = (class_id IS NOT NULL));
ALTER TABLE list_import DROP CONSTRAINT list_import_kind_known;
ALTER TABLE list_import ADD CONSTRAINT list_import_kind_known
	CHECK (kind IN ('people', 'nominations', 'completions', 'assessments', 'residents', 'populations', 'venues'));
