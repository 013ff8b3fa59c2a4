// SPDX-License-Identifier: GPL-3.0-or-later
// Notices of mails that were not delivered: found where they stand, and nowhere else.
#include "tests/unit/unit.h"

#include <string.h>

#include "files/dsn.h"

#define HEAD "From: x\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b;=\\\" c\"\n\n"
#define PART "--b;=\" c\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
#define END "\n--b;=\" c--\n"

// What it reads, from memory that ends where the input does; `status` is "" but for a failure.
static enum dsn read_exactly(const char *bytes, size_t len, char status[DSN_STATUS])
{
	char *own = malloc(len + (len == 0));
	enum dsn what;

	assert_non_null(own);
	memcpy(own, bytes, len);
	memset(status, 0, DSN_STATUS);
	what = dsn_read(own, len, status);
	free(own);
	assert_true(what == DSN_FAILED || status[0] == '\0');
	return what;
}

static void check(const char *text, enum dsn what, const char *wanted)
{
	char status[DSN_STATUS];

	if (read_exactly(text, strlen(text), status) != what || strcmp(status, wanted) != 0)
		fail_msg("%s: %s", text, status);
}

static void what_was_given_up_has_its_status(void **state)
{
	(void)state;
	check(HEAD PART "Action: failed\nStatus: 5.1.1\n" END, DSN_FAILED, "5.1.1");
	check(HEAD PART "STATUS : 4.4.7 (too old)\naction:\n\tFAILED\n" END, DSN_FAILED, "4.4.7");
	check(HEAD PART "Action: failed;\nStatus:5.999.999", DSN_FAILED, "5.999.999");
	check(HEAD PART "Action: delivered\nStatus: 2.0.0\n\n\nAction: failed\nStatus: 5.2.2\n\nAction: failed\nStatus: 5.1.1\n" END,
		DSN_FAILED, "5.2.2");
	check("content-type: Multipart/Report;boundary=x;\r\n report-type=delivery-status\r\n\r\n--x \r\nX: y\r\n\r\n--x\r\n"
		"Content-Type: message/global-delivery-status; charset=utf-8\r\n\r\nAction: failed\r\nStatus: 5.0.0\r\n--x--\r\n",
		DSN_FAILED, "5.0.0");
}

static void other_notices_change_nothing(void **state)
{
	static const char *const fields[] = {
		"Action: delayed\nStatus: 4.4.1\n", "Action: failed\nStatus: 2.0.0\n", "Action: failedly\nStatus: 5.1.1\n",
		"Action: failed\n\nStatus: 5.1.1\n", "Action: failed\n", "Status: 5.1.1\n", "", "Action: failed\nStatus: 5.1\n",
		"Action: failed\nStatus: 5.1.1234\n", "Action: failed\nStatus: 5..1\n", "Action: failed\nStatus: 5.1.1.1\n",
		"Action: failed\nStatus: 6.1.1\n", "Action: failed\nStatus:\n", "Action: failed\nX-Status: 5.1.1\n", "Action: x\n failed\nStatus: 5.1.1\n",
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < COUNT(fields); i++) {
		assert_true(snprintf(text, sizeof text, HEAD PART "%s" END, fields[i]) < (int)sizeof text);
		check(text, DSN_OTHER, "");
	}
}

static void what_is_no_notice_is_none(void **state)
{
	static const char *const none[] = {
		"", "\n", "\r\n\r\n", "x", "Content-Type: multipart/report; boundary=x",
		"Content-Type: multipart/report\n\n--\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
		"Content-Type: text/plain; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
		"Content-Type: text/plain\nContent-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
		"Content-Type: multipart/report; x=\"; boundary=x\"\n\n--x\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
		"Content-Type: multipart/report; boundary=x\n\n--xy\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
		"Content-Type: multipart/report; boundary=x\n\n--x--\n--x\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
		// One within another, and one that is quoted.
		"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/rfc822\n\nContent-Type: multipart/report; boundary=y\n\n"
			"--y\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n--y--\n--x--\n",
		"Content-Type: multipart/report; boundary=x\n\n--x\n\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n--x--\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(none); i++)
		check(none[i], DSN_NONE, "");
}

static void nothing_that_comes_is_too_much(void **state)
{
	enum { LEN = 1 << 20 };
	static const char whole[] = HEAD PART "Action: failed\nStatus: 5.1.1\n" END;
	static const char *const kinds[] = { "a", "\n", "\r", " ", "--x\n", "a:\n b\n", ";boundary=", "\"" };
	char *bytes = malloc(LEN), status[DSN_STATUS];

	(void)state;
	assert_non_null(bytes);
	// Cut anywhere, and with a NUL anywhere.
	for (size_t i = 0; i < sizeof whole; i++) {
		enum dsn what = read_exactly(whole, i, status);

		assert_true(what != DSN_FAILED || i >= strlen(whole) - strlen(END) - 1);
		memcpy(bytes, whole, sizeof whole);
		bytes[i] = '\0';
		read_exactly(bytes, sizeof whole, status);
	}
	// A megabyte of one thing: alone, in a header and in the notice.
	for (size_t k = 0; k < COUNT(kinds); k++) {
		for (size_t i = 0; i < LEN; i++)
			bytes[i] = kinds[k][i % strlen(kinds[k])];
		assert_true(read_exactly(bytes, LEN, status) == DSN_NONE);
		memcpy(bytes, "Content-Type: multipart/report;boundary=x; ", 43);
		assert_true(read_exactly(bytes, LEN, status) != DSN_FAILED);
		memcpy(bytes, HEAD PART, sizeof HEAD PART - 1);
		assert_true(read_exactly(bytes, LEN, status) != DSN_FAILED);
	}
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_given_up_has_its_status),
		cmocka_unit_test(other_notices_change_nothing),
		cmocka_unit_test(what_is_no_notice_is_none),
		cmocka_unit_test(nothing_that_comes_is_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
