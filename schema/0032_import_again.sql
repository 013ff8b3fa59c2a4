-- SPDX-License-Identifier: GPL-3.0-or-later
-- The same data package once more: known by its digest, and nothing to do when no table it covers was written since.

-- migrate:up
-- Only ever goes up, also for statements that are rolled back or change no row, and skips some numbers after a crash:
-- it may say "changed" without need, never "unchanged" wrongly. It takes no lock, so writers do not meet in it.
CREATE SEQUENCE package_changes;
COMMENT ON SEQUENCE package_changes IS 'Counts the statements that write to tables a data package covers, but for those of imports';
SELECT setval('package_changes', 1);
GRANT USAGE ON SEQUENCE package_changes TO hocvu_app, hocvu_job;
GRANT SELECT ON SEQUENCE package_changes TO hocvu_job;

CREATE FUNCTION package_changed() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN PERFORM nextval('public.package_changes'); RETURN NULL; END$$;
COMMENT ON FUNCTION package_changed() IS 'Counts a statement that writes to a table a data package covers, before it does';

-- An import says what it wrote in package_note, in its own transaction.
DO $$
DECLARE
	covered name;
BEGIN
	FOREACH covered IN ARRAY '{unit,unit_version,succession,succession_group,person,affiliation,residence,population,plan,task,target,course,course_task,class,class_seat,session,enrolment,attendance,external_completion,assessment,skill,headcount}'::name[]
	LOOP
		EXECUTE format('CREATE TRIGGER package_changed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT
			WHEN (current_setting(''hocvu.importing'', true) IS DISTINCT FROM ''on'') EXECUTE FUNCTION package_changed()', covered);
	END LOOP;
END$$;

CREATE TABLE package_note (
	one boolean PRIMARY KEY DEFAULT true CONSTRAINT package_note_one CHECK (one),
	digest text NOT NULL,
	changes bigint NOT NULL,
	rows bigint NOT NULL,
	warnings bigint NOT NULL,
	imported_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE package_note IS 'The package imported last: while `changes` stands, importing it again changes nothing';
COMMENT ON COLUMN package_note.one IS 'there is at most one row';
COMMENT ON COLUMN package_note.digest IS 'keyed hash over its tables and the program that imported it';
COMMENT ON COLUMN package_note.changes IS 'package_changes when that import began, while nobody else was writing';
COMMENT ON COLUMN package_note.rows IS 'rows it has';
COMMENT ON COLUMN package_note.warnings IS 'warnings it gave';
COMMENT ON COLUMN package_note.imported_at IS 'when';
GRANT SELECT, INSERT, DELETE ON package_note TO hocvu_job;

-- migrate:down
DROP TABLE package_note;
DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT tgrelid::regclass AS covered FROM pg_trigger WHERE tgname = 'package_changed' LOOP
		EXECUTE format('DROP TRIGGER package_changed ON %s', t.covered);
	END LOOP;
END$$;
DROP FUNCTION package_changed();
DROP SEQUENCE package_changes;
