-- SPDX-License-Identifier: GPL-3.0-or-later
-- When a job that is due once a day last ran: a server that is started again does not do the day's work again.

-- migrate:up
CREATE TABLE job_run (
	job text PRIMARY KEY,
	at timestamptz NOT NULL
);
COMMENT ON TABLE job_run IS 'Jobs that rest for long, with the last time one of the servers took them up';
COMMENT ON COLUMN job_run.job IS 'the job''s name in the table of jobs';
COMMENT ON COLUMN job_run.at IS 'when it was taken up; -infinity: it failed and is due again';
GRANT SELECT, INSERT, UPDATE ON job_run TO hocvu_app;
GRANT SELECT ON job_run TO hocvu_job;

-- migrate:down
DROP TABLE job_run;
