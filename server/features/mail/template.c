// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences of mails: a file a kind and language, a section "[about]" each, its first line the subject.
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/field.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "base/utf8.h"
#include "features/mail/mail.h"
#include "files/plain.h"

enum { TEMPLATE_MOST = 32 * 1024, MAIL_TEXT_MOST = 64 * 1024, SUBJECT_MOST = 200 };

// The office's own text of that name, or NULL.
static const char *own_text(const char *name, struct arena *a)
{
	const char *text;
	size_t len;

	if (settings->mail_templates[0] == '\0')
		return NULL;
	text = plain_read(arena_printf(a, "%s/%s", settings->mail_templates, name), TEMPLATE_MOST, &len, a);
	return text != NULL && utf8_valid(text, len) ? utf8_nfc(text, a) : NULL;
}

static const char *embedded_text(const char *name, struct arena *a)
{
	const struct embedded *file = embedded_find(arena_printf(a, "server/features/mail/templates/%s", name));

	return file == NULL ? NULL : file->bytes;
}

// The section as lines, from its first to the next "["; NULL when there is none.
static const char *section_of(const char *text, const char *about, struct arena *a)
{
	const char *head = arena_printf(a, "\n[%s]\n", about), *from, *end;

	text = arena_printf(a, "\n%s", text);
	from = strstr(text, head);
	if (from == NULL)
		return NULL;
	from += strlen(head);
	end = strstr(from, "\n[");
	return arena_copyn(a, from, end == NULL ? strlen(from) : (size_t)(end - from));
}

// Lines with a field that has no value are left out; so are comments. False when a field is unknown.
static bool lines_fill(char *section, const struct field_value *values, size_t n, struct mail_said *said, struct arena *a)
{
	struct text out = text_new(a, MAIL_TEXT_MOST);

	for (char *line; (line = strsep(&section, "\n")) != NULL; ) {
		const char *wrong, *filled;

		if (*line == '#' || (said->subject == NULL && *line == '\0') || fields_empty(line, values, n))
			continue;
		filled = fields_fill(a, line, values, n, &wrong);
		if (filled == NULL) {
			log_warnx("event=mail_template why=\"unknown field\" field=%s", wrong);
			return false;
		}
		if (said->subject == NULL) {
			said->subject = utf8_length(filled) <= SUBJECT_MOST ? filled : arena_copyn(a, filled, SUBJECT_MOST);
			continue;
		}
		text_add(&out, filled);
		text_char(&out, '\n');
	}
	said->text = out.at;
	return said->subject != NULL && !out.over;
}

static bool said_from(const char *text, const char *about, const struct field_value *values, size_t n, struct mail_said *said,
	struct arena *a)
{
	const char *section = text == NULL ? NULL : section_of(text, about, a);

	*said = (struct mail_said){ NULL, NULL };
	return section != NULL && lines_fill(arena_copyn(a, section, strlen(section)), values, n, said, a);
}

bool mail_sentences(const char *kind, const char *about, const char *language, const struct field_value *values, size_t n,
	struct mail_said *said, struct arena *a)
{
	const char *name = arena_printf(a, "%s.%s.txt", kind, language);
	const char *own = own_text(name, a);

	if (own != NULL && said_from(own, about, values, n, said, a))
		return true;
	if (own != NULL)
		log_warnx("event=mail_template file=%s section=%s why=\"the one that comes with hocvu is used\"", name, about);
	return said_from(embedded_text(name, a), about, values, n, said, a);
}
