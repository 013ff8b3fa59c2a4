-- SPDX-License-Identifier: GPL-3.0-or-later
-- A roster's marks have one run of numbers nearly always: putting them into a range one by one cost a sixth of the record.

-- migrate:up
CREATE FUNCTION audit_runs(ids bigint[]) RETURNS int8multirange LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN ids[cardinality(ids)] - ids[1] = cardinality(ids) - 1
		THEN int8multirange(int8range(ids[1], ids[cardinality(ids)], '[]'))
		ELSE (SELECT range_agg(int8range(x, x, '[]')) FROM unnest(ids) x) END $$;
COMMENT ON FUNCTION audit_runs(bigint[]) IS 'Numbers in rising order as ranges';

CREATE OR REPLACE FUNCTION audit_marks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO' AS
$$BEGIN
	INSERT INTO audit (action, object, row_id, unit_id, marks, after)
	SELECT 'mark', 'attendance', m.session_id, c.host_unit_id, audit_runs(m.ids),
		jsonb_build_object('marks', cardinality(m.ids), 'sha256', encode(sha256(convert_to(m.text, 'UTF8')), 'hex'))
	  FROM (SELECT h.session_id, array_agg(h.id) AS ids,
			string_agg(ROW(h.id, h.session_id, h.person_id, h.before, h.after, h.note, h.recorded_at, h.clamped,
				h.received_at, h.account_id, h.op, h.stood, h.why)::text, E'\n') AS text
		  FROM (SELECT * FROM changed ORDER BY session_id, id) h GROUP BY h.session_id) m
	  LEFT JOIN session s ON s.id = m.session_id
	  LEFT JOIN class c ON c.id = s.class_id;
	RETURN NULL;
END$$;

-- migrate:down
CREATE OR REPLACE FUNCTION audit_marks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
DROP FUNCTION audit_runs(bigint[]);
