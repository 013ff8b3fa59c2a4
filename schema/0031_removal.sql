-- SPDX-License-Identifier: GPL-3.0-or-later
-- Records that were taken away: figures of the past change with them, so who, when and why stay.

-- migrate:up
ALTER TABLE skill ADD COLUMN entered_by bigint, ADD COLUMN entered_at timestamptz;
ALTER TABLE headcount ADD COLUMN entered_by bigint, ADD COLUMN entered_at timestamptz;
ALTER TABLE assessment ADD COLUMN entered_by bigint, ADD COLUMN entered_at timestamptz;
ALTER TABLE external_completion ADD COLUMN entered_by bigint, ADD COLUMN entered_at timestamptz;
COMMENT ON COLUMN skill.entered_by IS 'account that entered it; none: it came with a data package';
COMMENT ON COLUMN skill.entered_at IS 'when it was entered';
COMMENT ON COLUMN headcount.entered_by IS 'account that entered it; none: it came with a data package';
COMMENT ON COLUMN headcount.entered_at IS 'when it was entered';
COMMENT ON COLUMN assessment.entered_by IS 'account that entered it; none: it came with a data package';
COMMENT ON COLUMN assessment.entered_at IS 'when it was entered';
COMMENT ON COLUMN external_completion.entered_by IS 'account that entered it; none: it came with a data package';
COMMENT ON COLUMN external_completion.entered_at IS 'when it was entered';

CREATE TABLE removal (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	what text NOT NULL CONSTRAINT removal_what_known CHECK (what IN ('skill', 'headcount', 'assessment', 'external')),
	unit_id bigint NOT NULL REFERENCES unit ON DELETE CASCADE,
	person_id bigint REFERENCES person ON DELETE CASCADE,
	row jsonb NOT NULL,
	at timestamptz NOT NULL,
	account_id bigint NOT NULL,
	why text
);
CREATE INDEX removal_by_unit ON removal (unit_id, id);
CREATE INDEX removal_by_person ON removal (person_id) WHERE person_id IS NOT NULL;
COMMENT ON TABLE removal IS 'A record that was taken away; only added to';
COMMENT ON COLUMN removal.id IS 'our key';
COMMENT ON COLUMN removal.what IS 'skill, headcount, assessment or external completion';
COMMENT ON COLUMN removal.unit_id IS 'the unit in whose list it stood';
COMMENT ON COLUMN removal.person_id IS 'whose record; none for headcounts';
COMMENT ON COLUMN removal.row IS 'the record as it was';
COMMENT ON COLUMN removal.at IS 'when';
COMMENT ON COLUMN removal.account_id IS 'by which account';
COMMENT ON COLUMN removal.why IS 'the reason; none: whoever entered it took it away soon after';

-- A day on which something was seen or achieved: not to come, not before digital skills were anybody's plan, not
-- before the person was born.
CREATE FUNCTION day_fault(day date, born date, today date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN day > today THEN 'date_not_yet' WHEN day < DATE '2000-01-01' THEN 'date_too_early'
		WHEN day < born THEN 'date_before_birth' END $$;
COMMENT ON FUNCTION day_fault(date, date, date) IS 'What is wrong with the day of a record, as a code; none: nothing';

GRANT SELECT, INSERT ON removal TO hocvu_app;

-- migrate:down
DROP FUNCTION day_fault(date, date, date);
DROP TABLE removal;
ALTER TABLE skill DROP COLUMN entered_by, DROP COLUMN entered_at;
ALTER TABLE headcount DROP COLUMN entered_by, DROP COLUMN entered_at;
ALTER TABLE assessment DROP COLUMN entered_by, DROP COLUMN entered_at;
ALTER TABLE external_completion DROP COLUMN entered_by, DROP COLUMN entered_at;
