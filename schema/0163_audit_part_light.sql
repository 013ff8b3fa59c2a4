-- SPDX-License-Identifier: GPL-3.0-or-later
-- The record of thousands of rows at once costs less: what was not there is not asked for its parts, and whether a column is a
-- secret is told by its end without an expression.

-- migrate:up
-- STRICT: a new row had no former one, and a deleted one has no later; nothing is what was in either.
CREATE OR REPLACE FUNCTION audit_part(r jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS $$
	SELECT jsonb_object_agg(c.key, CASE WHEN right(c.key, 7) = '_sealed' OR right(c.key, 6) = '_blind' OR right(c.key, 5) = '_hash'
			OR right(c.key, 7) = '_secret' THEN '"changed"'
		WHEN c.key = 'file' THEN to_jsonb(length(c.value #>> '{}') / 2 - 1) ELSE c.value END)
	  FROM jsonb_each(r) c
	 WHERE c.value <> 'null' AND c.value IS DISTINCT FROM other -> c.key
	   AND c.key <> ALL ('{id,version,sort_name,folded,folded_given,works_from,works_until,lo,hi,ids,whole,used_at,last_used_at,failed_count,during,sequence}') $$;

-- migrate:down
CREATE OR REPLACE FUNCTION audit_part(r jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE CALLED ON NULL INPUT AS $$
	SELECT jsonb_object_agg(c.key, CASE WHEN c.key ~ '_(hash|sealed|blind|secret)$' THEN '"changed"'
		WHEN c.key = 'file' THEN to_jsonb(length(c.value #>> '{}') / 2 - 1) ELSE c.value END)
	  FROM jsonb_each(r) c
	 WHERE c.value <> 'null' AND c.value IS DISTINCT FROM other -> c.key
	   AND c.key <> ALL ('{id,version,sort_name,folded,folded_given,works_from,works_until,lo,hi,ids,whole,used_at,last_used_at,failed_count,during,sequence}') $$;
