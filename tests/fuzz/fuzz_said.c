// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as what somebody wrote in a cell: days, sexes, numbers, words. What is taken is in its form, and taking it again
// takes it as it is.
#include "tests/fuzz/fuzz.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "base/personal.h"
#include "features/lists/said.h"
#include "http/reply.h"

// YYYY-MM-DD, or YYYY.
static bool is_birth(const char *s)
{
	struct date day;

	return date_parse(s, &day) || (strlen(s) == 4 && strspn(s, "0123456789") == 4);
}

static bool is_day(const char *s)
{
	struct date day;

	return date_parse(s, &day);
}

static bool is_number(const char *s)
{
	return strlen(s) == 12 && strspn(s, "0123456789") == 12;
}

static bool is_count(const char *s)
{
	return *s != '\0' && strspn(s, "0123456789") == strlen(s);
}

static bool is_any(const char *s)
{
	return *s != '\0';
}

static const struct { said_reader *read; bool (*form)(const char *); } readers[] = {
	{ said_birth, is_birth }, { said_day, is_day }, { said_national_id, is_number }, { said_phone, personal_phone_fits },
	{ said_email, personal_email_fits }, { said_name, is_any }, { said_sex, is_any }, { said_flag, is_any },
	{ said_category, is_any }, { said_code, is_any }, { said_text, is_any },
	{ said_scheme, is_any }, { said_result, is_any }, { said_score, is_any }, { said_status, is_any }, { said_session, is_count },
	{ said_base, is_any }, { said_definition, is_any }, { said_as_of, is_day }, { said_count, is_count },
	{ said_capacity, is_count },
};

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	const char *text = arena_copyn(a, (const char *)bytes, len);

	if (len == 0 || !utf8_valid(text, len) || utf8_piled(text)) {
		arena_drop(a);
		return;
	}
	text = utf8_trim(utf8_nfc(text, a), a);
	for (size_t i = 0; *text != '\0' && i < sizeof readers / sizeof *readers; i++) {
		for (enum cell_kind kind = 0; kind < CELL_KINDS; kind++) {
			struct said s = { .text = text, .kind = kind, .today = date_from(2026, 11, 22), .arena = a };
			struct said again = s;
			const char *code = readers[i].read(&s);

			must(code == NULL || sentence_known(arena_printf(a, "list_%s", code)));
			must(s.note == NULL || sentence_known(arena_printf(a, "list_%s", s.note)));
			if (code != NULL || s.value == NULL)
				continue;
			must(readers[i].form(s.value));
			again.text = s.value;
			again.kind = CELL_TEXT;
			must(readers[i].read(&again) == NULL && strcmp(again.value, s.value) == 0);
		}
	}
	arena_drop(a);
}
