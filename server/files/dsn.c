// SPDX-License-Identifier: GPL-3.0-or-later
// Reads notices about mails that were not delivered: as little of MIME as finds their second part.
#include "files/dsn.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

// Of a boundary RFC 2046 (5.1.1) allows 70 characters.
enum { NAME_MOST = 32, VALUE_MOST = 1000, BOUNDARY_MOST = 70 };

#define BLANKS " \t"

struct lines { const char *at, *end; };
struct line { const char *at; size_t len; };
struct field { char name[NAME_MOST + 1], value[VALUE_MOST + 1]; };

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

// The next line without its end, LF or CRLF.
static bool line_next(struct lines *l, struct line *out)
{
	const char *stop;

	if (l->at == l->end)
		return false;
	stop = memchr(l->at, '\n', (size_t)(l->end - l->at));
	out->at = l->at;
	out->len = (size_t)((stop == NULL ? l->end : stop) - l->at);
	l->at = stop == NULL ? l->end : stop + 1;
	if (out->len > 0 && out->at[out->len - 1] == '\r')
		out->len--;
	return true;
}

// Puts what fits behind what is there; a NUL would hide what follows it.
static void value_add(char value[VALUE_MOST + 1], const char *s, size_t len)
{
	size_t n = strlen(value);

	for (size_t i = 0; i < len && n < VALUE_MOST; i++)
		value[n++] = s[i] == '\0' ? '?' : s[i];
	value[n] = '\0';
}

// The next field of a header, unfolded; a line that is none has no name. False behind the blank line and at the end.
static bool field_next(struct lines *l, struct field *f)
{
	struct line line;
	const char *colon;
	size_t name = 0;

	f->name[0] = f->value[0] = '\0';
	if (!line_next(l, &line) || line.len == 0)
		return false;
	colon = memchr(line.at, ':', line.len);
	if (colon != NULL) {
		name = (size_t)(colon - line.at);
		value_add(f->value, colon + 1, line.len - name - 1);
		while (name > 0 && blank(line.at[name - 1]))
			name--;
	}
	if (name <= NAME_MOST && memchr(line.at, '\0', name) == NULL) {
		memcpy(f->name, line.at, name);
		f->name[name] = '\0';
	}
	while (l->at < l->end && blank(*l->at) && line_next(l, &line))
		value_add(f->value, line.at, line.len);
	return true;
}

// Does the value begin with that word, and nothing of its own go on behind it?
static bool word_is(const char *value, const char *word)
{
	value += strspn(value, BLANKS);
	return strncasecmp(value, word, strlen(word)) == 0 && strchr(BLANKS "(;", value[strlen(word)]) != NULL;
}

// Copies a parameter's value, quoted or not, as far as it fits; gives where it ends.
static const char *parameter_take(const char *p, char *out, size_t most)
{
	const bool quoted = *p == '"';
	size_t n = 0;

	for (p += quoted; *p != '\0' && (quoted ? *p != '"' : strchr(BLANKS ";", *p) == NULL); p++) {
		p += quoted && *p == '\\' && p[1] != '\0';
		if (n < most)
			out[n++] = *p;
	}
	out[n] = '\0';
	return p;
}

// What `boundary` is in a Content-Type; empty when it says none.
static void boundary_take(const char *type, char boundary[BOUNDARY_MOST + 1])
{
	static const char name[] = "boundary";
	char other[1];

	boundary[0] = '\0';
	for (const char *p = strchr(type, ';'); p != NULL; p = strchr(p, ';')) {
		size_t len;
		bool ours;

		p += 1 + strspn(p + 1, BLANKS);
		len = strcspn(p, BLANKS "=;");
		ours = len == sizeof name - 1 && strncasecmp(p, name, len) == 0;
		p += len + strspn(p + len, BLANKS);
		if (*p != '=')
			continue;
		p += 1 + strspn(p + 1, BLANKS);
		p = parameter_take(p, ours ? boundary : other, ours ? BOUNDARY_MOST : 0);
		if (ours)
			return;
	}
}

// Reads the header at the front. Is its first Content-Type of that type? `type` is all of it.
static bool header_says(struct lines *l, const char *const *types, struct field *type)
{
	struct field f;
	bool found = false, ours = false;

	while (field_next(l, &f)) {
		if (found || strcasecmp(f.name, "Content-Type") != 0)
			continue;
		found = true;
		*type = f;
		for (; *types != NULL; types++)
			ours = ours || word_is(f.value, *types);
	}
	return ours;
}

static bool delimits(const struct line *line, const char *boundary, bool *last)
{
	const size_t own = strlen(boundary) + 2;
	size_t len = line->len;

	while (len > 0 && blank(line->at[len - 1]))
		len--;
	*last = len == own + 2 && memcmp(line->at + own, "--", 2) == 0;
	return (len == own || *last) && memcmp(line->at, "--", 2) == 0 && memcmp(line->at + 2, boundary, own - 2) == 0;
}

// The next part between two delimiters; the end of what there is is one too.
static bool part_next(struct lines *all, const char *boundary, struct lines *part)
{
	struct line line;
	bool last;

	do {
		if (!line_next(all, &line))
			return false;
	} while (!delimits(&line, boundary, &last));
	if (last)
		return false;
	*part = (struct lines){ all->at, all->at };
	while (line_next(all, &line)) {
		if (delimits(&line, boundary, &last)) {
			all->at = part->end;
			break;
		}
		part->end = all->at;
	}
	return true;
}

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

// "5.1.1", and perhaps words behind it; empty when it is none (RFC 3463, 2).
static void status_take(const char *value, char status[DSN_STATUS])
{
	size_t subject, detail, len;

	status[0] = '\0';
	value += strspn(value, BLANKS);
	if (strchr("245", *value) == NULL || *value == '\0' || value[1] != '.')
		return;
	subject = digits(value + 2);
	if (subject == 0 || subject > 3 || value[2 + subject] != '.')
		return;
	detail = digits(value + 3 + subject);
	len = 3 + subject + detail;
	if (detail == 0 || detail > 3 || strchr(BLANKS "(;", value[len]) == NULL)
		return;
	memcpy(status, value, len);
	status[len] = '\0';
}

// Blocks of fields with blank lines between: one about the mail, then one for each recipient (RFC 3464, 2.1).
static enum dsn outcome_of(struct lines *l, char status[DSN_STATUS])
{
	while (l->at < l->end) {
		char given[DSN_STATUS] = "";
		bool failed = false;
		struct field f;

		while (field_next(l, &f)) {
			if (strcasecmp(f.name, "Action") == 0)
				failed = word_is(f.value, "failed");
			else if (strcasecmp(f.name, "Status") == 0)
				status_take(f.value, given);
		}
		if (failed && (given[0] == '5' || given[0] == '4')) {
			memcpy(status, given, DSN_STATUS);
			return DSN_FAILED;
		}
	}
	return DSN_OTHER;
}

enum dsn dsn_read(const char *bytes, size_t len, char status[DSN_STATUS])
{
	static const char *const report[] = { "multipart/report", NULL };
	static const char *const delivery[] = { "message/delivery-status", "message/global-delivery-status", NULL };
	char boundary[BOUNDARY_MOST + 1];
	struct lines all, part;
	struct field type;

	if (len == 0)
		return DSN_NONE;
	all = (struct lines){ bytes, bytes + len };
	if (!header_says(&all, report, &type))
		return DSN_NONE;
	boundary_take(type.value, boundary);
	while (boundary[0] != '\0' && part_next(&all, boundary, &part))
		if (header_says(&part, delivery, &type))
			return outcome_of(&part, status);
	return DSN_NONE;
}
