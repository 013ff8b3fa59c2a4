-- SPDX-License-Identifier: GPL-3.0-or-later
-- Reports the plans order: who writes to whom, and before which day of the year.

-- migrate:up
CREATE TABLE report_duty (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	plan_id bigint NOT NULL REFERENCES plan ON DELETE CASCADE,
	section text NOT NULL,
	reporter text NOT NULL,
	addressee text NOT NULL,
	period text NOT NULL CONSTRAINT report_duty_period_known CHECK (period IN ('quarter', 'half_year', 'year')),
	before_month bigint NOT NULL CONSTRAINT report_duty_month_real CHECK (before_month BETWEEN 1 AND 12),
	before_day bigint NOT NULL CONSTRAINT report_duty_day_real CHECK (before_day BETWEEN 1 AND 28),
	source text NOT NULL,
	CONSTRAINT report_duty_taken UNIQUE (plan_id, section, period, before_month, before_day)
);
COMMENT ON TABLE report_duty IS 'Reports the plans order, one row a day of the year; every one of them falls before the period it tells of is over';
COMMENT ON COLUMN report_duty.id IS 'our key';
COMMENT ON COLUMN report_duty.plan_id IS 'the plan that orders it';
COMMENT ON COLUMN report_duty.section IS 'where the plan says it';
COMMENT ON COLUMN report_duty.reporter IS 'who reports, as the document says';
COMMENT ON COLUMN report_duty.addressee IS 'to whom';
COMMENT ON COLUMN report_duty.period IS 'what it tells of: a quarter, half a year, a year';
COMMENT ON COLUMN report_duty.before_month IS 'month of the day before which it is sent';
COMMENT ON COLUMN report_duty.before_day IS 'that day: the day before is the last';
COMMENT ON COLUMN report_duty.source IS 'the document';

GRANT SELECT ON report_duty TO hocvu_app, hocvu_job;
GRANT INSERT, UPDATE, DELETE ON report_duty TO hocvu_job;

-- migrate:down
DROP TABLE report_duty;
