-- SPDX-License-Identifier: GPL-3.0-or-later
-- Jobs whose turn outlives the server that ran them.

-- job_claim(job, now, every) -> int
-- Takes the turn when it has come, for one server, and gives 0; else the seconds until it comes.
WITH taken AS (
	INSERT INTO job_run AS r (job, at) VALUES (:job, :now::timestamptz)
	    ON CONFLICT (job) DO UPDATE SET at = excluded.at WHERE r.at <= excluded.at - make_interval(secs => :every::bigint)
	RETURNING 0::bigint AS rest
)
SELECT coalesce((SELECT rest FROM taken),
	(SELECT greatest(1, ceil(extract(epoch FROM r.at + make_interval(secs => :every::bigint) - :now::timestamptz)))::bigint
	   FROM job_run r WHERE r.job = :job), 1);

-- job_failed(job)
-- Its turn has still to come.
UPDATE job_run SET at = '-infinity' WHERE job = :job;
