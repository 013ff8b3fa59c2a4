-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whom a ward registered, or who registered alone, came by consent, also when they work in a body of that ward: only a body
-- sends its staff as their duty, a territory sends nobody.

-- migrate:up
CREATE OR REPLACE FUNCTION consent_seats(person bigint, today date) RETURNS TABLE (enrolment bigint, class bigint) LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT e.id, e.class_id
	  FROM enrolment e JOIN class c ON c.id = e.class_id AND c.voluntary AND c.state NOT IN ('finished', 'cancelled')
	 WHERE e.person_id = person AND e.state IN ('nominated', 'approved', 'waitlisted')
	   AND EXISTS (SELECT FROM session s WHERE s.class_id = c.id AND NOT s.cancelled AND s.date >= today)
	   AND NOT EXISTS (SELECT FROM affiliation a JOIN unit w ON w.id = a.unit_id JOIN unit sent ON sent.id = e.nominated_by_id
		WHERE a.person_id = e.person_id AND a.valid @> today AND w.lo BETWEEN sent.lo AND sent.hi
		  AND NOT EXISTS (SELECT FROM unit_version v JOIN unit_kind k USING (kind) WHERE v.unit_id = sent.id AND k.territory)) $$;

-- migrate:down
CREATE OR REPLACE FUNCTION consent_seats(person bigint, today date) RETURNS TABLE (enrolment bigint, class bigint) LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT e.id, e.class_id
	  FROM enrolment e JOIN class c ON c.id = e.class_id AND c.voluntary AND c.state NOT IN ('finished', 'cancelled')
	 WHERE e.person_id = person AND e.state IN ('nominated', 'approved', 'waitlisted')
	   AND EXISTS (SELECT FROM session s WHERE s.class_id = c.id AND NOT s.cancelled AND s.date >= today)
	   AND NOT EXISTS (SELECT FROM affiliation a JOIN unit w ON w.id = a.unit_id JOIN unit sent ON sent.id = e.nominated_by_id
		WHERE a.person_id = e.person_id AND a.valid @> today AND w.lo BETWEEN sent.lo AND sent.hi) $$;
