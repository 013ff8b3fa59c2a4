-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whom an office counts on as trainers, also from elsewhere. A list gives no right: the time-table says who teaches, and
-- what a trainer may do follows from it. Experts of the pool stand with their place of work (affiliation.expert).

-- migrate:up
CREATE TABLE trainer (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id bigint NOT NULL REFERENCES unit,
	person_id bigint NOT NULL REFERENCES person,
	valid daterange NOT NULL CONSTRAINT trainer_first_day_missing CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
	teaches text CONSTRAINT trainer_teaches_length CHECK (length(teaches) BETWEEN 1 AND 200),
	qualification text CONSTRAINT trainer_qualification_length CHECK (length(qualification) BETWEEN 1 AND 200),
	organisation text CONSTRAINT trainer_organisation_length CHECK (length(organisation) BETWEEN 1 AND 200),
	version bigint NOT NULL DEFAULT 1,
	CONSTRAINT trainer_already_listed EXCLUDE USING gist (unit_id WITH =, person_id WITH =, valid WITH &&)
);
CREATE INDEX trainer_by_person ON trainer (person_id);
CREATE TRIGGER row_version BEFORE UPDATE ON trainer FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE trainer IS 'Whom a unit counts on as trainers, from one day to another; it gives no right';
COMMENT ON COLUMN trainer.id IS 'our key';
COMMENT ON COLUMN trainer.unit_id IS 'the unit that keeps the list';
COMMENT ON COLUMN trainer.person_id IS 'who';
COMMENT ON COLUMN trainer.valid IS 'the days on which the unit counts on them';
COMMENT ON COLUMN trainer.teaches IS 'what they can teach: courses by code or title, or words, with ; between';
COMMENT ON COLUMN trainer.qualification IS 'certificates and the like that speak for it';
COMMENT ON COLUMN trainer.organisation IS 'where they work, of who works in no unit known here';
COMMENT ON COLUMN trainer.version IS 'number of edits, for If-Match';

CREATE FUNCTION trainer_teaches(teaches text, code text, title text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT EXISTS (SELECT FROM regexp_split_to_table(teaches, '\s*[;\n]\s*') AS x(piece)
		WHERE btrim(lower(x.piece)) IN (lower(code), lower(title))) $$;
COMMENT ON FUNCTION trainer_teaches(text, text, text) IS 'Is the course among what somebody can teach, by its code or its title?';

-- To who answers for the unit that keeps the list, and to the trainer.
ALTER TABLE trainer ENABLE ROW LEVEL SECURITY;
CREATE POLICY trainer_app ON trainer TO hocvu_app USING (unit_id <@ (SELECT scope_units('past')) OR scope_mine(person_id))
	WITH CHECK (unit_id <@ (SELECT scope_units('past')) OR (SELECT scope_all()));
CREATE POLICY trainer_job ON trainer TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('trainer', 'id', 'person_id', 'unit_id');
GRANT SELECT, INSERT, UPDATE, DELETE ON trainer TO hocvu_app;
GRANT SELECT ON trainer TO hocvu_job;

-- Names, also of those who left the reach of who keeps the list, as the time-table has them: the view asks what the lock asks.
CREATE VIEW trainer_seen AS
SELECT t.id, t.unit_id, t.person_id, t.valid, t.teaches, t.qualification, t.organisation, t.version, p.code AS person_code,
	p.full_name, p.sort_name
  FROM trainer t JOIN person p ON p.id = t.person_id
 WHERE t.unit_id <@ (SELECT scope_units('past')) OR scope_mine(t.person_id);
COMMENT ON VIEW trainer_seen IS 'Lists of trainers with names, as far as the account may read the lists: read with the owner''s rights';
COMMENT ON COLUMN trainer_seen.id IS 'the line of the list';
COMMENT ON COLUMN trainer_seen.unit_id IS 'the unit that keeps the list';
COMMENT ON COLUMN trainer_seen.person_id IS 'who';
COMMENT ON COLUMN trainer_seen.valid IS 'on which days';
COMMENT ON COLUMN trainer_seen.teaches IS 'what they can teach';
COMMENT ON COLUMN trainer_seen.qualification IS 'what speaks for it';
COMMENT ON COLUMN trainer_seen.organisation IS 'where they work, if in no unit known here';
COMMENT ON COLUMN trainer_seen.version IS 'number of edits';
COMMENT ON COLUMN trainer_seen.person_code IS 'the person''s code';
COMMENT ON COLUMN trainer_seen.full_name IS 'the person''s name';
COMMENT ON COLUMN trainer_seen.sort_name IS 'what people are ordered by';
GRANT SELECT ON trainer_seen TO hocvu_app;

-- Over when the days are: the line goes, and with the last one who is nothing else here becomes unknown.
CREATE FUNCTION trainers_forgotten(lines bigint[], today date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
DECLARE
	alone bigint[];
BEGIN
	WITH gone AS (DELETE FROM trainer t WHERE t.id = ANY (lines) RETURNING t.person_id)
	SELECT array_agg(DISTINCT g.person_id) INTO alone FROM gone g
	 WHERE NOT person_placed(g.person_id)
	   AND NOT EXISTS (SELECT FROM trainer o WHERE o.person_id = g.person_id AND NOT o.id = ANY (lines))
	   AND NOT EXISTS (SELECT FROM account a WHERE a.person_id = g.person_id AND a.disabled_at IS NULL)
	   AND NOT EXISTS (SELECT FROM enrolment e WHERE e.person_id = g.person_id)
	   AND NOT EXISTS (SELECT FROM attendance m WHERE m.person_id = g.person_id);
	PERFORM people_anonymised(alone, today);
END$$;
COMMENT ON FUNCTION trainers_forgotten(bigint[], date) IS 'Deletes lines of lists of trainers, and makes unknown who is kept for nothing else';
REVOKE EXECUTE ON FUNCTION trainers_forgotten(bigint[], date) FROM PUBLIC;

-- Who is kept as a trainer is not due; who becomes unknown is on no list; a line is told and kept like other records.
DO $$
DECLARE
	t record;
	now text;
BEGIN
	FOR t IN SELECT * FROM (VALUES
		('people_due(bigint[], date)', 'AND a.disabled_at IS NULL)',
			E'AND a.disabled_at IS NULL)\n\t\t   AND NOT EXISTS (SELECT FROM trainer t WHERE t.person_id = g.person_id)'),
		('people_anonymised(bigint[], date)', E'\tDELETE FROM removal WHERE person_id = ANY (people);',
			E'\tDELETE FROM removal WHERE person_id = ANY (people);\n\tDELETE FROM trainer WHERE person_id = ANY (people);'),
		('person_data(bigint)', E'\n\t)\n\tSELECT h.record',
			E'\n\t\tUNION ALL SELECT 50, ''trainer'', to_jsonb(x) FROM asked q JOIN trainer x ON x.person_id = q.id\n\t)\n\tSELECT h.record'),
		('retention_due(date)', E'\n\t  ) x ON x.kind = k.kind',
			E'\n\t\tUNION ALL SELECT ''trainer'', t.id, t.unit_id, upper(t.valid) - 1 FROM trainer t WHERE NOT upper_inf(t.valid)'
			|| E'\n\t  ) x ON x.kind = k.kind'),
		('retention_apply(date, bigint)', E'\n\tWHEN ''removal'' THEN',
			E'\n\tWHEN ''trainer'' THEN PERFORM trainers_forgotten(batch, today);\n\tWHEN ''removal'' THEN'),
		('list_import_built_upon(bigint)', E' ELSE '''' END)',
			E'\n\t\t\tWHEN how.held = ''trainer''::regclass THEN '' AND (t.id <> coalesce(r.made_id, 0) OR NOT EXISTS (SELECT FROM list_import i
					WHERE i.id = r.import_id AND i.kind = ''''trainers''''))'' ELSE '''' END)')
		) AS x(called, place, more)
	LOOP
		now := pg_get_functiondef(t.called::regprocedure);
		ASSERT length(now) - length(replace(now, t.place, '')) = length(t.place), t.called || ' reads otherwise';
		EXECUTE replace(now, t.place, t.more);
	END LOOP;
END$$;

ALTER TABLE list_import DROP CONSTRAINT list_import_kind_known;
ALTER TABLE list_import ADD CONSTRAINT list_import_kind_known CHECK (kind IN ('people', 'nominations', 'attendance', 'completions',
	'assessments', 'residents', 'populations', 'venues', 'trainers'));

-- migrate:down
DELETE FROM list_import WHERE kind = 'trainers';
ALTER TABLE list_import DROP CONSTRAINT list_import_kind_known;
ALTER TABLE list_import ADD CONSTRAINT list_import_kind_known CHECK (kind IN ('people', 'nominations', 'attendance', 'completions',
	'assessments', 'residents', 'populations', 'venues'));
DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT * FROM (VALUES
		('people_due(bigint[], date)', E'\n\t\t   AND NOT EXISTS (SELECT FROM trainer t WHERE t.person_id = g.person_id)'),
		('people_anonymised(bigint[], date)', E'\n\tDELETE FROM trainer WHERE person_id = ANY (people);'),
		('person_data(bigint)', E'\n\t\tUNION ALL SELECT 50, ''trainer'', to_jsonb(x) FROM asked q JOIN trainer x ON x.person_id = q.id'),
		('retention_due(date)', E'\n\t\tUNION ALL SELECT ''trainer'', t.id, t.unit_id, upper(t.valid) - 1 FROM trainer t WHERE NOT upper_inf(t.valid)'),
		('retention_apply(date, bigint)', E'\n\tWHEN ''trainer'' THEN PERFORM trainers_forgotten(batch, today);'),
		('list_import_built_upon(bigint)', E'\n\t\t\tWHEN how.held = ''trainer''::regclass THEN '' AND (t.id <> coalesce(r.made_id, 0) OR NOT EXISTS (SELECT FROM list_import i
					WHERE i.id = r.import_id AND i.kind = ''''trainers''''))''')
		) AS x(called, more)
	LOOP
		EXECUTE replace(pg_get_functiondef(t.called::regprocedure), t.more, '');
	END LOOP;
END$$;
DROP FUNCTION trainers_forgotten(bigint[], date);
DROP VIEW trainer_seen;
DROP TABLE trainer;
DROP FUNCTION trainer_teaches(text, text, text);
