// SPDX-License-Identifier: GPL-3.0-or-later
// CSV as spreadsheets and people make it: any of four separators, six encodings, stray quotes (libcsv).
//
// The data package has a strict reader (csv_read), which tells every error by its line; here what Excel would show is
// what counts.
#include "files/sheet.h"

#include <iconv.h>
#include <string.h>

#include <csv.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"
#include "files/csv_read.h"
#include "files/letters.h"

enum { GROWS = 4, LINES_LOOKED_AT = 20 };
static const char separators[] = ",;\t|";
#define OLD_WINDOWS "CP1258"

// Encodings by their byte order mark; without one text that is no UTF-8 is Vietnamese Windows' own (CP1258), or in the
// letters of TCVN3 or VNI when only those make words of it. Such letters may also have become UTF-8 with their looks lost.
static const struct { const char *mark, *name, *says; } encodings[] = {
	{ "\xEF\xBB\xBF", "UTF-8", "utf-8" },
	{ "\xFF\xFE", "UTF-16LE", "utf-16" },
	{ "\xFE\xFF", "UTF-16BE", "utf-16" },
};

struct table {
	const struct sheet_sink *sink;
	struct sheet_row row;
	int column;
	size_t rows;
	const char *refusal;
	char *kept;			// the texts of the row's cells, one after the other
	size_t used, room;
	enum letters letters;		// the file has no fonts: of all its cells
	struct text read;
};

// The file's text.
struct decoded { char *text; const char *says; enum letters letters; };

void csv_lax_prepare(void)
{
	for (size_t i = 1; i < sizeof encodings / sizeof *encodings; i++)
		(void)iconv_open("UTF-8", encodings[i].name);	// stays open: with the last one its code would be unloaded
	(void)iconv_open("UTF-8", OLD_WINDOWS);
}

// The file in UTF-8 with line feeds alone, in the arena; NULL: no text in that encoding.
static char *converted(const char *bytes, size_t len, const char *from, struct arena *a)
{
	iconv_t how = iconv_open("UTF-8", from);
	size_t room = len * GROWS + 1, left = room - 1, in = len;
	char *out = arena_alloc(a, room), *to = out, *at = (char *)(uintptr_t)bytes;
	bool good = how != (iconv_t)-1 && iconv(how, &at, &in, &to, &left) != (size_t)-1 &&
		iconv(how, NULL, NULL, &to, &left) != (size_t)-1;

	if (how != (iconv_t)-1)
		iconv_close(how);
	return good && strlen(out) == (size_t)(to - out) ? out : NULL;	// no NUL in it
}

// Bytes that are no UTF-8.
static struct decoded old_decoded(const char *bytes, size_t len, struct arena *a)
{
	struct decoded d = { converted(bytes, len, OLD_WINDOWS, a), "windows-1258", LETTERS_PLAIN };
	char *signs = letters_signs(bytes, len, a);

	if (signs == NULL)
		return d;
	d.letters = letters_guess(signs, d.text == NULL ? signs : d.text, a);
	if (d.letters != LETTERS_PLAIN) {
		d.text = signs;
		d.says = letters_name(d.letters);
	}
	return d;
}

static struct decoded in_utf8(const char *bytes, size_t len, struct arena *a)
{
	struct decoded d = { NULL, "utf-8", LETTERS_PLAIN };
	size_t mark = 0, i = 0, n = sizeof encodings / sizeof *encodings;

	for (; i < n; i++) {
		mark = strlen(encodings[i].mark);
		if (len >= mark && memcmp(bytes, encodings[i].mark, mark) == 0)
			break;
	}
	if (i == n && !utf8_valid(bytes, len))
		return old_decoded(bytes, len, a);
	d.says = i < n ? encodings[i].says : d.says;
	if (i > 0 && i < n)
		d.text = converted(bytes + mark, len - mark, encodings[i].name, a);
	else if (i == n)
		d.text = arena_copyn(a, bytes, len);
	else if (utf8_valid(bytes + mark, len - mark))
		d.text = arena_copyn(a, bytes + mark, len - mark);
	if (d.text != NULL)
		d.letters = letters_guess(d.text, d.text, a);
	return d;
}

// CR LF and lone CR become LF, in place: the library would report each of a pair.
static void lines_made(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++) {
		if (*s == '\r' && s[1] == '\n')
			continue;
		*to++ = *s == '\r' ? '\n' : *s;
	}
	*to = '\0';
}

// How many of `c` stand outside quotes in the line at `s`; *end is behind it.
static int count_in_line(const char *s, char c, const char **end)
{
	bool quoted = false;
	int n = 0;

	for (; *s != '\0' && (quoted || *s != '\n'); s++) {
		quoted = quoted != (*s == '"');
		n += !quoted && *s == c;
	}
	*end = *s == '\n' ? s + 1 : s;
	return n;
}

// The separator with which most of the first lines have as many fields as the widest of them; a tie goes to the
// first of the list. A line like "sep=;" says it (Excel), and is taken off.
static char separator_of(const char **text)
{
	const char *s = *text;
	int best = 0;
	char found = separators[0];

	if (strncmp(s, "sep=", 4) == 0 && s[4] != '\0' && s[5] == '\n') {
		*text = s + 6;
		return s[4];
	}
	for (size_t i = 0; separators[i] != '\0'; i++) {
		const char *at = *text;
		int score = 0;

		for (int line = 0; line < LINES_LOOKED_AT && *at != '\0'; line++)
			score += count_in_line(at, separators[i], &at);
		if (score > best) {
			best = score;
			found = separators[i];
		}
	}
	return found;
}

static const char *text_keep(struct table *t, const char *s, size_t len)
{
	char *at = t->kept + t->used;

	if (len > SHEET_TEXT || t->used + len + 1 > t->room) {
		t->refusal = "sheet_cell_too_long";
		return "";
	}
	memcpy(at, s, len);
	at[len] = '\0';
	t->used += len + 1;
	return at;
}

// An apostrophe in front of what a spreadsheet would run stands there so that it does not (csv_write): it is no part of the
// text.
static void field_came(void *bytes, size_t len, void *ctx)
{
	struct table *t = ctx;
	struct sheet_cell cell = { .column = t->column++, .kind = CELL_TEXT, .len = len };

	if (len == 0 || t->refusal != NULL)
		return;
	if (cell.column >= SHEET_COLUMNS) {
		t->refusal = "sheet_too_wide";
		return;
	}
	cell.text = text_keep(t, bytes, len);
	if (*cell.text == '\'' && csv_is_formula(cell.text)) {
		cell.text++;
		cell.len--;
	}
	t->read.len = 0;
	if (t->refusal == NULL && letters_read(t->letters, cell.text, cell.len, &t->read)) {
		cell.flags = t->letters == LETTERS_VNI ? CELL_VNI : CELL_TCVN3;
		cell.stood = cell.text;
		cell.stood_len = cell.len;
		cell.len = t->read.len;
		cell.text = text_keep(t, t->read.at, t->read.len);
	}
	t->row.cells[t->row.n++] = cell;
}

static void record_came(int c, void *ctx)
{
	struct table *t = ctx;

	(void)c;
	if (t->refusal == NULL && t->row.n > 0) {
		if (++t->rows > SHEET_ROWS)
			t->refusal = "sheet_too_long";
		else if (!t->sink->row(t->sink->ctx, &t->row))
			t->refusal = "sheet_stopped";
	}
	t->row.number++;
	t->row.n = 0;
	t->column = 0;
	t->used = 0;
}

// In pieces, so that a refusal ends it soon.
static const char *records_read(struct table *t, const char *text, char separator)
{
	struct csv_parser parser;
	size_t len = strlen(text), piece = 1 << 16;

	if (csv_init(&parser, CSV_REPALL_NL) != 0)
		return "sheet_gave_up";
	csv_set_delim(&parser, (unsigned char)separator);
	for (size_t at = 0; at < len && t->refusal == NULL; at += piece) {
		size_t n = len - at < piece ? len - at : piece;

		if (csv_parse(&parser, text + at, n, field_came, record_came, t) != n)
			t->refusal = "sheet_gave_up";
	}
	if (t->refusal == NULL)
		csv_fini(&parser, field_came, record_came, t);
	csv_free(&parser);
	return t->refusal;
}

const char *csv_lax_parse(const char *bytes, size_t len, const struct sheet_sink *sink)
{
	struct arena *a = arena_new();
	struct decoded file = in_utf8(bytes, len, a);
	struct table t = { .sink = sink, .row.number = 1, .room = SHEET_COLUMNS * 2048, .letters = file.letters,
		.read = text_new(a, 2 * SHEET_TEXT) };
	const char *text = file.text, *refusal = file.text == NULL ? "sheet_encoding" : NULL;
	char separator[2] = "";

	if (refusal == NULL) {
		lines_made(file.text);
		separator[0] = separator_of(&text);
		t.row.number += text != file.text;
		t.kept = arena_alloc(a, t.room);
		if (!sink->about(sink->ctx, "format", "csv") || !sink->about(sink->ctx, "encoding", file.says) ||
			!sink->about(sink->ctx, "separator", separator))
			refusal = "sheet_stopped";
		else
			refusal = records_read(&t, text, separator[0]);
	}
	if (refusal == NULL && t.rows == 0)
		refusal = "sheet_empty";
	arena_drop(a);
	return refusal;
}
