-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who needs the counters alone lets others pass while waiting for a long writer.

-- migrate:up
-- A list of thousands holds the lock `coverage` in shared mode for its whole transaction. Whoever wants it alone stood in
-- the queue of that lock, and every mark behind him. Now he stands there a quarter of a second at a time: short writers
-- are through by then, behind a long one the others go on. After half a minute he waits as everybody does, so that no
-- stream of short ones keeps him out for ever and a deadlock is seen.
CREATE OR REPLACE FUNCTION coverage_enter_alone() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS
$$DECLARE
	given text := current_setting('lock_timeout');
BEGIN
	FOR round IN 1..60 LOOP
		BEGIN
			PERFORM set_config('lock_timeout', '250ms', true);
			PERFORM pg_advisory_xact_lock(20250101, 1);
			PERFORM set_config('lock_timeout', given, true);
			RETURN;
		EXCEPTION WHEN lock_not_available THEN
			PERFORM pg_sleep(0.25);
		END;
	END LOOP;
	PERFORM pg_advisory_xact_lock(20250101, 1);
END$$;

-- migrate:down
CREATE OR REPLACE FUNCTION coverage_enter_alone() RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS
$$ SELECT pg_advisory_xact_lock(20250101, 1) $$;
