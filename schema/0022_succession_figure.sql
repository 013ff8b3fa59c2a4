-- SPDX-License-Identifier: GPL-3.0-or-later
-- Before and after of a reorganisation, per unit and target: the very figures that coverage answers. And who keeps
-- reorganisations: after one that ended the top of a tree, whoever administers what followed it.

-- migrate:up
DROP TABLE succession_figure;
CREATE TABLE succession_figure (
	act_id bigint NOT NULL REFERENCES succession_act,
	after boolean NOT NULL,
	unit text NOT NULL,
	target text NOT NULL,
	segment text NOT NULL,
	numerator bigint NOT NULL,
	denominator bigint,
	PRIMARY KEY (act_id, unit, target, segment, after)
);
COMMENT ON TABLE succession_figure IS 'How far an act''s units were toward the targets, the day before and on the day';
COMMENT ON COLUMN succession_figure.act_id IS 'the act';
COMMENT ON COLUMN succession_figure.after IS 'on the day, as it was applied; else the day before';
COMMENT ON COLUMN succession_figure.unit IS 'code of the unit, which is valid that day';
COMMENT ON COLUMN succession_figure.target IS 'code of the target';
COMMENT ON COLUMN succession_figure.segment IS 'its segment; empty when it has none';
COMMENT ON COLUMN succession_figure.numerator IS 'people who reached it';
COMMENT ON COLUMN succession_figure.denominator IS 'people counted, or the territory''s figure; none: a count, or none to be had';
GRANT SELECT, INSERT ON succession_figure TO hocvu_app;

COMMENT ON COLUMN plan.issuer_id IS 'the body that issued it; of a plan that still ran when that body ended, its successor';

-- A unit that has none above it and ended is administered by nobody: its roles went to its heir.
CREATE FUNCTION succession_kept(by_account bigint, act bigint, day date) RETURNS boolean
	LANGUAGE sql STABLE SET search_path = public AS $$
	WITH mine AS MATERIALIZED (
		SELECT u.lo, u.hi FROM role_grant g JOIN unit u ON u.id = g.unit_id
		 WHERE g.account_id = by_account AND g.role = 'admin' AND g.valid @> day
	), named AS (
		SELECT DISTINCT x.id, x.lo FROM succession_act a
		 CROSS JOIN jsonb_to_recordset(a.records) AS r(from_unit text, to_unit text)
		  JOIN unit x ON x.code IN (r.from_unit, r.to_unit)
		 WHERE a.id = succession_kept.act
	)
	SELECT EXISTS (SELECT FROM mine)
	   AND NOT EXISTS (SELECT FROM named n
		  LEFT JOIN succession_end e ON e.act_id = succession_kept.act AND e.unit_id = n.id AND e.ends
		   AND NOT EXISTS (SELECT FROM unit above WHERE above.lo < n.lo AND n.lo <= above.hi)
		  LEFT JOIN unit h ON h.id = e.heir_id
		 WHERE NOT EXISTS (SELECT FROM mine m WHERE coalesce(h.lo, n.lo) BETWEEN m.lo AND m.hi)) $$;
COMMENT ON FUNCTION succession_kept(bigint, bigint, date) IS 'Does the account administer everything a reorganisation was about?';

-- migrate:down
DROP FUNCTION succession_kept(bigint, bigint, date);
COMMENT ON COLUMN plan.issuer_id IS 'the body that issued it';
DROP TABLE succession_figure;
CREATE TABLE succession_figure (
	act_id bigint NOT NULL REFERENCES succession_act,
	after boolean NOT NULL,
	target text NOT NULL,
	segment text NOT NULL,
	counted bigint NOT NULL,
	reached bigint NOT NULL,
	PRIMARY KEY (act_id, target, segment, after)
);
COMMENT ON TABLE succession_figure IS 'How far an act''s units together were toward the targets the day before and on the day, by the register';
COMMENT ON COLUMN succession_figure.act_id IS 'the act';
COMMENT ON COLUMN succession_figure.after IS 'the successors on the day; else those that end or change, the day before';
COMMENT ON COLUMN succession_figure.target IS 'code of the target';
COMMENT ON COLUMN succession_figure.segment IS 'its segment; empty when it has none';
COMMENT ON COLUMN succession_figure.counted IS 'people counted';
COMMENT ON COLUMN succession_figure.reached IS 'those of them who reached it';
GRANT SELECT, INSERT ON succession_figure TO hocvu_app;
