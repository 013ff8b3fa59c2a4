-- SPDX-License-Identifier: GPL-3.0-or-later
-- A target whose words nobody knows would count nobody for ever: its lists are closed, as those of courses are.

-- migrate:up
ALTER TABLE target
	ADD CONSTRAINT target_flags_known CHECK (flags <@ '{dedicated_it,in_charge_it,expert}'),
	ADD CONSTRAINT target_topics_known CHECK (topics <@ '{digital_transformation,digital_skills,digital_technology,
		information_security,leadership,data_ai,innovation,science_technology,standards,teachers,expert,residents_basic}'),
	ADD CONSTRAINT target_categories_known CHECK (array_to_string(categories, ';') ~ '^((S[1-5]:)?(leader_manager|cadre|civil_servant|public_employee|contract_worker|part_time_official|armed_forces|worker|board_member|team_member)(;|$))*$'),
	ADD CONSTRAINT target_percent_most CHECK (threshold_kind <> 'percent' OR threshold <= 100);
ALTER TABLE target RENAME CONSTRAINT target_issuer_kind_fkey TO target_issuer_kind_unknown;

-- migrate:down
ALTER TABLE target RENAME CONSTRAINT target_issuer_kind_unknown TO target_issuer_kind_fkey;
ALTER TABLE target
	DROP CONSTRAINT target_flags_known,
	DROP CONSTRAINT target_topics_known,
	DROP CONSTRAINT target_categories_known,
	DROP CONSTRAINT target_percent_most;
