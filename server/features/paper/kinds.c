// SPDX-License-Identifier: GPL-3.0-or-later
// The list of papers and their fields.
#include "features/paper/kinds.h"

#include <string.h>

#define HEAD_FIELDS " office_above office_name place day"
#define CLASS_FIELDS "class code course class_code periods audience capacity venue sessions from to plan trainers trainees units women " \
	"came completed certificates nominated office year" HEAD_FIELDS
#define CLASS_LISTS "trainees|n name born sex position unit;nominated|n name born sex position unit;" \
	"sessions|n number date start end periods venue trainer;quotas|n unit seats;results|n name born unit attended result certificate"
#define NOTICE_FIELDS "class course host sessions from to audience venue schedule state"

const struct letter_kind letter_kinds[LETTERS] = {
	{ "invitation", CLASS_FIELDS, CLASS_LISTS, false },
	{ "nominations", CLASS_FIELDS, CLASS_LISTS, false },
	{ "decision", CLASS_FIELDS, CLASS_LISTS, false },
	{ "summons", CLASS_FIELDS, CLASS_LISTS, false },
	{ "results", CLASS_FIELDS, CLASS_LISTS, false },
	{ "report", CLASS_FIELDS, CLASS_LISTS, false },
	{ "record", "name born sex position unit classes today" HEAD_FIELDS,
		"classes|n class course from to host periods result certificate;external|n course date source verified", false },
	{ "year", "unit year people today" HEAD_FIELDS, "staff|n name position unit classes periods completed", false },
	{ "notice_loudspeaker", NOTICE_FIELDS, "", true },
	{ "notice_zalo", NOTICE_FIELDS, "", true },
	{ "notice_sms", NOTICE_FIELDS, "", true },
};

const struct letter_kind *letter_kind_of(const char *name)
{
	for (size_t i = 0; i < LETTERS; i++)
		if (strcmp(letter_kinds[i].name, name) == 0)
			return &letter_kinds[i];
	return NULL;
}
