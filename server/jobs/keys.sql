-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which keys the serving programs know.

-- keys_say(name) -> text
-- Until the connection ends, or says something else.
SELECT set_config('application_name', :name::text, false);

-- keys_known() -> int
-- The newest generation that every serving hocvud knows; 0: none serves.
SELECT coalesce(min(substr(a.application_name, 12)::int), 0)
  FROM pg_stat_activity a
 WHERE a.datname = current_database() AND a.application_name ~ '^hocvu keys [0-9]{1,4}$';
