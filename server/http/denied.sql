-- SPDX-License-Identifier: GPL-3.0-or-later
-- Refusals, see audit_denied() in the schema.

-- denied_note(account, address, request, route, code, tried, row)
SELECT audit_denied(:account, :address, :request, :route, :code, :tried, :row);

-- denied_number(account, today)
-- One more number that came to nothing, see number_miss in the schema.
INSERT INTO number_miss AS m (account_id, day) VALUES (:account, :today::date)
ON CONFLICT (account_id) DO UPDATE SET day = excluded.day,
	times = CASE WHEN m.day = excluded.day THEN m.times + 1 ELSE 1 END;

-- denied_told() -> int
SELECT audit_denials_told();
