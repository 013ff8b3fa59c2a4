// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces of a paper as bytes and back. Lengths are looked at before they are believed.
#include "files/pdf_said.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static void bytes(struct said *s, void *of, size_t len)
{
	if (s->out != NULL) {
		text_addn(s->out, of, len);
	} else if (s->wrong || (size_t)(s->end - s->at) < len) {
		s->wrong = true;
		memset(of, 0, len);
	} else {
		memcpy(of, s->at, len);
		s->at += len;
	}
}

static void number(struct said *s, int64_t *n)
{
	bytes(s, n, sizeof *n);
}

void said_length(struct said *s, double *length)
{
	bytes(s, length, sizeof *length);
}

// A text travels with its NUL and is used where it lies; NULL has the length -1.
static void string(struct said *s, const char **of)
{
	int64_t len = s->out != NULL && *of != NULL ? (int64_t)strlen(*of) : -1;

	number(s, &len);
	if (s->out != NULL) {
		if (len >= 0)
			text_addn(s->out, *of, (size_t)len + 1);
		return;
	}
	*of = NULL;
	if (s->wrong || len < 0)
		return;
	s->wrong = len >= s->end - s->at || s->at[len] != '\0';
	if (s->wrong)
		return;
	*of = s->at;
	s->at += len + 1;
}

// How many follow, each of at least one byte.
static void count(struct said *s, size_t *n)
{
	int64_t many = (int64_t)*n;

	number(s, &many);
	if (s->out == NULL && (many < 0 || many > s->end - s->at))
		s->wrong = true;
	*n = s->wrong ? 0 : (size_t)many;
}

static void flag(struct said *s, bool *of)
{
	char byte = (char)*of;

	bytes(s, &byte, 1);
	*of = byte != 0;
}

void said_item(struct said *s, enum said_item *item)
{
	int64_t n = (int64_t)*item;

	number(s, &n);
	*item = (enum said_item)n;
}

void said_sheet(struct said *s, struct pdf_sheet *sheet)
{
	string(s, &sheet->title);
	flag(s, &sheet->landscape);
	said_length(s, &sheet->top);
	said_length(s, &sheet->right);
	said_length(s, &sheet->bottom);
	said_length(s, &sheet->left);
	flag(s, &sheet->numbered);
	number(s, &sheet->made.us);
}

void said_paragraph(struct said *s, struct pdf_paragraph *p)
{
	char align = (char)p->align;

	string(s, &p->markup);
	said_length(s, &p->size);
	flag(s, &p->bold);
	flag(s, &p->italic);
	bytes(s, &align, 1);
	p->align = align >= PDF_LEFT && align <= PDF_JUSTIFY ? (enum pdf_align)align : PDF_LEFT;
	said_length(s, &p->first);
	said_length(s, &p->left);
	said_length(s, &p->right);
	said_length(s, &p->before);
	said_length(s, &p->after);
	said_length(s, &p->line);
	said_length(s, &p->ruled);
	flag(s, &p->with_next);
}

void said_table(struct said *s, struct pdf_table *t)
{
	double *taken;

	count(s, &t->columns);
	taken = s->out == NULL ? arena_many(s->arena, double, t->columns + 1) : NULL;
	for (size_t i = 0; i < t->columns; i++) {
		double width = taken == NULL ? t->widths[i] : 0;

		said_length(s, &width);
		if (taken != NULL)
			taken[i] = width;
	}
	t->widths = taken == NULL ? t->widths : taken;
	flag(s, &t->bordered);
	said_length(s, &t->padding);
	said_length(s, &t->least);
}

static void cell(struct said *s, struct pdf_cell *c)
{
	struct pdf_paragraph *taken;
	int64_t span = c->span;

	count(s, &c->n);
	taken = s->out == NULL ? arena_many(s->arena, struct pdf_paragraph, c->n + 1) : NULL;
	for (size_t i = 0; i < c->n; i++) {
		struct pdf_paragraph p = { .size = 0 };

		if (c->paragraphs != NULL)	// to be said; what is heard has none yet
			p = c->paragraphs[i];
		said_paragraph(s, &p);
		if (taken != NULL)
			taken[i] = p;
	}
	c->paragraphs = taken == NULL ? c->paragraphs : taken;
	string(s, &c->qr);
	said_length(s, &c->side);
	number(s, &span);
	c->span = span > 0 && span < PDF_COLUMNS_MOST ? (int)span : 0;
	flag(s, &c->middle);
}

void said_row(struct said *s, struct said_row *row)
{
	struct pdf_cell *taken;

	count(s, &row->n);
	taken = s->out == NULL ? arena_many(s->arena, struct pdf_cell, row->n + 1) : NULL;
	for (size_t i = 0; i < row->n; i++) {
		struct pdf_cell c = { .n = 0 };

		if (taken == NULL)
			c = row->cells[i];
		cell(s, &c);
		if (taken != NULL)
			taken[i] = c;
	}
	row->cells = taken == NULL ? row->cells : taken;
	flag(s, &row->head);
}
