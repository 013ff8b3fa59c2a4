-- SPDX-License-Identifier: GPL-3.0-or-later
-- Consent of citizens in voluntary classes.

-- consent_texts_list(after, limit) -> consent_text
SELECT t.id, t.purpose, t.edition, t.vi, t.en, t.valid_from
  FROM consent_text t WHERE t.id > coalesce(:after::bigint, 0) ORDER BY t.id LIMIT :limit::int;

-- consent_text_holds(text, day) -> bool
-- Is it the newest edition of its purpose on that day?
SELECT coalesce((SELECT t.valid_from <= :day::date AND NOT EXISTS (SELECT FROM consent_text n WHERE n.purpose = t.purpose
		AND n.edition > t.edition AND n.valid_from <= :day::date)
	FROM consent_text t WHERE t.id = :text), false);

-- consent_add(person, text, day, how, witness, proof, account, now) -> int
INSERT INTO consent (person_id, text_id, purpose, given_on, how, witness, proof, entered_by, entered_at)
SELECT :person, t.id, t.purpose, :day, :how, :witness, :proof, :account, :now FROM consent_text t WHERE t.id = :text
RETURNING id;

-- consent_get(consent) -> consent
SELECT c.id, c.person_id AS person, c.text_id AS text, c.purpose, t.edition, c.given_on, c.how, c.witness, c.proof, c.withdrawn_on
  FROM consent c JOIN consent_text t ON t.id = c.text_id WHERE c.id = :consent;

-- consents_of_person(person, after, limit) -> consent
SELECT c.id, c.person_id AS person, c.text_id AS text, c.purpose, t.edition, c.given_on, c.how, c.witness, c.proof, c.withdrawn_on
  FROM consent c JOIN consent_text t ON t.id = c.text_id
 WHERE c.person_id = :person AND c.id > coalesce(:after::bigint, 0) ORDER BY c.id LIMIT :limit::int;

-- consents_mine(account, after, limit) -> consent
SELECT c.id, c.person_id AS person, c.text_id AS text, c.purpose, t.edition, c.given_on, c.how, c.witness, c.proof, c.withdrawn_on
  FROM account a JOIN consent c ON c.person_id = a.person_id JOIN consent_text t ON t.id = c.text_id
 WHERE a.id = :account AND c.id > coalesce(:after::bigint, 0) ORDER BY c.id LIMIT :limit::int;

-- consent_end(consent, day, account, now)
UPDATE consent SET withdrawn_on = :day, withdrawn_by = :account, withdrawn_at = :now
 WHERE id = :consent AND withdrawn_on IS NULL;

-- consent_seats_of(person, today) -> consent_seat
SELECT s.enrolment, s.class FROM consent_seats(:person, :today) s ORDER BY s.class;

-- class_voluntary_set(class, voluntary)
UPDATE class SET voluntary = :voluntary WHERE id = :class;

-- class_is_voluntary(class) -> bool
SELECT c.voluntary FROM class c WHERE c.id = :class;

-- voluntary_classes(after, limit) -> voluntary_class
-- Open to citizens who wish to come.
SELECT c.id, c.code, c.title, u.code AS host_unit, d.first_on, d.last_on
  FROM class c LEFT JOIN unit u ON u.id = c.host_unit_id
  LEFT JOIN LATERAL (SELECT min(s.date) AS first_on, max(s.date) AS last_on FROM session s
	WHERE s.class_id = c.id AND NOT s.cancelled) d ON true
 WHERE c.voluntary AND c.state = 'open' AND c.id > coalesce(:after::bigint, 0) ORDER BY c.id LIMIT :limit::int;
