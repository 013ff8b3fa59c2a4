-- SPDX-License-Identifier: GPL-3.0-or-later
-- Units in time, people, where they work and live, population figures, and the rules about ages.
-- Everything about people and units is dated; codes are re-used by the state, so keys are our own.

-- migrate:up
CREATE FUNCTION row_version() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS
$$BEGIN NEW.version := OLD.version + 1; RETURN NEW; END$$;
COMMENT ON FUNCTION row_version() IS 'Counts a row''s edits: the number behind ETag and If-Match';

CREATE TABLE unit_kind (
	kind text PRIMARY KEY,
	territory boolean NOT NULL,
	employs boolean NOT NULL,
	segment text CONSTRAINT unit_kind_segment_known CHECK (segment IN ('S1', 'S2', 'S3', 'S4', 'S5')),
	administrative boolean NOT NULL
);
COMMENT ON TABLE unit_kind IS 'The closed list of kinds of units and what follows from each';
COMMENT ON COLUMN unit_kind.kind IS 'the word used in packages and the API';
COMMENT ON COLUMN unit_kind.territory IS 'a territory (people live there) rather than a body (people work there)';
COMMENT ON COLUMN unit_kind.employs IS 'has staff; territories and community teams have none';
COMMENT ON COLUMN unit_kind.segment IS 'the segment its staff are counted in: S1 state bodies, S2 small and medium enterprises, S3 co-operatives, S4 schools, S5 others';
COMMENT ON COLUMN unit_kind.administrative IS 'a state administrative body';
INSERT INTO unit_kind (kind, territory, employs, segment, administrative) VALUES
	('province', true, false, NULL, false), ('town', true, false, NULL, false),
	('commune', true, false, NULL, false), ('residential_group', true, false, NULL, false),
	('community_team', false, false, NULL, false),
	('province_committee', false, true, 'S1', true), ('department', false, true, 'S1', true),
	('town_committee', false, true, 'S1', true), ('division', false, true, 'S1', true),
	('commune_committee', false, true, 'S1', true), ('commune_division', false, true, 'S1', true),
	('public_service_unit', false, true, 'S1', false), ('health_station', false, true, 'S1', false),
	('police', false, true, 'S1', false), ('party_body', false, true, 'S1', false),
	('front_body', false, true, 'S1', false), ('enterprise', false, true, 'S2', false),
	('cooperative', false, true, 'S3', false), ('school', false, true, 'S4', false),
	('association', false, true, 'S5', false), ('other', false, true, 'S5', false);

CREATE TABLE unit (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code text NOT NULL CONSTRAINT unit_code_taken UNIQUE
		CONSTRAINT unit_code_form CHECK (code ~ '^[a-z0-9._-]{1,64}$'),
	lo integer NOT NULL DEFAULT 0,
	hi integer NOT NULL DEFAULT 0
);
CREATE INDEX unit_by_lo ON unit (lo);
COMMENT ON TABLE unit IS 'A territory or a body through all its versions';
COMMENT ON COLUMN unit.id IS 'our key';
COMMENT ON COLUMN unit.code IS 'the package''s own text for it';
COMMENT ON COLUMN unit.lo IS 'pre-order number in the tree of latest parents, for scopes';
COMMENT ON COLUMN unit.hi IS 'the last lo of its subtree';

CREATE TABLE unit_version (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id bigint NOT NULL REFERENCES unit ON DELETE CASCADE,
	valid daterange NOT NULL CONSTRAINT unit_version_empty CHECK (NOT isempty(valid)),
	name text NOT NULL CONSTRAINT unit_name_length CHECK (length(name) BETWEEN 1 AND 500),
	kind text NOT NULL CONSTRAINT unit_kind_unknown REFERENCES unit_kind,
	parent_id bigint CONSTRAINT unit_parent_unknown REFERENCES unit,
	official_code text,
	folded text NOT NULL,
	version bigint NOT NULL DEFAULT 1,
	CONSTRAINT unit_version_overlap EXCLUDE USING gist (unit_id WITH =, valid WITH &&),
	CONSTRAINT unit_own_parent CHECK (parent_id <> unit_id)
);
CREATE INDEX unit_version_by_parent ON unit_version (parent_id);
CREATE INDEX unit_version_by_name ON unit_version USING gin (folded gin_trgm_ops);
CREATE TRIGGER row_version BEFORE UPDATE ON unit_version FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE unit_version IS 'What a unit was called, was and hung below, from one day to another';
COMMENT ON COLUMN unit_version.id IS 'our key';
COMMENT ON COLUMN unit_version.unit_id IS 'whose version';
COMMENT ON COLUMN unit_version.valid IS 'the days it holds; no lower bound means always';
COMMENT ON COLUMN unit_version.name IS 'official name in those days';
COMMENT ON COLUMN unit_version.kind IS 'kind of unit in those days';
COMMENT ON COLUMN unit_version.parent_id IS 'the unit above; a parent not valid on a day makes this a root that day';
COMMENT ON COLUMN unit_version.official_code IS 'the state''s code, which is re-used over time';
COMMENT ON COLUMN unit_version.folded IS 'the name without marks, in small letters, for search';
COMMENT ON COLUMN unit_version.version IS 'number of edits, for If-Match';

CREATE TABLE succession (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	happened_on date NOT NULL,
	from_unit_id bigint NOT NULL REFERENCES unit,
	to_unit_id bigint NOT NULL REFERENCES unit,
	kind text NOT NULL CONSTRAINT succession_kind_known CHECK (kind IN ('merge', 'split', 'rename', 'move', 'abolish')),
	legal_basis text,
	CONSTRAINT succession_already_recorded UNIQUE (happened_on, from_unit_id, to_unit_id)
);
CREATE INDEX succession_by_to ON succession (to_unit_id, happened_on);
CREATE INDEX succession_by_from ON succession (from_unit_id, happened_on);
COMMENT ON TABLE succession IS 'How units follow each other: one dated fact with its legal basis';
COMMENT ON COLUMN succession.id IS 'our key';
COMMENT ON COLUMN succession.happened_on IS 'first day of the new state of things';
COMMENT ON COLUMN succession.from_unit_id IS 'the unit that ended or changed';
COMMENT ON COLUMN succession.to_unit_id IS 'the unit that follows; the same unit for a rename or move in place';
COMMENT ON COLUMN succession.kind IS 'merge, split, rename, move or abolish';
COMMENT ON COLUMN succession.legal_basis IS 'number and date of the instrument';

CREATE TABLE succession_group (
	succession_id bigint NOT NULL REFERENCES succession ON DELETE CASCADE,
	unit_id bigint NOT NULL REFERENCES unit,
	place integer NOT NULL,
	PRIMARY KEY (succession_id, unit_id)
);
COMMENT ON TABLE succession_group IS 'The residential groups a partial split takes; a record without groups takes the rest';
COMMENT ON COLUMN succession_group.succession_id IS 'the record';
COMMENT ON COLUMN succession_group.unit_id IS 'a residential group that goes with it';
COMMENT ON COLUMN succession_group.place IS 'its place in the list as recorded';

CREATE TABLE retirement_age (
	year integer NOT NULL,
	sex text NOT NULL CONSTRAINT retirement_age_sex_known CHECK (sex IN ('male', 'female')),
	months integer NOT NULL CONSTRAINT retirement_age_months_positive CHECK (months > 0),
	source text NOT NULL,
	PRIMARY KEY (sex, year)
);
COMMENT ON TABLE retirement_age IS 'Retirement age in months by year and sex (Labour Code 2019, art. 169); a row holds until the next year that has one, the first also before it';
COMMENT ON COLUMN retirement_age.year IS 'calendar year';
COMMENT ON COLUMN retirement_age.sex IS 'male or female';
COMMENT ON COLUMN retirement_age.months IS 'age in months';
COMMENT ON COLUMN retirement_age.source IS 'where the figure stands';

CREATE TABLE id_prefix (
	code text PRIMARY KEY,
	name text NOT NULL,
	source text NOT NULL
);
COMMENT ON TABLE id_prefix IS 'First three digits of personal numbers: where the birth was registered';
COMMENT ON COLUMN id_prefix.code IS 'three digits; 000 marks invented people';
COMMENT ON COLUMN id_prefix.name IS 'the province as it was at registration';
COMMENT ON COLUMN id_prefix.source IS 'where the code stands';

-- The last day of working age: the last day of the month in which the retirement age required in that
-- month's year is first reached (Labour Code art. 169; Decree 135/2020 art. 3). It follows from the month
-- of birth alone, so it is worked out once for every month, not for every person.
CREATE TABLE working_age_end (
	sex text NOT NULL,
	born integer NOT NULL,
	last_day date NOT NULL,
	PRIMARY KEY (sex, born)
);
COMMENT ON TABLE working_age_end IS 'Last day of working age by sex and month of birth; follows from retirement_age';
COMMENT ON COLUMN working_age_end.sex IS 'male or female';
COMMENT ON COLUMN working_age_end.born IS 'month of birth, 12 * year + month - 1';
COMMENT ON COLUMN working_age_end.last_day IS 'end of the month in which the age is reached';

-- Sex unknown: the earlier ceiling, that of women. NULL when the birth is unknown.
CREATE FUNCTION works_until(birth date, sex text) RETURNS date LANGUAGE sql STABLE SET search_path = public AS $$
	SELECT w.last_day FROM working_age_end w
	 WHERE w.sex = coalesce(works_until.sex, 'female')
	   AND w.born = 12 * extract(year FROM birth)::int + extract(month FROM birth)::int - 1 $$;
COMMENT ON FUNCTION works_until(date, text) IS 'last day of working age for a birth date and sex';

CREATE TABLE person (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code text NOT NULL CONSTRAINT person_code_taken UNIQUE
		CONSTRAINT person_code_form CHECK (code ~ '^[a-z0-9._-]{1,64}$'),
	full_name text NOT NULL CONSTRAINT person_name_length CHECK (length(full_name) BETWEEN 1 AND 500),
	sort_name text COLLATE "vi-x-icu" NOT NULL,
	folded text COLLATE "C" NOT NULL,
	folded_given text COLLATE "C" NOT NULL,
	birth_date date,
	birth_year_only boolean NOT NULL DEFAULT false,
	sex text CONSTRAINT person_sex_known CHECK (sex IN ('male', 'female')),
	works_from date,
	works_until date,
	national_id_sealed text,
	national_id_blind text CONSTRAINT national_id_taken UNIQUE,
	phone_sealed text,
	phone_blind text,
	email text,
	version bigint NOT NULL DEFAULT 1
);
CREATE INDEX person_by_name ON person (sort_name, id);
CREATE INDEX person_by_folded ON person (folded);
CREATE INDEX person_by_given ON person (folded_given);
CREATE INDEX person_by_phone ON person (phone_blind) WHERE phone_blind IS NOT NULL;
CREATE TRIGGER row_version BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE person IS 'A cadre or citizen: the least that training and its figures need';
COMMENT ON COLUMN person.id IS 'our key';
COMMENT ON COLUMN person.code IS 'the package''s own text for the person';
COMMENT ON COLUMN person.full_name IS 'as in the official list';
COMMENT ON COLUMN person.sort_name IS 'given name first, for Vietnamese order';
COMMENT ON COLUMN person.folded IS 'full name without marks, small letters, for search by prefix';
COMMENT ON COLUMN person.folded_given IS 'the same, given name first';
COMMENT ON COLUMN person.birth_date IS 'birth; 1 January when only the year is known';
COMMENT ON COLUMN person.birth_year_only IS 'only the year is known';
COMMENT ON COLUMN person.sex IS 'male or female';
COMMENT ON COLUMN person.works_from IS 'first day of working age: the 15th birthday';
COMMENT ON COLUMN person.works_until IS 'last day of working age, see works_until()';
COMMENT ON COLUMN person.national_id_sealed IS 'personal number, encrypted for this person';
COMMENT ON COLUMN person.national_id_blind IS 'keyed index of the personal number, for exact look-up';
COMMENT ON COLUMN person.phone_sealed IS 'telephone, encrypted for this person';
COMMENT ON COLUMN person.phone_blind IS 'keyed index of the telephone';
COMMENT ON COLUMN person.email IS 'office e-mail';
COMMENT ON COLUMN person.version IS 'number of edits, for If-Match';

CREATE FUNCTION person_ages() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS
$$BEGIN
	NEW.works_from := (NEW.birth_date + interval '15 years')::date;
	NEW.works_until := works_until(NEW.birth_date, NEW.sex);
	RETURN NEW;
END$$;
COMMENT ON FUNCTION person_ages() IS 'Keeps the edges of working age beside the birth date they follow from';
CREATE TRIGGER person_ages BEFORE UPDATE OF birth_date, sex ON person
	FOR EACH ROW EXECUTE FUNCTION person_ages();
-- An import of many people works them out set by set and brings them along.
CREATE TRIGGER person_ages_first BEFORE INSERT ON person
	FOR EACH ROW WHEN (NEW.works_from IS NULL) EXECUTE FUNCTION person_ages();

CREATE FUNCTION working_age_refresh() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
$$BEGIN
	DELETE FROM working_age_end;
	INSERT INTO working_age_end (sex, born, last_day)
	WITH age AS MATERIALIZED (
		SELECT s.sex, y, (SELECT a.months FROM retirement_age a WHERE a.sex = s.sex
			ORDER BY a.year <= y DESC, abs(a.year - y) LIMIT 1) AS months
		  FROM (SELECT DISTINCT r.sex FROM retirement_age r) s CROSS JOIN generate_series(1925, 2175) AS y
	)
	SELECT DISTINCT ON (age.sex, born) age.sex, born,
		(make_date(1970, 1, 1) + (greatest(born + age.months, 12 * age.y) - 12 * 1970 + 1) * interval '1 month'
			- interval '1 day')::date
	  FROM generate_series(12 * 1880, 12 * 2100 + 11) AS born
	  JOIN age ON age.y BETWEEN born / 12 + 45 AND born / 12 + 75 AND (born + age.months) / 12 <= age.y
	 ORDER BY age.sex, born, age.y;
	UPDATE person p SET works_until = works_until(p.birth_date, p.sex)
	 WHERE p.works_until IS DISTINCT FROM works_until(p.birth_date, p.sex);
	RETURN NULL;
END$$;
COMMENT ON FUNCTION working_age_refresh() IS 'Works out the ends of working age anew when a retirement age changes';
CREATE TRIGGER working_age_refresh AFTER INSERT OR UPDATE OR DELETE ON retirement_age
	FOR EACH STATEMENT EXECUTE FUNCTION working_age_refresh();

CREATE TABLE affiliation (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	unit_id bigint NOT NULL REFERENCES unit,
	valid daterange NOT NULL CONSTRAINT affiliation_empty CHECK (NOT isempty(valid)),
	category text NOT NULL CONSTRAINT affiliation_category_known CHECK (category IN ('leader_manager', 'cadre',
		'civil_servant', 'public_employee', 'contract_worker', 'part_time_official', 'armed_forces', 'worker',
		'board_member', 'team_member')),
	position text,
	dedicated_it boolean NOT NULL DEFAULT false,
	in_charge_it boolean NOT NULL DEFAULT false,
	expert boolean NOT NULL DEFAULT false,
	version bigint NOT NULL DEFAULT 1,
	CONSTRAINT affiliation_overlap EXCLUDE USING gist (person_id WITH =, unit_id WITH =, valid WITH &&)
);
CREATE INDEX affiliation_by_unit ON affiliation (unit_id);
CREATE TRIGGER row_version BEFORE UPDATE ON affiliation FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE affiliation IS 'Who works where, as what, from one day to another';
COMMENT ON COLUMN affiliation.id IS 'our key';
COMMENT ON COLUMN affiliation.person_id IS 'who';
COMMENT ON COLUMN affiliation.unit_id IS 'in which body';
COMMENT ON COLUMN affiliation.valid IS 'the days it holds';
COMMENT ON COLUMN affiliation.category IS 'category of staff';
COMMENT ON COLUMN affiliation.position IS 'the position in words';
COMMENT ON COLUMN affiliation.dedicated_it IS 'dedicated to information technology or digital transformation (chuyên trách)';
COMMENT ON COLUMN affiliation.in_charge_it IS 'in charge of it beside other work (phụ trách)';
COMMENT ON COLUMN affiliation.expert IS 'belongs to the pool of digital-transformation experts';
COMMENT ON COLUMN affiliation.version IS 'number of edits, for If-Match';

CREATE TABLE residence (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	unit_id bigint NOT NULL REFERENCES unit,
	valid daterange NOT NULL CONSTRAINT residence_empty CHECK (NOT isempty(valid)),
	version bigint NOT NULL DEFAULT 1,
	CONSTRAINT residence_overlap EXCLUDE USING gist (person_id WITH =, valid WITH &&)
);
CREATE INDEX residence_by_unit ON residence (unit_id);
CREATE TRIGGER row_version BEFORE UPDATE ON residence FOR EACH ROW EXECUTE FUNCTION row_version();
COMMENT ON TABLE residence IS 'Who lives where, from one day to another; never in two places at once';
COMMENT ON COLUMN residence.id IS 'our key';
COMMENT ON COLUMN residence.person_id IS 'who';
COMMENT ON COLUMN residence.unit_id IS 'in which territory, usually a commune or a residential group';
COMMENT ON COLUMN residence.valid IS 'the days it holds';
COMMENT ON COLUMN residence.version IS 'number of edits, for If-Match';

CREATE TABLE population (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id bigint NOT NULL REFERENCES unit,
	base text NOT NULL CONSTRAINT population_base_known CHECK (base IN ('working_age', 'adult_18plus', 'age_15plus', 'all')),
	definition text NOT NULL CONSTRAINT population_definition_known CHECK (definition IN ('labour_code', 'gso_fixed', 'imported')),
	as_of date NOT NULL,
	count bigint NOT NULL CONSTRAINT population_count_positive CHECK (count >= 0),
	source text,
	CONSTRAINT population_already_recorded UNIQUE (unit_id, base, definition, as_of)
);
COMMENT ON TABLE population IS 'How many people a territory has, by whose count and definition, on which day';
COMMENT ON COLUMN population.id IS 'our key';
COMMENT ON COLUMN population.unit_id IS 'the territory';
COMMENT ON COLUMN population.base IS 'which people are counted';
COMMENT ON COLUMN population.definition IS 'by which definition of that base; two definitions are never added';
COMMENT ON COLUMN population.as_of IS 'the day of the count';
COMMENT ON COLUMN population.count IS 'people';
COMMENT ON COLUMN population.source IS 'who counted';

-- Numbers every unit in pre-order over the tree of latest parents, 1,000 apart, so that a scope is a range.
CREATE FUNCTION unit_renumber() RETURNS void LANGUAGE sql SET search_path = public AS $$
	WITH RECURSIVE latest AS (
		SELECT DISTINCT ON (v.unit_id) v.unit_id, v.parent_id
		  FROM unit_version v ORDER BY v.unit_id, upper(v.valid) DESC NULLS FIRST
	), tree AS (
		SELECT u.id, ARRAY[u.code COLLATE "C"] AS path, ARRAY[u.id] AS above
		  FROM unit u LEFT JOIN latest l ON l.unit_id = u.id
		 WHERE l.parent_id IS NULL
		UNION ALL
		SELECT u.id, t.path || (u.code COLLATE "C"), t.above || u.id
		  FROM tree t JOIN latest l ON l.parent_id = t.id JOIN unit u ON u.id = l.unit_id
		 WHERE NOT u.id = ANY (t.above)
	), numbered AS (
		SELECT id, above, (1000 * row_number() OVER (ORDER BY path))::int AS lo FROM tree
	), span AS (
		SELECT a.id, min(n.lo) AS lo, max(n.lo) AS hi
		  FROM numbered n CROSS JOIN unnest(n.above) AS a(id)
		 GROUP BY a.id
	)
	UPDATE unit u SET lo = s.lo, hi = s.hi
	  FROM span s WHERE s.id = u.id AND (u.lo, u.hi) IS DISTINCT FROM (s.lo, s.hi) $$;
COMMENT ON FUNCTION unit_renumber() IS 'Gives every unit its pre-order range after a change of the tree';

GRANT SELECT ON unit_kind, retirement_age, working_age_end, id_prefix TO hocvu_app, hocvu_job;
GRANT INSERT, UPDATE, DELETE ON retirement_age, id_prefix TO hocvu_job;
GRANT SELECT, INSERT, UPDATE, DELETE ON unit, unit_version, succession, succession_group, person, affiliation,
	residence, population TO hocvu_app, hocvu_job;

-- migrate:down
DROP TABLE population, residence, affiliation, person, id_prefix, working_age_end, retirement_age, succession_group,
	succession,
	unit_version, unit, unit_kind;
DROP FUNCTION unit_renumber(), works_until(date, text), person_ages(), working_age_refresh(), row_version();
