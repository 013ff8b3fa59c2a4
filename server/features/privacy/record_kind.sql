-- SPDX-License-Identifier: GPL-3.0-or-later
-- Kinds of records about people.

-- record_kinds_list(after, limit) -> record_kind
SELECT k.id, k.kind, k.title, k.purpose, k.basis, k.law, k.counts_from, k.keep_months, k.then_what, k.decides, k.source, k.title_en, k.purpose_en
  FROM record_kind k WHERE k.id > coalesce(:after::bigint, 0) ORDER BY k.id LIMIT :limit::int;
