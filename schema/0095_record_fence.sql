-- SPDX-License-Identifier: GPL-3.0-or-later
-- The record against the server's own role: acts of the kinds it really does, about people it really sees; removal by the
-- role of jobs alone; and what so far was changed unrecorded comes under the record.

-- migrate:up
-- Each caller has its own narrow door; what writes any row of the record is the owner's alone.
REVOKE EXECUTE ON FUNCTION audit_act(text, text, bigint, bigint, text, jsonb) FROM hocvu_app, hocvu_job;

CREATE FUNCTION audit_data_given(person bigint, why text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
BEGIN
	IF scope_account() IS NULL OR NOT EXISTS (SELECT FROM person_data(person)) THEN
		RAISE EXCEPTION 'nobody who may look' USING ERRCODE = '42501';
	END IF;
	RETURN audit_act('data_given', 'person', person, person, why);
END$$;
COMMENT ON FUNCTION audit_data_given(bigint, text) IS 'Records that everything held on a person is looked at by the transaction''s account, which may';

CREATE FUNCTION audit_job(kind text, object text, detail jsonb, reason text DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF (kind, object) NOT IN (('import', 'package'), ('export', 'person'), ('rekey', 'person')) THEN
		RAISE EXCEPTION 'no act of jobs' USING ERRCODE = '42501';
	END IF;
	RETURN audit_act(kind, object, NULL, NULL, reason, detail);
END$$;
COMMENT ON FUNCTION audit_job(text, text, jsonb, text) IS 'Records an import, an export in clear, a turn of the keys';

-- Only the account that brought a list takes it in or back; the table itself comes later.
CREATE FUNCTION audit_list(kind text, import bigint, why text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
DECLARE
	told jsonb := (SELECT jsonb_build_object('kind', i.kind, 'unit', i.unit_id, 'rows', i.rows_all, 'people', i.made_people,
		'places', i.made_places, 'nominations', i.made_nominations) FROM list_import i WHERE i.id = import AND i.account_id = scope_account());
BEGIN
	IF told IS NULL OR audit_list.kind NOT IN ('list', 'list_undo') THEN
		RAISE EXCEPTION 'no list of the account' USING ERRCODE = '42501';
	END IF;
	RETURN audit_act(audit_list.kind, 'list_import', import, NULL, why, told);
END$$;
COMMENT ON FUNCTION audit_list(text, bigint, text) IS 'Records that the transaction''s account took a list in, or back';

-- A look at a full number is recorded of somebody the account sees, by the second lock too.
CREATE OR REPLACE FUNCTION reveal_note(person bigint, what text, reason text, most bigint) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	who bigint := scope_account();
	looked bigint;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('reveal', who));
	SELECT count(*) INTO looked FROM audit a
	 WHERE a.account_id = who AND a.action = 'reveal'
	   AND a.at >= date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh';
	IF who IS NULL OR looked >= most THEN
		RETURN 0;
	END IF;
	IF what NOT IN ('national_id', 'phone') OR NOT (scope_all() OR person_near(person) OR person_met(person)
		OR EXISTS (SELECT FROM person p WHERE p.id = reveal_note.person AND p.entered_by = who AND NOT person_placed(p.id))) THEN
		RAISE EXCEPTION 'nobody who may look' USING ERRCODE = '42501';
	END IF;
	PERFORM audit_act('reveal', 'person', person, person, reason, jsonb_build_object('column', what));
	RETURN looked + 1;
END$$;

-- How long the record is kept is said in record_kind, which only jobs write, and by the operator's setting: the longer
-- of both counts, and never less than twelve months.
CREATE OR REPLACE FUNCTION audit_prune(months bigint, most bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
DECLARE
	kept_from timestamptz := now() - make_interval(months => greatest(months, 12,
		(SELECT k.keep_months FROM record_kind k WHERE k.kind = 'audit'))::int);
	last audit_seal;
	gone bigint;
BEGIN
	IF NOT audit_sealer() THEN
		RETURN 0;
	END IF;
	SELECT s.* INTO last FROM (SELECT x.*, bool_and(a.at < kept_from) OVER (ORDER BY x.seq) AS old
			FROM (SELECT * FROM audit_seal ORDER BY seq LIMIT most) x JOIN audit a ON a.id = x.audit_id) s
	 WHERE s.old ORDER BY s.seq DESC LIMIT 1;
	IF last IS NULL THEN
		RETURN 0;
	END IF;
	INSERT INTO audit_anchor (seq, hash, through, removed, marks)
	SELECT last.seq, last.hash, max(a.at), count(*), coalesce(range_agg(a.marks) FILTER (WHERE a.action = 'mark'), '{}')
			+ coalesce((SELECT o.marks FROM audit_anchor o ORDER BY o.seq DESC LIMIT 1), '{}')
	  FROM audit_seal s JOIN audit a ON a.id = s.audit_id WHERE s.seq <= last.seq;
	DELETE FROM audit a USING audit_seal s WHERE s.audit_id = a.id AND s.seq <= last.seq;
	DELETE FROM audit_seal s WHERE s.seq <= last.seq;
	GET DIAGNOSTICS gone = ROW_COUNT;
	PERFORM audit_act('prune', 'audit', last.seq, NULL, NULL,
		jsonb_build_object('rows', gone, 'hash', encode(last.hash, 'hex'), 'kept_from', kept_from));
	RETURN gone;
END$$;
REVOKE EXECUTE ON FUNCTION audit_prune(bigint, bigint) FROM hocvu_app;

-- A file is told by its size, as secrets are by their names.
CREATE OR REPLACE FUNCTION audit_part(r jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_object_agg(c.key, CASE WHEN c.key ~ '_(hash|sealed|blind|secret)$' THEN '"changed"'
		WHEN c.key = 'file' THEN to_jsonb(length(c.value #>> '{}') / 2 - 1) ELSE c.value END)
	  FROM jsonb_each(r) c
	 WHERE c.value <> 'null' AND c.value IS DISTINCT FROM other -> c.key
	   AND c.key <> ALL ('{id,version,sort_name,folded,folded_given,works_from,works_until,lo,hi,ids,whole,used_at,last_used_at,failed_count,during,sequence}') $$;

SELECT audit_attach(t.watched, t.keys, t.person, t.unit)
  FROM (VALUES ('venue'::regclass, 'id', '', 'unit_id'), ('material', 'id', '', ''),
	('quota', 'class_id,unit_id', '', 'class'), ('succession_act', 'id', '', '')) AS t(watched, keys, person, unit);

REVOKE EXECUTE ON FUNCTION audit_data_given(bigint, text), audit_job(text, text, jsonb, text), audit_list(text, bigint, text) FROM public;
GRANT EXECUTE ON FUNCTION audit_data_given(bigint, text), audit_list(text, bigint, text) TO hocvu_app;
GRANT EXECUTE ON FUNCTION audit_job(text, text, jsonb, text) TO hocvu_job;

-- The server needs no temporary tables; imports and the owner's counters do.
DO $$BEGIN
	EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, hocvu_app', current_database());
END$$;

-- migrate:down
DO $$BEGIN
	EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO hocvu_app', current_database());
END$$;
DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT g.tgname, g.tgrelid::regclass AS watched FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
		WHERE p.proname = 'audit_row' AND g.tgrelid::regclass::text IN ('venue', 'material', 'quota', 'succession_act')
	LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.watched);
	END LOOP;
END$$;
CREATE OR REPLACE FUNCTION audit_part(r jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_object_agg(c.key, CASE WHEN c.key ~ '_(hash|sealed|blind|secret)$' THEN '"changed"' ELSE c.value END)
	  FROM jsonb_each(r) c
	 WHERE c.value <> 'null' AND c.value IS DISTINCT FROM other -> c.key
	   AND c.key <> ALL ('{id,version,sort_name,folded,folded_given,works_from,works_until,lo,hi,used_at,last_used_at,failed_count,during,sequence}') $$;
GRANT EXECUTE ON FUNCTION audit_prune(bigint, bigint) TO hocvu_app;
DROP FUNCTION audit_list(text, bigint, text), audit_job(text, text, jsonb, text), audit_data_given(bigint, text);
GRANT EXECUTE ON FUNCTION audit_act(text, text, bigint, bigint, text, jsonb) TO hocvu_app, hocvu_job;
