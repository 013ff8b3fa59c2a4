-- SPDX-License-Identifier: GPL-3.0-or-later
-- Mails that were taken over and came back: the notice names the mail by the address it was sent from (mail_bounces).

-- migrate:up
CREATE UNIQUE INDEX mail_uid ON mail (uid);

-- A mail that is being sent may come back before its server wrote down that it went: then its notice has to come again.
-- One that was stopped, tried again or given up since is left. Refused over there is refused: as in mail_settle() the row
-- keeps why, and nothing else changes.
CREATE FUNCTION mail_came_back(mark uuid, status text, now timestamptz) RETURNS TABLE (id bigint, outcome text) LANGUAGE sql VOLATILE
	SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH known AS (
		SELECT m.id, m.state, m.claimed_until IS NOT NULL AS claimed FROM mail m WHERE m.uid = mail_came_back.mark FOR UPDATE
	), back AS (
		UPDATE mail m SET state = 'failed', reason = 'mail_came_back', answer = mail_came_back.status, done_at = mail_came_back.now
		  FROM known k WHERE m.id = k.id AND k.state = 'sent'
		RETURNING m.id
	)
	SELECT k.id, CASE WHEN b.id IS NOT NULL THEN 'done' WHEN k.state = 'waiting' AND k.claimed THEN 'sending' ELSE 'left' END
	  FROM known k LEFT JOIN back b ON b.id = k.id $$;
COMMENT ON FUNCTION mail_came_back(uuid, text, timestamptz) IS 'Writes that a mail came back with that status: done, left as it is, or still being sent; none when there is no such mail';
REVOKE EXECUTE ON FUNCTION mail_came_back(uuid, text, timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION mail_came_back(uuid, text, timestamptz) TO hocvu_app, hocvu_job;

-- migrate:down
DROP FUNCTION mail_came_back(uuid, text, timestamptz);
DROP INDEX mail_uid;
