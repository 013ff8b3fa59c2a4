-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the privacy notice says: kinds of records, and by when people are answered.

-- privacy_kinds() -> privacy_kind
SELECT k.title, k.purpose, k.title_en, k.purpose_en, k.basis, k.law, k.keep_months, k.counts_from, k.then_what FROM record_kind k ORDER BY k.id;

-- privacy_clocks() -> privacy_clock
-- In the order of the law.
SELECT c.kind, c.reply_days, c.days, c.law FROM request_clock c
 ORDER BY array_position('{view,correct,export,restrict,object,withdraw,delete}', c.kind);
