// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a workbook before its rows: its sheets, which formats show days and in which
// letters, shared strings.
#include "files/sheet_book.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"

enum { SERIAL_MOST = 2958465 };		// 31 December 9999

struct sheet_book sheet_book_new(struct arena *a, const struct sheet_sink *sink, int which)
{
	return (struct sheet_book){
		.arena = a, .sink = sink, .which = which,
		.days = arena_many(a, int64_t, BOOK_FORMATS),
		.fonts = arena_many(a, enum letters, BOOK_FONTS),
		.styles = arena_many(a, struct book_style, BOOK_STYLES),
		.strings = text_new(a, BOOK_STRING_BYTES),
	};
}

const char *sheet_book_offer(struct sheet_book *book, const char *name, bool hidden, bool *is_it)
{
	const struct sheet_sink *sink = book->sink;
	int number = book->seen++;

	if (book->seen > BOOK_SHEETS)
		return "sheet_damaged";
	if (strlen(name) > BOOK_NAME)
		return NULL;
	if (!sink->about(sink->ctx, "sheet", name))
		return "sheet_stopped";
	if (book->which != number && (book->which >= 0 || hidden || book->chosen))
		return NULL;
	*is_it = book->chosen = true;
	return sink->about(sink->ctx, "chosen", arena_printf(book->arena, "%d", number)) ? NULL : "sheet_stopped";
}

// Formats 14 to 22, and the East Asian ones 27 to 36 and 50 to 58, show days; 45 to 47 times
// (ECMA-376 part 1, 18.8.30).
static bool format_built_in(int64_t number)
{
	return (number >= 14 && number <= 17) || number == 22 || (number >= 27 && number <= 36) ||
		(number >= 50 && number <= 58);
}

// Does a number format show a day: y or d outside quotes and brackets ("dd/mm/yyyy",
// "[$-42A]d/m/yy")? Months alone may be minutes.
static bool format_shows_day(const char *code)
{
	for (; *code != '\0'; code++) {
		if (*code == '"' || *code == '[') {
			const char *end = strchr(code + 1, *code == '"' ? '"' : ']');

			if (end == NULL)
				return false;
			code = end;
		} else if (*code == '\\' && code[1] != '\0') {
			code++;
		} else if (strchr("yYdD", *code) != NULL) {
			return true;
		}
	}
	return false;
}

static bool format_is_day(const struct sheet_book *book, int64_t number)
{
	for (size_t i = 0; i < book->days_n; i++)
		if (book->days[i] == number)
			return true;
	return format_built_in(number);
}

void sheet_book_format(struct sheet_book *book, int64_t number, const char *code)
{
	if (book->days_n < BOOK_FORMATS && format_shows_day(code))
		book->days[book->days_n++] = number;
}

void sheet_book_font(struct sheet_book *book, const char *name)
{
	if (book->fonts_n < BOOK_FONTS)
		book->fonts[book->fonts_n++] = letters_of_font(name);
}

void sheet_book_style(struct sheet_book *book, int64_t format, uint64_t font)
{
	if (book->styles_n < BOOK_STYLES)
		book->styles[book->styles_n++] = (struct book_style){ format_is_day(book, format),
			font < book->fonts_n ? book->fonts[font] : LETTERS_PLAIN };
}

const char *sheet_book_string_begin(struct sheet_book *book)
{
	if (book->strings_n == BOOK_STRINGS)
		return "sheet_too_big";
	if (book->strings_n == book->strings_room) {
		size_t room = book->strings_room == 0 ? 1024 : book->strings_room * 2;
		uint32_t *more = arena_many(book->arena, uint32_t, room);

		if (book->strings_n > 0)
			memcpy(more, book->string_at, book->strings_n * sizeof *more);
		book->string_at = more;
		book->strings_room = room;
	}
	book->string_at[book->strings_n++] = (uint32_t)book->strings.len;
	return NULL;
}

const char *sheet_book_string_end(struct sheet_book *book)
{
	text_char(&book->strings, '\0');
	return book->strings.over ? "sheet_too_big" : NULL;
}

// 60 is the 29 February 1900 that never was.
bool sheet_book_day(const struct sheet_book *book, double serial, char out[BOOK_NUMBER_TEXT])
{
	struct date day;

	if (!(serial >= 1 && serial < SERIAL_MOST + 1.0))
		return false;
	if (book->from_1904)
		day = date_from(1904, 1, 1);
	else
		day = date_from(1899, 12, serial < 60 ? 31 : 30);
	day.days += (int32_t)serial;
	date_text(day, out);
	return true;
}
