-- SPDX-License-Identifier: GPL-3.0-or-later
-- How the house is, for whoever administers.

-- house_of_database(now) -> house
-- The process's own part is filled in by the handler.
SELECT :now::timestamptz AS now, :now::timestamptz AS started, 0::bigint AS connections, 0::bigint AS waiting,
	0::bigint AS faults, 0::bigint AS memory_bytes, h.database_bytes, h.database_version, h.migration, h.migrated_at,
	h.sealed_at AS record_at, h.unsealed AS record_waiting,
	(SELECT count(*) FROM account a WHERE a.disabled_at IS NULL) AS accounts,
	(SELECT count(*) FROM account a WHERE a.disabled_at IS NULL
		AND coalesce(a.reviewed_at, a.created_at) < :now::timestamptz - interval '6 months') AS review_due,
	false AS mail, m.waiting AS mails_waiting, m.undelivered AS mails_undelivered, m.reason AS mail_trouble
  FROM house_state h CROSS JOIN mail_state m;
