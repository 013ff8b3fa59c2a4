-- SPDX-License-Identifier: GPL-3.0-or-later
-- What somebody looks for again and again in a list, by a name of their own.

-- migrate:up
CREATE TABLE saved_filter (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	list text COLLATE "C" NOT NULL CONSTRAINT filter_list_form CHECK (list ~ '^[a-z][a-z-]{0,39}$'),
	name text NOT NULL CONSTRAINT filter_name_length CHECK (length(name) BETWEEN 1 AND 60),
	query text NOT NULL CONSTRAINT filter_query_length CHECK (length(query) BETWEEN 1 AND 1000),
	made_at timestamptz NOT NULL,
	CONSTRAINT filter_name_taken UNIQUE (account_id, list, name)
);
COMMENT ON TABLE saved_filter IS 'A filter of a list that its owner gave a name; nobody else sees it';
COMMENT ON COLUMN saved_filter.id IS 'our key';
COMMENT ON COLUMN saved_filter.account_id IS 'whose';
COMMENT ON COLUMN saved_filter.list IS 'the list, as the web app calls it';
COMMENT ON COLUMN saved_filter.name IS 'what its owner calls it';
COMMENT ON COLUMN saved_filter.query IS 'the arguments of the page''s address';
COMMENT ON COLUMN saved_filter.made_at IS 'when it was saved';

ALTER TABLE saved_filter ENABLE ROW LEVEL SECURITY;
CREATE POLICY saved_filter_app ON saved_filter TO hocvu_app USING (account_id = (SELECT scope_account()));
CREATE POLICY saved_filter_job ON saved_filter TO hocvu_job USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON saved_filter TO hocvu_app;
GRANT SELECT ON saved_filter TO hocvu_job;

-- One line more in what is told about a person, whatever the other lines are.
DO $$
DECLARE
	before text := pg_get_functiondef('person_data(bigint)'::regprocedure);
	after text := replace(before, E'\n\t)\n\tSELECT h.record',
		E'\n\t\tUNION ALL SELECT 33, ''saved_filter'', to_jsonb(x) FROM asked q JOIN saved_filter x ON x.account_id = q.account_id\n\t)\n\tSELECT h.record');
BEGIN
	ASSERT after <> before, 'person_data has another form';
	EXECUTE after;
END$$;

-- migrate:down
DO $$
BEGIN
	EXECUTE regexp_replace(pg_get_functiondef('person_data(bigint)'::regprocedure), E'\n\t\tUNION ALL SELECT 33, ''saved_filter''[^\n]*', '');
END$$;
DROP TABLE saved_filter;
