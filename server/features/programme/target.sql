-- SPDX-License-Identifier: GPL-3.0-or-later
-- Targets as data: who is counted, what counts as reached, since when, how many.

-- targets_list(plan, after, limit) -> target
SELECT t.id, t.code, p.code AS plan, p.number AS plan_number, t.section, t.title_vi, t.title_en, t.issuer_kind, t.base,
	to_jsonb(t.categories) AS categories, to_jsonb(t.kinds) AS kinds, to_jsonb(t.flags) AS flags,
	to_jsonb(t.evidence) AS evidence, to_jsonb(t.topics) AS topics, t.scheme, to_jsonb(t.levels) AS levels,
	CASE WHEN t.window_year THEN 'year' ELSE t.window_from::text END AS window_from, t.threshold_kind, t.threshold,
	to_jsonb(t.segments) AS segments, t.valid_from, t.valid_to, t.version
  FROM target t LEFT JOIN plan p ON p.id = t.plan_id
 WHERE (:plan::text IS NULL OR p.code = :plan)
   AND (:after::bigint IS NULL OR t.code COLLATE "C" > (SELECT a.code COLLATE "C" FROM target a WHERE a.id = :after))
 ORDER BY t.code COLLATE "C"
 LIMIT :limit;

-- target_get(target) -> target
SELECT t.id, t.code, p.code AS plan, p.number AS plan_number, t.section, t.title_vi, t.title_en, t.issuer_kind, t.base,
	to_jsonb(t.categories) AS categories, to_jsonb(t.kinds) AS kinds, to_jsonb(t.flags) AS flags,
	to_jsonb(t.evidence) AS evidence, to_jsonb(t.topics) AS topics, t.scheme, to_jsonb(t.levels) AS levels,
	CASE WHEN t.window_year THEN 'year' ELSE t.window_from::text END AS window_from, t.threshold_kind, t.threshold,
	to_jsonb(t.segments) AS segments, t.valid_from, t.valid_to, t.version
  FROM target t LEFT JOIN plan p ON p.id = t.plan_id
 WHERE t.id = :target;

-- plan_id(plan) -> int
SELECT p.id FROM plan p WHERE p.code = :plan;

-- target_add(t, plan, window_from, window_year) -> int
-- `t` is the checked body as one JSON object.
INSERT INTO target (code, plan_id, section, title_vi, title_en, issuer_kind, base, categories, kinds, flags, evidence,
	topics, scheme, levels, window_from, window_year, threshold_kind, threshold, segments, valid_from, valid_to)
SELECT b.code, :plan::bigint, b.section, b.title_vi, b.title_en, b.issuer_kind, b.base, coalesce(b.categories, '{}'),
	coalesce(b.kinds, '{}'), coalesce(b.flags, '{}'), b.evidence, coalesce(b.topics, '{}'), b.scheme,
	coalesce(b.levels, '{}'), :window_from::date, :window_year::boolean, b.threshold_kind, b.threshold,
	coalesce(b.segments, '{}'), b.valid_from, b.valid_to
  FROM jsonb_to_record(:t::jsonb) AS b(code text, section text, title_vi text, title_en text, issuer_kind text,
	base text, categories text[], kinds text[], flags text[], evidence text[], topics text[], scheme text,
	levels text[], threshold_kind text, threshold bigint, segments text[], valid_from date, valid_to date)
RETURNING id;

-- target_edit(target, version, t, plan, window_from, window_year)
UPDATE target SET plan_id = :plan::bigint, section = b.section, title_vi = b.title_vi, title_en = b.title_en,
	issuer_kind = b.issuer_kind, base = b.base, categories = coalesce(b.categories, '{}'),
	kinds = coalesce(b.kinds, '{}'), flags = coalesce(b.flags, '{}'), evidence = b.evidence,
	topics = coalesce(b.topics, '{}'), scheme = b.scheme, levels = coalesce(b.levels, '{}'),
	window_from = :window_from::date, window_year = :window_year::boolean, threshold_kind = b.threshold_kind,
	threshold = b.threshold, segments = coalesce(b.segments, '{}'), valid_from = b.valid_from, valid_to = b.valid_to
  FROM jsonb_to_record(:t::jsonb) AS b(section text, title_vi text, title_en text, issuer_kind text,
	base text, categories text[], kinds text[], flags text[], evidence text[], topics text[], scheme text,
	levels text[], threshold_kind text, threshold bigint, segments text[], valid_from date, valid_to date)
 WHERE target.id = :target AND target.version = :version;

-- figure_reason(why) -> text
-- Why figures change, for the record of this transaction.
SELECT set_config('hocvu.reason', :why, true);
