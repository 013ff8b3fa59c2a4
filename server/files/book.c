// SPDX-License-Identifier: GPL-3.0-or-later
// The end of a workbook that says what stands in it: starts the process that writes, sends it messages.
#include "files/book.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "files/child.h"

struct book { pid_t pid; int file; FILE *to; };

static bool writer_start(struct book *b, int from, int file)
{
	static char name[] = "hocvud", command[] = "book";
	char *const argv[] = { name, command, NULL };

	b->pid = child_start(argv, from, file);
	return b->pid > 0;
}

struct book *book_new(struct arena *a)
{
	struct book *b = arena_one(a, struct book);
	int ends[2] = { -1, -1 };

	b->file = child_file(NULL, 0);
	if (b->file < 0 || pipe2(ends, O_CLOEXEC) != 0)
		return b;
	if (writer_start(b, ends[0], b->file))
		b->to = fdopen(ends[1], "w");
	close(ends[0]);
	if (b->to == NULL)
		close(ends[1]);
	return b;
}

static void put_number(struct book *b, int64_t n)
{
	fwrite_unlocked(&n, sizeof n, 1, b->to);
}

static void put_text(struct book *b, const char *s)
{
	size_t len = s == NULL ? 0 : strnlen(s, BOOK_BYTES_MOST);

	put_number(b, (int64_t)len);
	if (len > 0)
		fwrite_unlocked(s, 1, len, b->to);
}

static bool message(struct book *b, enum book_message letter)
{
	if (b->to != NULL)
		putc_unlocked(letter, b->to);
	return b->to != NULL;
}

void book_sheet(struct book *b, const char *name)
{
	if (message(b, MESSAGE_SHEET))
		put_text(b, name);
}

void book_column(struct book *b, int column, int width, enum book_kind kind)
{
	if (!message(b, MESSAGE_COLUMN))
		return;
	put_number(b, column);
	put_number(b, width);
	put_number(b, kind);
}

void book_row(struct book *b, const struct book_cell *cells, size_t n)
{
	if (!message(b, MESSAGE_ROW))
		return;
	put_number(b, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		put_number(b, cells[i].kind);
		put_number(b, cells[i].look);
		put_text(b, cells[i].text);
	}
}

void book_head(struct book *b, size_t n)
{
	if (message(b, MESSAGE_HEAD))
		put_number(b, (int64_t)n);
}

void book_choice(struct book *b, int column, int rows, const char *from)
{
	if (!message(b, MESSAGE_CHOICE))
		return;
	put_number(b, column);
	put_number(b, rows);
	put_text(b, from);
}

int book_end(struct book *b)
{
	bool good = message(b, MESSAGE_END);
	int status;

	if (b->to != NULL)
		good = fclose(b->to) == 0;
	status = child_wait(b->pid);
	if (good && status == 0 && lseek(b->file, 0, SEEK_SET) == 0)
		return b->file;
	if (b->file >= 0)
		close(b->file);
	return -1;
}
