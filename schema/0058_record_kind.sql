-- SPDX-License-Identifier: GPL-3.0-or-later
-- What kinds of records about people are kept, why, on what ground, how long, and what happens then.

-- migrate:up
CREATE TABLE record_kind (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind text NOT NULL CONSTRAINT record_kind_taken UNIQUE,
	title text NOT NULL,
	tables text[] NOT NULL,
	purpose text NOT NULL,
	basis text NOT NULL CONSTRAINT record_kind_basis_known CHECK (basis IN ('public_duty', 'legal_obligation', 'consent')),
	law text NOT NULL,
	counts_from text NOT NULL CONSTRAINT record_kind_counts_from_known CHECK (counts_from IN ('last_place_ended', 'withdrawn',
		'closed', 'removed', 'written', 'ended')),
	keep_months bigint NOT NULL CONSTRAINT record_kind_keep_positive CHECK (keep_months > 0),
	then_what text NOT NULL CONSTRAINT record_kind_then_known CHECK (then_what IN ('anonymise', 'delete', 'keep')),
	decides text NOT NULL,
	source text NOT NULL
);
COMMENT ON TABLE record_kind IS 'Kinds of records about people with purpose, lawful basis and retention; every table with personal data belongs to one';
COMMENT ON COLUMN record_kind.id IS 'our key';
COMMENT ON COLUMN record_kind.kind IS 'its word in programs';
COMMENT ON COLUMN record_kind.title IS 'what it is, for people';
COMMENT ON COLUMN record_kind.tables IS 'tables it lies in; account_* stands for all whose names begin so';
COMMENT ON COLUMN record_kind.purpose IS 'what it is kept for';
COMMENT ON COLUMN record_kind.basis IS 'the ground: a state body''s duty (Law 91/2025/QH15 art. 19.1.c), another law''s demand, consent (art. 9)';
COMMENT ON COLUMN record_kind.law IS 'the articles';
COMMENT ON COLUMN record_kind.counts_from IS 'the event from which the months are counted';
COMMENT ON COLUMN record_kind.keep_months IS 'months it is kept';
COMMENT ON COLUMN record_kind.then_what IS 'what happens then: the person becomes unknown and figures stay, the record is deleted, it is kept';
COMMENT ON COLUMN record_kind.decides IS 'who decides that it happens';
COMMENT ON COLUMN record_kind.source IS 'where the months come from';

GRANT SELECT ON record_kind TO hocvu_app, hocvu_job;
GRANT INSERT, UPDATE, DELETE ON record_kind TO hocvu_job;

-- migrate:down
DROP TABLE record_kind;
