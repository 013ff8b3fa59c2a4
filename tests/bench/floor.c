// SPDX-License-Identifier: GPL-3.0-or-later
// The least that a workbook costs, for the bench to compare with: its parts unzipped and parsed, or its cells written.
//
//	bench-floor scan FILE		walks the sheet and the table of strings, counts cells
//	bench-floor write FILE		writes rows of standard input, cells between tabs, row by row
// Prints how many cells, and the processor time in seconds.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <expat.h>
#include <xlsxwriter.h>
#include <zip.h>

enum { PIECE = 1 << 16 };

static void fail(const char *what)
{
	fprintf(stderr, "bench-floor: %s\n", what);
	exit(EXIT_FAILURE);
}

static void XMLCALL element_begins(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	long *cells = ctx;

	(void)attributes;
	*cells += strcmp(name, "c") == 0;
}

static void XMLCALL text_heard(void *ctx, const XML_Char *text, int len)
{
	(void)ctx;
	(void)text;
	(void)len;
}

static void part_scan(zip_t *zip, const char *name, long *cells)
{
	zip_file_t *file = zip_fopen(zip, name, 0);
	XML_Parser parser = XML_ParserCreate(NULL);
	char piece[PIECE];
	zip_int64_t n;

	if (file == NULL || parser == NULL)
		fail(name);
	XML_SetUserData(parser, cells);
	XML_SetStartElementHandler(parser, element_begins);
	XML_SetCharacterDataHandler(parser, text_heard);
	while ((n = zip_fread(file, piece, sizeof piece)) > 0)
		if (XML_Parse(parser, piece, (int)n, 0) != XML_STATUS_OK)
			fail(name);
	if (n < 0 || XML_Parse(parser, "", 0, 1) != XML_STATUS_OK)
		fail(name);
	XML_ParserFree(parser);
	zip_fclose(file);
}

static long scan(const char *path)
{
	zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
	long cells = 0;

	if (zip == NULL)
		fail(path);
	part_scan(zip, "xl/sharedStrings.xml", &cells);
	part_scan(zip, "xl/worksheets/sheet1.xml", &cells);
	zip_discard(zip);
	return cells;
}

static long write_rows(const char *path)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	lxw_workbook *book = workbook_new_opt(path, &options);
	lxw_worksheet *sheet = book == NULL ? NULL : workbook_add_worksheet(book, NULL);
	char *line = NULL;
	size_t size = 0;
	long cells = 0;

	if (sheet == NULL)
		fail(path);
	for (lxw_row_t row = 0; getline(&line, &size, stdin) > 0; row++) {
		char *rest = line, *cell;

		line[strcspn(line, "\n")] = '\0';
		for (lxw_col_t column = 0; (cell = strsep(&rest, "\t")) != NULL; column++) {
			worksheet_write_string(sheet, row, column, cell, NULL);
			cells++;
		}
	}
	free(line);
	if (workbook_close(book) != LXW_NO_ERROR)
		fail(path);
	return cells;
}

int main(int argc, char **argv)
{
	struct rusage used;
	long cells;

	if (argc != 3 || (strcmp(argv[1], "scan") != 0 && strcmp(argv[1], "write") != 0))
		fail("scan FILE, or write FILE");
	cells = strcmp(argv[1], "scan") == 0 ? scan(argv[2]) : write_rows(argv[2]);
	getrusage(RUSAGE_SELF, &used);
	printf("%ld %.6f\n", cells, (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
		+ (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
	return EXIT_SUCCESS;
}
