// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the sheet of a sound workbook: what libFuzzer cannot reach through a ZIP's checksums. A line with NUL ends
// the sheet; what follows it is the shared strings.
#include "tests/fuzz/fuzz.h"

#include <zip.h>

#include "files/sheet.h"
#include "http/reply.h"

static const struct { const char *name, *content; } parts[] = {
	{ "xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='a' sheetId='1' r:id='r1'/></sheets></workbook>" },
	{ "xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>" },
	{ "xl/styles.xml", "<styleSheet><fonts><font/><font><name val='.VnTime'/></font><font><name val='VNI-Times'/></font></fonts>"
		"<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf fontId='1'/><xf fontId='2'/></cellXfs></styleSheet>" },
};

static void part_add(zip_t *zip, const char *name, const void *bytes, size_t len)
{
	zip_source_t *source = zip_source_buffer(zip, bytes, len, 0);
	zip_int64_t at = source == NULL ? -1 : zip_file_add(zip, name, source, 0);

	must(at >= 0);
	zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
}

// The workbook's bytes; the caller frees them.
static char *workbook(const uint8_t *bytes, size_t len, size_t *out)
{
	const uint8_t *end = memchr(bytes, '\0', len);
	size_t sheet = end == NULL ? len : (size_t)(end - bytes);
	zip_error_t error;
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
	zip_stat_t about;
	char *made;

	must(zip != NULL);
	zip_source_keep(source);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		part_add(zip, parts[i].name, parts[i].content, strlen(parts[i].content));
	part_add(zip, "xl/worksheets/sheet1.xml", bytes, sheet);
	if (end != NULL)
		part_add(zip, "xl/sharedStrings.xml", end + 1, len - sheet - 1);
	must(zip_close(zip) == 0 && zip_source_open(source) == 0 && zip_source_stat(source, &about) == 0);
	*out = (size_t)about.size;
	made = malloc(*out + 1);
	must(made != NULL && zip_source_read(source, made, *out) == (zip_int64_t)*out);
	zip_source_close(source);
	zip_source_free(source);
	return made;
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	int64_t before = 0;
	const struct sheet_sink sink = { must_about, must_row, &before };
	size_t size;
	char *book = workbook(bytes, len, &size);
	const char *refusal = sheet_parse(book, size, -1, &sink);

	must(refusal == NULL || sentence_known(refusal));
	free(book);
}
