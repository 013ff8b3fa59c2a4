-- SPDX-License-Identifier: GPL-3.0-or-later
-- Breaches of personal data: what happened, to whom, what was done, and the 72 hours.

-- migrate:up
CREATE TABLE breach (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id bigint NOT NULL REFERENCES unit,
	discovered_at timestamptz NOT NULL,
	what text NOT NULL CONSTRAINT breach_what_length CHECK (length(what) BETWEEN 1 AND 2000),
	whom text NOT NULL CONSTRAINT breach_whom_length CHECK (length(whom) BETWEEN 1 AND 500),
	people bigint CONSTRAINT breach_people_positive CHECK (people >= 0),
	measures text CONSTRAINT breach_measures_length CHECK (length(measures) BETWEEN 1 AND 2000),
	notified_at timestamptz CONSTRAINT breach_notified_before_discovered CHECK (notified_at >= discovered_at),
	notified_whom text CONSTRAINT breach_notified_whom_length CHECK (length(notified_whom) BETWEEN 1 AND 500),
	told_at timestamptz CONSTRAINT breach_told_before_discovered CHECK (told_at >= discovered_at),
	closed_at timestamptz CONSTRAINT breach_closed_before_discovered CHECK (closed_at >= discovered_at),
	entered_by bigint NOT NULL,
	entered_at timestamptz NOT NULL,
	version bigint NOT NULL DEFAULT 1,
	CONSTRAINT breach_notified_whom_missing CHECK (notified_at IS NULL OR notified_whom IS NOT NULL)
);
CREATE INDEX breach_by_unit ON breach (unit_id, discovered_at);
CREATE TRIGGER row_version BEFORE UPDATE ON breach FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE breach IS 'Breaches of personal data; the specialised agency is told within 72 hours (Law 91/2025 art. 23.1); nothing is deleted';
COMMENT ON COLUMN breach.id IS 'our key';
COMMENT ON COLUMN breach.unit_id IS 'the unit where it happened';
COMMENT ON COLUMN breach.discovered_at IS 'when somebody saw it: the 72 hours count from here';
COMMENT ON COLUMN breach.what IS 'what happened, without names';
COMMENT ON COLUMN breach.whom IS 'whose data, in words';
COMMENT ON COLUMN breach.people IS 'how many people, as far as known';
COMMENT ON COLUMN breach.measures IS 'what was done against it';
COMMENT ON COLUMN breach.notified_at IS 'when the specialised agency was told';
COMMENT ON COLUMN breach.notified_whom IS 'which agency, by which paper';
COMMENT ON COLUMN breach.told_at IS 'when the people concerned were told';
COMMENT ON COLUMN breach.closed_at IS 'when it was over, the minutes filed';
COMMENT ON COLUMN breach.entered_by IS 'the account that entered it';
COMMENT ON COLUMN breach.entered_at IS 'when it was entered';
COMMENT ON COLUMN breach.version IS 'number of edits, for If-Match';

CREATE FUNCTION breach_seen(now timestamptz) RETURNS TABLE (id bigint, unit bigint, unit_code text, discovered_at timestamptz,
	notify_by timestamptz, hours_left bigint, what text, whom text, people bigint, measures text, notified_at timestamptz,
	notified_whom text, told_at timestamptz, closed_at timestamptz, version bigint) LANGUAGE sql STABLE AS $$
	SELECT b.id, b.unit_id, u.code, b.discovered_at, b.discovered_at + interval '72 hours',
		CASE WHEN b.notified_at IS NULL AND b.closed_at IS NULL
			THEN floor(extract(epoch FROM b.discovered_at + interval '72 hours' - breach_seen.now) / 3600)::bigint END,
		b.what, b.whom, b.people, b.measures, b.notified_at, b.notified_whom, b.told_at, b.closed_at, b.version
	  FROM public.breach b JOIN public.unit u ON u.id = b.unit_id $$;
COMMENT ON FUNCTION breach_seen(timestamptz) IS 'The register with the hours left until 72 are over; none: the agency was told, or it is closed';
REVOKE EXECUTE ON FUNCTION breach_seen(timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION breach_seen(timestamptz) TO hocvu_app, hocvu_job;

ALTER TABLE breach ENABLE ROW LEVEL SECURITY;
CREATE POLICY breach_app ON breach TO hocvu_app USING (
	(SELECT u.lo FROM unit u WHERE u.id = breach.unit_id)
		<@ (SELECT nullif(current_setting('hocvu.reach_past', true), '')::int4multirange));
CREATE POLICY breach_job ON breach TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('breach', 'id', '', 'unit_id');
GRANT SELECT, INSERT ON breach TO hocvu_app;
GRANT UPDATE (what, whom, people, measures, notified_at, notified_whom, told_at, closed_at, version) ON breach TO hocvu_app;
GRANT SELECT ON breach TO hocvu_job;

-- migrate:down
DROP FUNCTION breach_seen(timestamptz);
DROP TABLE breach;
