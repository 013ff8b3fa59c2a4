-- SPDX-License-Identifier: GPL-3.0-or-later
-- Templates of letters that an office made its own: used for its papers and those of the units below it.

-- migrate:up
CREATE TABLE paper_template (
	unit_id bigint NOT NULL REFERENCES unit ON DELETE CASCADE,
	name text NOT NULL CONSTRAINT paper_template_name_form CHECK (name ~ '^[a-z_]{1,40}$'),
	text text NOT NULL CONSTRAINT paper_template_length CHECK (length(text) BETWEEN 1 AND 65536),
	changed_by bigint NOT NULL,
	changed_at timestamptz NOT NULL,
	PRIMARY KEY (unit_id, name)
);
COMMENT ON TABLE paper_template IS 'A template of a letter as an office wants it, for its own papers and those of units below; no people';
COMMENT ON COLUMN paper_template.unit_id IS 'the office''s unit';
COMMENT ON COLUMN paper_template.name IS 'which letter, as the files that come with the program are called';
COMMENT ON COLUMN paper_template.text IS 'its lines';
COMMENT ON COLUMN paper_template.changed_by IS 'the account that put it there';
COMMENT ON COLUMN paper_template.changed_at IS 'when';
SELECT audit_attach('paper_template', 'unit_id', '', 'unit_id');
GRANT SELECT, INSERT, UPDATE, DELETE ON paper_template TO hocvu_app;
GRANT SELECT ON paper_template TO hocvu_job;

-- migrate:down
DROP TABLE paper_template;
