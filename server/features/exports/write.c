// SPDX-License-Identifier: GPL-3.0-or-later
// One list as a file, in one of three ways; each way begins, takes rows, ends.
#include "features/exports/write.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "files/csv_write.h"
#include "http/reply.h"

enum { MOMENT = 16, ABOUT_MOST = 2000 };

struct export_out {
	const struct way *way;
	struct arena *arena;		// of the whole file
	const struct export_about *about;
	const struct export_column *columns;
	size_t n;
	int64_t rows;
	struct book *book;
	FILE *file;
	struct arena *page;		// of the page at work
};

struct way {
	const char *format;
	void (*begin)(struct export_out *);
	bool (*page)(struct export_out *, struct json_bit items);
	int (*end)(struct export_out *);
};

// "22/11/2026 16:05" of an instant or its local text.
static const char *moment_said(struct instant at, struct arena *a)
{
	struct civil c = date_civil(date_of(at));
	int minutes = (int)((at.us / 60000000 + 7 * 60) % 1440);

	return arena_printf(a, "%02d/%02d/%04d %02d:%02d", c.day, c.month, c.year, minutes / 60, minutes % 60);
}

static const char *title_of(const struct export_about *about, struct arena *a)
{
	char *key = arena_copyn(a, about->list->file, strlen(about->list->file));

	for (char *s = key; *s != '\0'; s++)
		*s = *s == '-' ? '_' : *s;
	return sentence(about->language, arena_printf(a, "export.list_%s", key));
}

// --- a workbook ---

static void book_titles(struct export_out *out)
{
	const struct export_about *about = out->about;
	const char *filter = strchr(about->address, '?');
	struct text t = text_new(out->arena, ABOUT_MOST);
	struct book_cell cells[EXPORT_COLUMNS];

	text_add(&t, sentence_fill(out->arena, sentence(about->language, "export.made"), "at", moment_said(about->now, out->arena), NULL));
	if (filter != NULL)
		text_printf(&t, "; %s %s", sentence(about->language, "export.filter"), filter + 1);
	if (about->searched)
		text_printf(&t, "; %s", sentence(about->language, "export.searched"));
	cells[0] = (struct book_cell){ BOOK_TEXT, BOOK_TITLE, title_of(about, out->arena) };
	book_row(out->book, cells, 1);
	cells[0] = (struct book_cell){ BOOK_TEXT, BOOK_QUIET, t.at };
	book_row(out->book, cells, 1);
	book_row(out->book, cells, 0);
	for (size_t i = 0; i < out->n; i++)
		cells[i] = (struct book_cell){ BOOK_TEXT, BOOK_HEAD, out->columns[i].heading };
	book_row(out->book, cells, out->n);
	book_head(out->book, out->n);
}

static void book_begin(struct export_out *out)
{
	out->book = book_new(out->arena);
	book_sheet(out->book, title_of(out->about, out->arena));
	for (size_t i = 0; i < out->n; i++)
		book_column(out->book, (int)i, out->columns[i].width, BOOK_NUMBER);
	book_titles(out);
}

static bool book_cells(void *ctx, const char *const *texts, size_t n)
{
	struct export_out *out = ctx;
	struct book_cell cells[EXPORT_COLUMNS];

	for (size_t i = 0; i < n; i++)
		cells[i] = (struct book_cell){ out->columns[i].kind, BOOK_PLAIN, texts[i] };
	book_row(out->book, cells, n);
	out->rows++;
	return true;
}

static bool book_page(struct export_out *out, struct json_bit items)
{
	return export_rows(out->columns, out->n, items, out->about->language, out->page, book_cells, out);
}

static int book_finish(struct export_out *out)
{
	return book_end(out->book);
}

// --- a CSV ---

static void file_begin(struct export_out *out)
{
	int fd = memfd_create("export", MFD_CLOEXEC);

	out->file = fd < 0 ? NULL : fdopen(fd, "w");
	if (out->file == NULL && fd >= 0)
		close(fd);
}

static int file_finish(struct export_out *out)
{
	int fd = -1;

	if (out->file != NULL && fflush(out->file) == 0)
		fd = fcntl(fileno(out->file), F_DUPFD_CLOEXEC, 0);
	if (out->file != NULL)
		fclose(out->file);
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static void csv_begin(struct export_out *out)
{
	const char *heads[EXPORT_COLUMNS];

	file_begin(out);
	if (out->file == NULL)
		return;
	for (size_t i = 0; i < out->n; i++)
		heads[i] = out->columns[i].heading;
	fputs("\xEF\xBB\xBF", out->file);	// by which Excel knows UTF-8
	csv_row(out->file, heads, out->n);
}

// Days as people write them, numbers with the language's decimal sign: Excel reads both so.
static const char *csv_cell(const struct export_out *out, enum book_kind kind, const char *s)
{
	bool vi = out->about->language == VI;
	struct date day;
	struct civil c;
	const char *point = strchr(s, '.');

	if (kind == BOOK_NUMBER && vi && point != NULL)
		return arena_printf(out->page, "%.*s,%s", (int)(point - s), s, point + 1);
	if (kind != BOOK_DATE && kind != BOOK_MOMENT)
		return s;
	if (strlen(s) < DATE_TEXT - 1 || !date_parse(arena_copyn(out->page, s, DATE_TEXT - 1), &day))
		return s;
	c = date_civil(day);
	s = kind == BOOK_MOMENT && strlen(s) >= MOMENT ? s + DATE_TEXT - 1 : "";
	if (vi)
		return arena_printf(out->page, "%02d/%02d/%04d%s%s", c.day, c.month, c.year, *s == '\0' ? "" : " ", s + (*s != '\0'));
	return arena_printf(out->page, "%04d-%02d-%02d%s%s", c.year, c.month, c.day, *s == '\0' ? "" : " ", s + (*s != '\0'));
}

static bool csv_cells(void *ctx, const char *const *texts, size_t n)
{
	struct export_out *out = ctx;
	const char *cells[EXPORT_COLUMNS];

	for (size_t i = 0; i < n; i++)
		cells[i] = csv_cell(out, out->columns[i].kind, texts[i]);
	out->rows++;
	return csv_row(out->file, cells, n) == 0;
}

static bool csv_page(struct export_out *out, struct json_bit items)
{
	return out->file != NULL && export_rows(out->columns, out->n, items, out->about->language, out->page, csv_cells, out);
}

// --- JSON: the route's own rows ---

static void json_begin(struct export_out *out)
{
	struct text t = text_new(out->arena, ABOUT_MOST * 2);
	char now[INSTANT_TEXT];

	file_begin(out);
	instant_text(out->about->now, now);
	text_add(&t, "{\"list\":");
	text_json(&t, out->about->address);
	text_printf(&t, ",\"written_at\":\"%s\",\"items\":[", now);
	if (out->file != NULL)
		fputs(t.at, out->file);
}

static bool json_page(struct export_out *out, struct json_bit items)
{
	struct json_steps steps = json_into(items);
	struct json_bit name, row;

	while (out->file != NULL && json_step(&steps, &name, &row)) {
		fputs(out->rows++ > 0 ? ",\n" : "\n", out->file);
		fwrite(row.at, 1, row.len, out->file);
	}
	return out->file != NULL && !ferror(out->file);
}

static int json_finish(struct export_out *out)
{
	if (out->file != NULL)
		fputs("]}\n", out->file);
	return file_finish(out);
}

static const struct way ways[] = {
	{ "xlsx", book_begin, book_page, book_finish },
	{ "csv", csv_begin, csv_page, file_finish },
	{ "json", json_begin, json_page, json_finish },
};

struct export_out *export_begin(const struct export_about *about, struct arena *a)
{
	struct export_out *out = arena_one(a, struct export_out);

	out->way = ways;
	while (strcmp(out->way->format, about->format) != 0)
		out->way++;
	out->arena = a;
	out->about = about;
	out->columns = export_columns(about->list, about->gives, about->language, &out->n, a);
	out->way->begin(out);
	return out;
}

bool export_page(struct export_out *out, struct json_bit items, struct arena *a)
{
	out->page = a;
	return out->way->page(out, items);
}

int64_t export_rows_written(const struct export_out *out)
{
	return out->rows;
}

int export_end(struct export_out *out)
{
	return out->way->end(out);
}
