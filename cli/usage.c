// SPDX-License-Identifier: GPL-3.0-or-later
// Reads usage lines: their tokens, what a token may be, what somebody means who said something.
#include "cli/usage.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "cli/settings.h"

enum { LIST_MOST = 4000, GROUP_MOST = 40 };

static const struct { const char *token, *says[2]; } terms[] = {
#define TERM(token, vi, en) { token, { [VI] = (vi), [EN] = (en) } },
#include "cli/terms.def"
#undef TERM
};

static bool capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

bool token_next(const char **usage, struct token *t)
{
	const char *s = *usage + strspn(*usage, " ]");

	*t = (struct token){ .optional = *s == '[' };
	s += strspn(s, "[");
	t->name = s;
	t->len = strcspn(s, " ].");
	t->option = strncmp(s, "--", 2) == 0;
	s += t->len;
	t->many = strncmp(s, "...", 3) == 0;
	s += strcspn(s, " ]");
	if (!t->option) {
		t->takes = t->name;
		t->takes_len = t->len;
	} else if (s[0] == ' ' && capital(s[1])) {
		t->takes = s + 1;
		t->takes_len = strcspn(t->takes, " ]");
		s = t->takes + t->takes_len;
	}
	*usage = s;
	return t->len > 0;
}

bool token_option(const char *usage, const char *name, size_t len, struct token *t)
{
	while (token_next(&usage, t))
		if (t->option && t->len == len && strncmp(t->name, name, len) == 0)
			return true;
	return false;
}

const char *token_text(struct arena *a, const struct token *t)
{
	bool value = t->option && t->takes != NULL;
	size_t len = value ? (size_t)(t->takes + t->takes_len - t->name) : t->len;

	return arena_copyn(a, t->name, len);
}

const char *token_says(struct arena *a, const struct token *t)
{
	const char *text = token_text(a, t);

	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
		if (strcmp(terms[i].token, text) == 0)
			return terms[i].says[settings->language];
	return "";
}

// One part of what a token takes, between the bars.
struct part { const char *at; size_t len; };

static struct part part_at(const char *at)
{
	return (struct part){ at, strcspn(at, "| ].") };
}

// The group of words a part names in capitals (of PERSON=STATUS behind the sign), or NULL.
static const char *part_group(struct part p)
{
	const char *equals = memchr(p.at, '=', p.len);
	char name[GROUP_MOST + 1];
	size_t n = 0;
	const char *s = equals == NULL ? p.at : equals + 1;

	for (; s < p.at + p.len && n < GROUP_MOST; s++) {
		if (!capital(*s) && *s != '_')
			return NULL;
		name[n++] = *s == '_' ? '_' : (char)(*s - 'A' + 'a');
	}
	name[n] = '\0';
	return word_group(name);
}

bool choice_next(struct arena *a, const struct token *t, struct choices *it, struct choice *out)
{
	if (it->at == NULL)
		it->at = t->takes;
	while (it->at != NULL && it->at < t->takes + t->takes_len) {
		struct part p = part_at(it->at);
		const char *group = part_group(p);

		it->word = group == NULL ? NULL : word_after(group, it->word);
		if (it->word != NULL) {
			*out = (struct choice){ it->word->value, strlen(it->word->value),
				it->word->says[settings->language] };
			return true;
		}
		it->at = p.at + p.len + 1;
		if (group != NULL || capital(*p.at))
			continue;
		*out = (struct choice){ .value = arena_copyn(a, p.at, p.len) };
		while (out->len < p.len && !capital(out->value[out->len]))
			out->len++;
		return true;
	}
	return false;
}

const char *day_meant(struct arena *a, const char *s)
{
	char text[DATE_TEXT];
	struct date day;

	if (!date_said(s, &day))
		return NULL;
	date_text(day, text);
	return arena_copy(a, text);
}

static const char *number_meant(struct arena *a, const char *said)
{
	(void)a;
	return *said != '\0' && strspn(said, "0123456789") == strlen(said) ? said : NULL;
}

// 2, v2, "v2-31c6" as it stands in an ETag; * is any version.
static const char *version_meant(struct arena *a, const char *said)
{
	const char *s = said + (strncmp(said, "W/", 2) == 0 ? 2 : 0);
	size_t len;

	if (strcmp(s, "*") == 0)
		return s;
	s += *s == '"';
	s += *s == 'v';
	len = strspn(s, "0123456789");
	if (len > 0 && s[len] == '-')
		len += 1 + strspn(s + len + 1, "0123456789abcdef");
	if (len == 0 || (s[len] != '\0' && strcmp(s + len, "\"") != 0))
		return NULL;
	return arena_printf(a, "\"v%.*s\"", (int)len, s);
}

// What has a form instead of a list.
static const struct form {
	const char *name;
	const char *(*meant)(struct arena *, const char *said);
	enum sentence why;
} forms[] = {
	{ "DAY", day_meant, SAY_bad_day },
	{ "N", number_meant, SAY_bad_number },
	{ "NUMBER", number_meant, SAY_bad_number },
	{ "VERSION", version_meant, SAY_bad_version },
};

static const struct form *part_form(struct part p)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strlen(forms[i].name) == p.len && strncmp(forms[i].name, p.at, p.len) == 0)
			return &forms[i];
	return NULL;
}

// A part in small letters stands for itself; what is in capitals behind them is open: course:CODE.
static bool itself(struct part p, const char *said)
{
	size_t len = 0;

	while (len < p.len && !capital(p.at[len]))
		len++;
	return strncmp(p.at, said, len) == 0 && (said[len] == '\0') == (len == p.len);
}

static const char *list_text(struct arena *a, const struct token *t)
{
	struct text list = text_new(a, LIST_MOST);
	struct choices it = { .at = NULL };
	struct choice choice;

	while (choice_next(a, t, &it, &choice))
		text_printf(&list, "%s%s", list.len == 0 ? "" : ", ", choice.value);
	return list.at;
}

static const char *part_meant(struct arena *a, struct part p, const char *said)
{
	const struct form *form = part_form(p);
	const char *group = part_group(p);

	if (form != NULL)
		return form->meant(a, said);
	if (group != NULL && memchr(p.at, '=', p.len) == NULL)
		return word_meant(group, said);
	return capital(*p.at) || itself(p, said) ? said : NULL;
}

// Why none of the parts may be that.
static const char *refusal(struct arena *a, const struct token *t, const char *said)
{
	const char *name = arena_copyn(a, t->name, t->len);
	struct part p;

	for (const char *at = t->takes; at < t->takes + t->takes_len; at = p.at + p.len + 1) {
		p = part_at(at);
		if (part_form(p) != NULL)
			return say(a, part_form(p)->why, name, said);
	}
	if (!t->option && !capital(*t->takes)) // a sign of its own has no name to be told by
		return say(a, SAY_word_unwanted, said);
	return say(a, SAY_not_listed, name, said, list_text(a, t));
}

const char *token_meant(struct arena *a, const struct token *t, const char *said, const char **why)
{
	struct part p;

	for (const char *at = t->takes; at < t->takes + t->takes_len; at = p.at + p.len + 1) {
		const char *meant;

		p = part_at(at);
		meant = part_meant(a, p, said);
		if (meant != NULL)
			return meant;
	}
	*why = refusal(a, t, said);
	return NULL;
}

struct reading option_read(const char *usage, struct args *l)
{
	const char *arg = l->argv[l->at], *equals = strchr(arg, '=');
	size_t len = equals == NULL ? strlen(arg) : (size_t)(equals - arg);
	struct reading r = { .said.name = arena_copyn(l->arena, arg, len),
		.said.value = equals == NULL ? NULL : equals + 1 };

	r.option = token_option(usage, arg, len, &r.token);
	if (!r.option)
		return r;
	if (r.token.takes != NULL && r.said.value == NULL && l->at + 1 < l->argc)
		r.said.value = l->argv[++l->at];
	r.wrong = (r.token.takes == NULL) != (r.said.value == NULL);
	r.why = r.token.takes == NULL ? SAY_value_unwanted : SAY_value_missing;
	if (r.said.value == NULL)
		r.said.value = "";
	return r;
}
