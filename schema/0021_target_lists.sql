-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rest of a target's lists closed as well: what a data package would refuse cannot be stored either.

-- migrate:up
ALTER TABLE target
	ADD CONSTRAINT target_kinds_known CHECK (kinds <@ '{province,town,commune,residential_group,community_team,
		province_committee,department,town_committee,division,commune_committee,commune_division,public_service_unit,
		health_station,police,party_body,front_body,enterprise,cooperative,school,association,other}'),
	ADD CONSTRAINT target_scheme_known
		CHECK (scheme ~ '^(national_digital_skills|it_skills_basic|it_skills_advanced|course:[a-z0-9._-]{1,64})$'),
	ADD CONSTRAINT target_levels_known CHECK (array_to_string(levels, ';') ~ '^((online_public_services|health|education|transport|tourism|banking):(none|knows|with_help|alone)(;|$))*$');

-- migrate:down
ALTER TABLE target
	DROP CONSTRAINT target_levels_known,
	DROP CONSTRAINT target_scheme_known,
	DROP CONSTRAINT target_kinds_known;
