-- SPDX-License-Identifier: GPL-3.0-or-later
-- What may be said of a class aloud.

-- announce_class(class) -> letter_field
SELECT 1::bigint AS row, e.key AS name, e.value
  FROM (SELECT c.title AS class, c.course_title AS course, c.host_unit_name AS host, c.sessions, to_char(c.first_on, 'DD/MM/YYYY') AS "from",
		to_char(c.last_on, 'DD/MM/YYYY') AS "to", coalesce(k.audience, '') AS audience,
		coalesce(c.venue, (SELECT string_agg(DISTINCT coalesce(s.venue_name, s.venue), '; ') FROM session_seen s WHERE s.class = c.id AND NOT s.cancelled)) AS venue,
		(SELECT string_agg('buổi ' || s.number || ': ' || coalesce(to_char(s.start, 'HH24:MI') || ', ', '') || 'ngày ' || to_char(s.date, 'DD/MM/YYYY')
			|| coalesce(', tại ' || coalesce(s.venue_name, s.venue, c.venue), ''), '; ' ORDER BY s.date, s.start, s.number)
		   FROM session_seen s WHERE s.class = c.id AND NOT s.cancelled) AS schedule,
		CASE WHEN c.state = 'cancelled' THEN 'ĐÃ HỦY: ' ELSE '' END AS state
	  FROM class_seen c JOIN course k ON k.id = c.course WHERE c.id = :class) x, LATERAL jsonb_each_text(to_jsonb(x)) e;
