-- SPDX-License-Identifier: GPL-3.0-or-later
-- Acts of succession: written down, checked, counted before and after, shown, undone.

-- succession_keep()
-- From here a rehearsal goes back.
SAVEPOINT succession;

-- succession_back()
ROLLBACK TO SAVEPOINT succession;

-- succession_unknown(records, new_units) -> text
-- The code of the first thing wrong with the units named, before anything is written; NULL: none.
WITH r AS (
	SELECT * FROM jsonb_to_recordset(:records::jsonb) AS r(from_unit text, to_unit text, kind text, groups jsonb)
), n AS (
	SELECT * FROM jsonb_to_recordset(coalesce(:new_units::jsonb, '[]')) AS n(code text, kind text, parent text)
), known AS (
	SELECT u.code FROM unit u UNION SELECT n.code FROM n
)
SELECT CASE
	WHEN EXISTS (SELECT FROM r WHERE NOT EXISTS (SELECT FROM unit u WHERE u.code = r.from_unit)
		OR NOT EXISTS (SELECT FROM known k WHERE k.code = r.to_unit)) THEN 'succession_unit_unknown'
	WHEN EXISTS (SELECT FROM n WHERE n.parent IS NOT NULL AND NOT EXISTS (SELECT FROM known k WHERE k.code = n.parent))
		THEN 'succession_parent_unknown'
	WHEN EXISTS (SELECT FROM n WHERE NOT EXISTS (SELECT FROM unit_kind k WHERE k.kind = n.kind)) THEN 'unit_kind_unknown'
	WHEN EXISTS (SELECT FROM n GROUP BY n.code HAVING count(*) > 1) THEN 'unit_code_taken'
	WHEN EXISTS (SELECT FROM r WHERE (r.from_unit = r.to_unit) AND r.kind IN ('merge', 'split')) THEN 'succession_onto_itself'
	WHEN EXISTS (SELECT FROM r WHERE r.from_unit = r.to_unit AND r.kind IN ('rename', 'move')
		AND NOT EXISTS (SELECT FROM n WHERE n.code = r.from_unit)) THEN 'succession_change_unsaid'
	WHEN EXISTS (SELECT FROM r CROSS JOIN jsonb_array_elements_text(coalesce(r.groups, '[]')) AS g(code)
		WHERE NOT EXISTS (SELECT FROM unit u WHERE u.code = g.code)) THEN 'succession_group_elsewhere'
	WHEN EXISTS (SELECT FROM r CROSS JOIN jsonb_array_elements_text(coalesce(r.groups, '[]')) AS g(code)
		GROUP BY g.code HAVING count(*) > 1) THEN 'succession_group_twice'
	WHEN EXISTS (SELECT FROM r WHERE jsonb_array_length(coalesce(r.groups, '[]')) = 0
		GROUP BY r.from_unit HAVING count(*) > 1) THEN 'succession_rest_twice'
END;

-- succession_outside(account, records, new_units, today) -> bool
-- Does the account not administer a unit that is named: one that changes, follows, or stands above a new one?
SELECT EXISTS (SELECT FROM (
		SELECT unnest(ARRAY[r.from_unit, r.to_unit])
		  FROM jsonb_to_recordset(:records::jsonb) AS r(from_unit text, to_unit text)
		UNION SELECT unnest(ARRAY[n.code, n.parent])
		  FROM jsonb_to_recordset(coalesce(:new_units::jsonb, '[]')) AS n(code text, parent text)) AS named(code)
	JOIN unit x ON x.code = named.code
	WHERE NOT EXISTS (SELECT FROM role_grant g JOIN unit u ON u.id = g.unit_id
		WHERE g.account_id = :account AND g.role = 'admin' AND g.valid @> :today::date AND u.lo <= x.lo AND x.lo <= u.hi))
    OR EXISTS (SELECT FROM jsonb_to_recordset(coalesce(:new_units::jsonb, '[]')) AS n(code text, parent text)
	WHERE n.parent IS NULL AND NOT EXISTS (SELECT FROM role_grant g JOIN unit u ON u.id = g.unit_id
		WHERE g.account_id = :account AND g.role = 'admin' AND g.valid @> :today::date
		  AND NOT EXISTS (SELECT FROM unit above WHERE above.lo < u.lo AND u.lo <= above.hi)));

-- succession_lock()
-- One reorganisation at a time: they number the whole tree. It moves every row that stands on its units, whose numbers
-- change under it: who may, was asked of every unit it names, so the locks on rows stand open until it is done.
SELECT pg_advisory_xact_lock(hashtext('succession')), set_config('hocvu.reach_all', 'on', true);

-- succession_act_add(happened_on, legal_basis, state, records, new_units, now, account) -> int
INSERT INTO succession_act (happened_on, legal_basis, state, records, new_units, applied_at, applied_by)
VALUES (:happened_on::date, :legal_basis, :state, :records::jsonb, coalesce(:new_units::jsonb, '[]'), :now::timestamptz, :account)
RETURNING id;

-- succession_units_add(act)
-- Codes nobody has yet.
WITH new AS (
	INSERT INTO unit (code)
	SELECT n.code FROM succession_act a CROSS JOIN jsonb_to_recordset(a.new_units) AS n(code text)
	 WHERE a.id = :act AND NOT EXISTS (SELECT FROM unit u WHERE u.code = n.code)
	RETURNING *
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'unit', n.id, to_jsonb(n) FROM new n;

-- succession_records_add(act)
WITH new AS (
	INSERT INTO succession (act_id, happened_on, from_unit_id, to_unit_id, kind, legal_basis)
	SELECT a.id, a.happened_on, f.id, t.id, r.kind, a.legal_basis
	  FROM succession_act a
	 CROSS JOIN jsonb_to_recordset(a.records) AS r(from_unit text, to_unit text, kind text)
	  JOIN unit f ON f.code = r.from_unit
	  JOIN unit t ON t.code = r.to_unit
	 WHERE a.id = :act
	RETURNING *
), grouped AS (
	INSERT INTO succession_group (succession_id, unit_id, place)
	SELECT n.id, u.id, g.place
	  FROM new n
	  JOIN succession_act a ON a.id = n.act_id
	  JOIN unit f ON f.id = n.from_unit_id
	  JOIN unit t ON t.id = n.to_unit_id
	 CROSS JOIN jsonb_to_recordset(a.records) AS r(from_unit text, to_unit text, groups jsonb)
	 CROSS JOIN jsonb_array_elements_text(coalesce(r.groups, '[]')) WITH ORDINALITY AS g(code, place)
	  JOIN unit u ON u.code = g.code
	 WHERE r.from_unit = f.code AND r.to_unit = t.code
)
INSERT INTO succession_change (act_id, table_name, row_id, after)
SELECT :act, 'succession', n.id, to_jsonb(n) FROM new n;

-- succession_refused(act) -> text
-- The code of the first thing the records contradict in the units of the day before; NULL: none.
WITH a AS MATERIALIZED (
	SELECT * FROM succession_act WHERE id = :act
), was AS MATERIALIZED (
	SELECT v.*, k.territory FROM a JOIN unit_version v ON v.valid @> (a.happened_on - 1) JOIN unit_kind k USING (kind)
), n AS MATERIALIZED (
	SELECT n.code, n.kind, n.parent, u.id, k.territory
	  FROM a CROSS JOIN jsonb_to_recordset(a.new_units) AS n(code text, kind text, parent text)
	  JOIN unit u ON u.code = n.code JOIN unit_kind k ON k.kind = n.kind
), s AS MATERIALIZED (
	SELECT * FROM succession WHERE act_id = :act
)
SELECT CASE
	WHEN EXISTS (SELECT FROM s WHERE NOT EXISTS (SELECT FROM was
		WHERE was.unit_id = s.from_unit_id AND was.valid @> s.happened_on)) THEN 'succession_unit_not_valid'
	WHEN EXISTS (SELECT FROM a JOIN unit_version v ON lower(v.valid) >= a.happened_on
		WHERE EXISTS (SELECT FROM s WHERE v.unit_id = s.from_unit_id)
		   OR EXISTS (SELECT FROM succession_end e WHERE e.act_id = :act AND e.ends AND e.unit_id = v.parent_id))
		THEN 'succession_later_version'
	WHEN EXISTS (SELECT FROM n JOIN a ON true JOIN unit_version v ON v.unit_id = n.id AND v.valid @> a.happened_on
		WHERE NOT EXISTS (SELECT FROM s WHERE s.from_unit_id = n.id AND s.to_unit_id = n.id)) THEN 'unit_code_taken'
	WHEN EXISTS (SELECT FROM s JOIN succession_group g ON g.succession_id = s.id
		WHERE NOT EXISTS (SELECT FROM was WHERE was.unit_id = g.unit_id AND was.parent_id = s.from_unit_id
			AND was.kind = 'residential_group' AND was.valid @> s.happened_on)) THEN 'succession_group_elsewhere'
	WHEN EXISTS (SELECT FROM s JOIN was f ON f.unit_id = s.from_unit_id
		LEFT JOIN n ON n.id = s.to_unit_id LEFT JOIN was t ON t.unit_id = s.to_unit_id
		WHERE coalesce(n.territory, t.territory) <> f.territory) THEN 'succession_kind_differs'
	WHEN EXISTS (SELECT FROM n LEFT JOIN unit p ON p.code = n.parent LEFT JOIN n up ON up.code = n.parent
		LEFT JOIN was ON was.unit_id = p.id
		WHERE n.territory AND NOT coalesce(up.territory, was.territory, true)) THEN 'territory_below_body'
	WHEN EXISTS (SELECT FROM succession_end e WHERE e.act_id = :act AND e.ends AND e.heir_id IS NULL AND (
		EXISTS (SELECT FROM unit_version v WHERE v.parent_id = e.unit_id AND v.valid @> e.happened_on
			AND NOT EXISTS (SELECT FROM succession_end o WHERE o.act_id = :act AND o.unit_id = v.unit_id
				AND (o.ends OR EXISTS (SELECT FROM n WHERE n.id = o.unit_id)))
			AND NOT EXISTS (SELECT FROM s JOIN succession_group g ON g.succession_id = s.id
				WHERE s.from_unit_id = e.unit_id AND g.unit_id = v.unit_id))
		OR NOT e.abolished AND (
			EXISTS (SELECT FROM affiliation x WHERE x.unit_id = e.unit_id AND x.valid && daterange(e.happened_on, NULL))
			OR EXISTS (SELECT FROM residence x WHERE x.unit_id = e.unit_id AND x.valid && daterange(e.happened_on, NULL)))
		)) THEN 'succession_rest_unplaced'
END;

-- succession_contradicted(act) -> text
-- The same for the units of the day, once they are written.
WITH RECURSIVE now AS MATERIALIZED (
	SELECT v.*, k.territory FROM succession_act a JOIN unit_version v ON v.valid @> a.happened_on
	  JOIN unit_kind k USING (kind) WHERE a.id = :act
), opened AS MATERIALIZED (
	SELECT now.* FROM now JOIN succession_change c ON c.row_id = now.id
	 WHERE c.act_id = :act AND c.table_name = 'unit_version' AND c.before IS NULL
), up (unit_id, above, depth) AS (
	SELECT o.unit_id, o.parent_id, 1 FROM opened o
	UNION ALL
	SELECT up.unit_id, now.parent_id, up.depth + 1 FROM up JOIN now ON now.unit_id = up.above
	 WHERE up.above <> up.unit_id AND up.depth < 100
)
SELECT CASE
	WHEN EXISTS (SELECT FROM succession s WHERE s.act_id = :act AND NOT (s.kind = 'abolish' AND s.from_unit_id = s.to_unit_id)
		AND NOT EXISTS (SELECT FROM now WHERE now.unit_id = s.to_unit_id)) THEN 'succession_successor_missing'
	WHEN EXISTS (SELECT FROM opened o LEFT JOIN now p ON p.unit_id = o.parent_id
		WHERE o.parent_id IS NOT NULL AND p.unit_id IS NULL) THEN 'succession_parent_gone'
	WHEN EXISTS (SELECT FROM opened o JOIN now p ON p.unit_id = o.parent_id WHERE o.territory AND NOT p.territory)
		THEN 'territory_below_body'
	WHEN EXISTS (SELECT FROM up WHERE up.above = up.unit_id OR up.depth = 100) THEN 'unit_cycle'
END;

-- succession_counts_add(act, after)
-- What every unit of the act holds with all below it: the day before, or on the day.
WITH day AS MATERIALIZED (
	SELECT a.id, CASE WHEN :after::boolean THEN a.happened_on ELSE a.happened_on - 1 END AS day
	  FROM succession_act a WHERE a.id = :act
), roots AS MATERIALIZED (
	SELECT DISTINCT u AS unit_id FROM succession s CROSS JOIN unnest(ARRAY[s.from_unit_id, s.to_unit_id]) AS u WHERE s.act_id = :act
), seat AS MATERIALIZED (
	SELECT x.root, x.unit_id FROM day CROSS JOIN LATERAL coverage_seat(ARRAY(SELECT unit_id FROM roots), day.day, NULL, NULL, NULL) x
), works AS (
	SELECT s.root, count(DISTINCT x.person_id) AS n FROM day CROSS JOIN seat s
	  JOIN affiliation_line x ON x.unit_id = s.unit_id AND valid_on(x.valid, day.day) GROUP BY s.root
), lives AS (
	SELECT s.root, count(DISTINCT x.person_id) AS n FROM day CROSS JOIN seat s
	  JOIN residence_line x ON x.unit_id = s.unit_id AND valid_on(x.valid, day.day) GROUP BY s.root
), hosts AS (
	SELECT s.root, count(*) AS n FROM seat s
	  JOIN class c ON c.host_unit_id = s.unit_id AND c.state NOT IN ('finished', 'cancelled') GROUP BY s.root
), held AS (
	SELECT s.root, sum(q.seats) AS n FROM seat s JOIN quota q ON q.unit_id = s.unit_id
	  JOIN class c ON c.id = q.class_id AND c.state NOT IN ('finished', 'cancelled') GROUP BY s.root
)
INSERT INTO succession_count (act_id, after, unit, people, residents, open_classes, quotas)
SELECT day.id, :after, u.code, coalesce(works.n, 0), coalesce(lives.n, 0), coalesce(hosts.n, 0), coalesce(held.n, 0)
  FROM day CROSS JOIN roots r JOIN unit u ON u.id = r.unit_id
  LEFT JOIN works ON works.root = r.unit_id LEFT JOIN lives ON lives.root = r.unit_id
  LEFT JOIN hosts ON hosts.root = r.unit_id LEFT JOIN held ON held.root = r.unit_id;

-- succession_names(act) -> succession_name
SELECT n.unit ->> 'name' AS name
  FROM succession_act a CROSS JOIN jsonb_array_elements(a.new_units) WITH ORDINALITY AS n(unit, place)
 WHERE a.id = :act ORDER BY n.place;

-- succession_act_get(act) -> succession_act
SELECT a.id, a.happened_on, a.legal_basis, a.state, a.records, a.new_units, a.applied_at, by.name AS applied_by,
	a.undone_at, un.name AS undone_by,
	coalesce((SELECT jsonb_agg(jsonb_build_object('unit', c.unit, 'people_before', b.people, 'people_after', c.people,
			'residents_before', b.residents, 'residents_after', c.residents,
			'open_classes_before', b.open_classes, 'open_classes_after', c.open_classes,
			'quotas_before', b.quotas, 'quotas_after', c.quotas) ORDER BY c.unit COLLATE "C")
		FROM succession_count c JOIN succession_count b ON b.act_id = c.act_id AND b.unit = c.unit AND NOT b.after
		WHERE c.act_id = a.id AND c.after), '[]') AS units,
	coalesce((SELECT jsonb_agg(jsonb_build_object('unit', unit, 'target', target, 'segment', nullif(segment, ''),
			'numerator_before', b.numerator, 'denominator_before', b.denominator,
			'numerator_after', c.numerator, 'denominator_after', c.denominator)
			ORDER BY unit COLLATE "C", target COLLATE "C", segment)
		FROM (SELECT * FROM succession_figure WHERE act_id = a.id AND NOT after) b
		FULL JOIN (SELECT * FROM succession_figure WHERE act_id = a.id AND after) c USING (unit, target, segment)
		WHERE greatest(b.numerator, b.denominator, c.numerator, c.denominator) > 0), '[]') AS targets
  FROM succession_act a
  LEFT JOIN account by ON by.id = a.applied_by
  LEFT JOIN account un ON un.id = a.undone_by
 WHERE a.id = :act;

-- succession_acts(account, today, after, limit) -> succession_line
-- Newest first: those about units the account administers.
SELECT a.id, a.happened_on, a.legal_basis, a.state, a.records, a.applied_at, a.undone_at
  FROM succession_act a
 WHERE succession_kept(:account, a.id, :today::date)
   AND (:after::bigint IS NULL OR a.id < :after)
 ORDER BY a.id DESC
 LIMIT :limit;
