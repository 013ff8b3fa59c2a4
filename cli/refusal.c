// SPDX-License-Identifier: GPL-3.0-or-later
// A refusal of the server in words, and the exit code its status stands for.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "cli/ask.h"
#include "cli/rest.h"
#include "cli/settings.h"
#include "cli/show.h"

enum { WHERE_MOST = 1000 };

// Status to exit code; what is not here is refused data below 500, the server's fault from there on.
static const struct { int status, exit; } exits[] = {
	{ 0, EX_UNAVAILABLE }, { 401, EX_NOPERM }, { 403, EX_NOPERM }, { 404, EXIT_NOT_FOUND },
	{ 429, EX_TEMPFAIL }, { 502, EX_UNAVAILABLE }, { 503, EX_TEMPFAIL }, { 504, EX_UNAVAILABLE },
};

static int exit_of(int status)
{
	for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
		if (exits[i].status == status)
			return exits[i].exit;
	return status < 500 ? EX_DATAERR : EX_SOFTWARE;
}

static const char *line_of(struct call *c, long long line)
{
	return say(c->arena, SAY_row, arena_printf(c->arena, "%lld", line));
}

// The row of a list that was sent: the line of the file it came from, else counted from one, as a clerk does.
static const char *row_of(struct call *c, const char *index)
{
	size_t at = strtoul(index, NULL, 10);

	return line_of(c, at < c->lines_n && c->lines[at] > 0 ? (long long)c->lines[at] : (long long)at + 1);
}

// Is it the name of a template's text? What follows is a line of it, counted from one already.
static bool template_text(const char *part)
{
	size_t len = strlen(part);

	return len > 4 && strcmp(part + len - 4, ".txt") == 0;
}

// "/3/status" as "row 4, status".
static const char *where_of(struct call *c, const char *pointer)
{
	struct arena *a = c->arena;
	struct text t = text_new(a, WHERE_MOST);
	bool lines = false;

	for (const char *s = pointer + strspn(pointer, "/?"); *s != '\0'; s += strspn(s, "/")) {
		size_t len = strcspn(s, "/");
		const char *part = arena_copyn(a, s, len);

		if (t.len > 0)
			text_add(&t, ", ");
		if (strspn(part, "0123456789") == len)
			text_add(&t, lines ? line_of(c, strtol(part, NULL, 10)) : row_of(c, part));
		else
			text_add(&t, word_of("member", part));
		lines = template_text(part);
		s += len;
	}
	return t.at;
}

// The item or member of that name below a value.
static const struct value *below(const struct value *v, const char *part)
{
	long at = strtol(part, NULL, 10);

	if (v == NULL || v->type != VALUE_LIST)
		return value_get(v, part);
	value_each(i, v)
		if (at-- == 0)
			return i;
	return NULL;
}

// Is it a file or a long text that was sent there? Nobody looks for the whole of it.
static bool whole_file(const char *pointer)
{
	static const char *const members[] = { "/content", "/file", "/text" };

	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (strcmp(pointer, members[i]) == 0)
			return true;
	return false;
}

// What was sent at the pointer, as " (hv-0003)", or "": somebody looks for it in a list.
static const char *sent_at(struct arena *a, const struct value *sent, const char *pointer)
{
	const struct value *v = sent;

	for (const char *s = pointer + strspn(pointer, "/?"); v != NULL && *s != '\0'; s += strspn(s, "/")) {
		size_t len = strcspn(s, "/");

		v = below(v, arena_copyn(a, s, len));
		s += len;
	}
	if (v != NULL && v->type == VALUE_TEXT)
		return whole_file(pointer) ? "" : arena_printf(a, " (%s)", cell_clean(a, v->text));
	return v != NULL && v->type == VALUE_INT ? arena_printf(a, " (%lld)", (long long)v->number) : "";
}

// Why, in a sentence. Of a template the API quotes what cannot be read, and its code says why.
static const char *why_of(struct arena *a, const struct value *error)
{
	const char *detail = value_text(error, "detail"), *code = value_text(error, "code");
	const char *why = code == NULL ? NULL : word_of("template_wrong", code);

	if (detail == NULL || *detail == '\0')
		return why == NULL ? "" : why;
	return why == code ? detail : arena_printf(a, "%s “%s”", why, detail);
}

static void errors_say(struct call *c, const struct value *errors, const struct value *sent)
{
	struct arena *a = c->arena;

	value_each(i, errors) {
		const char *pointer = value_text(i, "pointer");
		const char *where = pointer == NULL ? "" : where_of(c, pointer);

		fprintf(stderr, "  - %s%s%s%s\n", cell_clean(a, where), pointer == NULL ? "" : sent_at(a, sent, pointer),
			*where == '\0' ? "" : ": ", cell_clean(a, why_of(a, i)));
	}
}

void ask_refused(struct call *c, const struct answer *a, const char *body)
{
	const char *why, *title, *detail;
	const struct value *problem, *sent;

	if (a->status == 0) {
		call_fail(c, EX_UNAVAILABLE, say(c->arena, SAY_server_away, settings->url, a->failed));
		return;
	}
	sent = body == NULL ? NULL : value_parse(body, strlen(body), &why, c->arena);
	problem = value_parse(a->body, a->len, &why, c->arena);
	title = value_text(problem, "title");
	detail = value_text(problem, "detail");
	call_fail(c, exit_of(a->status), title != NULL ? cell_clean(c->arena, title) :
		say(c->arena, SAY_status_alone, arena_printf(c->arena, "%d", a->status)));
	if (detail != NULL)
		fprintf(stderr, "  %s\n", cell_clean(c->arena, detail));
	errors_say(c, value_get(problem, "errors"), sent);
	if (a->status >= 500 && value_text(problem, "request") != NULL)
		fprintf(stderr, "  %s\n", say(c->arena, SAY_request_tag,
			cell_clean(c->arena, value_text(problem, "request"))));
	if (settings->json && problem != NULL)
		printf("%s\n", a->body);
}
