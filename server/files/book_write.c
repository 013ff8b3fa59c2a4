// SPDX-License-Identifier: GPL-3.0-or-later
// The end of a workbook that writes it (libxlsxwriter, here alone), row by row: rows lie in a file without a name until
// the end, not in memory. Messages come from our own program: they are trusted to be well formed.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "files/book.h"
#include "files/fence.h"

enum { CPU_SECONDS = 300, MEGABYTES = 512, NICE = 10, SHEET_NAME = 31, MINUTES_OF_DAY = 1440 };

static struct {
	struct arena *arena;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_row_t row;			// the next one
	lxw_row_t head;			// the row of headings, where there are some
	lxw_col_t heads;		// how many; 0: none
	lxw_format *formats[BOOK_KINDS][BOOK_LOOKS];
	bool failed;
} out;

static const char *const patterns[BOOK_KINDS] = { [BOOK_TEXT] = "@", [BOOK_NUMBER] = "General", [BOOK_DATE] = "dd/mm/yyyy",
	[BOOK_MOMENT] = "dd/mm/yyyy hh:mm", [BOOK_TIME] = "hh:mm" };

// Grounds light enough for black letters, and letters, as 0xRRGGBB; 0: none.
static const struct { lxw_color_t ground, letters; bool bold; double size; } looks[BOOK_LOOKS] = {
	[BOOK_TITLE] = { 0, 0, true, 14 }, [BOOK_HEAD] = { 0xDCE6F1, 0, true, 0 }, [BOOK_WRONG] = { 0xFFC7CE, 0x9C0006, false, 0 },
	[BOOK_DOUBT] = { 0xFFEB9C, 0x7F6000, false, 0 }, [BOOK_QUIET] = { 0, 0x595959, false, 0 },
};

static lxw_format *format_of(enum book_kind kind, enum book_look look)
{
	lxw_format **f = &out.formats[kind][look];

	if (*f != NULL)
		return *f;
	*f = workbook_add_format(out.book);
	if (look == BOOK_PLAIN || look == BOOK_WRONG || look == BOOK_DOUBT)
		format_set_num_format(*f, patterns[kind]);
	if (looks[look].ground != 0) {
		format_set_pattern(*f, LXW_PATTERN_SOLID);
		format_set_bg_color(*f, looks[look].ground);
		format_set_fg_color(*f, looks[look].ground);
	}
	if (looks[look].letters != 0)
		format_set_font_color(*f, looks[look].letters);
	if (looks[look].bold)
		format_set_bold(*f);
	if (looks[look].size > 0)
		format_set_font_size(*f, looks[look].size);
	if (look == BOOK_HEAD) {
		format_set_text_wrap(*f);
		format_set_align(*f, LXW_ALIGN_VERTICAL_CENTER);
		format_set_border(*f, LXW_BORDER_THIN);
	}
	return *f;
}

static int64_t take_number(void)
{
	int64_t n = 0;

	if (fread_unlocked(&n, sizeof n, 1, stdin) != 1)
		out.failed = true;
	return n;
}

static char *take_text(void)
{
	int64_t len = take_number();
	char *s;

	if (out.failed || len < 0 || len > BOOK_BYTES_MOST) {
		out.failed = true;
		len = 0;
	}
	s = arena_alloc(out.arena, (size_t)len + 1);
	if (len > 0 && fread_unlocked(s, 1, (size_t)len, stdin) != (size_t)len)
		out.failed = true;
	return s;
}

static bool number_of(const char *s, double *n)
{
	char *end;

	*n = strtod(s, &end);
	return end != s && *end == '\0';
}

static bool datetime_of(enum book_kind kind, const char *s, lxw_datetime *t)
{
	char day[DATE_TEXT] = "";
	const char *time = kind == BOOK_TIME ? s : kind == BOOK_MOMENT && strlen(s) > DATE_TEXT ? s + DATE_TEXT : NULL;
	struct hhmm at = { 0 };
	struct date on;
	struct civil c;

	*t = (lxw_datetime){ .sec = 0 };
	memcpy(day, s, strnlen(s, DATE_TEXT - 1));
	if (time != NULL && !hhmm_parse(time, &at))
		return false;
	t->hour = at.minutes / 60;
	t->min = at.minutes % 60;
	if (kind == BOOK_TIME)
		return at.minutes < MINUTES_OF_DAY;
	if (!date_parse(day, &on) || (kind == BOOK_DATE && s[DATE_TEXT - 1] != '\0'))
		return false;
	c = date_civil(on);
	t->year = c.year;
	t->month = c.month;
	t->day = c.day;
	return c.year >= 1900;			// Excel knows no day before
}

static void cell_write(lxw_col_t column, enum book_kind kind, enum book_look look, const char *s)
{
	lxw_datetime t;
	double n;

	if (*s == '\0') {
		if (look != BOOK_PLAIN)
			worksheet_write_blank(out.sheet, out.row, column, format_of(BOOK_TEXT, look));
		return;
	}
	if (kind == BOOK_NUMBER && number_of(s, &n))
		worksheet_write_number(out.sheet, out.row, column, n, look == BOOK_PLAIN ? NULL : format_of(kind, look));
	else if (kind != BOOK_TEXT && kind != BOOK_NUMBER && datetime_of(kind, s, &t))
		worksheet_write_datetime(out.sheet, out.row, column, &t, format_of(kind, look));
	else
		worksheet_write_string(out.sheet, out.row, column, s, look == BOOK_PLAIN ? NULL : format_of(BOOK_TEXT, look));
}

// What lies below the headings is known now.
static void sheet_end(void)
{
	if (out.heads > 0)
		worksheet_autofilter(out.sheet, out.head, 0, out.row > out.head + 1 ? out.row - 1 : out.head + 1, (lxw_col_t)(out.heads - 1));
	out.heads = 0;
}

static void sheet_take(void)
{
	const char *name = take_text();
	char *clean = arena_copyn(out.arena, name, strlen(name));
	size_t chars = 0, at = 0;

	for (; clean[at] != '\0'; at++) {
		chars += ((unsigned char)clean[at] & 0xc0) != 0x80;
		if (chars > SHEET_NAME)
			break;
		if (strchr("[]:*?/\\'", clean[at]) != NULL)
			clean[at] = ' ';
	}
	clean[at] = '\0';
	sheet_end();
	out.sheet = workbook_add_worksheet(out.book, clean);
	out.row = 0;
	out.failed |= out.sheet == NULL;
}

static void column_take(void)
{
	lxw_col_t column = (lxw_col_t)take_number();
	double width = (double)take_number();
	enum book_kind kind = (enum book_kind)take_number();

	if (!out.failed)
		worksheet_set_column(out.sheet, column, column, width, kind == BOOK_NUMBER ? NULL : format_of(kind, BOOK_PLAIN));
}

static void row_take(void)
{
	int64_t n = take_number();

	for (int64_t i = 0; i < n && !out.failed; i++) {
		enum book_kind kind = (enum book_kind)take_number();
		enum book_look look = (enum book_look)take_number();
		const char *s = take_text();

		if (!out.failed)
			cell_write((lxw_col_t)i, kind, look, s);
	}
	out.row++;
}

static void head_take(void)
{
	out.heads = (lxw_col_t)take_number();
	if (out.failed)
		return;
	out.head = out.row - 1;
	worksheet_freeze_panes(out.sheet, out.row, 0);
	worksheet_repeat_rows(out.sheet, out.row - 1, out.row - 1);
}

static void choice_take(void)
{
	lxw_col_t column = (lxw_col_t)take_number();
	lxw_row_t rows = (lxw_row_t)take_number();
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_LIST_FORMULA, .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING };

	v.value_formula = take_text();
	if (!out.failed)
		worksheet_data_validation_range(out.sheet, out.row - 1, column, out.row + rows - 2, column, &v);
}

static void (*const takers[])(void) = {
	[MESSAGE_SHEET] = sheet_take, [MESSAGE_COLUMN] = column_take, [MESSAGE_ROW] = row_take, [MESSAGE_HEAD] = head_take,
	[MESSAGE_CHOICE] = choice_take,
};

bool book_serve(void)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	struct arena_mark mark;
	int letter;

	if (nice(NICE) < 0 && errno != 0)
		log_warn("the writer of workbooks cannot be made nicer");
	fence_limits(CPU_SECONDS, MEGABYTES);
	out.arena = arena_new();
	mark = arena_now(out.arena);
	out.book = workbook_new_opt("/proc/self/fd/1", &options);
	while (!out.failed && (letter = getchar()) != MESSAGE_END) {
		out.failed = letter < 0 || (size_t)letter >= sizeof takers / sizeof *takers || takers[letter] == NULL;
		if (!out.failed)
			takers[letter]();
		if (letter == MESSAGE_ROW)
			arena_rewind(out.arena, mark);
	}
	sheet_end();
	return workbook_close(out.book) == LXW_NO_ERROR && !out.failed;
}
