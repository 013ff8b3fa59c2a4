-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who entered a person, for which unit: whoever has no place yet belongs to them, not to everybody. And the one
-- list of where a person is and which roles that opens.

-- migrate:up
ALTER TABLE person
	ADD COLUMN entered_by bigint REFERENCES account ON DELETE SET NULL,
	ADD COLUMN entered_for bigint REFERENCES unit ON DELETE SET NULL;
CREATE INDEX person_by_enterer ON person (entered_by) WHERE entered_by IS NOT NULL;
CREATE INDEX person_by_entered_for ON person (entered_for) WHERE entered_for IS NOT NULL;
COMMENT ON COLUMN person.entered_by IS 'the account that entered them; none: they came with a data package';
COMMENT ON COLUMN person.entered_for IS 'the unit for which they were entered; none: they came with a data package';

CREATE VIEW person_place WITH (security_invoker = true) AS
SELECT a.person_id, a.unit_id, a.valid, '{unit_head,programme_office,admin,auditor}'::text[] AS readers,
	'{unit_head,programme_office,admin}'::text[] AS editors
  FROM affiliation a
UNION ALL
SELECT r.person_id, r.unit_id, r.valid, '{ward_official,community_team,programme_office,admin,auditor}',
	'{ward_official,programme_office,admin}'
  FROM residence r
UNION ALL
SELECT p.id, p.entered_for, '(,)', '{unit_head,ward_official,community_team,programme_office,admin,auditor}',
	'{unit_head,ward_official,programme_office,admin}'
  FROM person p
 WHERE p.entered_for IS NOT NULL AND NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = p.id)
   AND NOT EXISTS (SELECT FROM residence r WHERE r.person_id = p.id)
UNION ALL
SELECT p.id, u.id, '(,)', '{programme_office,admin,auditor}', '{programme_office,admin}'
  FROM person p JOIN unit u ON NOT EXISTS (SELECT FROM unit above WHERE above.lo < u.lo AND u.lo <= above.hi)
 WHERE p.entered_for IS NULL AND NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = p.id)
   AND NOT EXISTS (SELECT FROM residence r WHERE r.person_id = p.id);
COMMENT ON VIEW person_place IS 'Where a person works and lives; without either, the unit they were entered for, or the tops of the tree';
COMMENT ON COLUMN person_place.person_id IS 'who';
COMMENT ON COLUMN person_place.unit_id IS 'where';
COMMENT ON COLUMN person_place.valid IS 'on which days';
COMMENT ON COLUMN person_place.readers IS 'roles at or above the unit that read the person';
COMMENT ON COLUMN person_place.editors IS 'roles at or above the unit that correct the person';

GRANT SELECT ON person_place TO hocvu_app;

-- migrate:down
DROP VIEW person_place;
ALTER TABLE person DROP COLUMN entered_by, DROP COLUMN entered_for;
