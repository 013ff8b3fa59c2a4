// SPDX-License-Identifier: GPL-3.0-or-later
// Records of comma separated values: their fields, their lines, what is refused and where reading goes on.
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/csv_read.h"

// What a file reads as: "line:field|field" a record, "!" and the fault's number in front of a broken
// one's whole fields; records end with a space.
static const struct { const char *bytes, *reads; } cases[] = {
	{ "", "" },
	{ "a", "1:a " },
	{ "a\n", "1:a " },
	{ "a\r\n", "1:a " },
	{ "a,b\nc,d", "1:a|b 2:c|d " },
	{ "a,b\r\nc,d\r\n", "1:a|b 2:c|d " },
	{ "\xEF\xBB\xBF" "a,b\n", "1:a|b " },
	{ "\xEF\xBB\xBF", "" },
	{ "\xEF\xBB", "1:\xEF\xBB " },
	{ ",\n", "1:| " },
	{ "a,\n,b\n", "1:a| 2:|b " },
	{ "\n\n", "1: 2: " },
	{ "\"a\",\"b\"\n", "1:a|b " },
	{ "\"a,b\",c\n", "1:a,b|c " },
	{ "\"a\"\"b\"\n", "1:a\"b " },
	{ "\"\"\n", "1: " },
	{ "\"\"\"\"\n", "1:\" " },
	{ "\"a\nb\",c\nd,e\n", "1:a\nb|c 3:d|e " },
	{ "\"a\r\nb\"\r\nc\r\n", "1:a\r\nb 3:c " },
	{ "\"a\"", "1:a " },
	{ "\"a\"\r\n", "1:a " },
	{ "a\rb\n", "1:a\rb " },
	{ "'=1+1,'+84,'-5,'@x,''=1\n", "1:=1+1|+84|-5|@x|'=1 " },
	{ "\"'=HYPERLINK(\"\"x\"\")\",'a,',''\n", "1:=HYPERLINK(\"x\")|'a|'|'' " },
	{ "=1,'\t,\"'\r\"\n", "1:=1|\t|\r " },
	{ "a b , c\n", "1:a b | c " },
	{ "a\"b\nc\n", "1:!1 2:c " },
	{ "x,a\"b,y\nc\n", "1:!1x| 2:c " },
	{ "\"a\"b\nc\n", "1:!1 2:c " },
	{ "\"a\" ,b\nc\n", "1:!1 2:c " },
	{ "\"a\"\rb\nc\n", "1:!1 2:c " },
	{ "x,\"a\nb\nc\n", "1:!2x| 2:b 3:c " },
	{ "x,\"a\nb,\"c\"\n", "1:!1x| 2:b|c " },
	{ "\"a\nb\"c\nd\n", "1:!1 2:!1 3:d " },
	{ "\"", "1:!2 " },
	{ "a,\"", "1:!2a| " },
};

static void read_all(struct csv *csv, char *out, size_t room)
{
	struct csv_record r;
	size_t len = 0;

	out[0] = '\0';
	while (csv_next(csv, &r)) {
		len += (size_t)snprintf(out + len, room - len, "%lld:", (long long)r.line);
		if (r.fault != CSV_WHOLE)
			len += (size_t)snprintf(out + len, room - len, "!%d", (int)r.fault);
		for (size_t i = 0; i < r.n; i++)
			len += (size_t)snprintf(out + len, room - len, "%s%s", r.fields[i],
				r.fault != CSV_WHOLE || i + 1 < r.n ? "|" : "");
		len += (size_t)snprintf(out + len, room - len, " ");
	}
	assert_true(len < room);
}

static const char *file_with(const char *bytes, size_t len)
{
	static char path[] = "/tmp/hocvu-csv-XXXXXX";
	int fd;

	memcpy(path + sizeof path - 7, "XXXXXX", 6);
	fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
	close(fd);
	return path;
}

static void records_read_as_they_should(void **state)
{
	char read[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t len = strlen(cases[i].bytes);
		char *exact = malloc(len + 1);	// without a NUL behind it: a byte too many is seen
		const char *path = file_with(cases[i].bytes, len);
		struct csv *csv;

		memcpy(exact, cases[i].bytes, len);
		exact = realloc(exact, len > 0 ? len : 1);
		csv = csv_open_memory(exact, len);
		read_all(csv, read, sizeof read);
		csv_close(csv);
		free(exact);
		assert_string_equal(read, cases[i].reads);
		csv = csv_open(path);
		assert_non_null(csv);
		read_all(csv, read, sizeof read);
		assert_int_equal(csv_failed(csv), 0);
		csv_close(csv);
		unlink(path);
		assert_string_equal(read, cases[i].reads);
	}
}

static void a_nul_is_told_by_the_length(void **state)
{
	struct csv *csv = csv_open_memory("a\0b,c\n", 6);
	struct csv_record r;

	(void)state;
	assert_true(csv_next(csv, &r));
	assert_int_equal(r.n, 2);
	assert_int_equal(r.lengths[0], 3);
	assert_memory_equal(r.fields[0], "a\0b", 4);
	assert_int_equal(r.lengths[1], 1);
	csv_close(csv);
}

static void more_fields_than_are_kept_are_counted(void **state)
{
	char many[2 * (CSV_FIELDS + 10)];
	struct csv_record r;
	struct csv *csv;

	(void)state;
	memset(many, ',', sizeof many);
	csv = csv_open_memory(many, sizeof many);
	assert_true(csv_next(csv, &r));
	assert_int_equal(r.n, sizeof many + 1);
	csv_close(csv);
}

// A file of many windows: every record comes whole, and lines are counted across breaks in fields.
static void records_cross_windows(void **state)
{
	enum { RECORDS = 60000 };
	char *bytes = malloc(RECORDS * 32);
	struct csv_record r;
	const char *path;
	struct csv *csv;
	size_t len = 0;

	(void)state;
	for (int i = 0; i < RECORDS; i++)
		len += (size_t)snprintf(bytes + len, 32, i % 3 == 0 ? "%d,\"x\ny\"\n" : "%d,\"q\"\"%%\"\r\n", i);
	path = file_with(bytes, len);
	csv = csv_open(path);
	for (int i = 0, line = 1; i < RECORDS; line += i % 3 == 0 ? 2 : 1, i++) {
		assert_true(csv_next(csv, &r));
		assert_int_equal(r.line, line);
		assert_int_equal(strtol(r.fields[0], NULL, 10), i);
		assert_string_equal(r.fields[1], i % 3 == 0 ? "x\ny" : "q\"%");
	}
	assert_false(csv_next(csv, &r));
	csv_close(csv);
	unlink(path);
	free(bytes);
}

// An open quote over more than a record may hold ends there; the lines below it are read.
static void an_endless_record_ends(void **state)
{
	enum { BYTES = 5 * CSV_RECORD_BYTES };
	char *bytes = malloc(BYTES);
	struct csv_record r;
	const char *path;
	struct csv *csv;
	int rest = 0;

	(void)state;
	memset(bytes, 'a', BYTES);
	for (size_t i = 99; i < BYTES; i += 100)
		bytes[i] = '\n';
	bytes[0] = '"';
	path = file_with(bytes, BYTES);
	csv = csv_open(path);
	assert_true(csv_next(csv, &r));
	assert_int_equal(r.fault, CSV_TOO_LONG);
	while (csv_next(csv, &r)) {
		assert_int_equal(r.fault, CSV_WHOLE);
		rest++;
	}
	assert_int_equal(rest, (BYTES - 1) / 100);
	csv_close(csv);
	unlink(path);
	free(bytes);
}

static void a_file_that_is_not_there_is_told(void **state)
{
	(void)state;
	assert_null(csv_open("/nowhere/at/all.csv"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_read_as_they_should),
		cmocka_unit_test(a_nul_is_told_by_the_length),
		cmocka_unit_test(more_fields_than_are_kept_are_counted),
		cmocka_unit_test(records_cross_windows),
		cmocka_unit_test(an_endless_record_ends),
		cmocka_unit_test(a_file_that_is_not_there_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
