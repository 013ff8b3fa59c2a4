-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people may ask about their own data, by when they are answered, and how it ended.

-- migrate:up
ALTER TABLE person ADD COLUMN restricted_on date, ADD COLUMN anonymised_on date;
COMMENT ON COLUMN person.restricted_on IS 'since when nothing that is nobody''s duty may be added: no voluntary class, no skill seen at home; none: not restricted';
COMMENT ON COLUMN person.anonymised_on IS 'since when nobody knows any more who it was; figures stay';

CREATE TABLE request_clock (
	kind text PRIMARY KEY CONSTRAINT request_clock_kind_known CHECK (kind IN ('view', 'correct', 'export', 'restrict', 'object',
		'withdraw', 'delete')),
	reply_days bigint NOT NULL CONSTRAINT request_clock_positive CHECK (reply_days > 0 AND days > 0 AND days_third >= days AND days_more > 0),
	days bigint NOT NULL,
	days_third bigint NOT NULL,
	days_more bigint NOT NULL,
	law text NOT NULL,
	refusal_vi text,
	refusal_en text
);
COMMENT ON TABLE request_clock IS 'By when a request is answered and done, by its kind (Decree 356/2025 art. 5)';
COMMENT ON COLUMN request_clock.kind IS 'what is asked: to see, correct, get one''s data; to restrict, object, withdraw consent; to delete';
COMMENT ON COLUMN request_clock.reply_days IS 'working days until the answer that it came and what follows';
COMMENT ON COLUMN request_clock.days IS 'days until it is done';
COMMENT ON COLUMN request_clock.days_third IS 'the same when somebody else processes the data too';
COMMENT ON COLUMN request_clock.days_more IS 'days of the one extension';
COMMENT ON COLUMN request_clock.law IS 'the article';
COMMENT ON COLUMN request_clock.refusal_vi IS 'what to answer when duty records of staff are asked for; none: it is owed to them too';
COMMENT ON COLUMN request_clock.refusal_en IS 'the same in English';

-- Saturdays, Sundays and the days of public_holiday do not count.
CREATE FUNCTION working_day_after(day date, days bigint) RETURNS date LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT d.d::date FROM generate_series(day + 1, day + 5 * days::int + 30, interval '1 day') AS d(d)
	 WHERE extract(isodow FROM d.d) < 6 AND NOT EXISTS (SELECT FROM public_holiday h WHERE h.date = d.d::date)
	 ORDER BY d.d OFFSET days - 1 LIMIT 1 $$;
COMMENT ON FUNCTION working_day_after(date, bigint) IS 'The so-manieth working day after a day';

CREATE TABLE data_request (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id bigint NOT NULL REFERENCES unit,
	person_id bigint REFERENCES person ON DELETE CASCADE,
	kind text NOT NULL REFERENCES request_clock,
	channel text NOT NULL CONSTRAINT request_channel_known CHECK (channel IN ('signed_in', 'in_person', 'letter', 'phone', 'email')),
	received_on date NOT NULL,
	third_party boolean NOT NULL DEFAULT false,
	said text NOT NULL CONSTRAINT request_said_length CHECK (length(said) BETWEEN 1 AND 2000),
	state text NOT NULL DEFAULT 'received' CONSTRAINT request_state_known CHECK (state IN ('received', 'replied', 'done', 'refused')),
	reply_due date NOT NULL,
	due date NOT NULL,
	extended_on date,
	extension_why text,
	replied_on date,
	closed_on date,
	law text,
	outcome text,
	entered_by bigint,
	entered_at timestamptz NOT NULL,
	closed_by bigint,
	CONSTRAINT request_law_missing CHECK (state <> 'refused' OR (law IS NOT NULL AND outcome IS NOT NULL)),
	CONSTRAINT request_closed_without_day CHECK ((state IN ('done', 'refused')) = (closed_on IS NOT NULL))
);
CREATE INDEX data_request_by_unit ON data_request (unit_id, due);
CREATE INDEX data_request_by_person ON data_request (person_id) WHERE person_id IS NOT NULL;
COMMENT ON TABLE data_request IS 'What somebody asked about their own data, with the days by which the law wants it answered';
COMMENT ON COLUMN data_request.id IS 'our key';
COMMENT ON COLUMN data_request.unit_id IS 'the unit that answers';
COMMENT ON COLUMN data_request.person_id IS 'who asks; none: nobody in our records';
COMMENT ON COLUMN data_request.kind IS 'what is asked';
COMMENT ON COLUMN data_request.channel IS 'how it came';
COMMENT ON COLUMN data_request.received_on IS 'the day it came';
COMMENT ON COLUMN data_request.third_party IS 'somebody else processes the data too, which gives more days';
COMMENT ON COLUMN data_request.said IS 'what was asked, in words';
COMMENT ON COLUMN data_request.state IS 'received, replied, done or refused';
COMMENT ON COLUMN data_request.reply_due IS 'last day for the first answer';
COMMENT ON COLUMN data_request.due IS 'last day for doing it, the extension included';
COMMENT ON COLUMN data_request.extended_on IS 'when it was extended, which may be once';
COMMENT ON COLUMN data_request.extension_why IS 'why';
COMMENT ON COLUMN data_request.replied_on IS 'the day of the first answer';
COMMENT ON COLUMN data_request.closed_on IS 'the day it was done or refused';
COMMENT ON COLUMN data_request.law IS 'the article a refusal rests on';
COMMENT ON COLUMN data_request.outcome IS 'what was done, or why not';
COMMENT ON COLUMN data_request.entered_by IS 'the account that entered it';
COMMENT ON COLUMN data_request.entered_at IS 'when it was entered';
COMMENT ON COLUMN data_request.closed_by IS 'the account that closed it';

CREATE FUNCTION person_on_duty(person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM affiliation a WHERE a.person_id = person) $$;
COMMENT ON FUNCTION person_on_duty(bigint) IS 'Are there duty records of the person, who works or worked for a body of ours?';

-- Requests as people see them, on a day. Without a SET clause the planner sees through it.
CREATE FUNCTION data_request_seen(today date) RETURNS TABLE (id bigint, unit bigint, unit_code text, person bigint, full_name text,
	kind text, channel text, received_on date, third_party boolean, said text, state text, reply_due date, due date, extended_on date,
	extension_why text, replied_on date, closed_on date, days_left bigint, overdue boolean, law text, outcome text, may_refuse text)
	LANGUAGE sql STABLE AS $$
	SELECT r.id, r.unit_id, u.code, r.person_id, p.full_name, r.kind, r.channel, r.received_on, r.third_party, r.said, r.state,
		r.reply_due, r.due, r.extended_on, r.extension_why, r.replied_on, r.closed_on,
		(CASE r.state WHEN 'received' THEN least(r.reply_due, r.due) WHEN 'replied' THEN r.due END - today)::bigint,
		r.closed_on IS NULL AND (r.due < today OR r.replied_on IS NULL AND r.reply_due < today),
		r.law, r.outcome, CASE WHEN r.closed_on IS NULL AND public.person_on_duty(r.person_id) THEN c.refusal_vi END
	  FROM public.data_request r JOIN public.request_clock c ON c.kind = r.kind JOIN public.unit u ON u.id = r.unit_id
	  LEFT JOIN public.person p ON p.id = r.person_id $$;
COMMENT ON FUNCTION data_request_seen(date) IS 'Requests with the days left and what may be refused, as whoever asks may see them';

-- Everything held on one person, for that person or whom the office's roles reach; without what opens doors and without
-- what only searching needs. Rows as the tables have them: whoever adds a table about people adds a line.
CREATE FUNCTION person_data(person bigint) RETURNS TABLE (record text, held jsonb) LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	WITH asked AS MATERIALIZED (
		SELECT p.id, a.id AS account_id FROM person p LEFT JOIN account a ON a.person_id = p.id
		 WHERE p.id = person_data.person
		   AND (p.id = nullif(current_setting('hocvu.person', true), '')::bigint
			OR EXISTS (SELECT FROM person_place x JOIN unit u ON u.id = x.unit_id WHERE x.person_id = p.id
				AND u.lo <@ nullif(current_setting('hocvu.reach_past', true), '')::int4multirange))
	), held AS (
		SELECT 1 AS rank, 'person' AS record, to_jsonb(p) AS r FROM asked q JOIN person p ON p.id = q.id
		UNION ALL SELECT 2, 'affiliation', to_jsonb(x) FROM asked q JOIN affiliation x ON x.person_id = q.id
		UNION ALL SELECT 3, 'residence', to_jsonb(x) FROM asked q JOIN residence x ON x.person_id = q.id
		UNION ALL SELECT 4, 'enrolment', to_jsonb(x) FROM asked q JOIN enrolment x ON x.person_id = q.id
		UNION ALL SELECT 5, 'enrolment_event', to_jsonb(x) FROM asked q JOIN enrolment_event x ON x.person_id = q.id
		UNION ALL SELECT 6, 'attendance', to_jsonb(x) FROM asked q JOIN attendance x ON x.person_id = q.id
		UNION ALL SELECT 7, 'attendance_history', to_jsonb(x) FROM asked q JOIN attendance_history x ON x.person_id = q.id
		UNION ALL SELECT 8, 'external_completion', to_jsonb(x) FROM asked q JOIN external_completion x ON x.person_id = q.id
		UNION ALL SELECT 9, 'assessment', to_jsonb(x) FROM asked q JOIN assessment x ON x.person_id = q.id
		UNION ALL SELECT 10, 'skill', to_jsonb(x) FROM asked q JOIN skill x ON x.person_id = q.id
		UNION ALL SELECT 11, 'removal', to_jsonb(x) FROM asked q JOIN removal x ON x.person_id = q.id
		UNION ALL SELECT 12, 'session', to_jsonb(x) FROM asked q JOIN session x ON x.trainer_id = q.id
		UNION ALL SELECT 13, 'consent', to_jsonb(x) FROM asked q JOIN consent x ON x.person_id = q.id
		UNION ALL SELECT 14, 'data_request', to_jsonb(x) FROM asked q JOIN data_request x ON x.person_id = q.id
		UNION ALL SELECT 15, 'account', to_jsonb(x) FROM asked q JOIN account x ON x.id = q.account_id
		UNION ALL SELECT 16, 'account_session', to_jsonb(x) FROM asked q JOIN account_session x ON x.account_id = q.account_id
		UNION ALL SELECT 17, 'account_token', to_jsonb(x) FROM asked q JOIN account_token x ON x.account_id = q.account_id
		UNION ALL SELECT 18, 'role_grant', to_jsonb(x) FROM asked q JOIN role_grant x ON x.account_id = q.account_id
		UNION ALL SELECT 19, 'feed', to_jsonb(x) FROM asked q JOIN feed x ON x.account_id = q.account_id
	)
	SELECT h.record, (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(h.r) e
		WHERE e.value <> 'null' AND e.key !~ '_(hash|sealed|blind|secret)$|^(folded.*|sort_name|version|op|sequence|secret|token|key)$')
	  FROM held h ORDER BY h.rank, (h.r ->> 'id')::bigint $$;
COMMENT ON FUNCTION person_data(bigint) IS 'Everything held on one person, row by row, without secrets';
REVOKE EXECUTE ON FUNCTION person_data(bigint) FROM public;
GRANT EXECUTE ON FUNCTION person_data(bigint) TO hocvu_app;

-- Its own answer, as the person sees it; the office's list is over units, whoever asks.
ALTER TABLE data_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY data_request_app ON data_request TO hocvu_app USING (
	person_id = (SELECT nullif(current_setting('hocvu.person', true), '')::bigint)
	OR (SELECT u.lo FROM unit u WHERE u.id = data_request.unit_id)
		<@ (SELECT nullif(current_setting('hocvu.reach_past', true), '')::int4multirange));
CREATE POLICY data_request_job ON data_request TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('data_request', 'id', 'person_id', 'unit_id');

REVOKE EXECUTE ON FUNCTION person_on_duty(bigint), data_request_seen(date) FROM public;
GRANT EXECUTE ON FUNCTION person_on_duty(bigint), data_request_seen(date) TO hocvu_app, hocvu_job;
GRANT SELECT ON request_clock TO hocvu_app, hocvu_job;
GRANT INSERT, UPDATE ON request_clock TO hocvu_job;
GRANT SELECT, INSERT ON data_request TO hocvu_app;
GRANT UPDATE (state, due, extended_on, extension_why, replied_on, closed_on, law, outcome, closed_by) ON data_request TO hocvu_app;
GRANT SELECT ON data_request TO hocvu_job;

-- migrate:down
DROP FUNCTION person_data(bigint), data_request_seen(date), person_on_duty(bigint);
DROP TABLE data_request;
DROP FUNCTION working_day_after(date, bigint);
DROP TABLE request_clock;
ALTER TABLE person DROP COLUMN restricted_on, DROP COLUMN anonymised_on;
