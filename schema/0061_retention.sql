-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is kept long enough: proposed by a job, approved by a person, then deleted or made anonymous while figures stay.

-- migrate:up
CREATE TABLE retention_proposal (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind text NOT NULL REFERENCES record_kind (kind),
	unit_id bigint NOT NULL REFERENCES unit,
	proposed_on date NOT NULL,
	items bigint NOT NULL,
	state text NOT NULL DEFAULT 'proposed' CONSTRAINT retention_proposal_state_known CHECK (state IN ('proposed', 'approved', 'refused', 'done')),
	decided_by bigint,
	decided_on date,
	why text,
	done_at timestamptz
);
CREATE INDEX retention_proposal_by_unit ON retention_proposal (unit_id, id);
COMMENT ON TABLE retention_proposal IS 'Records of one kind whose time is over, proposed for a decision';
COMMENT ON COLUMN retention_proposal.id IS 'our key';
COMMENT ON COLUMN retention_proposal.kind IS 'the kind of record';
COMMENT ON COLUMN retention_proposal.unit_id IS 'the top of the tree they belong to, whose administrator decides';
COMMENT ON COLUMN retention_proposal.proposed_on IS 'the day it was proposed';
COMMENT ON COLUMN retention_proposal.items IS 'how many records';
COMMENT ON COLUMN retention_proposal.state IS 'proposed, approved, refused, done';
COMMENT ON COLUMN retention_proposal.decided_by IS 'the account that decided';
COMMENT ON COLUMN retention_proposal.decided_on IS 'the day it decided';
COMMENT ON COLUMN retention_proposal.why IS 'the reason given';
COMMENT ON COLUMN retention_proposal.done_at IS 'when the last record of it was done';

CREATE TABLE retention_item (
	proposal_id bigint NOT NULL REFERENCES retention_proposal ON DELETE CASCADE,
	row_id bigint NOT NULL,
	since date NOT NULL,
	due_on date NOT NULL,
	done_at timestamptz,
	left_alone boolean NOT NULL DEFAULT false,
	PRIMARY KEY (proposal_id, row_id)
);
CREATE INDEX retention_item_open ON retention_item (row_id) WHERE done_at IS NULL;
COMMENT ON TABLE retention_item IS 'One record of a proposal';
COMMENT ON COLUMN retention_item.proposal_id IS 'the proposal';
COMMENT ON COLUMN retention_item.row_id IS 'the record: the person, or the row''s own number';
COMMENT ON COLUMN retention_item.since IS 'the day its time is counted from: the last day in a place or of training, the withdrawal, the closing, the removal';
COMMENT ON COLUMN retention_item.due_on IS 'the day its time was over';
COMMENT ON COLUMN retention_item.done_at IS 'when it was done, or left alone';
COMMENT ON COLUMN retention_item.left_alone IS 'it was due no more when its turn came';

-- The birth as rough as figures allow: the year, else the month, else the day. Figures ask for the 15th birthday and
-- for the month in which retirement age is reached, on days on which the person lives somewhere; a rougher birth may
-- move both only where no such day lies between.
CREATE FUNCTION birth_kept(born date, sex text, lived datemultirange) RETURNS date LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT coalesce((SELECT c.born FROM (VALUES (1, date_trunc('year', birth_kept.born)::date), (2, date_trunc('month', birth_kept.born)::date),
			(3, birth_kept.born)) AS c(rank, born)
	 WHERE NOT lived && daterange((c.born + interval '15 years')::date, (birth_kept.born + interval '15 years')::date)
	   AND NOT lived && daterange(works_until(c.born, birth_kept.sex) + 1, works_until(birth_kept.born, birth_kept.sex) + 1)
	 ORDER BY c.rank LIMIT 1), birth_kept.born) $$;
COMMENT ON FUNCTION birth_kept(date, text, datemultirange) IS 'What is kept of a birth date so that no figure of any day changes';

-- Who it was goes: name, code, numbers, mail, words. Where and when they worked, lived and learned stays: figures need it.
-- The history of marks is left as it is: the record's seals are over it, and it names nobody.
CREATE FUNCTION people_anonymised(people bigint[], today date) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
DECLARE
	n bigint;
BEGIN
	PERFORM FROM person p WHERE p.id = ANY (people) ORDER BY p.id FOR UPDATE;
	UPDATE attendance SET note = NULL WHERE person_id = ANY (people) AND note IS NOT NULL;
	UPDATE enrolment SET why = NULL WHERE person_id = ANY (people) AND why IS NOT NULL;
	UPDATE enrolment_event SET why = NULL WHERE person_id = ANY (people) AND why IS NOT NULL;
	UPDATE external_completion SET evidence = NULL WHERE person_id = ANY (people) AND evidence IS NOT NULL;
	UPDATE assessment SET reference = NULL WHERE person_id = ANY (people) AND reference IS NOT NULL;
	UPDATE affiliation SET position = NULL WHERE person_id = ANY (people) AND position IS NOT NULL;
	DELETE FROM removal WHERE person_id = ANY (people);
	DELETE FROM feed f USING account a WHERE f.account_id = a.id AND a.person_id = ANY (people);
	DELETE FROM account_session s USING account a WHERE s.account_id = a.id AND a.person_id = ANY (people);
	DELETE FROM account_token t USING account a WHERE t.account_id = a.id AND a.person_id = ANY (people);
	UPDATE account SET name = 'an-danh-' || id, password_hash = '*', disabled_at = coalesce(disabled_at, now())
	 WHERE person_id = ANY (people);
	UPDATE person p SET code = 'an-danh-' || p.id, full_name = 'Đã ẩn danh', sort_name = 'danh Đã ẩn', folded = 'da an danh',
		folded_given = 'danh da an', birth_date = k.born,
		birth_year_only = p.birth_year_only OR coalesce(k.born <> p.birth_date AND k.born = date_trunc('year', p.birth_date)::date, false),
		national_id_sealed = NULL, national_id_blind = NULL, phone_sealed = NULL, phone_blind = NULL, email_sealed = NULL,
		email_blind = NULL,
		restricted_on = NULL, anonymised_on = today
	  FROM (SELECT q.id, birth_kept(q.birth_date, q.sex, coalesce((SELECT range_agg(r.valid) FROM residence r
			WHERE r.person_id = q.id), '{}')) AS born FROM person q WHERE q.id = ANY (people)) k
	 WHERE k.id = p.id AND p.anonymised_on IS NULL;
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END$$;
COMMENT ON FUNCTION people_anonymised(bigint[], date) IS 'Makes people unknown and leaves every figure as it was; how many';

-- At somebody's request: only whom the account reaches as office or administrator, and nobody who serves or served.
CREATE FUNCTION person_forgotten(person bigint, today date, why text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
BEGIN
	IF person_on_duty(person) OR NOT EXISTS (SELECT FROM residence r JOIN unit u ON u.id = r.unit_id
		WHERE r.person_id = person_forgotten.person
		  AND u.lo <@ nullif(current_setting('hocvu.reach_past', true), '')::int4multirange) THEN
		RETURN 0;
	END IF;
	PERFORM set_config('hocvu.reason', why, true);
	RETURN people_anonymised(ARRAY[person], today);
END$$;
COMMENT ON FUNCTION person_forgotten(bigint, date, text) IS 'Makes one person unknown at their request; 0: not theirs to do, or nothing left to do';

-- People whose last day in a place and of training is long enough ago. Who is still somewhere, may still sign in, or never
-- had a place is not among them. NULL: everybody.
CREATE FUNCTION people_due(people bigint[], today date) RETURNS TABLE (kind text, row_id bigint, unit_id bigint, since date, due_on date)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH keep AS (
		SELECT k.kind, k.keep_months * interval '1 month' AS long FROM record_kind k WHERE k.kind IN ('staff', 'resident')
	), place AS (
		SELECT a.person_id, a.unit_id, a.valid, true AS serves FROM affiliation a WHERE people IS NULL OR a.person_id = ANY (people)
		UNION ALL
		SELECT r.person_id, r.unit_id, r.valid, false FROM residence r WHERE people IS NULL OR r.person_id = ANY (people)
	), gone AS (
		SELECT x.person_id, max(upper(x.valid)) - 1 AS last_on, bool_or(x.serves) AS served,
			(array_agg(x.unit_id ORDER BY upper(x.valid) DESC))[1] AS unit_id
		  FROM place x GROUP BY x.person_id
		HAVING bool_and(upper(x.valid) IS NOT NULL)
		   AND max(upper(x.valid)) < today - (SELECT min(long) FROM keep)
	), counted AS (
		SELECT g.person_id, g.unit_id, CASE WHEN g.served THEN 'staff' ELSE 'resident' END AS kind,
			greatest(g.last_on,
				(SELECT max(s.date) FROM attendance t JOIN session s ON s.id = t.session_id WHERE t.person_id = g.person_id),
				(SELECT max(e.completed_on) FROM external_completion e WHERE e.person_id = g.person_id),
				(SELECT max(m.assessed_on) FROM assessment m WHERE m.person_id = g.person_id),
				(SELECT max(s.observed_on) FROM skill s WHERE s.person_id = g.person_id)) AS since
		  FROM gone g JOIN person p ON p.id = g.person_id AND p.anonymised_on IS NULL
		 WHERE NOT EXISTS (SELECT FROM account a WHERE a.person_id = g.person_id AND a.disabled_at IS NULL)
	)
	SELECT c.kind, c.person_id, c.unit_id, c.since, (c.since + k.long)::date
	  FROM counted c JOIN keep k ON k.kind = c.kind WHERE (c.since + k.long)::date < today $$;
COMMENT ON FUNCTION people_due(bigint[], date) IS 'People whose time is over, of those given or of all';

-- Everything whose time is over. A consent belongs where its person does.
CREATE FUNCTION retention_due(today date) RETURNS TABLE (kind text, row_id bigint, unit_id bigint, since date, due_on date)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT * FROM people_due(NULL, today)
	UNION ALL
	SELECT k.kind, x.row_id, x.unit_id, x.since, (x.since + k.keep_months * interval '1 month')::date
	  FROM record_kind k
	  JOIN (SELECT 'consent' AS kind, c.id AS row_id, audit_person_unit(c.person_id) AS unit_id, c.withdrawn_on AS since FROM consent c
			WHERE c.withdrawn_on IS NOT NULL
		UNION ALL SELECT 'request', r.id, r.unit_id, r.closed_on FROM data_request r WHERE r.closed_on IS NOT NULL
		UNION ALL SELECT 'removal', r.id, r.unit_id, (r.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM removal r
	  ) x ON x.kind = k.kind
	 WHERE (x.since + k.keep_months * interval '1 month')::date < today $$;
COMMENT ON FUNCTION retention_due(date) IS 'Records whose time is over, with the day it is counted from';

-- One proposal a kind and tree. What waits for a decision is not proposed again; what was refused, after a year.
CREATE FUNCTION retention_propose(today date) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH due AS MATERIALIZED (
		SELECT d.*, coalesce((SELECT top.id FROM unit u JOIN unit top ON u.lo BETWEEN top.lo AND top.hi
			WHERE u.id = d.unit_id ORDER BY top.hi - top.lo DESC, top.id LIMIT 1),
			(SELECT top.id FROM unit top ORDER BY top.hi - top.lo DESC, top.id LIMIT 1)) AS top
		  FROM retention_due(today) d
		 WHERE NOT EXISTS (SELECT FROM retention_item i JOIN retention_proposal p ON p.id = i.proposal_id
			WHERE i.row_id = d.row_id AND p.kind = d.kind
			  AND (p.state IN ('proposed', 'approved') OR p.state = 'refused' AND p.decided_on > today - 365))
	), made AS (
		INSERT INTO retention_proposal (kind, unit_id, proposed_on, items)
		SELECT d.kind, d.top, today, count(*) FROM due d GROUP BY d.kind, d.top ORDER BY d.kind, d.top
		RETURNING id, kind, unit_id
	), listed AS (
		INSERT INTO retention_item (proposal_id, row_id, since, due_on)
		SELECT m.id, d.row_id, d.since, d.due_on FROM made m JOIN due d ON d.kind = m.kind AND d.top = m.unit_id
		RETURNING 1
	)
	SELECT count(*) FROM listed $$;
COMMENT ON FUNCTION retention_propose(date) IS 'Proposes what is due and not proposed yet; how many records';

-- Up to `most` records of one approved proposal, as the account that approved it and with its reason.
CREATE FUNCTION retention_apply(today date, most bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
DECLARE
	p retention_proposal;
	batch bigint[];
	still bigint[];
BEGIN
	SELECT * INTO p FROM retention_proposal q WHERE q.state = 'approved' ORDER BY q.id LIMIT 1 FOR UPDATE SKIP LOCKED;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	PERFORM set_config('hocvu.account', p.decided_by::text, true), set_config('hocvu.reason', p.why, true);
	SELECT array_agg(i.row_id) INTO batch FROM (SELECT i.row_id FROM retention_item i
		WHERE i.proposal_id = p.id AND i.done_at IS NULL ORDER BY i.row_id LIMIT most) i;
	still := batch;
	CASE p.kind
	WHEN 'staff', 'resident' THEN
		SELECT array_agg(d.row_id) INTO still FROM people_due(batch, today) d;
		PERFORM people_anonymised(still, today);
	WHEN 'consent' THEN DELETE FROM consent c WHERE c.id = ANY (batch);
	WHEN 'request' THEN DELETE FROM data_request r WHERE r.id = ANY (batch);
	WHEN 'removal' THEN DELETE FROM removal r WHERE r.id = ANY (batch);
	END CASE;
	UPDATE retention_item i SET done_at = clock_timestamp(), left_alone = NOT i.row_id = ANY (coalesce(still, '{}'))
	 WHERE i.proposal_id = p.id AND i.row_id = ANY (batch);
	UPDATE retention_proposal q SET state = 'done', done_at = clock_timestamp() WHERE q.id = p.id
	   AND NOT EXISTS (SELECT FROM retention_item i WHERE i.proposal_id = p.id AND i.done_at IS NULL);
	RETURN coalesce(cardinality(batch), 0);
END$$;
COMMENT ON FUNCTION retention_apply(date, bigint) IS 'Deletes or anonymises a batch of what was approved; how many records';

ALTER TABLE retention_proposal ENABLE ROW LEVEL SECURITY;
CREATE POLICY retention_proposal_app ON retention_proposal TO hocvu_app USING (
	(SELECT u.lo FROM unit u WHERE u.id = retention_proposal.unit_id)
		<@ (SELECT nullif(current_setting('hocvu.reach_past', true), '')::int4multirange));
CREATE POLICY retention_proposal_job ON retention_proposal TO hocvu_job USING (true);
ALTER TABLE retention_item ENABLE ROW LEVEL SECURITY;
CREATE POLICY retention_item_app ON retention_item TO hocvu_app USING (
	EXISTS (SELECT FROM retention_proposal p WHERE p.id = retention_item.proposal_id));
CREATE POLICY retention_item_job ON retention_item TO hocvu_job USING (true);
SELECT audit_attach('retention_proposal', 'id', '', 'unit_id');

REVOKE EXECUTE ON FUNCTION people_anonymised(bigint[], date), person_forgotten(bigint, date, text), people_due(bigint[], date),
	retention_due(date), retention_propose(date), retention_apply(date, bigint) FROM public;
GRANT EXECUTE ON FUNCTION person_forgotten(bigint, date, text), retention_propose(date), retention_apply(date, bigint) TO hocvu_app;
GRANT SELECT ON retention_proposal, retention_item TO hocvu_app, hocvu_job;
GRANT UPDATE (state, decided_by, decided_on, why) ON retention_proposal TO hocvu_app;

-- migrate:down
DROP FUNCTION retention_apply(date, bigint), retention_propose(date), retention_due(date), people_due(bigint[], date),
	person_forgotten(bigint, date, text), people_anonymised(bigint[], date), birth_kept(date, text, datemultirange);
DROP TABLE retention_item, retention_proposal;
