// SPDX-License-Identifier: GPL-3.0-or-later
// What a row of a list says, by the plan of its columns: every cell read, every doubt with its cell.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "features/lists/list.h"
#include "features/lists/said.h"

// How a field's cells are read. NULL: they are not.
static said_reader *const readers[LIST_FIELDS] = {
	[LIST_code] = said_code, [LIST_full_name] = said_name, [LIST_family_name] = said_name, [LIST_given_name] = said_name,
	[LIST_birth] = said_birth, [LIST_birth_male] = said_birth, [LIST_birth_female] = said_birth,
	[LIST_sex] = said_sex, [LIST_male] = said_flag, [LIST_female] = said_flag, [LIST_national_id] = said_national_id,
	[LIST_phone] = said_phone, [LIST_email] = said_email, [LIST_unit] = said_text, [LIST_position] = said_text,
	[LIST_category] = said_category, [LIST_dedicated_it] = said_flag, [LIST_in_charge_it] = said_flag,
	[LIST_valid_from] = said_day, [LIST_note] = NULL, [LIST_number] = NULL,
	[LIST_territory] = said_text, [LIST_course] = said_text, [LIST_day] = said_day, [LIST_source] = said_text,
	[LIST_reference] = said_text, [LIST_scheme] = said_scheme, [LIST_result] = said_result, [LIST_passed] = said_flag,
	[LIST_failed] = said_flag, [LIST_score] = said_score, [LIST_session] = said_session, [LIST_status] = said_status,
	[LIST_late] = said_flag, [LIST_excused] = said_flag, [LIST_unexcused] = said_flag, [LIST_base] = said_base,
	[LIST_definition] = said_definition, [LIST_as_of] = said_as_of, [LIST_count] = said_count, [LIST_venue] = said_text,
	[LIST_capacity] = said_capacity, [LIST_valid_to] = said_day, [LIST_teaches] = said_text, [LIST_qualification] = said_text,
	[LIST_organisation] = said_text,
};

// How the line below a list begins. The last two are family names and more: nothing or a number follows them.
static const struct { const char *begins; bool number; } totals[] = {
	{ "tong so", false }, { "tong cong", false }, { "an dinh danh sach", false }, { "danh sach gom", false },
	{ "danh sach nay", false }, { "tong", true }, { "cong", true },
};

void list_problem_add(struct list_read *out, const struct list_problem *p)
{
	if (out->problems_n < LIST_PROBLEMS)
		out->problems[out->problems_n++] = *p;
	out->blocked = out->blocked || p->blocks;
}

// What stands in a cell as text that may be compared and kept; NULL with a problem when it may not.
static const char *cell_text(const struct sheet_cell *c, struct list_read *out, struct arena *a)
{
	const char *code = NULL, *text = NULL;

	if (c->kind == CELL_ERROR)
		code = "cell_error";
	else if (utf8_piled(c->text) || utf8_control(c->text, true) || utf8_invisible(c->text))
		code = "cell_letters";
	else
		text = utf8_trim(utf8_nfc(c->text, a), a);
	if (code != NULL)
		list_problem_add(out, &(struct list_problem){ code, c->column, true, NULL, NULL });
	return text == NULL || *text == '\0' ? NULL : text;
}

// A day as people write it; anything else as it is.
static const char *day_said(const char *value, struct arena *a)
{
	struct date day;
	struct civil c;

	if (!date_parse(value, &day))
		return value;
	c = date_civil(day);
	return arena_printf(a, "%02d/%02d/%04d", c.day, c.month, c.year);
}

static void cell_read(const struct sheet_cell *c, enum list_field f, struct date today, struct list_read *out, struct arena *a)
{
	const char *text = cell_text(c, out, a), *code;
	struct said s = { .text = text, .kind = c->kind, .today = today, .arena = a };

	if (text == NULL)
		return;
	code = readers[f](&s);
	out->column[f] = c->column;
	if (code != NULL) {
		list_problem_add(out, &(struct list_problem){ code, c->column, true, text, NULL });
		return;
	}
	out->value[f] = s.value;
	if (s.note != NULL)
		list_problem_add(out, &(struct list_problem){ s.note, c->column, false, text, day_said(s.value, a) });
	if ((c->flags & CELL_FORMULA) != 0)
		list_problem_add(out, &(struct list_problem){ "cell_formula", c->column, false, NULL, NULL });
}

// A mark in a column of its session. What a column of unsaid session holds is held back with it.
static void mark_read(const struct list_plan *plan, const struct sheet_cell *c, struct date today, struct list_read *out, struct arena *a)
{
	const char *text = cell_text(c, out, a), *code;
	struct said s = { .text = text, .kind = c->kind, .today = today, .arena = a };

	if (text == NULL)
		return;
	code = plan->session[c->column] == LIST_SESSION_UNSAID ? "marks_session_unsaid" : said_mark(&s);
	code = code == NULL && out->marks_n == LIST_MARKS ? "marks_too_many" : code;
	if (code != NULL) {
		list_problem_add(out, &(struct list_problem){ code, c->column, true, text, NULL });
		return;
	}
	out->marks[out->marks_n++] = (struct list_mark){ c->column, plan->session[c->column], s.value };
	if (s.note != NULL)
		list_problem_add(out, &(struct list_problem){ s.note, c->column, false, text, s.value });
}

// Moves what one field says into another.
static void value_move(struct list_read *out, enum list_field from, enum list_field to)
{
	if (out->value[to] == NULL && out->value[from] != NULL) {
		out->value[to] = out->value[from];
		out->column[to] = out->column[from];
	}
}

// A sex said by where the cross or the birth stands.
static void sex_gather(struct list_read *out)
{
	static const struct { enum list_field mark, birth; const char *sex; } ways[] = {
		{ LIST_male, LIST_birth_male, "male" }, { LIST_female, LIST_birth_female, "female" },
	};
	int said = 0;

	for (size_t i = 0; i < 2; i++) {
		enum list_field by = out->value[ways[i].mark] != NULL ? ways[i].mark : ways[i].birth;

		if (out->value[by] == NULL)
			continue;
		said++;
		if (out->value[LIST_sex] == NULL) {
			out->value[LIST_sex] = ways[i].sex;
			out->column[LIST_sex] = out->column[by];
		}
	}
	value_move(out, LIST_birth_male, LIST_birth);
	value_move(out, LIST_birth_female, LIST_birth);
	if (said > 1)
		list_problem_add(out, &(struct list_problem){ "sex_both", out->column[LIST_sex], true, NULL, NULL });
}

// What a cross in a column of its own says: the field it stands for, and the word. A later one outranks "came".
static void marks_gather(struct list_read *out)
{
	static const struct { enum list_field mark, into; const char *word; } marks[] = {
		{ LIST_passed, LIST_result, "passed" }, { LIST_failed, LIST_result, "failed" }, { LIST_late, LIST_status, "late" },
		{ LIST_excused, LIST_status, "excused" }, { LIST_unexcused, LIST_status, "unexcused" },
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		const char **into = &out->value[marks[i].into];

		if (out->value[marks[i].mark] == NULL)
			continue;
		if (*into != NULL && strcmp(*into, marks[i].word) != 0 &&
				!(strcmp(*into, "present") == 0 && strcmp(marks[i].word, "late") == 0))
			list_problem_add(out, &(struct list_problem){ "marks_both", out->column[marks[i].mark], true, NULL, NULL });
		*into = marks[i].word;
		out->column[marks[i].into] = out->column[marks[i].mark];
	}
}

// What is said of all rows, for those that have no such cell.
static void of_all_gather(const struct list_plan *plan, struct date today, struct list_read *out, struct arena *a)
{
	for (enum list_field f = 0; f < LIST_FIELDS; f++) {
		struct said s = { .text = plan->of_all[f], .kind = CELL_TEXT, .today = today, .arena = a };
		const char *code;

		if (s.text == NULL || readers[f] == NULL || out->column[f] >= 0)
			continue;
		code = readers[f](&s);
		out->value[f] = code == NULL ? s.value : NULL;
		if (code != NULL)
			list_problem_add(out, &(struct list_problem){ code, -1, true, s.text, NULL });
	}
}

// Family name and given name in columns of their own.
static void name_gather(struct list_read *out, struct arena *a)
{
	size_t kept = 0;

	if (out->value[LIST_full_name] == NULL && out->value[LIST_given_name] != NULL) {
		out->value[LIST_full_name] = out->value[LIST_family_name] == NULL ? out->value[LIST_given_name]
			: arena_printf(a, "%s %s", out->value[LIST_family_name], out->value[LIST_given_name]);
		out->column[LIST_full_name] = out->column[LIST_given_name];
		for (size_t i = 0; i < out->problems_n; i++)	// half a name is one word
			if (strcmp(out->problems[i].code, "name_one_word") != 0)
				out->problems[kept++] = out->problems[i];
		out->problems_n = kept;
	}
}

static bool is_total(const struct sheet_row *row, struct arena *a)
{
	const char *folded = row->n == 0 || utf8_piled(row->cells[0].text) ? "" : utf8_fold(row->cells[0].text, a);

	for (size_t w = 0; w < sizeof totals / sizeof *totals; w++) {
		size_t len = strlen(totals[w].begins);

		if (strncmp(folded, totals[w].begins, len) != 0)
			continue;
		if (folded[len] == '\0' || (folded[len] == ' ' && (!totals[w].number || (folded[len + 1] >= '0' && folded[len + 1] <= '9'))))
			return true;
	}
	return false;
}

// The numbers below the titles: 1 2 3 4, or (1) (2) (3).
static bool is_numbering(const struct sheet_row *row, struct arena *a)
{
	int before = 0, n = 0;

	for (size_t i = 0; i < row->n; i++) {
		const char *folded = row->cells[i].len > 4 ? "" : utf8_fold(row->cells[i].text, a);

		if (*folded == '\0' || strspn(folded, "0123456789") != strlen(folded) || strtol(folded, NULL, 10) <= before)
			return false;
		before = (int)strtol(folded, NULL, 10);
		n++;
	}
	return n >= 3;
}

// Does a row say any of these fields?
static bool says(const struct list_read *r, uint64_t fields)
{
	for (enum list_field f = 0; f < LIST_FIELDS; f++)
		if ((fields & LIST_BIT(f)) != 0 && r->value[f] != NULL)
			return true;
	return false;
}

// Rows that are none of the list: totals, the numbering of columns, headings of parts, signatures below. What names
// somebody or something and says anything else is one, with or without its number.
static bool is_no_row(const struct list_plan *plan, const struct list_kind *kind, const struct sheet_row *row,
	const struct list_read *out, struct arena *a)
{
	bool numbered = false, has_numbers = false;
	size_t own = 0, said = 0;

	for (size_t i = 0; i < row->n; i++) {
		enum list_field f = plan->of[row->cells[i].column];

		own += (row->cells[i].flags & CELL_SPREAD) == 0;
		numbered = numbered || f == LIST_number;
		said += f != LIST_NONE && f != LIST_number && f != LIST_note;
	}
	for (int c = 0; c < SHEET_COLUMNS; c++)
		has_numbers = has_numbers || plan->of[c] == LIST_number;
	if (is_total(row, a) || is_numbering(row, a) || said == 0)
		return true;
	if (!says(out, kind->names))
		return own <= 1 || (said <= 1 && out->value[LIST_national_id] == NULL);
	return has_numbers && !numbered && said <= 1;
}

// What a row must say: "course_missing". Where a cell could not be read, that is told already.
static void needs_look(const struct list_plan *plan, const struct list_kind *kind, struct list_read *out, struct arena *a)
{
	bool wide = list_plan_wide(plan);

	if (wide && out->marks_n == 0 && !out->blocked)
		list_problem_add(out, &(struct list_problem){ "marks_none", -1, false, NULL, NULL });
	for (enum list_field f = 0; f < LIST_FIELDS; f++) {
		if ((kind->needs & LIST_BIT(f)) == 0 || out->value[f] != NULL || (wide && f == LIST_status))
			continue;
		if (f == LIST_full_name ? !out->blocked : out->column[f] < 0)
			list_problem_add(out, &(struct list_problem){ f == LIST_full_name ? "name_missing"
				: arena_printf(a, "%s_missing", list_field_name(f)), out->column[f], true, NULL, NULL });
	}
	if (kind->about == ABOUT_KNOWN && !says(out, LIST_BIT(LIST_full_name) | LIST_BIT(LIST_code) | LIST_BIT(LIST_national_id))
			&& !out->blocked)
		list_problem_add(out, &(struct list_problem){ "name_missing", -1, true, NULL, NULL });
}

void list_read_row(const struct list_plan *plan, const struct list_kind *kind, const struct sheet_row *row, struct date today,
	struct list_read *out, struct arena *a)
{
	memset(out, 0, sizeof *out);
	for (enum list_field f = 0; f < LIST_FIELDS; f++)
		out->column[f] = -1;
	for (size_t i = 0; i < row->n; i++) {
		enum list_field f = plan->of[row->cells[i].column];

		if (f == LIST_marks)
			mark_read(plan, &row->cells[i], today, out, a);
		else if (f != LIST_NONE && readers[f] != NULL)
			cell_read(&row->cells[i], f, today, out, a);
	}
	sex_gather(out);
	marks_gather(out);
	name_gather(out, a);
	value_move(out, LIST_territory, LIST_unit);
	out->skipped = is_no_row(plan, kind, row, out, a);
	if (out->skipped) {
		out->problems_n = 0;
		out->blocked = false;
		return;
	}
	of_all_gather(plan, today, out, a);
	needs_look(plan, kind, out, a);
}
