// SPDX-License-Identifier: GPL-3.0-or-later
// A table read in a process of its own: what goes over the pipe, and both its ends.
//
// A message is a letter and its content: A key value, R number cells, E code ("": good). Lengths are checked on the way
// in: the other end has read strangers' bytes.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "files/child.h"
#include "files/fence.h"
#include "files/sheet.h"

enum { CPU_SECONDS = 20, MEGABYTES = 256, CODE_MOST = 60, ABOUT_MOST = 1000, NICE = 10, WHICH_TEXT = 12 };

// The refusals a table can meet, as constants of this process.
static const char *const refusals[] = {
	"sheet_empty", "sheet_old", "sheet_locked", "sheet_markup", "sheet_no_table", "sheet_no_workbook", "sheet_macros",
	"sheet_unknown", "sheet_damaged", "sheet_entities", "sheet_encoding", "sheet_too_big", "sheet_too_wide",
	"sheet_too_long", "sheet_cell_too_long", "sheet_gave_up", "sheet_stopped",
};

static const char *refusal_named(const char *code)
{
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (strcmp(refusals[i], code) == 0)
			return refusals[i];
	return "sheet_gave_up";
}

// --- the process that reads the file ---

static void put_number(int64_t n)
{
	fwrite_unlocked(&n, sizeof n, 1, stdout);
}

static void put_text(const char *s, size_t len)
{
	put_number((int64_t)len);
	fwrite_unlocked(s, 1, len, stdout);
}

static bool about_put(void *ctx, const char *key, const char *value)
{
	(void)ctx;
	putchar_unlocked('A');
	put_text(key, strlen(key));
	put_text(value, strlen(value));
	return true;
}

static bool row_put(void *ctx, const struct sheet_row *row)
{
	(void)ctx;
	putchar_unlocked('R');
	put_number(row->number);
	put_number((int64_t)row->n);
	for (size_t i = 0; i < row->n; i++) {
		const struct sheet_cell *c = &row->cells[i];

		put_number(c->column | (int64_t)c->kind << 16 | (int64_t)c->flags << 24);
		put_text(c->text, c->len);
		if ((c->flags & CELL_LETTERS) != 0)
			put_text(c->stood, c->stood_len);
	}
	return ferror(stdout) == 0;
}

void sheet_serve(int which)
{
	const struct sheet_sink sink = { about_put, row_put, NULL };
	struct stat about;
	const char *bytes, *refusal;

	if (fstat(STDIN_FILENO, &about) != 0)
		return;
	bytes = mmap(NULL, (size_t)about.st_size + 1, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
	if (bytes == MAP_FAILED)
		return;
	if (nice(NICE) < 0 && errno != 0)
		log_warn("the reader of tables cannot be made nicer");
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	csv_lax_prepare();
	fence_in(&(struct fence){ .seconds = CPU_SECONDS, .megabytes = MEGABYTES });
	refusal = sheet_parse(bytes, (size_t)about.st_size, which, &sink);
	putchar_unlocked('E');
	put_text(refusal == NULL ? "" : refusal, refusal == NULL ? 0 : strlen(refusal));
	fflush(stdout);
}

// --- the process that asked for it ---

struct child { pid_t pid; FILE *rows; };

// Reads a text of at most `most` bytes into the arena; NULL when the other end broke off or lied.
static const char *take_text(FILE *in, int64_t most, size_t *len, struct arena *a)
{
	int64_t n;
	char *out;

	if (fread(&n, sizeof n, 1, in) != 1 || n < 0 || n > most)
		return NULL;
	out = arena_alloc(a, (size_t)n + 1);
	*len = (size_t)n;
	return fread(out, 1, (size_t)n, in) == (size_t)n && utf8_valid(out, (size_t)n) ? out : NULL;
}

static bool take_cell(FILE *in, int last, struct sheet_cell *cell, struct arena *a)
{
	int64_t head;

	if (fread(&head, sizeof head, 1, in) != 1 || head < 0)
		return false;
	*cell = (struct sheet_cell){ .column = (int)(head & 0xffff), .kind = (enum cell_kind)(head >> 16 & 0xff),
		.flags = (unsigned)(head >> 24 & 0xff) };
	cell->text = take_text(in, SHEET_TEXT, &cell->len, a);
	if ((cell->flags & CELL_LETTERS) != 0)
		cell->stood = take_text(in, SHEET_TEXT, &cell->stood_len, a);
	return ((cell->flags & CELL_LETTERS) == 0 || cell->stood != NULL) && cell->text != NULL && cell->len > 0 && cell->column > last && cell->column < SHEET_COLUMNS &&
		cell->kind < CELL_KINDS;
}

static bool take_row(FILE *in, struct sheet_row *row, struct arena *a)
{
	int64_t n;

	if (fread(&row->number, sizeof row->number, 1, in) != 1 || row->number < 1 || row->number > SHEET_ROW_LAST ||
		fread(&n, sizeof n, 1, in) != 1 || n < 1 || n > SHEET_COLUMNS)
		return false;
	row->n = (size_t)n;
	for (size_t i = 0; i < row->n; i++)
		if (!take_cell(in, i == 0 ? -1 : row->cells[i - 1].column, &row->cells[i], a))
			return false;
	return true;
}

// One message. False at the end, with *refusal; a process that broke off gave up.
static bool take(FILE *in, const struct sheet_sink *sink, const char **refusal, struct arena *a)
{
	struct sheet_row *row = arena_one(a, struct sheet_row);
	int letter = getc(in);
	const char *one, *other;
	size_t len;

	*refusal = "sheet_gave_up";
	if (letter == 'R') {
		if (!take_row(in, row, a))
			return false;
		*refusal = "sheet_stopped";
		return sink->row(sink->ctx, row);
	}
	if (letter != 'A' && letter != 'E')
		return false;
	one = take_text(in, CODE_MOST, &len, a);
	if (one != NULL && letter == 'E')
		*refusal = *one == '\0' ? NULL : refusal_named(one);
	if (one == NULL || letter == 'E')
		return false;
	other = take_text(in, ABOUT_MOST, &len, a);
	if (other == NULL)
		return false;
	*refusal = "sheet_stopped";
	return sink->about(sink->ctx, one, other);
}

static bool child_begin(struct child *child, int file, int which)
{
	static char name[] = "hocvud", command[] = "sheet";
	char number[WHICH_TEXT];
	char *const argv[] = { name, command, number, NULL };
	int ends[2];

	snprintf(number, sizeof number, "%d", which);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	child->pid = child_start(argv, file, ends[1]);
	close(ends[1]);
	child->rows = child->pid > 0 ? fdopen(ends[0], "r") : NULL;
	if (child->rows == NULL)
		close(ends[0]);
	return child->rows != NULL;
}

const char *sheet_read(const char *bytes, size_t len, int which, const struct sheet_sink *sink)
{
	int file = child_file(bytes, len);
	struct arena *a = arena_new();
	struct arena_mark mark = arena_now(a);
	struct child child = { .rows = NULL };
	const char *refusal = "sheet_gave_up";

	if (file >= 0 && child_begin(&child, file, which)) {
		while (take(child.rows, sink, &refusal, a))
			arena_rewind(a, mark);
		fclose(child.rows);
		kill(child.pid, SIGKILL);
		child_wait(child.pid);
	}
	if (file >= 0)
		close(file);
	arena_drop(a);
	return refusal;
}
