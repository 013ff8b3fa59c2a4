-- SPDX-License-Identifier: GPL-3.0-or-later
-- The record: who changed what, from where, when, before and after, written in the transaction of the change itself.

-- migrate:up
CREATE TABLE audit (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	account_id bigint DEFAULT nullif(current_setting('hocvu.account', true), '')::bigint,
	via text NOT NULL DEFAULT session_user,
	address text DEFAULT nullif(current_setting('hocvu.address', true), ''),
	request text DEFAULT nullif(current_setting('hocvu.request', true), ''),
	action text NOT NULL,
	object text NOT NULL,
	row_id bigint,
	person_id bigint,
	unit_id bigint,
	before jsonb,
	after jsonb,
	marks int8multirange,
	reason text DEFAULT nullif(current_setting('hocvu.reason', true), '')
);
CREATE INDEX audit_by_row ON audit (object, row_id, id);
CREATE INDEX audit_by_person ON audit (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX audit_by_account ON audit (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX audit_by_request ON audit (request) WHERE request IS NOT NULL;
CREATE INDEX audit_by_time ON audit (at);
COMMENT ON TABLE audit IS 'Every change of people, rights, marks, plans and figures, every look at a full number, every refusal; only added to';
COMMENT ON COLUMN audit.id IS 'our key; numbers of transactions rolled back are missing and mean nothing';
COMMENT ON COLUMN audit.at IS 'when, by the database''s clock';
COMMENT ON COLUMN audit.account_id IS 'the account that did it; none: see via';
COMMENT ON COLUMN audit.via IS 'the database''s role it came through: hocvu_app the server, hocvu_job a job or an import, else the operator';
COMMENT ON COLUMN audit.address IS 'the client''s address';
COMMENT ON COLUMN audit.request IS 'the request''s tag, which is in the log and in every problem';
COMMENT ON COLUMN audit.action IS 'insert, update, delete, mark, import, or the kind of act or refusal';
COMMENT ON COLUMN audit.object IS 'the table, or what kind of thing was acted on';
COMMENT ON COLUMN audit.row_id IS 'the row''s key there; of marks the session';
COMMENT ON COLUMN audit.person_id IS 'whom it is about';
COMMENT ON COLUMN audit.unit_id IS 'where it belongs at that moment, which decides whose auditors find it; none: those of the top';
COMMENT ON COLUMN audit.before IS 'what the columns that changed held; a column that is not named was empty, secrets are only named';
COMMENT ON COLUMN audit.after IS 'what they hold now; of a new row all that is not empty; of acts and refusals what is known of them';
COMMENT ON COLUMN audit.marks IS 'the rows of attendance_history this is about, whose digest is in `after`';
COMMENT ON COLUMN audit.reason IS 'the reason given';

CREATE FUNCTION audit_person_unit(person bigint) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT coalesce(
		(SELECT min(a.unit_id) FROM affiliation a WHERE a.person_id = person
			AND a.valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
		(SELECT min(r.unit_id) FROM residence r WHERE r.person_id = person
			AND r.valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
		(SELECT p.entered_for FROM person p WHERE p.id = person)) $$;
COMMENT ON FUNCTION audit_person_unit(bigint) IS 'Where a person works today, else lives, else was entered for';

-- Over what an account has most to say, so that only who audits all of that finds what befell the account.
CREATE FUNCTION audit_account_unit(account bigint) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT coalesce(
		(SELECT g.unit_id FROM role_grant g JOIN unit u ON u.id = g.unit_id WHERE g.account_id = account
			ORDER BY u.hi - u.lo DESC, u.id LIMIT 1),
		(SELECT audit_person_unit(a.person_id) FROM account a WHERE a.id = account)) $$;
COMMENT ON FUNCTION audit_account_unit(bigint) IS 'The widest unit over which an account ever held a role, else its person''s';

-- `how` is the name of a column, or what leads to the unit: class, account, person.
CREATE FUNCTION audit_unit(how text, r jsonb, person bigint) RETURNS bigint LANGUAGE sql STABLE
	SET search_path = public, pg_temp AS $$
	SELECT CASE how
		WHEN 'person' THEN audit_person_unit(person)
		WHEN 'account' THEN audit_account_unit(coalesce(r ->> 'account_id', r ->> 'id')::bigint)
		WHEN 'class' THEN (SELECT c.host_unit_id FROM class c WHERE c.id = (r ->> 'class_id')::bigint)
		ELSE (r ->> how)::bigint END $$;
COMMENT ON FUNCTION audit_unit(text, jsonb, bigint) IS 'Where a row belongs at this moment';

-- The values of `r` that differ from `other`. Secrets are told by their names and never shown; what follows from other
-- columns, counts edits or is only a last use says nothing.
CREATE FUNCTION audit_part(r jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_object_agg(c.key, CASE WHEN c.key ~ '_(hash|sealed|blind|secret)$' THEN '"changed"' ELSE c.value END)
	  FROM jsonb_each(r) c
	 WHERE c.value <> 'null' AND c.value IS DISTINCT FROM other -> c.key
	   AND c.key <> ALL ('{id,version,sort_name,folded,folded_given,works_from,works_until,lo,hi,used_at,last_used_at,failed_count,during,sequence}') $$;
COMMENT ON FUNCTION audit_part(jsonb, jsonb) IS 'What one side of a change held, without secrets';

CREATE FUNCTION audit_key(r jsonb, keys text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
	SELECT array_agg(r ->> k) FROM unnest(string_to_array(keys, ',')) k $$;
COMMENT ON FUNCTION audit_key(jsonb, text) IS 'The key of a row, for pairing it with itself before the change';

-- A row of the record, or none when nothing was changed that counts. Two more say nothing: a session that ended by
-- itself, and a number sealed under another key by the role of jobs (the blind index shows that it is the same).
CREATE FUNCTION audit_entry(op text, object text, keys text, person text, unit text, was jsonb, is_now jsonb)
	RETURNS TABLE (action text, object text, row_id bigint, person_id bigint, unit_id bigint, before jsonb, after jsonb)
	LANGUAGE sql STABLE AS $$
	SELECT lower(op), object, w.row_id, w.person, audit_unit(unit, w.r, w.person), w.before, w.after
	  FROM (SELECT v.r, (v.r ->> split_part(keys, ',', 1))::bigint AS row_id,
			CASE person WHEN 'account' THEN
				(SELECT a.person_id FROM account a WHERE a.id = (v.r ->> 'account_id')::bigint)
				ELSE (v.r ->> person)::bigint END AS person,
			audit_part(was, coalesce(is_now, '{}')) AS before, audit_part(is_now, coalesce(was, '{}')) AS after
		  FROM (SELECT coalesce(is_now, was) AS r) v) w
	 WHERE (op <> 'UPDATE' OR w.before IS NOT NULL OR w.after IS NOT NULL)
	   AND NOT (op = 'DELETE' AND object = 'account_session' AND (was ->> 'expires_at')::timestamptz <= now())
	   AND NOT (op = 'UPDATE' AND session_user = 'hocvu_job' AND NOT EXISTS (
		SELECT FROM jsonb_object_keys(coalesce(w.before, '{}') || coalesce(w.after, '{}')) k WHERE k !~ '_sealed$')) $$;
COMMENT ON FUNCTION audit_entry(text, text, text, text, text, jsonb, jsonb) IS 'One row of the record from a row before and after';

-- Rows that an import adds are told by its one summary; what it changes or takes away is told row by row. Only the role
-- of jobs can be importing, so the server's cannot silence this.
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO audit (action, object, row_id, person_id, unit_id, before, after)
		SELECT e.* FROM (SELECT to_jsonb(c) AS r FROM changed c OFFSET 0) n,
			audit_entry(TG_OP, TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], NULL, n.r) e;
	ELSIF TG_OP = 'DELETE' THEN
		INSERT INTO audit (action, object, row_id, person_id, unit_id, before, after)
		SELECT e.* FROM (SELECT to_jsonb(f) AS r FROM former f OFFSET 0) o,
			audit_entry(TG_OP, TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], o.r, NULL) e;
	ELSE
		INSERT INTO audit (action, object, row_id, person_id, unit_id, before, after)
		SELECT e.* FROM (SELECT to_jsonb(f) AS r FROM former f OFFSET 0) o
		  JOIN (SELECT to_jsonb(c) AS r FROM changed c OFFSET 0) n
			ON audit_key(n.r, TG_ARGV[0]) = audit_key(o.r, TG_ARGV[0]),
			audit_entry(TG_OP, TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], o.r, n.r) e;
	END IF;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION audit_row() IS 'Records what a statement changed; arguments: key columns, column of the person, how the unit is found';

-- keys: the key's columns, the first a number. person: a column, `account` through account_id, or '' for none. unit: see
-- audit_unit(), or '' for none. ops: the statements to record.
CREATE FUNCTION audit_attach(watched regclass, keys text, person text, unit text, ops text[] DEFAULT '{INSERT,UPDATE,DELETE}')
	RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	how record;
BEGIN
	FOR how IN SELECT * FROM (VALUES
		('INSERT', 'audit_added', 'NEW TABLE AS changed',
			$w$WHEN (session_user <> 'hocvu_job' OR current_setting('hocvu.importing', true) IS DISTINCT FROM 'on')$w$),
		('UPDATE', 'audit_changed', 'OLD TABLE AS former NEW TABLE AS changed', ''),
		('DELETE', 'audit_removed', 'OLD TABLE AS former', '')) AS t(op, name, rows, guard)
		WHERE t.op = ANY (ops)
	LOOP
		EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT %s EXECUTE FUNCTION audit_row(%L, %L, %L)',
			how.name, how.op, watched, how.rows, how.guard, keys, person, unit);
	END LOOP;
END$$;
COMMENT ON FUNCTION audit_attach(regclass, text, text, text, text[]) IS 'Puts a table under the record';

-- An act that changes no row of those tables: a look at a full number, an import, a repair. Gives the row's key.
CREATE FUNCTION audit_act(kind text, object text, row_id bigint, person_id bigint, reason text, detail jsonb DEFAULT NULL)
	RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	INSERT INTO audit (action, object, row_id, person_id, unit_id, after, reason)
	VALUES (kind, object, row_id, person_id, audit_person_unit(person_id), detail,
		coalesce(reason, nullif(current_setting('hocvu.reason', true), '')))
	RETURNING id $$;
COMMENT ON FUNCTION audit_act(text, text, bigint, bigint, text, jsonb) IS 'Records an act that no trigger sees';

-- Every distinct mark stands in attendance_history already, which is only added to as well. The record takes one row a
-- roster and session, with a digest over those rows: altered or removed, they no longer fit it.
CREATE FUNCTION audit_marks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO' AS
$$BEGIN
	INSERT INTO audit (action, object, row_id, unit_id, marks, after)
	SELECT 'mark', 'attendance', m.session_id, c.host_unit_id, m.marks,
		jsonb_build_object('marks', m.n, 'sha256', encode(sha256(convert_to(m.text, 'UTF8')), 'hex'))
	  FROM (SELECT h.session_id, count(*) AS n, range_agg(int8range(h.id, h.id, '[]')) AS marks,
			string_agg(ROW(h.id, h.session_id, h.person_id, h.before, h.after, h.note, h.recorded_at, h.clamped,
				h.received_at, h.account_id, h.op, h.stood, h.why)::text, E'\n' ORDER BY h.id) AS text
		  FROM changed h GROUP BY h.session_id) m
	  LEFT JOIN session s ON s.id = m.session_id
	  LEFT JOIN class c ON c.id = s.class_id;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION audit_marks() IS 'Makes new marks part of the record';

-- Only the owner of the table can, when a person's records are deleted or made anonymous.
CREATE FUNCTION audit_marks_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$BEGIN
	INSERT INTO audit (action, object, row_id, marks, after)
	SELECT lower(TG_OP), 'attendance', f.session_id, range_agg(int8range(f.id, f.id, '[]')), jsonb_build_object('marks', count(*))
	  FROM former f GROUP BY f.session_id;
	RETURN NULL;
END$$;
COMMENT ON FUNCTION audit_marks_gone() IS 'Records that marks in the history were changed or removed';

CREATE TRIGGER audit_marks AFTER INSERT ON attendance_history REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION audit_marks();
CREATE TRIGGER audit_marks_changed AFTER UPDATE ON attendance_history REFERENCING OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION audit_marks_gone();
CREATE TRIGGER audit_marks_removed AFTER DELETE ON attendance_history REFERENCING OLD TABLE AS former
	FOR EACH STATEMENT EXECUTE FUNCTION audit_marks_gone();

-- Everything recorded, in one list. A mark added or changed goes through the history; one that falls with its session
-- does not. The numbers of units change with every reorganisation and are nobody's.
SELECT audit_attach(t.watched, t.keys, t.person, t.unit, t.ops::text[])
  FROM (VALUES
	('person'::regclass, 'id', 'id', 'person', '{INSERT,UPDATE,DELETE}'),
	('affiliation', 'id', 'person_id', 'unit_id', '{INSERT,UPDATE,DELETE}'),
	('residence', 'id', 'person_id', 'unit_id', '{INSERT,UPDATE,DELETE}'),
	('account', 'id', 'person_id', 'account', '{INSERT,UPDATE,DELETE}'),
	('account_session', 'id', 'account', 'account', '{INSERT,UPDATE,DELETE}'),
	('account_token', 'id', 'account', 'account', '{INSERT,UPDATE,DELETE}'),
	('role_grant', 'id', 'account', 'unit_id', '{INSERT,UPDATE,DELETE}'),
	('feed', 'id', 'account', 'account', '{INSERT,UPDATE,DELETE}'),
	('attendance', 'session_id', 'person_id', 'class', '{DELETE}'),
	('enrolment', 'id', 'person_id', 'class', '{INSERT,UPDATE,DELETE}'),
	('external_completion', 'id', 'person_id', 'person', '{INSERT,UPDATE,DELETE}'),
	('assessment', 'id', 'person_id', 'person', '{INSERT,UPDATE,DELETE}'),
	('skill', 'id', 'person_id', 'person', '{INSERT,UPDATE,DELETE}'),
	('headcount', 'id', '', 'unit_id', '{INSERT,UPDATE,DELETE}'),
	('course', 'id', '', '', '{INSERT,UPDATE,DELETE}'),
	('class', 'id', '', 'host_unit_id', '{INSERT,UPDATE,DELETE}'),
	('session', 'id', 'trainer_id', 'class', '{INSERT,UPDATE,DELETE}'),
	('plan', 'id', '', 'issuer_id', '{INSERT,UPDATE,DELETE}'),
	('task', 'id', '', '', '{INSERT,UPDATE,DELETE}'),
	('target', 'id', '', '', '{INSERT,UPDATE,DELETE}'),
	('indicator', 'id', '', '', '{INSERT,UPDATE,DELETE}'),
	('indicator_value', 'id', '', 'unit_id', '{INSERT,UPDATE,DELETE}'),
	('unit', 'id', '', 'id', '{INSERT,DELETE}'),
	('unit_version', 'id', '', 'unit_id', '{INSERT,UPDATE,DELETE}'),
	('succession', 'id', '', 'to_unit_id', '{INSERT,UPDATE,DELETE}'),
	('succession_group', 'succession_id,unit_id', '', 'unit_id', '{INSERT,UPDATE,DELETE}'),
	('population', 'id', '', 'unit_id', '{INSERT,UPDATE,DELETE}')
	) AS t(watched, keys, person, unit, ops);

-- Marks from before the record began become part of it as they stand.
INSERT INTO audit (action, object, marks, after)
SELECT 'mark', 'attendance', int8multirange(int8range(min(h.id), max(h.id), '[]')),
	jsonb_build_object('marks', count(*), 'sha256', encode(sha256(convert_to(string_agg(ROW(h.id, h.session_id, h.person_id,
		h.before, h.after, h.note, h.recorded_at, h.clamped, h.received_at, h.account_id, h.op, h.stood, h.why)::text,
		E'\n' ORDER BY h.id), 'UTF8')), 'hex'))
  FROM attendance_history h
 GROUP BY h.id / 100000 ORDER BY 3;

-- The units an account audits today, as pre-order numbers; 0 stands for what belongs to no unit.
CREATE FUNCTION audit_reach() RETURNS int4multirange LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT coalesce(range_agg(int4range(u.lo, u.hi, '[]'))
		+ CASE WHEN bool_or(NOT EXISTS (SELECT FROM unit above WHERE above.lo < u.lo AND u.lo <= above.hi))
			THEN '{[0,0]}'::int4multirange ELSE '{}' END, '{}')
	  FROM role_grant g JOIN unit u ON u.id = g.unit_id
	 WHERE g.account_id = nullif(current_setting('hocvu.account', true), '')::bigint AND g.role = 'auditor'
	   AND g.valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date $$;
COMMENT ON FUNCTION audit_reach() IS 'Which units the transaction''s account audits today';

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_app ON audit FOR SELECT TO hocvu_app
	USING (coalesce((SELECT u.lo FROM unit u WHERE u.id = audit.unit_id), 0) <@ (SELECT audit_reach()));
CREATE POLICY audit_job ON audit FOR SELECT TO hocvu_job USING (true);

REVOKE EXECUTE ON FUNCTION audit_attach(regclass, text, text, text, text[]), audit_row(), audit_marks(), audit_marks_gone(),
	audit_reach(), audit_act(text, text, bigint, bigint, text, jsonb) FROM public;
GRANT EXECUTE ON FUNCTION audit_reach() TO hocvu_app;
GRANT EXECUTE ON FUNCTION audit_act(text, text, bigint, bigint, text, jsonb) TO hocvu_app, hocvu_job;
GRANT SELECT ON audit TO hocvu_app, hocvu_job;

-- migrate:down
DROP TABLE audit;
DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT g.tgname, g.tgrelid::regclass AS watched FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
		WHERE p.proname IN ('audit_row', 'audit_marks', 'audit_marks_gone') AND p.pronamespace = 'public'::regnamespace
	LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.watched);
	END LOOP;
END$$;
DROP FUNCTION audit_reach(), audit_marks_gone(), audit_marks(), audit_act(text, text, bigint, bigint, text, jsonb),
	audit_attach(regclass, text, text, text, text[]), audit_row(),
	audit_entry(text, text, text, text, text, jsonb, jsonb), audit_key(jsonb, text), audit_part(jsonb, jsonb),
	audit_unit(text, jsonb, bigint), audit_account_unit(bigint), audit_person_unit(bigint);
