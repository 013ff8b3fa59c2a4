-- SPDX-License-Identifier: GPL-3.0-or-later
-- How a unit of work begins and ends.

-- work_begin()
BEGIN;

-- work_begin_reading()
BEGIN READ ONLY;

-- work_commit()
COMMIT;

-- work_rollback()
ROLLBACK;
