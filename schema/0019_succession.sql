-- SPDX-License-Identifier: GPL-3.0-or-later
-- Successions of units as an act: rehearsed, applied, undone, with every row it closed, opened or changed.

-- migrate:up
CREATE TABLE succession_act (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	happened_on date NOT NULL,
	legal_basis text,
	state text NOT NULL CONSTRAINT succession_act_state_known CHECK (state IN ('rehearsed', 'applied', 'undone')),
	records jsonb NOT NULL,
	new_units jsonb NOT NULL,
	applied_at timestamptz NOT NULL,
	applied_by bigint REFERENCES account ON DELETE SET NULL,
	undone_at timestamptz,
	undone_by bigint REFERENCES account ON DELETE SET NULL,
	CONSTRAINT succession_act_undone CHECK ((state = 'undone') = (undone_at IS NOT NULL))
);
COMMENT ON TABLE succession_act IS 'One reorganisation carried out: its records together, in one transaction';
COMMENT ON COLUMN succession_act.id IS 'our key';
COMMENT ON COLUMN succession_act.happened_on IS 'first day of the new state of things';
COMMENT ON COLUMN succession_act.legal_basis IS 'number and date of the instrument';
COMMENT ON COLUMN succession_act.state IS 'applied, or undone; rehearsed only inside the transaction that is rolled back';
COMMENT ON COLUMN succession_act.records IS 'the records as asked for';
COMMENT ON COLUMN succession_act.new_units IS 'the units as they are from the day on, as asked for';
COMMENT ON COLUMN succession_act.applied_at IS 'when';
COMMENT ON COLUMN succession_act.applied_by IS 'by which account';
COMMENT ON COLUMN succession_act.undone_at IS 'when it was undone';
COMMENT ON COLUMN succession_act.undone_by IS 'by which account';

ALTER TABLE succession ADD COLUMN act_id bigint REFERENCES succession_act;
CREATE INDEX succession_by_act ON succession (act_id) WHERE act_id IS NOT NULL;
COMMENT ON COLUMN succession.act_id IS 'the act that wrote it; none: it came with a data package';

CREATE TABLE succession_change (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	act_id bigint NOT NULL REFERENCES succession_act,
	table_name text NOT NULL,
	row_id bigint NOT NULL,
	before jsonb,
	after jsonb
);
CREATE INDEX succession_change_by_act ON succession_change (act_id, table_name, row_id);
COMMENT ON TABLE succession_change IS 'Every row an act closed, opened or changed: what undoing it needs';
COMMENT ON COLUMN succession_change.id IS 'our key';
COMMENT ON COLUMN succession_change.act_id IS 'the act';
COMMENT ON COLUMN succession_change.table_name IS 'the row''s table';
COMMENT ON COLUMN succession_change.row_id IS 'the row''s id; of a quota its class';
COMMENT ON COLUMN succession_change.before IS 'the row before; none: the act made it';
COMMENT ON COLUMN succession_change.after IS 'the row after; none: the act took it away';

CREATE TABLE succession_count (
	act_id bigint NOT NULL REFERENCES succession_act,
	after boolean NOT NULL,
	unit text NOT NULL,
	people bigint NOT NULL,
	residents bigint NOT NULL,
	open_classes bigint NOT NULL,
	quotas bigint NOT NULL,
	PRIMARY KEY (act_id, unit, after)
);
COMMENT ON TABLE succession_count IS 'What an act''s units held the day before and on the day, with all below them';
COMMENT ON COLUMN succession_count.act_id IS 'the act';
COMMENT ON COLUMN succession_count.after IS 'on the day, as it was applied; else the day before';
COMMENT ON COLUMN succession_count.unit IS 'code of the unit';
COMMENT ON COLUMN succession_count.people IS 'distinct people with an affiliation';
COMMENT ON COLUMN succession_count.residents IS 'distinct residents';
COMMENT ON COLUMN succession_count.open_classes IS 'classes it hosts that are neither finished nor cancelled';
COMMENT ON COLUMN succession_count.quotas IS 'seats set aside for it in such classes';

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

-- A unit goes on when a record of it names itself, or when only some of its residential groups leave.
CREATE VIEW succession_end WITH (security_invoker = true) AS
SELECT s.act_id, s.happened_on, s.from_unit_id AS unit_id,
	max(s.to_unit_id) FILTER (WHERE g.n = 0 AND s.to_unit_id <> s.from_unit_id) AS heir_id,
	bool_or(s.kind = 'abolish' AND s.to_unit_id = s.from_unit_id) AS abolished,
	bool_and(s.to_unit_id <> s.from_unit_id OR s.kind = 'abolish') AND (bool_or(g.n = 0) OR NOT EXISTS (
		SELECT FROM unit_version v
		 WHERE v.parent_id = s.from_unit_id AND v.kind = 'residential_group' AND v.valid @> (s.happened_on - 1)
		   AND NOT EXISTS (SELECT FROM succession o JOIN succession_group og ON og.succession_id = o.id
			WHERE o.act_id = s.act_id AND o.from_unit_id = s.from_unit_id AND og.unit_id = v.unit_id))) AS ends
  FROM succession s
 CROSS JOIN LATERAL (SELECT count(*) AS n FROM succession_group sg WHERE sg.succession_id = s.id) g
 WHERE s.act_id IS NOT NULL
 GROUP BY s.act_id, s.happened_on, s.from_unit_id;
COMMENT ON VIEW succession_end IS 'Every unit an act is about: whether it ends, and who takes what is its own';
COMMENT ON COLUMN succession_end.act_id IS 'the act';
COMMENT ON COLUMN succession_end.happened_on IS 'its day';
COMMENT ON COLUMN succession_end.unit_id IS 'the unit';
COMMENT ON COLUMN succession_end.heir_id IS 'the successor of its record without groups; none: nobody takes the rest';
COMMENT ON COLUMN succession_end.abolished IS 'it ends without a successor';
COMMENT ON COLUMN succession_end.ends IS 'its last day is the day before';

GRANT SELECT, INSERT, UPDATE (state, undone_at, undone_by) ON succession_act TO hocvu_app;
GRANT SELECT, INSERT ON succession_change, succession_count, succession_figure TO hocvu_app;
GRANT SELECT ON succession_end TO hocvu_app;
GRANT UPDATE (unit_id), DELETE ON role_grant TO hocvu_app;

-- migrate:down
REVOKE UPDATE (unit_id), DELETE ON role_grant FROM hocvu_app;
DROP VIEW succession_end;
DROP TABLE succession_figure, succession_count, succession_change;
ALTER TABLE succession DROP COLUMN act_id;
DROP TABLE succession_act;
