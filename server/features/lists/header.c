// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the row of titles under the title block of a Vietnamese list, and what each column is.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/shape.h"
#include "base/text.h"
#include "base/utf8.h"
#include "features/lists/list.h"

enum { SURE = 100, BEGINS = 80, BEGINS_LEAST = 6, TITLE_MOST = 600, PLAN_MOST = 16384 };

static const struct { const char *name, *spellings; } columns[LIST_FIELDS] = {
#define COLUMN(field, spellings) [LIST_##field] = { #field, spellings },
#include "features/lists/columns.def"
#undef COLUMN
};

const char *list_field_name(enum list_field field)
{
	return field >= LIST_FIELDS ? NULL : columns[field].name;
}

enum list_field list_field_named(const char *name)
{
	enum list_field f = 0;

	while (f < LIST_FIELDS && strcmp(columns[f].name, name) != 0)
		f++;
	return f;
}

// How well a folded title fits a field's spellings; *longest is the length of the one that did.
static int fits(const char *folded, enum list_field field, size_t *longest)
{
	int best = 0;

	for (const char *s = columns[field].spellings, *end; ; s = end + 1) {
		size_t len;

		end = strchrnul(s, '|');
		len = (size_t)(end - s);
		if (strncmp(folded, s, len) == 0 && (folded[len] == '\0' || (folded[len] == ' ' && len >= BEGINS_LEAST))) {
			int sure = folded[len] == '\0' ? SURE : BEGINS;

			if (sure > best || (sure == best && len > *longest)) {
				best = sure;
				*longest = len;
			}
		}
		if (*end == '\0')
			return best;
	}
}

enum list_field list_field_titled(const char *title, uint64_t fields, int *sure, struct arena *a)
{
	const char *folded = utf8_fold(title, a);
	enum list_field found = LIST_NONE;
	size_t longest = 0;

	*sure = 0;
	for (enum list_field f = 0; f < LIST_FIELDS; f++) {
		size_t len = 0;
		int fit = (fields & LIST_BIT(f)) == 0 ? 0 : fits(folded, f, &len);

		if (fit > *sure || (fit == *sure && fit > 0 && len > longest)) {
			*sure = fit;
			longest = len;
			found = f;
		}
	}
	return found;
}

static const struct sheet_cell *cell_at(const struct sheet_row *row, int column)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->cells[i].column == column)
			return &row->cells[i];
	return NULL;
}

// The rows a title may stand in: one, or two when the second parts what the first gathers ("Năm sinh" over "Nam", "Nữ").
struct titles { const char *of[SHEET_COLUMNS]; int fields; bool named; };

// Is the row below a second row of titles? Something of the first reaches into it, or it says nothing but such parts.
static bool is_second(const struct list_kind *kind, const struct sheet_row *first, const struct sheet_row *second,
	struct arena *a)
{
	bool reaches = false, parts = second->n > 0;
	int sure;

	if (second->number != first->number + 1)
		return false;
	for (size_t i = 0; i < second->n; i++) {
		const struct sheet_cell *c = &second->cells[i], *above = cell_at(first, c->column);
		enum list_field f = list_field_titled(c->text, kind->fields, &sure, a);

		reaches = reaches || ((c->flags & CELL_SPREAD) != 0 && above != NULL && strcmp(above->text, c->text) == 0);
		parts = parts && sure == SURE && (f == LIST_male || f == LIST_female);
	}
	return reaches || parts;
}

// The title of a column over both rows; a gathering title reaches right to the next one.
static const char *title_at(const struct sheet_row *first, const struct sheet_row *second, int column, struct arena *a)
{
	const struct sheet_cell *top = cell_at(first, column), *low = second == NULL ? NULL : cell_at(second, column);

	for (int c = column - 1; top == NULL && low != NULL && c >= 0; c--)
		top = cell_at(first, c);
	if (low == NULL || (top != NULL && strcmp(top->text, low->text) == 0))
		return top == NULL || top->len > TITLE_MOST ? NULL : utf8_trim(utf8_nfc(top->text, a), a);
	if (top == NULL || top->len + low->len > TITLE_MOST)
		return low->len > TITLE_MOST ? NULL : utf8_trim(utf8_nfc(low->text, a), a);
	return utf8_trim(utf8_nfc(arena_printf(a, "%s %s", top->text, low->text), a), a);
}

// Which field the two rows name; where the whole says nothing, the lower one may.
static enum list_field field_at(const struct list_kind *kind, const struct sheet_cell *low, const char *title, int *sure,
	struct arena *a)
{
	enum list_field whole = list_field_titled(title, kind->fields, sure, a);

	if (low == NULL || *sure == SURE)
		return whole;
	if (*sure > 0 && whole == LIST_birth)	// "Ngày, tháng, năm sinh Nam"
		return strcmp(utf8_fold(low->text, a), "nam") == 0 ? LIST_birth_male
			: strcmp(utf8_fold(low->text, a), "nu") == 0 ? LIST_birth_female : whole;
	return *sure > 0 ? whole : list_field_titled(low->text, kind->fields, sure, a);
}

// Reads two rows as titles: each field once, where it is surest.
static struct titles titles_read(const struct list_kind *kind, const struct sheet_row *first, const struct sheet_row *second,
	struct list_plan *plan, struct arena *a)
{
	struct titles t = { .fields = 0 };
	int best[LIST_FIELDS] = { 0 }, where[LIST_FIELDS];

	for (int c = 0; c < SHEET_COLUMNS; c++) {
		const struct sheet_cell *low = second == NULL ? NULL : cell_at(second, c);
		const char *title = title_at(first, second, c, a);
		enum list_field f;
		int sure;

		plan->of[c] = LIST_NONE;
		t.of[c] = title;
		plan->session[c] = LIST_SESSION_UNSAID;
		if (title == NULL || utf8_piled(title))
			continue;
		if ((kind->fields & LIST_BIT(LIST_marks)) != 0 && list_title_marks(title, a)) {
			plan->of[c] = LIST_marks;
			t.fields++;
			continue;
		}
		f = field_at(kind, low, title, &sure, a);
		if (f == LIST_NONE || sure <= best[f])
			continue;
		if (best[f] > 0)
			plan->of[where[f]] = LIST_NONE;
		t.fields += best[f] == 0;
		best[f] = sure;
		where[f] = c;
		plan->of[c] = f;
		t.named = t.named || (kind->names & LIST_BIT(f)) != 0;
	}
	return t;
}

struct list_plan list_detect(const struct list_kind *kind, const struct sheet_row *rows, size_t n,
	const char *titles[SHEET_COLUMNS], struct arena *a)
{
	struct list_plan best = { .header = 0 };
	int most = 1;			// one title alone may stand anywhere

	for (int c = 0; c < SHEET_COLUMNS; c++) {
		best.of[c] = LIST_NONE;
		best.session[c] = LIST_SESSION_UNSAID;
		titles[c] = NULL;
	}
	for (size_t i = 0; i < n; i++) {
		bool two = i + 1 < n && is_second(kind, &rows[i], &rows[i + 1], a);
		const struct sheet_row *second = two ? &rows[i + 1] : NULL;
		struct list_plan plan = { .header = rows[i].number, .header_rows = second == NULL ? 1 : 2 };
		struct titles t = titles_read(kind, &rows[i], second, &plan, a);

		if (!t.named || t.fields <= most)
			continue;
		most = t.fields;
		best = plan;
		memcpy(titles, t.of, sizeof t.of);
	}
	return best;
}

struct list_plan list_titled(const struct list_kind *kind, const struct sheet_row *rows, size_t n, int64_t header,
	int64_t header_rows, const char *titles[SHEET_COLUMNS], struct arena *a)
{
	static const struct sheet_row none = { .number = 0 };
	struct list_plan plan = { .header = header, .header_rows = header_rows };
	const struct sheet_row *first = &none, *second = NULL;
	struct titles t;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].number == header)
			first = &rows[i];
		if (header_rows == 2 && rows[i].number == header + 1)
			second = &rows[i];
	}
	t = titles_read(kind, first, second, &plan, a);
	memcpy(titles, t.of, sizeof t.of);
	return plan;
}

// Blanks of a value, and what parts a field from it, may stand in it.
#define BLANK '\x1f'

// A word of its own: no field is called so.
#define KEPT "letters:kept"

// "7 1 - B=full_name C=birth D=marks@2 category:civil_servant": columns, a column of marks with the number of its
// session, then what is said of all rows. The third word was the category once; "letters:kept" may follow it.
const char *list_plan_text(const struct list_plan *plan, struct arena *a)
{
	struct text t = text_new(a, PLAN_MOST);
	char name[SHEET_COLUMN_NAME];

	text_printf(&t, "%lld %lld -%s", (long long)plan->header, (long long)plan->header_rows, plan->letters_kept ? " " KEPT : "");
	for (int c = 0; c < SHEET_COLUMNS; c++) {
		if (plan->of[c] == LIST_NONE)
			continue;
		sheet_column_name(c, name);
		text_printf(&t, " %s=%s", name, list_field_name(plan->of[c]));
		if (plan->of[c] == LIST_marks && plan->session[c] != LIST_SESSION_UNSAID)
			text_printf(&t, "@%lld", (long long)plan->session[c]);
	}
	for (enum list_field f = 0; f < LIST_FIELDS; f++) {
		if (plan->of_all[f] == NULL)
			continue;
		text_printf(&t, " %s:", list_field_name(f));
		for (const char *s = plan->of_all[f]; *s != '\0'; s++)
			text_char(&t, *s == ' ' ? BLANK : *s);
	}
	return t.at;
}

// The next word of the text, in the arena; NULL at the end.
static char *word_next(const char **s, struct arena *a)
{
	size_t len = strcspn(*s, " ");
	char *word = len == 0 ? NULL : arena_copyn(a, *s, len);

	*s += len + ((*s)[len] == ' ');
	return word;
}

// "source:Nền<US>tảng" into the plan.
static bool of_all_read(char *word, struct list_plan *plan)
{
	char *value = strchr(word, ':');
	enum list_field f;

	if (value == NULL)
		return false;
	*value++ = '\0';
	f = list_field_named(word);
	if (f == LIST_NONE)
		return false;
	plan->of_all[f] = value;
	for (; *value != '\0'; value++)
		if (*value == BLANK)
			*value = ' ';
	return true;
}

// "=marks@2" of a column into the plan.
static void column_of(char *field, int column, struct list_plan *plan)
{
	char *session = strchr(field, '@');

	if (session != NULL) {
		*session++ = '\0';
		plan->session[column] = strtoll(session, NULL, 10);
	}
	plan->of[column] = list_field_named(field);
}

bool list_plan_keeps(const char *s)
{
	return strstr(s, " " KEPT) != NULL;
}

bool list_plan_read(const char *s, struct list_plan *plan, struct arena *a)
{
	bool kept = list_plan_keeps(s);
	const char *header = word_next(&s, a), *rows = word_next(&s, a), *category = word_next(&s, a), *field;
	char *word;

	*plan = (struct list_plan){ .header = 0, .letters_kept = kept };
	for (int c = 0; c < SHEET_COLUMNS; c++) {
		plan->of[c] = LIST_NONE;
		plan->session[c] = LIST_SESSION_UNSAID;
	}
	if (category == NULL)
		return false;
	plan->header = strtoll(header, NULL, 10);
	plan->header_rows = strtoll(rows, NULL, 10);
	plan->of_all[LIST_category] = strcmp(category, "-") == 0 ? NULL : category;
	while ((word = word_next(&s, a)) != NULL) {
		int column;

		if (strcmp(word, KEPT) == 0)
			continue;
		column = strchr(word, '=') == NULL || strchr(word, ':') != NULL ? -1 : sheet_column_read(word, &field);

		if (column < 0 ? !of_all_read(word, plan) : column >= SHEET_COLUMNS || *field != '=')
			return false;
		if (column >= 0)
			column_of(word + (field - word) + 1, column, plan);
	}
	return true;
}
