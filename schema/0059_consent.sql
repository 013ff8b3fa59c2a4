-- SPDX-License-Identifier: GPL-3.0-or-later
-- Citizens in voluntary classes come because they agreed: to which text, when, how, and until when.

-- migrate:up
ALTER TABLE class ADD COLUMN voluntary boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN class.voluntary IS 'open to residents who wish to come: nobody''s duty, so that it needs their consent';

CREATE TABLE consent_text (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	purpose text NOT NULL CONSTRAINT consent_text_purpose_known CHECK (purpose IN ('voluntary_class')),
	edition bigint NOT NULL CONSTRAINT consent_text_edition_positive CHECK (edition >= 1),
	vi text NOT NULL,
	en text NOT NULL,
	valid_from date NOT NULL,
	CONSTRAINT consent_text_taken UNIQUE (purpose, edition)
);
COMMENT ON TABLE consent_text IS 'What people agree to, edition by edition; an edition is never changed, because people agreed to it as it is';
COMMENT ON COLUMN consent_text.id IS 'our key';
COMMENT ON COLUMN consent_text.purpose IS 'the one purpose it is about';
COMMENT ON COLUMN consent_text.edition IS 'its number; the newest that holds is the one to agree to';
COMMENT ON COLUMN consent_text.vi IS 'the text in Vietnamese, which counts';
COMMENT ON COLUMN consent_text.en IS 'the same in English';
COMMENT ON COLUMN consent_text.valid_from IS 'the day from which it is used';

CREATE TABLE consent (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	text_id bigint NOT NULL REFERENCES consent_text,
	purpose text NOT NULL,
	given_on date NOT NULL,
	how text NOT NULL CONSTRAINT consent_how_known CHECK (how IN ('paper', 'signed_in', 'oral')),
	witness text CONSTRAINT consent_witness_length CHECK (length(witness) BETWEEN 1 AND 200),
	proof text CONSTRAINT consent_proof_length CHECK (length(proof) BETWEEN 1 AND 200),
	entered_by bigint NOT NULL,
	entered_at timestamptz NOT NULL,
	withdrawn_on date CONSTRAINT consent_withdrawn_before_given CHECK (withdrawn_on >= given_on),
	withdrawn_by bigint,
	withdrawn_at timestamptz,
	CONSTRAINT consent_witness_missing CHECK (how <> 'oral' OR witness IS NOT NULL),
	CONSTRAINT consent_already_given EXCLUDE USING gist (person_id WITH =, purpose WITH =) WHERE (withdrawn_on IS NULL)
);
CREATE INDEX consent_by_person ON consent (person_id);
COMMENT ON TABLE consent IS 'That somebody agreed, and withdrew: proof of who, when, to what and how; rows are ended, never changed otherwise';
COMMENT ON COLUMN consent.id IS 'our key';
COMMENT ON COLUMN consent.person_id IS 'who agreed';
COMMENT ON COLUMN consent.text_id IS 'to which edition';
COMMENT ON COLUMN consent.purpose IS 'its purpose, kept here so that one purpose has one consent at a time';
COMMENT ON COLUMN consent.given_on IS 'on which day';
COMMENT ON COLUMN consent.how IS 'on paper, signed in as oneself, or orally before a witness';
COMMENT ON COLUMN consent.witness IS 'who heard it';
COMMENT ON COLUMN consent.proof IS 'where the paper lies';
COMMENT ON COLUMN consent.entered_by IS 'the account that entered it';
COMMENT ON COLUMN consent.entered_at IS 'when it was entered';
COMMENT ON COLUMN consent.withdrawn_on IS 'the day from which it holds no more; what was done before stays lawful';
COMMENT ON COLUMN consent.withdrawn_by IS 'the account that entered the withdrawal';
COMMENT ON COLUMN consent.withdrawn_at IS 'when the withdrawal was entered';

-- Asked of people one may name without being allowed to read their consents.
CREATE FUNCTION consented(person bigint, to_purpose text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM consent c WHERE c.person_id = person AND c.purpose = to_purpose AND c.withdrawn_on IS NULL) $$;
COMMENT ON FUNCTION consented(bigint, text) IS 'Does the person''s consent to that purpose hold?';

-- Classes a person sits or waits in by consent alone: voluntary, not over, and not sent by the body they work in.
CREATE FUNCTION consent_seats(person bigint, today date) RETURNS TABLE (enrolment bigint, class bigint) LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT e.id, e.class_id
	  FROM enrolment e JOIN class c ON c.id = e.class_id AND c.voluntary AND c.state NOT IN ('finished', 'cancelled')
	 WHERE e.person_id = person AND e.state IN ('nominated', 'approved', 'waitlisted')
	   AND EXISTS (SELECT FROM session s WHERE s.class_id = c.id AND NOT s.cancelled AND s.date >= today)
	   AND NOT EXISTS (SELECT FROM affiliation a JOIN unit w ON w.id = a.unit_id JOIN unit sent ON sent.id = e.nominated_by_id
		WHERE a.person_id = e.person_id AND a.valid @> today AND w.lo BETWEEN sent.lo AND sent.hi) $$;
COMMENT ON FUNCTION consent_seats(bigint, date) IS 'Seats and places to come that end with the consent';

-- Whoever sees the person sees what they agreed to; the person always.
ALTER TABLE consent ENABLE ROW LEVEL SECURITY;
CREATE POLICY consent_app ON consent TO hocvu_app USING (
	person_id = (SELECT nullif(current_setting('hocvu.person', true), '')::bigint)
	OR EXISTS (SELECT FROM person p WHERE p.id = consent.person_id
		AND (SELECT nullif(current_setting('hocvu.account', true), '')) IS NOT NULL));
CREATE POLICY consent_job ON consent TO hocvu_job USING (true) WITH CHECK (true);
SELECT audit_attach('consent', 'id', 'person_id', 'person');

REVOKE EXECUTE ON FUNCTION consented(bigint, text), consent_seats(bigint, date) FROM public;
GRANT EXECUTE ON FUNCTION consented(bigint, text), consent_seats(bigint, date) TO hocvu_app, hocvu_job;
GRANT SELECT ON consent_text TO hocvu_app, hocvu_job;
GRANT INSERT ON consent_text TO hocvu_job;
GRANT SELECT, INSERT, UPDATE (withdrawn_on, withdrawn_by, withdrawn_at) ON consent TO hocvu_app;
GRANT SELECT ON consent TO hocvu_job;

-- migrate:down
DROP FUNCTION consent_seats(bigint, date), consented(bigint, text);
DROP TABLE consent, consent_text;
ALTER TABLE class DROP COLUMN voluntary;
