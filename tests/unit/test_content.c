// SPDX-License-Identifier: GPL-3.0-or-later
// Files by their bytes: what is taken, what is no document, what is not what its name says.
#include "base/content.h"
#include "unit.h"

#define BYTES(text) text, sizeof text - 1

static void a_file_is_what_its_name_says(void **state)
{
	static const struct { const char *name, *bytes; size_t n; enum content found; } rows[] = {
		{ "bai.pdf", BYTES("%PDF-1.7\n"), CONTENT_GOOD },
		{ "BAI.PDF", BYTES("%PDF-1.7\n"), CONTENT_GOOD },
		{ "bai.pdf", BYTES("<html>"), CONTENT_DIFFERS },
		{ "bai.pdf", BYTES("%PD"), CONTENT_DIFFERS },
		{ "bai.docx", BYTES("PK\x03\x04zip"), CONTENT_GOOD },
		{ "bai.docx", BYTES("MZ\x90\x00"), CONTENT_DIFFERS },
		{ "anh.png", BYTES("\x89PNG\r\n\x1a\n...."), CONTENT_GOOD },
		{ "anh.gif", BYTES("GIF89a"), CONTENT_GOOD },
		{ "anh.webp", BYTES("RIFF\x10\x00\x00\x00WEBPVP8 "), CONTENT_GOOD },
		{ "phim.mp4", BYTES("\x00\x00\x00\x18" "ftypmp42"), CONTENT_GOOD },
		{ "phim.mp4", BYTES("ftyp"), CONTENT_DIFFERS },
		{ "ghi chú.txt", BYTES("Xin chào\r\n\tcả lớp"), CONTENT_GOOD },
		{ "ghi.txt", BYTES("\xef\xbb\xbfXin chào"), CONTENT_GOOD },
		{ "ghi.txt", BYTES(""), CONTENT_GOOD },
		{ "ghi.txt", BYTES("a\0b"), CONTENT_DIFFERS },
		{ "ghi.txt", BYTES("a\x1b[2J"), CONTENT_DIFFERS },
		{ "ghi.txt", BYTES("\xff\xfe" "a"), CONTENT_DIFFERS },
		{ "ghi.txt", BYTES(" \n<!DOCTYPE html>"), CONTENT_DIFFERS },
		{ "bang.csv", BYTES("<ScRiPt>"), CONTENT_DIFFERS },
		{ "bang.csv", BYTES("a<b,c\n"), CONTENT_GOOD },
		{ "bai.html", BYTES("<html>"), CONTENT_KIND_UNKNOWN },
		{ "anh.svg", BYTES("<svg/>"), CONTENT_KIND_UNKNOWN },
		{ "bai.pdf.exe", BYTES("%PDF-1.7"), CONTENT_KIND_UNKNOWN },
		{ "bai.docm", BYTES("PK\x03\x04"), CONTENT_KIND_UNKNOWN },
		{ "bai", BYTES("%PDF-1.7"), CONTENT_KIND_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (content_check(rows[i].name, rows[i].bytes, rows[i].n) != rows[i].found)
			fail_msg("row %zu, %s", i, rows[i].name);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_what_its_name_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
