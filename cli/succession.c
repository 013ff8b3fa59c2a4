// SPDX-License-Identifier: GPL-3.0-or-later
// Reorganisations: rehearsed, applied, listed, undone.
#include <string.h>

#include "base/text.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/show.h"

enum { BODY_MOST = 4 << 20 };

// The JSON from standard input; whether it is a rehearsal says the command, not the file. An input that is
// no object goes as it is: the server says what is wrong with it.
static const char *act_asked(struct call *c, bool rehearse)
{
	struct text t = text_new(c->arena, BODY_MOST);
	const struct value *in;
	const char *said = input_json(c), *why;

	if (said == NULL)
		return NULL;
	in = value_parse(said, strlen(said), &why, c->arena);
	if (in == NULL || in->type != VALUE_OBJECT)
		return said;
	text_add(&t, rehearse ? "{\"rehearse\":true" : "{\"rehearse\":false");
	value_each(m, in) {
		if (strcmp(m->name, "rehearse") == 0)
			continue;
		text_char(&t, ',');
		text_json(&t, m->name);
		text_char(&t, ':');
		value_write(&t, m);
	}
	text_char(&t, '}');
	return t.at;
}

static void act_show(struct call *c, const struct value *act)
{
	show_record(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_day, "happened_on", CELL_DAY, NULL },
		{ SAY_state, "state", CELL_WORD, "act" }, { SAY_legal_basis, "legal_basis", CELL_TEXT, NULL }), act);
	show_below(c, COLUMNS({ SAY_unit, "unit", CELL_CODE, NULL },
		{ SAY_people_before, "people_before", CELL_NUMBER, NULL }, { SAY_after, "people_after", CELL_NUMBER, NULL },
		{ SAY_residents_before, "residents_before", CELL_NUMBER, NULL },
		{ SAY_after, "residents_after", CELL_NUMBER, NULL },
		{ SAY_classes_before, "open_classes_before", CELL_NUMBER, NULL },
		{ SAY_after, "open_classes_after", CELL_NUMBER, NULL },
		{ SAY_quotas_before, "quotas_before", CELL_NUMBER, NULL }, { SAY_after, "quotas_after", CELL_NUMBER, NULL }),
		value_get(act, "units"));
	show_below(c, COLUMNS({ SAY_unit, "unit", CELL_CODE, NULL },
		{ SAY_targets, "target", CELL_CODE, NULL }, { SAY_segments, "segment", CELL_TEXT, NULL },
		{ SAY_reached_before, "numerator_before", CELL_NUMBER, NULL },
		{ SAY_after, "numerator_after", CELL_NUMBER, NULL },
		{ SAY_counted_before, "denominator_before", CELL_NUMBER, NULL },
		{ SAY_after, "denominator_after", CELL_NUMBER, NULL }), value_get(act, "targets"));
}

void succession_rehearse(struct call *c)
{
	act_show(c, ask_send(c, "POST", "/succession-acts", act_asked(c, true)));
}

void succession_apply(struct call *c)
{
	act_show(c, ask_send(c, "POST", "/succession-acts", act_asked(c, false)));
}

void succession_undo(struct call *c)
{
	act_show(c, ask_send(c, "POST", arena_printf(c->arena, "/succession-acts/%s/undo", c->words[0]), NULL));
}

void succession_show(struct call *c)
{
	act_show(c, ask_get(c, arena_printf(c->arena, "/succession-acts/%s", c->words[0])));
}

void succession_list(struct call *c)
{
	show_table(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_day, "happened_on", CELL_DAY, NULL },
		{ SAY_state, "state", CELL_WORD, "act" }, { SAY_legal_basis, "legal_basis", CELL_TEXT, NULL },
		{ SAY_made, "applied_at", CELL_INSTANT, NULL }), ask_list(c, "/succession-acts"));
}
