-- SPDX-License-Identifier: GPL-3.0-or-later
-- How the database is, as whoever administers the house is shown it.

-- migrate:up
-- Read with its owner's rights: numbers and times, nothing of the rows behind them.
CREATE VIEW house_state AS
SELECT pg_database_size(current_database()) AS database_bytes, current_setting('server_version') AS database_version,
	m.version AS migration, m.applied_at AS migrated_at,
	(SELECT s.sealed_at FROM audit_seal s ORDER BY s.seq DESC LIMIT 1) AS sealed_at,
	(SELECT count(*) FROM audit_fresh) AS unsealed
  FROM (SELECT version, applied_at FROM schema_migration ORDER BY version DESC LIMIT 1) m;
COMMENT ON VIEW house_state IS 'How the database is, for administrators: read with the owner''s rights';
COMMENT ON COLUMN house_state.database_bytes IS 'its size on disk';
COMMENT ON COLUMN house_state.database_version IS 'version of PostgreSQL';
COMMENT ON COLUMN house_state.migration IS 'the last file of schema/ it was made by';
COMMENT ON COLUMN house_state.migrated_at IS 'when that was applied';
COMMENT ON COLUMN house_state.sealed_at IS 'when the record was last sealed';
COMMENT ON COLUMN house_state.unsealed IS 'rows of the record that wait for their seal';
GRANT SELECT ON house_state TO hocvu_app;

-- migrate:down
DROP VIEW house_state;
