-- SPDX-License-Identifier: GPL-3.0-or-later
-- The seals of the record: each row, in the order in which they were committed, chained to the one before.

-- migrate:up
CREATE TABLE audit_fresh (
	audit_id bigint PRIMARY KEY
);
COMMENT ON TABLE audit_fresh IS 'Rows of the record that have no seal yet';
COMMENT ON COLUMN audit_fresh.audit_id IS 'the row';

CREATE TABLE audit_seal (
	seq bigint PRIMARY KEY,
	audit_id bigint NOT NULL CONSTRAINT audit_seal_twice UNIQUE,
	hash bytea NOT NULL,
	sealed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE audit_seal IS 'The chain over the record: without gaps, only added to';
COMMENT ON COLUMN audit_seal.seq IS 'place in the chain, from 1, given when it is sealed: no number is ever missing';
COMMENT ON COLUMN audit_seal.audit_id IS 'the row of the record';
COMMENT ON COLUMN audit_seal.hash IS 'BLAKE2b over the hash before, the place and every column of the row';
COMMENT ON COLUMN audit_seal.sealed_at IS 'when it was sealed';

CREATE TABLE audit_anchor (
	seq bigint PRIMARY KEY,
	hash bytea NOT NULL,
	through timestamptz NOT NULL,
	removed bigint NOT NULL,
	marks int8multirange NOT NULL,
	at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE audit_anchor IS 'Where the chain goes on after what was kept long enough was removed; the record itself says so too';
COMMENT ON COLUMN audit_anchor.seq IS 'the last place removed';
COMMENT ON COLUMN audit_anchor.hash IS 'its hash, to which the next seal is chained';
COMMENT ON COLUMN audit_anchor.through IS 'the latest row removed is from then';
COMMENT ON COLUMN audit_anchor.removed IS 'rows removed with it';
COMMENT ON COLUMN audit_anchor.marks IS 'the marks whose rosters were removed with it or before';
COMMENT ON COLUMN audit_anchor.at IS 'when';

CREATE TABLE audit_head (
	day date PRIMARY KEY,
	seq bigint NOT NULL,
	hash bytea NOT NULL,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	signature text
);
COMMENT ON TABLE audit_head IS 'The head of the chain once a day; only added to';
COMMENT ON COLUMN audit_head.day IS 'the day in Vietnam';
COMMENT ON COLUMN audit_head.seq IS 'the last place of the chain at that moment';
COMMENT ON COLUMN audit_head.hash IS 'its hash';
COMMENT ON COLUMN audit_head.at IS 'when';
COMMENT ON COLUMN audit_head.signature IS 'Ed25519 over day, place and hash; none: no key was configured';

CREATE FUNCTION audit_await_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$BEGIN INSERT INTO audit_fresh SELECT a.id FROM added a; RETURN NULL; END$$;
COMMENT ON FUNCTION audit_await_seal() IS 'Notes new rows of the record for the sealer';
CREATE TRIGGER audit_await_seal AFTER INSERT ON audit REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION audit_await_seal();
INSERT INTO audit_fresh SELECT a.id FROM audit a;

-- One sealer at a time, for the rest of the transaction.
CREATE FUNCTION audit_sealer() RETURNS boolean LANGUAGE sql VOLATILE AS $$
	SELECT pg_try_advisory_xact_lock(hashtextextended('audit_seal', 0)) $$;
COMMENT ON FUNCTION audit_sealer() IS 'May this transaction seal? Nobody else does until it ends';

-- The row-level policy shows the server's role nothing of the record outside a request.
CREATE FUNCTION audit_unsealed(most bigint) RETURNS SETOF audit LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	SELECT a.* FROM audit_fresh f JOIN audit a ON a.id = f.audit_id ORDER BY f.audit_id LIMIT most $$;
COMMENT ON FUNCTION audit_unsealed(bigint) IS 'The rows to be sealed next, in their order';

CREATE FUNCTION audit_seal_add(first bigint, ids bigint[], hashes text[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT audit_sealer() OR first <> 1 + greatest((SELECT max(s.seq) FROM audit_seal s), (SELECT max(a.seq) FROM audit_anchor a), 0) THEN
		RAISE EXCEPTION 'the chain went on meanwhile' USING ERRCODE = '40001';
	END IF;
	INSERT INTO audit_seal (seq, audit_id, hash)
	SELECT first + x.n - 1, x.id, decode(x.hash, 'hex')
	  FROM unnest(ids, hashes) WITH ORDINALITY AS x(id, hash, n) JOIN audit a ON a.id = x.id;
	DELETE FROM audit_fresh f WHERE f.audit_id = ANY (ids);
	RETURN cardinality(ids);
END$$;
COMMENT ON FUNCTION audit_seal_add(bigint, bigint[], text[]) IS 'Adds seals at the end of the chain';

CREATE FUNCTION audit_head_add(day date, seq bigint, hash text, signature text) RETURNS boolean LANGUAGE sql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	INSERT INTO audit_head (day, seq, hash, signature) VALUES (day, seq, decode(hash, 'hex'), signature)
	    ON CONFLICT DO NOTHING RETURNING true $$;
COMMENT ON FUNCTION audit_head_add(date, bigint, text, text) IS 'Keeps the head of a day, once';

-- At least twelve months stay, whatever is asked: TCVN 14423:2026 asks for three at level 3, Decree 333 for twelve of
-- those who offer such services to others.
CREATE FUNCTION audit_prune(months bigint, most bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
DECLARE
	kept_from timestamptz := now() - make_interval(months => greatest(months, 12)::int);
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
COMMENT ON FUNCTION audit_prune(bigint, bigint) IS 'Removes a whole beginning of the chain that was kept long enough, and leaves an anchor; gives how many rows';

-- The day of the request, as everywhere, where there is one.
CREATE OR REPLACE FUNCTION audit_reach() RETURNS int4multirange LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	SELECT coalesce(range_agg(int4range(u.lo, u.hi, '[]'))
		+ CASE WHEN bool_or(NOT EXISTS (SELECT FROM unit above WHERE above.lo < u.lo AND u.lo <= above.hi))
			THEN '{[0,0]}'::int4multirange ELSE '{}' END, '{}')
	  FROM role_grant g JOIN unit u ON u.id = g.unit_id
	 WHERE g.account_id = nullif(current_setting('hocvu.account', true), '')::bigint AND g.role = 'auditor'
	   AND g.valid @> coalesce(nullif(current_setting('hocvu.today', true), '')::date,
		(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) $$;

REVOKE EXECUTE ON FUNCTION audit_await_seal(), audit_unsealed(bigint), audit_seal_add(bigint, bigint[], text[]),
	audit_head_add(date, bigint, text, text), audit_prune(bigint, bigint) FROM public;
GRANT EXECUTE ON FUNCTION audit_unsealed(bigint), audit_seal_add(bigint, bigint[], text[]),
	audit_head_add(date, bigint, text, text), audit_prune(bigint, bigint) TO hocvu_app, hocvu_job;
GRANT SELECT ON audit_fresh, audit_seal, audit_anchor, audit_head TO hocvu_app, hocvu_job;

-- migrate:down
DROP FUNCTION audit_prune(bigint, bigint), audit_head_add(date, bigint, text, text), audit_seal_add(bigint, bigint[], text[]),
	audit_unsealed(bigint), audit_sealer();
DROP TRIGGER audit_await_seal ON audit;
DROP FUNCTION audit_await_seal();
DROP TABLE audit_head, audit_anchor, audit_seal, audit_fresh;
