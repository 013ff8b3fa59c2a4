-- SPDX-License-Identifier: GPL-3.0-or-later
-- Community teams go from door to door: whom they met, where nobody was in, when to come again.

-- migrate:up
CREATE TABLE visit (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id bigint NOT NULL REFERENCES unit,
	person_id bigint REFERENCES person ON DELETE CASCADE,
	account_id bigint NOT NULL,
	op text NOT NULL,
	outcome text NOT NULL CONSTRAINT visit_outcome_known CHECK (outcome IN ('met', 'no_answer', 'come_back', 'refused')),
	visited_at timestamptz NOT NULL,
	received_at timestamptz NOT NULL,
	come_back_on date,
	place text CONSTRAINT visit_place_length CHECK (length(place) BETWEEN 1 AND 100),
	note text CONSTRAINT visit_note_length CHECK (length(note) BETWEEN 1 AND 200),
	consent_id bigint REFERENCES consent ON DELETE SET NULL,
	CONSTRAINT visit_already_kept UNIQUE (account_id, op),
	CONSTRAINT visit_of_nobody CHECK (person_id IS NOT NULL OR place IS NOT NULL)
);
CREATE INDEX visit_by_unit ON visit (unit_id, id);
CREATE INDEX visit_by_person ON visit (person_id);
COMMENT ON TABLE visit IS 'One knock at a door by a community team; only added to';
COMMENT ON COLUMN visit.id IS 'our key';
COMMENT ON COLUMN visit.unit_id IS 'the territory, mostly a residential group';
COMMENT ON COLUMN visit.person_id IS 'who was looked for; none: only the house is known';
COMMENT ON COLUMN visit.account_id IS 'who went there';
COMMENT ON COLUMN visit.op IS 'the device''s own name of the visit: sent twice it counts once';
COMMENT ON COLUMN visit.outcome IS 'met, no answer, to come back, or did not wish to';
COMMENT ON COLUMN visit.visited_at IS 'when, by the device, never after its arrival here';
COMMENT ON COLUMN visit.received_at IS 'when it came in';
COMMENT ON COLUMN visit.come_back_on IS 'day agreed for the next visit';
COMMENT ON COLUMN visit.place IS 'house, as the team calls it';
COMMENT ON COLUMN visit.note IS 'a short remark';
COMMENT ON COLUMN visit.consent_id IS 'the consent given at the door, if there was one';

ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
CREATE POLICY visit_app ON visit TO hocvu_app USING (
	(SELECT scope_all()) OR person_id = (SELECT scope_person())
	OR (SELECT u.lo FROM unit u WHERE u.id = visit.unit_id) <@ (SELECT scope_reach('residents')));
CREATE POLICY visit_job ON visit TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('visit', 'id', 'person_id', 'unit_id');

-- Everything held on somebody, claims and visits too.
CREATE OR REPLACE FUNCTION person_data(person bigint) RETURNS TABLE (record text, held jsonb) LANGUAGE sql STABLE SECURITY DEFINER
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
		UNION ALL SELECT 20, 'check_in_claim', to_jsonb(x) FROM asked q JOIN check_in_claim x ON x.person_id = q.id
		UNION ALL SELECT 21, 'visit', to_jsonb(x) FROM asked q JOIN visit x ON x.person_id = q.id
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

GRANT SELECT, INSERT ON visit TO hocvu_app;
GRANT SELECT ON visit TO hocvu_job;

-- migrate:down
CREATE OR REPLACE FUNCTION person_data(person bigint) RETURNS TABLE (record text, held jsonb) LANGUAGE sql STABLE SECURITY DEFINER
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
DROP TABLE visit;
