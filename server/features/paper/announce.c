// SPDX-License-Identifier: GPL-3.0-or-later
// A class told in plain words, for the loudspeaker, Zalo or SMS: from templates, and without people.
#include <string.h>

#include "base/text.h"
#include "build/sql.h"
#include "features/paper/letter.h"

enum { NOTICE_MOST = 16384, VALUES_MOST = 16 };

struct announce_ask { const char *means; };
SHAPE(announce_ask, FIELD(announce_ask, means, REQUIRED, .one_of = "loudspeaker|zalo|sms"));

// The template's lines but those that are remarks, with their fields.
static struct reply told(struct request *rq, const char *name, char *text, const struct field_value *values, size_t n)
{
	struct text out = text_new(rq->work.arena, NOTICE_MOST);
	struct template_wrong wrong = { 0 };

	for (char *line; (line = strsep(&text, "\n")) != NULL; ) {
		const char *about = "", *s = *line == '#' ? "" : fields_fill(rq->work.arena, line, values, n, &about);

		wrong.line++;
		if (s == NULL) {
			wrong.code = "template_field_unknown";
			wrong.about = about;
			return letter_wrong(rq, name, &wrong);
		}
		text_add(&out, s);
		if (*line != '#' && text != NULL)
			text_char(&out, '\n');
	}
	return reply_text(rq, "text/plain; charset=utf-8", &out);
}

struct reply class_announce(struct request *rq)
{
	const char *name = arena_printf(rq->work.arena, "notice_%s", asked_of(rq, announce_ask)->means);
	struct field_value values[VALUES_MOST];
	struct template_wrong wrong;
	const struct letter_field *known;
	size_t n, k = 0;
	char *text;

	known = db_rows(rq, sql_announce_class, letter_field, &n, arg(rq->id[0]));
	for (; k < n && k < VALUES_MOST; k++)
		values[k] = (struct field_value){ known[k].name, known[k].value };
	text = letter_text(rq, db_int(rq, sql_template_host, arg(rq->id[0])), name, &wrong);
	return text == NULL ? letter_wrong(rq, name, &wrong) : told(rq, name, text, values, k);
}
