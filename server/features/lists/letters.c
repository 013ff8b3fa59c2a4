// SPDX-License-Identifier: GPL-3.0-or-later
// Letters of old fonts that were read in a file: in which columns, how often, what they looked like and what they say.
#include <stdlib.h>
#include <string.h>

#include "base/personal.h"
#include "base/text.h"
#include "features/lists/job.h"
#include "http/reply.h"

enum { SAMPLE_MOST = 60, JSON_MOST = 1 << 20 };	// letters of a cell; bytes
#define BESIDE '\x1d'		// between what stands there and what it says

struct list_letters_sample { const char *before, *after; };
SHAPE(list_letters_sample,
	FIELD(list_letters_sample, before, REQUIRED, .max = 1000, .says = "what stands in the file without its font"),
	FIELD(list_letters_sample, after, REQUIRED, .max = 1000, .says = "what it is read as"));

struct list_letters_column { const char *at, *letters; int64_t cells; struct list samples; };
SHAPE(list_letters_column,
	FIELD(list_letters_column, at, REQUIRED, .says = "its letters"),
	FIELD(list_letters_column, letters, REQUIRED, .one_of = "tcvn3|vni"),
	FIELD(list_letters_column, cells, REQUIRED, .says = "how many cells"),
	FIELD(list_letters_column, samples, REQUIRED, .items = &list_letters_sample_shape));

struct heard { int64_t cells; unsigned flags; struct list_letters_sample samples[LIST_SAMPLES]; };
struct list_letters { struct arena *arena; struct heard of[SHEET_COLUMNS]; };

const char *list_sample(const char *text, struct arena *a)
{
	const char *end = text;

	for (int letters = 0; *end != '\0'; end++)
		if (((unsigned char)*end & 0xC0) != 0x80 && letters++ == SAMPLE_MOST)
			break;
	return arena_copyn(a, text, (size_t)(end - text));
}

struct list_letters *list_letters_new(struct arena *a)
{
	struct list_letters *l = arena_one(a, struct list_letters);

	l->arena = a;
	return l;
}

void list_letters_hear(struct list_letters *l, const struct sheet_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		const struct sheet_cell *c = &row->cells[i];
		struct heard *h = &l->of[c->column];

		if ((c->flags & CELL_LETTERS) == 0 || (c->flags & CELL_SPREAD) != 0)
			continue;
		if (h->cells < LIST_SAMPLES)
			h->samples[h->cells] = (struct list_letters_sample){ list_sample(c->stood, l->arena), list_sample(c->text, l->arena) };
		h->cells++;
		h->flags |= c->flags;
	}
}

const char *list_letters_found(const struct list_letters *l, const char *found)
{
	char name[SHEET_COLUMN_NAME];

	for (int c = 0; c < SHEET_COLUMNS; c++) {
		const struct heard *h = &l->of[c];

		if (h->cells == 0)
			continue;
		sheet_column_name(c, name);
		found = list_found_add(found, "letters", arena_printf(l->arena, "%s=%lld %s", name, (long long)h->cells,
			(h->flags & CELL_VNI) != 0 ? "vni" : "tcvn3"), l->arena);
		for (int i = 0; i < LIST_SAMPLES && i < h->cells; i++)
			found = list_found_add(found, "letters_sample", arena_printf(l->arena, "%s=%s%c%s", name, h->samples[i].before,
				BESIDE, h->samples[i].after), l->arena);
	}
	return found;
}

// The samples of a column; numbers of people are shown masked.
static struct list samples_read(const char *found, const char *name, bool secret, struct arena *a)
{
	struct list_letters_sample samples[LIST_SAMPLES];
	struct text t = text_new(a, JSON_MOST);
	const char *key, *value, *before, *after;
	size_t n = 0;

	while (n < LIST_SAMPLES && list_found_next(&found, &key, &value, a)) {
		before = strcmp(key, "letters_sample") == 0 ? list_found_of(value, name) : NULL;
		after = before == NULL ? NULL : strchr(before, BESIDE);
		if (after == NULL)
			continue;
		before = arena_copyn(a, before, (size_t)(after++ - before));
		samples[n++] = (struct list_letters_sample){ secret ? personal_masked(before, a) : before,
			secret ? personal_masked(after, a) : after };
	}
	shape_json_list(&list_letters_sample_shape, samples, n, &t);
	return (struct list){ t.at };
}

const char *list_letters_json(const char *found, const struct list_plan *plan, struct arena *a)
{
	struct list_letters_column *columns = arena_many(a, struct list_letters_column, SHEET_COLUMNS);
	struct text t = text_new(a, JSON_MOST);
	const char *rest = found, *key, *value;
	size_t n = 0;

	while (n < SHEET_COLUMNS && list_found_next(&rest, &key, &value, a)) {
		const char *end;
		int c = strcmp(key, "letters") == 0 ? sheet_column_read(value, &end) : -1;
		char *letters;

		if (c < 0 || c >= SHEET_COLUMNS || *end != '=')
			continue;
		columns[n].at = arena_copyn(a, value, (size_t)(end - value));
		columns[n].cells = strtoll(end + 1, &letters, 10);
		columns[n].letters = *letters == ' ' ? letters + 1 : letters;
		columns[n].samples = samples_read(found, columns[n].at, plan->of[c] == LIST_national_id || plan->of[c] == LIST_phone, a);
		n++;
	}
	shape_json_list(&list_letters_column_shape, columns, n, &t);
	return t.at;
}
