-- SPDX-License-Identifier: GPL-3.0-or-later
-- Refusals, see audit_denied() in the schema.

-- denied_note(account, address, request, route, code, tried, row)
SELECT audit_denied(:account, :address, :request, :route, :code, :tried, :row);

-- denied_told() -> int
SELECT audit_denials_told();
