-- SPDX-License-Identifier: GPL-3.0-or-later
-- Word files that an office puts in the place of what the program composes as Word documents.

-- migrate:up
CREATE TABLE paper_word (
	unit_id bigint NOT NULL REFERENCES unit ON DELETE CASCADE,
	name text NOT NULL CONSTRAINT paper_word_name_form CHECK (name ~ '^[a-z_]{1,40}$'),
	digest text NOT NULL CONSTRAINT paper_word_digest_form CHECK (digest ~ '^[0-9a-f]{64}$'),
	bytes bigint NOT NULL CONSTRAINT paper_word_bytes_range CHECK (bytes BETWEEN 1 AND 4194304),
	changed_by bigint NOT NULL,
	changed_at timestamptz NOT NULL,
	PRIMARY KEY (unit_id, name)
);
COMMENT ON TABLE paper_word IS 'A Word file as the template of a paper, for an office''s own papers and those of units below; no people';
COMMENT ON COLUMN paper_word.unit_id IS 'the office''s unit';
COMMENT ON COLUMN paper_word.name IS 'which paper, as in paper_template';
COMMENT ON COLUMN paper_word.digest IS 'SHA-256 of its pieces: which template a paper was made from can be told from the record';
COMMENT ON COLUMN paper_word.bytes IS 'the length of its pieces';
COMMENT ON COLUMN paper_word.changed_by IS 'the account that put it there';
COMMENT ON COLUMN paper_word.changed_at IS 'when';

-- Apart from its line, so that the record of who changed what does not carry whole files.
CREATE TABLE paper_word_pieces (
	unit_id bigint NOT NULL,
	name text NOT NULL,
	pieces bytea NOT NULL,
	PRIMARY KEY (unit_id, name),
	FOREIGN KEY (unit_id, name) REFERENCES paper_word ON DELETE CASCADE
);
COMMENT ON TABLE paper_word_pieces IS 'What a Word template holds: text as it stands, fields, rows to repeat (server/files/word_pieces.h)';
COMMENT ON COLUMN paper_word_pieces.unit_id IS 'the office''s unit';
COMMENT ON COLUMN paper_word_pieces.name IS 'which paper';
COMMENT ON COLUMN paper_word_pieces.pieces IS 'checked when the file came; the file itself is not kept';
SELECT audit_attach('paper_word', 'unit_id', '', 'unit_id');
GRANT SELECT, INSERT, UPDATE, DELETE ON paper_word, paper_word_pieces TO hocvu_app;
GRANT SELECT ON paper_word, paper_word_pieces TO hocvu_job;

-- migrate:down
DROP TABLE paper_word_pieces, paper_word;
