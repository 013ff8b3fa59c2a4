-- SPDX-License-Identifier: GPL-3.0-or-later
-- When keys turn, addresses that wait for their code turn with the rest.

-- migrate:up
GRANT UPDATE (pending_sealed, code_sealed) ON mail_address TO hocvu_job;

-- Sealing the same under another key is no change to record one by one: the run is one act. Only the role of jobs can say so.
DROP TRIGGER audit_changed ON mail_address;
CREATE TRIGGER audit_changed AFTER UPDATE ON mail_address REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT
	WHEN (session_user <> 'hocvu_job' OR current_setting('hocvu.rekey', true) IS DISTINCT FROM 'on')
	EXECUTE FUNCTION audit_row('person_id', 'person_id', 'person');
DROP TRIGGER audit_changed ON account_factor;
CREATE TRIGGER audit_changed AFTER UPDATE ON account_factor REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT
	WHEN (session_user <> 'hocvu_job' OR current_setting('hocvu.rekey', true) IS DISTINCT FROM 'on')
	EXECUTE FUNCTION audit_row('account_id', 'account', 'account');

-- migrate:down
DROP TRIGGER audit_changed ON account_factor;
CREATE TRIGGER audit_changed AFTER UPDATE ON account_factor REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT
	EXECUTE FUNCTION audit_row('account_id', 'account', 'account');
DROP TRIGGER audit_changed ON mail_address;
CREATE TRIGGER audit_changed AFTER UPDATE ON mail_address REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT
	EXECUTE FUNCTION audit_row('person_id', 'person_id', 'person');
REVOKE UPDATE (pending_sealed, code_sealed) ON mail_address FROM hocvu_job;
