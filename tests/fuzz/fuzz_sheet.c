// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a table of unknown origin: as they are, and, without a ZIP in front, as the sheet of a workbook.
//
// What comes out keeps the promises of files/sheet.h; a refusal has its sentence; what is read of a row by a plan that was
// found in it keeps its own, and packed it comes apart as it was.
#include "tests/fuzz/fuzz.h"

#include "base/clock.h"
#include "features/lists/list.h"
#include "files/sheet.h"
#include "http/reply.h"

enum { ROWS_KEPT = 40 };

struct heard { struct arena *arena; struct sheet_row *rows; size_t n; int64_t before; };

static bool row(void *ctx, const struct sheet_row *r)
{
	struct heard *h = ctx;

	must_row(&h->before, r);
	if (h->n == ROWS_KEPT)
		return true;
	h->rows[h->n] = *r;
	for (size_t i = 0; i < r->n; i++) {
		h->rows[h->n].cells[i].text = arena_copyn(h->arena, r->cells[i].text, r->cells[i].len);
		if (r->cells[i].stood != NULL)
			h->rows[h->n].cells[i].stood = arena_copyn(h->arena, r->cells[i].stood, r->cells[i].stood_len);
	}
	h->n++;
	return true;
}

static void row_look(const struct list_plan *plan, const struct list_kind *kind, const struct sheet_row *r, struct arena *a)
{
	struct sheet_row *again = arena_one(a, struct sheet_row);
	struct list_read *read = arena_one(a, struct list_read), *back = arena_one(a, struct list_read);

	list_cells_unpack(list_cells_pack(r, a), again, a);
	must(again->n == r->n);
	list_cells_keep(again);
	list_read_row(plan, kind, r, date_from(2026, 11, 22), read, a);
	list_read_unpack(list_read_pack(read, a), back, a);
	must(back->skipped == read->skipped && back->problems_n == read->problems_n && back->blocked == read->blocked);
	for (enum list_field f = 0; f < LIST_FIELDS; f++)
		must((read->value[f] == NULL) == (back->value[f] == NULL) || *read->value[f] == '\0');
	for (size_t i = 0; i < read->problems_n; i++)
		must(sentence_known(arena_printf(a, "list_%s", read->problems[i].code)));
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	struct heard h = { .arena = a, .rows = arena_many(a, struct sheet_row, ROWS_KEPT) };
	const struct sheet_sink sink = { must_about, row, &h };
	const char *refusal = sheet_parse((const char *)bytes, len, -1, &sink), *titles[SHEET_COLUMNS];

	must(refusal == NULL || sentence_known(refusal));
	for (size_t k = 0; k < list_kinds_n; k++) {
		struct list_plan plan = list_detect(&list_kinds[k], h.rows, h.n, titles, a), again;

		must(list_plan_read(list_plan_text(&plan, a), &again, a) && again.header == plan.header &&
			memcmp(again.of, plan.of, sizeof plan.of) == 0);
		for (size_t i = 0; i < h.n; i++)
			row_look(&plan, &list_kinds[k], &h.rows[i], a);
	}
	arena_drop(a);
}
