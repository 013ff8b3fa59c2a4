-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of whom a unit sends to a class; training checks and writes them.

-- list_nominations_built(import) -> int
SELECT list_import_built_upon(:import);

-- list_nominations_undo(ask)
WITH back AS (
	UPDATE enrolment e SET state = 'withdrawn', changed_at = (:ask::jsonb ->> 'now')::timestamptz,
		changed_by = (:ask::jsonb ->> 'account')::bigint
	  FROM list_row r WHERE r.import_id = (:ask::jsonb ->> 'import')::bigint AND r.enrolment_id = e.id AND e.state = 'nominated'
	   AND r.row > (:ask::jsonb ->> 'after')::bigint AND r.row <= (:ask::jsonb ->> 'upto')::bigint
	RETURNING e.class_id, e.person_id
)
INSERT INTO enrolment_event (class_id, person_id, before, after, at, account_id)
SELECT b.class_id, b.person_id, 'nominated', 'withdrawn', (:ask::jsonb ->> 'now')::timestamptz, (:ask::jsonb ->> 'account')::bigint
  FROM back b ORDER BY b.person_id;
