// SPDX-License-Identifier: GPL-3.0-or-later
// A Word template filled: pieces put together, values escaped, the package closed.
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "files/word.h"
#include "files/word_pieces.h"
#include "files/zip_write.h"

enum { PART_MOST = 14 << 20, FILE_MOST = 15 << 20 };

struct filling {
	struct arena *arena;
	const struct word_source *source;
	struct zip *zip;
	const char *name;		// of the part that is filled, or NULL
	struct text part;
	bool over;
};

static void part_end(struct filling *f)
{
	if (f->name != NULL)
		zip_add(f->zip, f->name, f->part.at, f->part.len);
	f->over |= f->part.over;
	f->name = NULL;
}

static void part_begin(struct filling *f, const struct word_piece *p)
{
	part_end(f);
	f->name = arena_copyn(f->arena, p->at, p->len);
	f->part = text_new(f->arena, PART_MOST);
}

// A line break and a tab are elements of a run; other signs XML does not know (1.0, 2.2) are left out.
static void value_add(struct filling *f, const char *s)
{
	while (s != NULL && *s != '\0') {
		size_t len = 0;

		while ((unsigned char)s[len] >= ' ' && strncmp(s + len, "\xef\xbf\xbe", 3) != 0 && strncmp(s + len, "\xef\xbf\xbf", 3) != 0)
			len++;
		text_html(&f->part, arena_copyn(f->arena, s, len));
		s += len;
		if (*s == '\n' || *s == '\t')
			text_add(&f->part, *s == '\n' ? "</w:t><w:br/><w:t xml:space=\"preserve\">" :
				"</w:t><w:tab/><w:t xml:space=\"preserve\">");
		if (*s != '\0')
			s += *s == '\xef' ? 3 : 1;
	}
}

static void field_fill(struct filling *f, const struct word_piece *p, size_t row, bool empty)
{
	const char *name = arena_copyn(f->arena, p->at, p->len), *dot = strchr(name, '.'), *list = NULL;

	if (dot != NULL) {
		list = arena_copyn(f->arena, name, (size_t)(dot - name));
		name = dot + 1;
	}
	if (list == NULL || !empty)
		value_add(f, f->source->value(f->source->ctx, list, row, name));
}

// Pieces from `at` to the end or the end of the row; gives where that is.
static const char *run_fill(struct filling *f, const char *at, const char *end, size_t row, bool empty);

static const char *rows_fill(struct filling *f, const struct word_piece *p, const char *at, const char *end)
{
	size_t n = f->source->rows(f->source->ctx, arena_copyn(f->arena, p->at, p->len));
	bool empty = n == 0;
	const char *behind = at;
	struct word_piece skipped;

	if (empty && p->kind == PIECE_ROW) {
		while (piece_next(&behind, end, &skipped) && skipped.kind != PIECE_ROW_END)
			;
		return behind;
	}
	for (size_t row = 0; row < (empty ? 1 : n) && !f->part.over; row++)
		behind = run_fill(f, at, end, row, empty);
	return behind;
}

static const char *run_fill(struct filling *f, const char *at, const char *end, size_t row, bool empty)
{
	struct word_piece p;

	while (!f->part.over && piece_next(&at, end, &p)) {
		if (p.kind == PIECE_ROW_END)
			return at;
		if (p.kind == PIECE_PART)
			part_begin(f, &p);
		else if (p.kind == PIECE_BYTES)
			text_addn(&f->part, p.at, p.len);
		else if (p.kind == PIECE_FIELD)
			field_fill(f, &p, row, empty);
		else
			at = rows_fill(f, &p, at, end);
	}
	return end;
}

bool word_fill(const struct text *template, const struct word_source *source, struct instant made, struct arena *a,
	struct text *out)
{
	struct filling f = { .arena = a, .source = source, .zip = arena_one(a, struct zip) };

	*out = text_new(a, FILE_MOST);
	zip_begin(f.zip, out, made);
	run_fill(&f, template->at, template->at + template->len, 0, false);
	part_end(&f);
	zip_end(f.zip);
	return !f.over && !out->over;
}
