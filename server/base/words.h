// SPDX-License-Identifier: GPL-3.0-or-later
// The closed lists of words that the API and the data package share, as "a|b|c" for one_of().
//
// The schema's constraints say the same again: what passes here must pass there.
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#define UNIT_KINDS "province|town|commune|residential_group|community_team|province_committee|department|" \
	"town_committee|division|commune_committee|commune_division|public_service_unit|health_station|police|" \
	"party_body|front_body|enterprise|cooperative|school|association|other"
#define CATEGORIES "leader_manager|cadre|civil_servant|public_employee|contract_worker|part_time_official|" \
	"armed_forces|worker|board_member|team_member"
#define STAFF_FLAGS "dedicated_it|in_charge_it|expert"
#define TOPICS "digital_transformation|digital_skills|digital_technology|information_security|leadership|" \
	"data_ai|innovation|science_technology|standards|teachers|expert|residents_basic"
#define MODALITIES "in_person|online|blended|mooc"
#define SCHEMES "national_digital_skills|it_skills_basic|it_skills_advanced"	// or course:<code>
#define DOMAINS "online_public_services|health|education|transport|tourism|banking"
#define SKILL_LEVELS "none|knows|with_help|alone"
#define SEGMENTS "S1|S2|S3|S4|S5"
#define EVIDENCE "took_part|completed|assessed|passed|skills"

// What a target asks of a domain, DOMAIN:LEVEL.
#define LEVELS_OF(domain) domain ":none|" domain ":knows|" domain ":with_help|" domain ":alone"
#define DOMAIN_LEVELS LEVELS_OF("online_public_services") "|" LEVELS_OF("health") "|" LEVELS_OF("education") "|" \
	LEVELS_OF("transport") "|" LEVELS_OF("tourism") "|" LEVELS_OF("banking")

#endif
