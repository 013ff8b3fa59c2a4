-- SPDX-License-Identifier: GPL-3.0-or-later
-- Check-ins, marks and signed paper of a session beside each other.

-- reconcile_head(session) -> reconcile_head
SELECT s.id AS session, s.class, s.class_code, s.class_title, s.class_state, s.number, s.date, s.start, s."end", s.cancelled,
	(SELECT count(*) FROM scan n WHERE n.session_id = s.id AND n.kept_at IS NOT NULL AND n.removed_at IS NULL) AS scans,
	EXISTS (SELECT FROM scan n WHERE n.session_id = s.id AND n.kept_at IS NOT NULL AND n.removed_at IS NULL)
		OR EXISTS (SELECT FROM paper_said x WHERE x.session_id = s.id) AS with_paper,
	s.reconciled_at, a.name AS reconciled_by, s.reconciled_changed, r.note AS reconciled_note
  FROM session_seen s
  LEFT JOIN LATERAL (SELECT x.account_id, x.note FROM session_reconciled x WHERE x.session_id = s.id
	ORDER BY x.id DESC LIMIT 1) r ON true
  LEFT JOIN account a ON a.id = r.account_id
 WHERE s.id = :session;

-- reconcile_rows(session) -> reconcile_row
-- Everybody with a seat or a mark, who checked in, and about whom the paper says something, in order of names, with the
-- last decision about each.
SELECT p.id AS person, p.full_name, n.name AS unit_name, e.id IS NOT NULL AS enrolled, k.claimed_at,
	coalesce(a.status, 'unmarked') AS status, a.note, x.says AS paper,
	d.status AS decided_status, d.paper AS decided_paper, coalesce(d.claimed, false) AS decided_claimed, d.before AS decided_before,
	d.why AS decided_why, b.name AS decided_by, d.decided_at
  FROM session s
 CROSS JOIN LATERAL (
	SELECT y.person_id FROM enrolment y WHERE y.class_id = s.class_id AND y.state = 'approved'
	UNION SELECT y.person_id FROM attendance y WHERE y.session_id = s.id
	UNION SELECT y.person_id FROM check_in_claim y WHERE y.session_id = s.id
	UNION SELECT y.person_id FROM paper_said y WHERE y.session_id = s.id) w
  JOIN person p ON p.id = w.person_id
  LEFT JOIN enrolment e ON e.class_id = s.class_id AND e.person_id = p.id AND e.state = 'approved'
  LEFT JOIN attendance a ON a.session_id = s.id AND a.person_id = p.id
  LEFT JOIN check_in_claim k ON k.session_id = s.id AND k.person_id = p.id
  LEFT JOIN paper_said x ON x.session_id = s.id AND x.person_id = p.id
  LEFT JOIN LATERAL (SELECT z.* FROM reconcile_decision z WHERE z.session_id = s.id AND z.person_id = p.id
	ORDER BY z.id DESC LIMIT 1) d ON true
  LEFT JOIN account b ON b.id = d.account_id
  LEFT JOIN LATERAL (SELECT v.name FROM unit_version v
	WHERE v.unit_id = coalesce(e.nominated_by_id, (SELECT f.unit_id FROM affiliation_line f
		WHERE f.person_id = p.id AND f.valid @> s.date ORDER BY f.unit_id LIMIT 1))
	ORDER BY v.valid @> s.date DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) n ON true
 WHERE s.id = :session
 ORDER BY p.sort_name, p.id;

-- paper_rows(rows) -> paper_row
SELECT r.at - 1 AS at, r.person, r.code, r.says
  FROM ROWS FROM (jsonb_to_recordset(:rows::jsonb) AS (person bigint, code text, says text)) WITH ORDINALITY
	AS r(person, code, says, at) ORDER BY r.at;

-- paper_write(session, class, account, now, people, says)
-- Only what is another than before; `unsaid` takes a reading back.
WITH given AS MATERIALIZED (
	SELECT * FROM unnest(:people::bigint[], :says::text[]) AS g(person, says) ORDER BY g.person
), gone AS (
	DELETE FROM paper_said x USING given g WHERE x.session_id = :session AND x.person_id = g.person AND g.says = 'unsaid'
)
INSERT INTO paper_said AS x (session_id, person_id, class_id, says, account_id, said_at)
SELECT :session, g.person, :class, g.says, :account, :now::timestamptz FROM given g WHERE g.says <> 'unsaid' ORDER BY g.person
    ON CONFLICT (session_id, person_id) DO UPDATE SET says = excluded.says, account_id = excluded.account_id,
	said_at = excluded.said_at WHERE x.says <> excluded.says;

-- reconcile_decide(session, class, account, now, people, befores, statuses, claims, papers, whys)
INSERT INTO reconcile_decision (session_id, person_id, class_id, before, status, claimed, paper, why, account_id, decided_at)
SELECT :session, g.person, :class, g.before, g.status, g.claimed, g.paper, g.why, :account, :now::timestamptz
  FROM unnest(:people::bigint[], :befores::text[], :statuses::text[], :claims::boolean[], :papers::text[], :whys::text[])
	AS g(person, before, status, claimed, paper, why) ORDER BY g.person;

-- reconcile_note(session, class, account, now, present, absent, scans, note)
INSERT INTO session_reconciled (session_id, class_id, account_id, reconciled_at, present, absent, scans, mark_last, note)
SELECT :session, :class, :account, :now::timestamptz, :present, :absent, :scans,
	coalesce((SELECT max(h.id) FROM attendance_history h WHERE h.session_id = :session), 0), :note;
