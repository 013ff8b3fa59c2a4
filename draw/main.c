// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud-draw: papers on standard input, their files on standard output, one after the other until the input ends.
//
// Started by hocvud alone (files/drawer.c, where the form of both is told). It loads its fonts and shuts itself in; what
// it is handed are texts of strangers.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "draw/canvas.h"
#include "draw/pages.h"
#include "files/fence.h"

enum { CPU_SECONDS = 60, MEGABYTES = 512 };	// of the whole process; hocvud starts another one after that

static bool all_read(char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = read(STDIN_FILENO, bytes, len);

		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool all_written(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);

		if (n < 0 && errno != EINTR)
			return false;
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

// What is damaged is taken as empty; the file is not given then.
static void item_draw(struct pages *pages, struct said *s)
{
	enum said_item item = SAID_PAGE;
	struct pdf_paragraph paragraph;
	struct pdf_table table = { .columns = 0 };
	struct said_row row = { .n = 0 };
	double length;

	said_item(s, &item);
	switch (item) {
	case SAID_PARAGRAPH:
		said_paragraph(s, &paragraph);
		pages_paragraph(pages, &paragraph);
		break;
	case SAID_SPACE:
		said_length(s, &length);
		pages_space(pages, length);
		break;
	case SAID_PAGE:
		pages_break(pages);
		break;
	case SAID_FRAME:
		said_length(s, &length);
		pages_frame(pages, length);
		break;
	case SAID_TABLE:
		said_table(s, &table);
		pages_table(pages, &table);
		break;
	case SAID_ROW:
		said_row(s, &row);
		pages_row(pages, &row);
		break;
	default:
		s->wrong = true;
	}
}

// The file of a paper; false when it is too long or what was said is damaged.
static bool paper_draw(const char *bytes, size_t len, struct arena *a, struct text *out)
{
	struct said s = { .at = bytes, .end = bytes + len, .arena = a };
	struct pdf_sheet sheet;
	struct pages *pages;

	said_sheet(&s, &sheet);
	if (s.wrong)
		return false;
	pages = pages_new(&sheet, a);
	while (!s.wrong && s.at < s.end)
		item_draw(pages, &s);
	return pages_done(pages, out) && !s.wrong;
}

// One paper in, one file out; false when there is none to come.
static bool paper_serve(bool fonts)
{
	struct arena *a = arena_new();
	struct text out = { .len = 0 };
	int64_t len = 0;
	char *bytes = NULL;
	bool more = all_read((char *)&len, sizeof len) && len >= 0 && len <= PDF_SAID_MOST;

	if (more) {
		bytes = arena_alloc(a, (size_t)len + 1);
		more = all_read(bytes, (size_t)len);
	}
	if (more) {
		len = fonts && paper_draw(bytes, (size_t)len, a, &out) ? (int64_t)out.len : -1;
		more = all_written((const char *)&len, sizeof len) && all_written(out.at, len < 0 ? 0 : out.len);
	}
	arena_drop(a);
	return more;
}

int main(int argc, char **argv)
{
	bool fonts;

	if (argc > 1 || isatty(STDIN_FILENO)) {
		fprintf(stderr, "%s: draws papers for hocvud, which starts it\n", argv[0]);
		return EX_USAGE;
	}
	prctl(PR_SET_NAME, "hocvud-draw");	// it was started by a descriptor's number
	fonts = canvas_prepare();
	// pango looks for every font in a thread.
	fence_in(&(struct fence){ .seconds = CPU_SECONDS, .megabytes = MEGABYTES, .threads = true });
	while (paper_serve(fonts))
		;
	return EX_OK;
}
