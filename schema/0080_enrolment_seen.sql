-- SPDX-License-Identifier: GPL-3.0-or-later
-- An enrolment as people read it: with its class, its unit by name, and the place in the waiting list.

-- migrate:up
CREATE VIEW enrolment_seen WITH (security_invoker = true) AS
SELECT e.id, e.class_id AS class, c.code AS class_code, c.title AS class_title, e.person_id AS person,
	p.code AS person_code, p.full_name, u.code AS nominated_by, n.name AS nominated_by_name, e.state,
	CASE WHEN e.state = 'waitlisted' THEN (SELECT count(*) FROM enrolment_line l
		WHERE l.class_id = e.class_id AND l.state = 'waitlisted' AND (l.queued, l.id) <= (e.queued, e.id)) END AS place,
	e.changed_at, e.why, e.substitute_for_id AS substitute_for
  FROM enrolment e
  JOIN class c ON c.id = e.class_id
  JOIN person p ON p.id = e.person_id
  LEFT JOIN unit u ON u.id = e.nominated_by_id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v WHERE v.unit_id = e.nominated_by_id
	ORDER BY upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true;
COMMENT ON VIEW enrolment_seen IS 'An enrolment with its class, its person, the unit that sent them and the place in the waiting list';
COMMENT ON COLUMN enrolment_seen.id IS 'the enrolment';
COMMENT ON COLUMN enrolment_seen.class IS 'the class';
COMMENT ON COLUMN enrolment_seen.class_code IS 'the class''s code';
COMMENT ON COLUMN enrolment_seen.class_title IS 'the class''s name';
COMMENT ON COLUMN enrolment_seen.person IS 'who';
COMMENT ON COLUMN enrolment_seen.person_code IS 'the person''s code';
COMMENT ON COLUMN enrolment_seen.full_name IS 'the person''s name';
COMMENT ON COLUMN enrolment_seen.nominated_by IS 'code of the unit that sends';
COMMENT ON COLUMN enrolment_seen.nominated_by_name IS 'that unit''s latest name';
COMMENT ON COLUMN enrolment_seen.state IS 'nominated, approved, waitlisted, rejected or withdrawn';
COMMENT ON COLUMN enrolment_seen.place IS 'place in the waiting list, 1 is next';
COMMENT ON COLUMN enrolment_seen.changed_at IS 'when the state was last changed';
COMMENT ON COLUMN enrolment_seen.why IS 'the reason given';
COMMENT ON COLUMN enrolment_seen.substitute_for IS 'the enrolment whose seat it took over';

GRANT SELECT ON enrolment_seen TO hocvu_app, hocvu_job;

-- migrate:down
DROP VIEW enrolment_seen;
