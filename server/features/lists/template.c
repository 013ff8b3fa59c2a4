// SPDX-License-Identifier: GPL-3.0-or-later
// Workbooks to fill in, one for each kind of list: titles the reader knows, cells that take what is meant, choices, and a
// second sheet that says what belongs where.
#include "base/arena.h"
#include "build/sql.h"
#include "features/lists/job.h"
#include "files/book.h"
#include "http/reply.h"
#include "http/word.h"

enum { ROWS_READY = 2000, CHOICE_COLUMNS = 8, GUIDE_WIDTH = 60 };

static const char kind_words[] = ""
#define KIND(name, ...) "|" #name
#include "features/lists/kinds.def"
#undef KIND
	;

struct list_template_ask { const char *kind; };
SHAPE(list_template_ask, FIELD(list_template_ask, kind, REQUIRED, .one_of = kind_words + 1));

struct list_choice { const char *code, *name; };
SHAPE(list_choice,
	FIELD(list_choice, code, REQUIRED),
	FIELD(list_choice, name, REQUIRED));

// What a cell may be chosen from.
enum choice { FREE, SEXES, CATEGORIES_SAID, UNITS, CROSS, COURSES, CHOICES };

// Which kinds show a column: those about such people or things; SAID: those whose rows may say it. Other ways to say the
// same (a cross under "Nam", family and given name apart) are read and not asked for.
enum { NEW_PEOPLE = 1 << ABOUT_ANYBODY, KNOWN_PEOPLE = 1 << ABOUT_KNOWN, THINGS = 1 << ABOUT_THING, SAID = 0,
	PEOPLE = NEW_PEOPLE | KNOWN_PEOPLE };

// Columns in their order.
static const struct { enum list_field field; int shown; enum book_kind kind; int width; enum choice choice; } columns[] = {
	{ LIST_number, PEOPLE | THINGS, BOOK_NUMBER, 6, FREE },
	{ LIST_code, KNOWN_PEOPLE, BOOK_TEXT, 16, FREE },
	{ LIST_full_name, PEOPLE, BOOK_TEXT, 28, FREE },
	{ LIST_birth, PEOPLE, BOOK_DATE, 13, FREE },
	{ LIST_sex, NEW_PEOPLE, BOOK_TEXT, 10, SEXES },
	{ LIST_national_id, PEOPLE, BOOK_TEXT, 16, FREE },
	{ LIST_phone, NEW_PEOPLE, BOOK_TEXT, 14, FREE },
	{ LIST_email, NEW_PEOPLE, BOOK_TEXT, 24, FREE },
	{ LIST_territory, SAID, BOOK_TEXT, 22, UNITS },
	{ LIST_unit, PEOPLE | THINGS, BOOK_TEXT, 22, UNITS },
	{ LIST_organisation, SAID, BOOK_TEXT, 28, FREE },
	{ LIST_teaches, SAID, BOOK_TEXT, 30, COURSES },
	{ LIST_qualification, SAID, BOOK_TEXT, 28, FREE },
	{ LIST_venue, SAID, BOOK_TEXT, 28, FREE },
	{ LIST_capacity, SAID, BOOK_NUMBER, 10, FREE },
	{ LIST_position, SAID, BOOK_TEXT, 24, FREE },
	{ LIST_category, SAID, BOOK_TEXT, 24, CATEGORIES_SAID },
	{ LIST_dedicated_it, SAID, BOOK_TEXT, 14, CROSS },
	{ LIST_in_charge_it, SAID, BOOK_TEXT, 14, CROSS },
	{ LIST_course, SAID, BOOK_TEXT, 24, COURSES },
	{ LIST_scheme, SAID, BOOK_TEXT, 28, FREE },
	{ LIST_day, SAID, BOOK_DATE, 13, FREE },
	{ LIST_session, SAID, BOOK_TEXT, 8, FREE },
	{ LIST_status, SAID, BOOK_TEXT, 18, FREE },
	{ LIST_result, SAID, BOOK_TEXT, 12, FREE },
	{ LIST_score, SAID, BOOK_TEXT, 8, FREE },
	{ LIST_reference, SAID, BOOK_TEXT, 20, FREE },
	{ LIST_base, SAID, BOOK_TEXT, 28, FREE },
	{ LIST_definition, SAID, BOOK_TEXT, 28, FREE },
	{ LIST_as_of, SAID, BOOK_DATE, 13, FREE },
	{ LIST_count, SAID, BOOK_NUMBER, 12, FREE },
	{ LIST_source, SAID, BOOK_TEXT, 28, FREE },
	{ LIST_valid_from, SAID, BOOK_DATE, 13, FREE },
	{ LIST_valid_to, SAID, BOOK_DATE, 13, FREE },
	{ LIST_note, PEOPLE | THINGS, BOOK_TEXT, 24, FREE },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

// A person's home is a territory; a territory's figure names it as its unit; a trainer's list is of the unit it is sent to.
static bool is_shown(const struct list_kind *kind, size_t i)
{
	enum list_field f = columns[i].field;

	if (f == LIST_unit && (kind->places == PLACE_HOME || (kind->says & LIST_BIT(LIST_organisation)) != 0))
		return false;
	if (f == LIST_territory && kind->about == ABOUT_THING)
		return false;
	return columns[i].shown == SAID ? (kind->says & LIST_BIT(f)) != 0 : (columns[i].shown & 1 << kind->about) != 0;
}

// The values of each choice, and the column of the last sheet they stand in (-1: in none).
struct choices { const struct list_choice *of[CHOICES]; size_t n[CHOICES]; int at[CHOICES]; };

static const char *head_of(struct request *rq, size_t i)
{
	return sentence(rq->language, arena_printf(rq->work.arena, "list_head_%s", list_field_name(columns[i].field)));
}

static const char *said(struct request *rq, const char *what, const char *of)
{
	return sentence(rq->language, arena_printf(rq->work.arena, "list_%s_%s", what, of));
}

// The words of a group as choices; English ones are the codes, which the reader knows in both languages.
static void words_choose(struct request *rq, struct choices *all, enum choice which, const char *group)
{
	struct arena *a = rq->work.arena;
	struct list_choice *out = arena_many(a, struct list_choice, CHOICE_COLUMNS * CHOICE_COLUMNS);
	size_t n = 0;

	for (const char *v = word_next(group, NULL); v != NULL && n < CHOICE_COLUMNS * CHOICE_COLUMNS; v = word_next(group, v)) {
		const char *word = word_said(VI, group, v, (struct json_bit){ v, 0 }, a);

		out[n++] = rq->language == VI ? (struct list_choice){ word, "" }
			: (struct list_choice){ v, word_said(EN, group, v, (struct json_bit){ v, 0 }, a) };
	}
	all->of[which] = out;
	all->n[which] = n;
}

static void choices_make(struct request *rq, const struct list_kind *kind, struct choices *all)
{
	static const struct list_choice cross = { "x", "" };
	int next = 0;

	words_choose(rq, all, SEXES, "sex");
	words_choose(rq, all, CATEGORIES_SAID, "category");
	all->of[UNITS] = db_rows(rq, sql_list_template_units, list_choice, &all->n[UNITS], arg(rq->id[0]), arg(rq->work.today));
	all->of[COURSES] = db_rows(rq, sql_list_template_courses, list_choice, &all->n[COURSES]);
	all->of[CROSS] = &cross;
	all->n[CROSS] = 1;
	for (int c = 0; c < CHOICES; c++)
		all->at[c] = -1;
	for (size_t i = 0; i < COLUMNS; i++)
		if (is_shown(kind, i) && columns[i].choice != FREE && all->at[columns[i].choice] < 0) {
			all->at[columns[i].choice] = next;
			next += 2;
		}
}

static void list_sheet(struct request *rq, struct book *b, const struct list_kind *kind, const struct choices *all)
{
	struct book_cell cells[COLUMNS] = { { BOOK_TEXT, BOOK_TITLE, said(rq, "template", kind->name) } };
	char name[SHEET_COLUMN_NAME];
	int at = 0;

	book_sheet(b, said(rq, "template", "sheet"));
	for (size_t i = 0; i < COLUMNS; i++)
		if (is_shown(kind, i))
			book_column(b, at++, columns[i].width, columns[i].kind);
	book_row(b, cells, 1);
	cells[0] = (struct book_cell){ BOOK_TEXT, BOOK_QUIET, said(rq, "template", "about") };
	book_row(b, cells, 1);
	book_row(b, cells, 0);
	at = 0;
	for (size_t i = 0; i < COLUMNS; i++)
		if (is_shown(kind, i))
			cells[at++] = (struct book_cell){ BOOK_TEXT, BOOK_HEAD, head_of(rq, i) };
	book_row(b, cells, (size_t)at);
	book_head(b, (size_t)at);
	book_row(b, cells, 0);
	at = 0;
	for (size_t i = 0; i < COLUMNS; i++) {
		enum choice choice = columns[i].choice;

		if (is_shown(kind, i) && choice != FREE && all->n[choice] > 0) {
			sheet_column_name(all->at[choice], name);
			book_choice(b, at, ROWS_READY, arena_printf(rq->work.arena, "='%s'!$%s$2:$%s$%zu",
				said(rq, "template", "choices"), name, name, all->n[choice] + 1));
		}
		at += is_shown(kind, i);
	}
}

static void guide_sheet(struct request *rq, struct book *b, const struct list_kind *kind)
{
	struct book_cell cells[3] = { { BOOK_TEXT, BOOK_HEAD, said(rq, "template", "column") },
		{ BOOK_TEXT, BOOK_HEAD, said(rq, "template", "how") }, { BOOK_TEXT, BOOK_HEAD, said(rq, "template", "example") } };

	book_sheet(b, said(rq, "template", "guide"));
	book_column(b, 0, GUIDE_WIDTH / 3, BOOK_TEXT);
	book_column(b, 1, GUIDE_WIDTH, BOOK_TEXT);
	book_column(b, 2, GUIDE_WIDTH / 2, BOOK_TEXT);
	book_row(b, cells, 3);
	for (size_t i = 0; i < COLUMNS; i++) {
		const char *field = list_field_name(columns[i].field);

		if (!is_shown(kind, i))
			continue;
		cells[0] = (struct book_cell){ BOOK_TEXT, BOOK_PLAIN, head_of(rq, i) };
		cells[1] = (struct book_cell){ BOOK_TEXT, BOOK_PLAIN, said(rq, "how", field) };
		cells[2] = (struct book_cell){ BOOK_TEXT, BOOK_QUIET, said(rq, "example", field) };
		book_row(b, cells, 3);
	}
}

// Each choice in a column, what it means in the one behind.
static void choice_sheet(struct request *rq, struct book *b, const struct choices *all)
{
	struct book_cell cells[CHOICE_COLUMNS + 2] = { 0 };
	size_t most = 0;

	book_sheet(b, said(rq, "template", "choices"));
	for (int c = 0; c < CHOICES; c++)
		if (all->at[c] >= 0) {
			most = all->n[c] > most ? all->n[c] : most;
			book_column(b, all->at[c], GUIDE_WIDTH / 2, BOOK_TEXT);
			book_column(b, all->at[c] + 1, GUIDE_WIDTH / 2, BOOK_TEXT);
			for (size_t i = 0; i < COLUMNS; i++)
				if ((int)columns[i].choice == c && cells[all->at[c]].text == NULL)
					cells[all->at[c]] = (struct book_cell){ BOOK_TEXT, BOOK_HEAD, head_of(rq, i) };
		}
	book_row(b, cells, CHOICE_COLUMNS);
	for (size_t row = 0; row < most; row++) {
		for (int c = 0; c < CHOICES; c++)
			if (all->at[c] >= 0) {
				cells[all->at[c]] = (struct book_cell){ BOOK_TEXT, BOOK_PLAIN, row < all->n[c] ? all->of[c][row].code : "" };
				cells[all->at[c] + 1] = (struct book_cell){ BOOK_TEXT, BOOK_QUIET, row < all->n[c] ? all->of[c][row].name : "" };
			}
		book_row(b, cells, CHOICE_COLUMNS);
	}
}

struct reply list_template(struct request *rq)
{
	const struct list_kind *kind = list_kind_named(asked_of(rq, list_template_ask)->kind);
	struct choices all = { .n = { 0 } };
	struct book *b;
	int fd;

	choices_make(rq, kind, &all);
	b = book_new(rq->work.arena);
	list_sheet(rq, b, kind, &all);
	guide_sheet(rq, b, kind);
	choice_sheet(rq, b, &all);
	fd = book_end(b);
	if (fd < 0)
		fault(rq, "the template of a list could not be written");
	if (fd < 0)
		return reply_none();
	return reply_file(rq, fd, BOOK_TYPE, arena_printf(rq->work.arena, "mau-%s.xlsx", kind->name));
}
