// SPDX-License-Identifier: GPL-3.0-or-later
// Word files as templates: put, tried with made-up data, fetched to go on with, taken back; papers made from them.
#include "features/paper/word.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/paper/kinds.h"
#include "files/word.h"
#include "http/reply.h"

enum { FILE_TEXT_MOST = WORD_FILE_MOST / 3 * 4, HEAD_FIELDS = 4 };

SHAPE(word_own,
	FIELD(word_own, name, REQUIRED),
	FIELD(word_own, unit, REQUIRED),
	FIELD(word_own, unit_name, OPTIONAL),
	FIELD(word_own, account, OPTIONAL),
	FIELD(word_own, used, REQUIRED),
	FIELD(word_own, changed_at, REQUIRED));

struct word_in { const char *name, *file; };
SHAPE(word_in,
	FIELD(word_in, name, REQUIRED, .one_of = PAPER_NAMES),
	FIELD(word_in, file, REQUIRED, .min = 4, .max = FILE_TEXT_MOST, .says = "a .docx of up to 180,000 bytes as base64"));

struct word_try { const char *name, *file; };
SHAPE(word_try,
	FIELD(word_try, name, REQUIRED, .one_of = PAPER_NAMES),
	FIELD(word_try, file, OPTIONAL, .min = 4, .max = FILE_TEXT_MOST, .says = "a .docx as base64; none: what is used now"));

struct word_ask { const char *name; };
SHAPE(word_ask, FIELD(word_ask, name, REQUIRED, .one_of = PAPER_NAMES));

struct word_file_ask { const char *name; bool standard; };
SHAPE(word_file_ask,
	FIELD(word_file_ask, name, REQUIRED, .one_of = PAPER_NAMES),
	FIELD(word_file_ask, standard, OPTIONAL, .says = "what the text template gives, though there is a Word file"));

// --- a letter as the source of what is filled in ---

struct listing { const struct letter_list *list; size_t *starts, rows; };
struct source { const struct letter *letter; struct listing *lists; };

// Where each row begins, so that a row is found without a walk through those before it.
static struct listing listing_of(const struct letter_list *list, struct arena *a)
{
	struct listing l = { .list = list, .starts = arena_many(a, size_t, list->n + 1) };

	for (size_t i = 0; i < list->n; i++)
		if (i == 0 || list->fields[i].row != list->fields[i - 1].row)
			l.starts[l.rows++] = i;
	l.starts[l.rows] = list->n;
	return l;
}

static const struct listing *listing_named(const struct source *s, const char *name)
{
	for (size_t i = 0; i < s->letter->lists_n; i++)
		if (strcmp(s->lists[i].list->name, name) == 0)
			return &s->lists[i];
	return NULL;
}

static size_t rows_of(void *ctx, const char *list)
{
	const struct listing *l = listing_named(ctx, list);

	return l == NULL ? 0 : l->rows;
}

static const char *value_of(void *ctx, const char *list, size_t row, const char *name)
{
	const struct source *s = ctx;
	const struct listing *l = list == NULL ? NULL : listing_named(s, list);

	for (size_t i = 0; list == NULL && i < s->letter->values_n; i++)
		if (strcmp(s->letter->values[i].name, name) == 0)
			return s->letter->values[i].value;
	for (size_t i = l == NULL || row >= l->rows ? 0 : l->starts[row]; l != NULL && row < l->rows && i < l->starts[row + 1]; i++)
		if (strcmp(l->list->fields[i].name, name) == 0)
			return l->list->fields[i].value;
	return NULL;
}

static bool letter_fill(const struct letter *l, const struct text *pieces, struct text *out)
{
	struct arena *a = l->rq->work.arena;
	struct source s = { l, arena_many(a, struct listing, l->lists_n + 1) };

	for (size_t i = 0; i < l->lists_n; i++)
		s.lists[i] = listing_of(&l->lists[i], a);
	return word_fill(pieces, &(struct word_source){ value_of, rows_of, &s }, l->rq->work.now, a, out);
}

struct letter letter_headed(const struct letter *l)
{
	struct arena *a = l->rq->work.arena;
	struct field_value *values = arena_many(a, struct field_value, l->values_n + HEAD_FIELDS);
	struct letter headed = *l;

	values[0] = (struct field_value){ "office_above", l->office->above };
	values[1] = (struct field_value){ "office_name", l->office->name };
	values[2] = (struct field_value){ "place", l->office->place == NULL ? "……………" : l->office->place };
	values[3] = (struct field_value){ "day", l->day == NULL ? paper_day(l->rq, NO_DATE) : l->day };
	if (l->values_n > 0)
		memcpy(values + HEAD_FIELDS, l->values, l->values_n * sizeof *values);
	headed.values_n += HEAD_FIELDS;
	headed.values = values;
	return headed;
}

// The pieces in force of a paper of that unit, checked again: rows are no more to be believed than files. NULL: none.
static const struct text *pieces_of(struct request *rq, int64_t unit, const char *name)
{
	const char *kept = db_text(rq, sql_word_pieces, arg(unit), arg(name));
	const struct letter_kind *k = letter_kind_of(name);
	struct text *pieces = arena_one(rq->work.arena, struct text);

	if (kept == NULL)
		return NULL;
	pieces->at = (char *)base64_bytes(kept, &pieces->len, rq->work.arena);
	if (pieces->at != NULL && word_sound(pieces->at, pieces->len, &(struct word_names){ k->fields, k->lists }))
		return pieces;
	fault(rq, "the Word file for %s is damaged", name);
	return NULL;
}

bool word_letter(const struct letter *l, const char *name, struct text *out, struct reply *trouble)
{
	const struct text *pieces = pieces_of(l->rq, l->unit, name);

	if (pieces == NULL)
		return false;
	*trouble = (struct reply){ 0 };
	if (!letter_fill(l, pieces, out))
		*trouble = reply_error(l->rq, 422, "paper_too_long");
	return true;
}

// --- what an office does with them ---

static struct reply refused(struct request *rq, const char *code, const char *about)
{
	struct problems p = problems_new(rq);
	const char *said = sentence(rq->language, code);
	size_t len = strlen(said);

	if (*about != '\0' && len > 0 && said[len - 1] == '.')
		said = arena_printf(rq->work.arena, "%.*s: %s", (int)len - 1, said, about);
	problem_add(rq, &p, "/file", code, said);
	return reply_problems(rq, &p);
}

// The pieces of a file that was sent; NULL with *trouble.
static const struct text *pieces_read(struct request *rq, const struct letter_kind *k, const char *file, struct reply *trouble)
{
	struct text *pieces = arena_one(rq->work.arena, struct text);
	const char *about = "", *refusal = "docx_unknown";
	size_t len = 0;
	const void *bytes = base64_bytes(file, &len, rq->work.arena);

	if (bytes != NULL)
		refusal = word_read(bytes, len, &(struct word_names){ k->fields, k->lists }, rq->work.arena, pieces, &about);
	if (refusal == NULL)
		return pieces;
	*trouble = refused(rq, refusal, about);
	return NULL;
}

struct reply word_put(struct request *rq)
{
	const struct word_in *in = body_of(rq, word_in);
	struct reply trouble;
	const struct text *pieces = pieces_read(rq, letter_kind_of(in->name), in->file, &trouble);
	const char *digest;

	if (pieces == NULL)
		return trouble;
	digest = crypto_digest(pieces->at, pieces->len, rq->work.arena);
	db_run(rq, sql_word_put, arg(rq->id[0]), arg(in->name), arg(digest), arg((int64_t)pieces->len),
		arg(base64_text(pieces->at, pieces->len, rq->work.arena)), arg(rq->who.account), arg(rq->work.now));
	return templates_reply(rq);
}

struct reply word_drop(struct request *rq)
{
	db_run(rq, sql_word_drop, arg(rq->id[0]), arg(asked_of(rq, word_ask)->name));
	return templates_reply(rq);
}

// A letter written from the text template, as if there were no Word file.
static struct reply composed(const struct letter *l, const char *name)
{
	const struct letter headed = letter_headed(l);
	struct template_wrong wrong;
	char *text = letter_text(l->rq, l->unit, name, &wrong);
	const struct template *t = text == NULL ? NULL : template_read(text, l->rq->work.arena, &wrong);
	struct text file;

	if (t == NULL || !letter_write(&headed, t, "docx", &file, &wrong))
		return letter_wrong(l->rq, name, &wrong);
	return letter_sent(l, "docx", &file);
}

// Filled from pieces, or composed where there are none.
static struct reply tried(const struct letter *l, const struct text *pieces, const char *name)
{
	const struct letter headed = letter_headed(l);
	struct text file;

	if (pieces == NULL)
		return composed(l, name);
	return letter_fill(&headed, pieces, &file) ? letter_sent(l, "docx", &file) : reply_error(l->rq, 422, "paper_too_long");
}

struct reply word_sample(struct request *rq)
{
	const struct word_try *in = body_of(rq, word_try);
	const struct letter_kind *k = letter_kind_of(in->name);
	const struct letter l = letter_sample(rq, k, rq->id[0]);
	const struct text *pieces;
	struct reply trouble;

	if (in->file == NULL)
		return tried(&l, pieces_of(rq, rq->id[0], in->name), in->name);
	pieces = pieces_read(rq, k, in->file, &trouble);
	return pieces == NULL ? trouble : tried(&l, pieces, in->name);
}

// To go on with: a list's row once, every field as it is written.
struct reply word_file(struct request *rq)
{
	const struct word_file_ask *ask = asked_of(rq, word_file_ask);
	const struct letter l = letter_of_fields(rq, letter_kind_of(ask->name), rq->id[0]);

	return tried(&l, ask->standard ? NULL : pieces_of(rq, rq->id[0], ask->name), ask->name);
}
