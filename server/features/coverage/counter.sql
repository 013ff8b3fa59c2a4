-- SPDX-License-Identifier: GPL-3.0-or-later
-- The counters behind a figure; how they are kept stands in schema/0020_counters.sql.

-- coverage_folded() -> int
SELECT coverage_fold();
