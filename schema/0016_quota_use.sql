-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which quota an enrolment counts in, and what is left of every quota: what the allocator goes by and people see.

-- migrate:up
CREATE VIEW enrolment_quota WITH (security_invoker = true) AS
SELECT e.id, e.class_id, e.person_id, e.state, e.queued, near.unit_id AS quota_unit_id
  FROM enrolment e
  LEFT JOIN unit n ON n.id = e.nominated_by_id
  LEFT JOIN LATERAL (SELECT q.unit_id FROM quota q JOIN unit u ON u.id = q.unit_id
	WHERE q.class_id = e.class_id AND u.lo <= n.lo AND n.lo <= u.hi
	ORDER BY u.lo DESC LIMIT 1) near ON true;
COMMENT ON VIEW enrolment_quota IS 'Every enrolment with the quota it counts in: that of the nearest unit at or above the one that nominated';
COMMENT ON COLUMN enrolment_quota.id IS 'the enrolment';
COMMENT ON COLUMN enrolment_quota.class_id IS 'its class';
COMMENT ON COLUMN enrolment_quota.person_id IS 'who';
COMMENT ON COLUMN enrolment_quota.state IS 'how it stands';
COMMENT ON COLUMN enrolment_quota.queued IS 'its order in the waiting list';
COMMENT ON COLUMN enrolment_quota.quota_unit_id IS 'the unit whose quota it counts in; none: seats for everyone';

CREATE VIEW quota_use WITH (security_invoker = true) AS
SELECT q.class_id, q.unit_id, q.seats, q.origin, q.returned_on, n.used,
	CASE WHEN q.returned_on IS NULL THEN greatest(q.seats - n.used, 0) ELSE 0 END AS free
  FROM quota q
 CROSS JOIN LATERAL (SELECT count(*) AS used FROM enrolment_quota e
	WHERE e.class_id = q.class_id AND e.quota_unit_id = q.unit_id AND e.state = 'approved') n;
COMMENT ON VIEW quota_use IS 'Every quota with the seats used and those it still holds back from others';
COMMENT ON COLUMN quota_use.class_id IS 'the class';
COMMENT ON COLUMN quota_use.unit_id IS 'the unit';
COMMENT ON COLUMN quota_use.seats IS 'seats set aside';
COMMENT ON COLUMN quota_use.origin IS 'given by the organiser or proposed by the gap';
COMMENT ON COLUMN quota_use.returned_on IS 'day on which the unused seats went back to everyone';
COMMENT ON COLUMN quota_use.used IS 'people nominated there who have a seat, also beyond the quota';
COMMENT ON COLUMN quota_use.free IS 'seats nobody else gets; none once returned';

GRANT SELECT ON enrolment_quota, quota_use TO hocvu_app, hocvu_job;

-- migrate:down
DROP VIEW quota_use, enrolment_quota;
