// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the records of an old workbook, which libFuzzer would hardly keep whole in a compound file; what begins like
// one is read as one.
#include "tests/fuzz/fuzz.h"

#include "files/sheet.h"
#include "http/reply.h"

void fuzz_one(const uint8_t *bytes, size_t len)
{
	int64_t before = 0;
	const struct sheet_sink sink = { must_about, must_row, &before };
	const char *refusal = len == 0 ? NULL : xls_parse((const char *)bytes, len, -1, &sink);

	must(refusal == NULL || sentence_known(refusal));
}
