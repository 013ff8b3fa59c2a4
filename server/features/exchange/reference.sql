-- SPDX-License-Identifier: GPL-3.0-or-later
-- Reference tables outside the data package; rows come as JSON objects of texts, unknowns as null.

-- reference_is_loaded(checksum) -> bool
SELECT EXISTS (SELECT FROM reference_loaded WHERE checksum = :checksum::text);

-- reference_note(checksum)
INSERT INTO reference_loaded (checksum) VALUES (:checksum::text)
    ON CONFLICT (one) DO UPDATE SET checksum = excluded.checksum, loaded_at = now();

-- retirement_ages_load(rows)
INSERT INTO retirement_age AS t (year, sex, months, source)
SELECT r.year, r.sex, r.months, r.source
  FROM jsonb_to_recordset(:rows::jsonb) AS r(year integer, sex text, months integer, source text)
    ON CONFLICT (sex, year) DO UPDATE SET months = excluded.months, source = excluded.source
 WHERE (t.months, t.source) IS DISTINCT FROM (excluded.months, excluded.source);

-- id_prefixes_load(rows)
INSERT INTO id_prefix AS t (code, name, source)
SELECT r.code, r.name, r.source
  FROM jsonb_to_recordset(:rows::jsonb) AS r(code text, name text, source text)
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, source = excluded.source
 WHERE (t.name, t.source) IS DISTINCT FROM (excluded.name, excluded.source);

-- public_holidays_load(rows)
INSERT INTO public_holiday AS t (date, name, source)
SELECT r.date, r.name, r.source
  FROM jsonb_to_recordset(:rows::jsonb) AS r(date date, name text, source text)
    ON CONFLICT (date) DO UPDATE SET name = excluded.name, source = excluded.source
 WHERE (t.name, t.source) IS DISTINCT FROM (excluded.name, excluded.source);

-- indicators_load(rows)
-- In the order of the document, which lists keep.
INSERT INTO indicator AS t (plan_id, section, title, unit_of_measure, comparator, value, horizon, tracking,
	population_base, source)
SELECT p.id, r.section, r.title, r.unit_of_measure, r.comparator, r.value, r.horizon, r.tracking, r.population_base,
	r.source
  FROM ROWS FROM (jsonb_to_recordset(:rows::jsonb) AS (plan text, section text, title text, unit_of_measure text,
	comparator text, value text, horizon text, tracking text, population_base text, source text))
	WITH ORDINALITY AS r(plan, section, title, unit_of_measure, comparator, value, horizon, tracking, population_base,
	source, place)
  JOIN plan p ON p.code = r.plan
 ORDER BY r.place
    ON CONFLICT (plan_id, section) DO UPDATE SET title = excluded.title, unit_of_measure = excluded.unit_of_measure,
	comparator = excluded.comparator, value = excluded.value, horizon = excluded.horizon, tracking = excluded.tracking,
	population_base = excluded.population_base, source = excluded.source
 WHERE (t.title, t.unit_of_measure, t.comparator, t.value, t.horizon, t.tracking, t.population_base, t.source)
	IS DISTINCT FROM (excluded.title, excluded.unit_of_measure, excluded.comparator, excluded.value, excluded.horizon,
	excluded.tracking, excluded.population_base, excluded.source);

-- report_duties_load(rows)
INSERT INTO report_duty AS t (plan_id, section, reporter, addressee, period, before_month, before_day, source)
SELECT p.id, r.section, r.reporter, r.addressee, r.period, r.before_month, r.before_day, r.source
  FROM jsonb_to_recordset(:rows::jsonb) AS r(plan text, section text, reporter text, addressee text, period text,
	before_month bigint, before_day bigint, source text)
  JOIN plan p ON p.code = r.plan
    ON CONFLICT ON CONSTRAINT report_duty_taken DO UPDATE SET reporter = excluded.reporter, addressee = excluded.addressee,
	source = excluded.source
 WHERE (t.reporter, t.addressee, t.source) IS DISTINCT FROM (excluded.reporter, excluded.addressee, excluded.source);

-- record_kinds_load(rows)
INSERT INTO record_kind AS t (kind, title, tables, purpose, basis, law, counts_from, keep_months, then_what, decides, source,
	title_en, purpose_en)
SELECT r.kind, r.title, string_to_array(r.tables, ' '), r.purpose, r.basis, r.law, r.counts_from, r.keep_months, r.then_what,
	r.decides, r.source, r.title_en, r.purpose_en
  FROM jsonb_to_recordset(:rows::jsonb) AS r(kind text, title text, tables text, purpose text, basis text, law text,
	counts_from text, keep_months bigint, then_what text, decides text, source text, title_en text, purpose_en text)
    ON CONFLICT (kind) DO UPDATE SET title = excluded.title, tables = excluded.tables, purpose = excluded.purpose,
	basis = excluded.basis, law = excluded.law, counts_from = excluded.counts_from, keep_months = excluded.keep_months,
	then_what = excluded.then_what, decides = excluded.decides, source = excluded.source, title_en = excluded.title_en,
	purpose_en = excluded.purpose_en;

-- consent_texts_load(rows)
-- An edition people agreed to stays as it is: another text is another edition.
INSERT INTO consent_text (purpose, edition, vi, en, valid_from)
SELECT r.purpose, r.edition, r.vi, r.en, r.valid_from
  FROM jsonb_to_recordset(:rows::jsonb) AS r(purpose text, edition bigint, vi text, en text, valid_from date)
    ON CONFLICT (purpose, edition) DO NOTHING;

-- request_clocks_load(rows)
INSERT INTO request_clock AS t (kind, reply_days, days, days_third, days_more, law, refusal_vi, refusal_en)
SELECT r.kind, r.reply_days, r.days, r.days_third, r.days_more, r.law, r.refusal_vi, r.refusal_en
  FROM jsonb_to_recordset(:rows::jsonb) AS r(kind text, reply_days bigint, days bigint, days_third bigint, days_more bigint,
	law text, refusal_vi text, refusal_en text)
    ON CONFLICT (kind) DO UPDATE SET reply_days = excluded.reply_days, days = excluded.days, days_third = excluded.days_third,
	days_more = excluded.days_more, law = excluded.law, refusal_vi = excluded.refusal_vi, refusal_en = excluded.refusal_en;
