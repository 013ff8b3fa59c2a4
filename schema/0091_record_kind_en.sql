-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is kept and what for is said in English too: the privacy notice has both languages.

-- migrate:up
ALTER TABLE record_kind ADD COLUMN title_en text, ADD COLUMN purpose_en text;
COMMENT ON COLUMN record_kind.title_en IS 'what it is, in English';
COMMENT ON COLUMN record_kind.purpose_en IS 'what it is kept for, in English';

-- migrate:down
ALTER TABLE record_kind DROP COLUMN title_en, DROP COLUMN purpose_en;
