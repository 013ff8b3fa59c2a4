-- SPDX-License-Identifier: GPL-3.0-or-later
-- Looks at a full number or telephone: each on record with its reason, so many a day and account.

-- migrate:up
CREATE INDEX audit_reveals ON audit (account_id, at) WHERE action = 'reveal';

-- Looks of one account wait for each other, or several at once would pass the ceiling.
CREATE FUNCTION reveal_note(person bigint, what text, reason text, most bigint) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	who bigint := nullif(current_setting('hocvu.account', true), '')::bigint;
	looked bigint;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('reveal', who));
	SELECT count(*) INTO looked FROM audit a
	 WHERE a.account_id = who AND a.action = 'reveal'
	   AND a.at >= date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh';
	IF who IS NULL OR looked >= most THEN
		RETURN 0;
	END IF;
	PERFORM audit_act('reveal', 'person', person, person, reason, jsonb_build_object('column', what));
	RETURN looked + 1;
END$$;
COMMENT ON FUNCTION reveal_note(bigint, text, text, bigint) IS
	'Records that this transaction''s account looks at a full value; gives how often it did today, 0: not any more';
REVOKE ALL ON FUNCTION reveal_note(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reveal_note(bigint, text, text, bigint) TO hocvu_app;

-- migrate:down
DROP FUNCTION reveal_note(bigint, text, text, bigint);
DROP INDEX audit_reveals;
