// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of values: a reader each, which gives the code of what is wrong or NULL.
#include "features/exchange/value.h"

#include <string.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/personal.h"
#include "base/shape.h"
#include "base/text.h"
#include "base/utf8.h"
#include "base/words.h"
#include "features/exchange/package.h"

enum { CODE_MOST = 64, ID_DIGITS = 12, SHOWN_BYTES = 80, YEAR_MOST = 9999,
	LIST_GROWS = 4 };	// "\\", for the two bytes \;

bool code_valid(const char *s, bool capitals)
{
	size_t len = strspn(s, capitals ? "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
		: "abcdefghijklmnopqrstuvwxyz0123456789-_.");

	return len >= 1 && len <= CODE_MOST && s[len] == '\0';
}

static bool scheme_valid(const char *list, const char *s)
{
	return one_of(list, s) || (strncmp(s, "course:", 7) == 0 && code_valid(s + 7, false));
}

static const char *code_read(struct value *v, const char *s)
{
	v->stored[0] = s;
	return code_valid(s, v->column->kind == VALUE_TARGET_CODE) ? NULL : "code_form";
}

static const char *text_read(struct value *v, const char *s)
{
	v->stored[0] = s;
	return utf8_length(s) <= PACKAGE_TEXT_MOST ? NULL : "text_too_long";
}

static const char *name_read(struct value *v, const char *s)
{
	v->stored[1] = utf8_fold(s, v->arena);
	return text_read(v, s);
}

static const char *full_name_read(struct value *v, const char *s)
{
	v->stored[1] = name_sort_key(s, v->arena);
	v->stored[2] = utf8_fold(s, v->arena);
	v->stored[3] = utf8_fold(v->stored[1], v->arena);
	return text_read(v, s);
}

static const char *date_read(struct value *v, const char *s)
{
	struct date day;

	v->stored[0] = s;
	return date_parse(s, &day) ? NULL : "date_form";
}

static const char *session_date_read(struct value *v, const char *s)
{
	struct date day;

	v->stored[0] = s;
	if (!date_parse(s, &day))
		return "date_form";
	return session_date_fits(day) ? NULL : "session_date_range";
}

static const char *birth_read(struct value *v, const char *s)
{
	struct date day;
	bool year_only = strlen(s) == 4;

	v->stored[0] = year_only ? arena_printf(v->arena, "%s-01-01", s) : s;
	v->stored[1] = year_only ? "t" : "f";
	if (!date_parse(v->stored[0], &day))
		return "birth_form";
	return birth_fits(day, v->today) ? NULL : "birth_range";
}

static const char *window_read(struct value *v, const char *s)
{
	bool year = strcmp(s, "year") == 0;
	struct date day;

	v->stored[0] = year ? NULL : s;
	v->stored[1] = year ? "t" : "f";
	return year || date_parse(s, &day) ? NULL : "window_form";
}

static const char *number_read(struct value *v, const char *s)
{
	int64_t number = 0, least = v->column->kind == VALUE_COUNT ? 0 : 1;
	int64_t most = v->column->kind == VALUE_PERCENT ? 100 : PACKAGE_NUMBER_MOST;

	if (strspn(s, "0123456789") != strlen(s))
		return "number_form";
	for (const char *digit = s; *digit != '\0' && number <= most; digit++)
		number = number * 10 + (*digit - '0');
	v->stored[0] = arena_printf(v->arena, "%lld", (long long)number);
	return number >= least && number <= most ? NULL : "number_range";
}

static const char *flag_read(struct value *v, const char *s)
{
	v->stored[0] = strcmp(s, "true") == 0 ? "t" : "f";
	return one_of("true|false", s) ? NULL : "flag_form";
}

static const char *instant_read(struct value *v, const char *s)
{
	char text[INSTANT_TEXT] = "";
	struct instant at;

	if (!instant_parse(s, &at) || date_civil(date_of(at)).year > YEAR_MOST)	// it goes out in local time
		return "instant_form";
	instant_text(at, text);
	v->stored[0] = arena_copy(v->arena, text);
	return NULL;
}

static const char *hhmm_read(struct value *v, const char *s)
{
	struct hhmm at;

	v->stored[0] = s;
	return hhmm_parse(s, &at) ? NULL : "hhmm_form";
}

static const char *word_read(struct value *v, const char *s)
{
	v->stored[0] = s;
	return one_of(v->column->of, s) ? NULL : "value_not_listed";
}

static const char *scheme_read(struct value *v, const char *s)
{
	v->stored[0] = s;
	return scheme_valid(v->column->of, s) ? NULL : "value_not_listed";
}

static const char *secret_read(struct value *v, const char *s)
{
	const char *name = v->column->name;

	if (utf8_length(s) > PACKAGE_TEXT_MOST)
		return "text_too_long";
	if (strstr(s, "****") != NULL)	// what an export without numbers wrote
		return "value_masked";
	if (v->person == NULL)
		return NULL;	// the row is refused for its key
	v->stored[0] = personal_seal(s, name, v->person, v->arena);
	v->stored[1] = crypto_blind(s, name, v->arena);
	return NULL;
}

static const char *national_id_read(struct value *v, const char *s)
{
	if (strlen(s) != ID_DIGITS || strspn(s, "0123456789") != ID_DIGITS)
		return "national_id_form";
	if (crypto_turning())	// somebody may have it under the key before
		v->stored[2] = crypto_blinds(s, v->column->name, v->arena);
	return secret_read(v, s);
}

static bool word_item(const char *list, const char *item)
{
	return one_of(list, item);
}

static bool category_item(const char *list, const char *item)
{
	if (item[0] == 'S' && item[1] != '\0' && item[2] == ':')
		return one_of(SEGMENTS, (const char[]){ 'S', item[1], '\0' }) && one_of(list, item + 3);
	return one_of(list, item);
}

static bool code_item(const char *list, const char *item)
{
	(void)list;
	return code_valid(item, false);
}

static bool task_item(const char *list, const char *item)
{
	char plan[CODE_MOST + 1] = "";
	size_t len = strcspn(item, "/");

	(void)list;
	if (len > CODE_MOST || item[len] != '/' || item[len + 1] == '\0')
		return false;
	memcpy(plan, item, len);
	return code_valid(plan, false) && utf8_length(item + len + 1) <= PACKAGE_TEXT_MOST;
}

static bool text_item(const char *list, const char *item)
{
	(void)list;
	return utf8_length(item) <= PACKAGE_TEXT_MOST;
}

static const struct {
	enum value_kind kind;
	char part;
	bool (*allows)(const char *list, const char *item);
	const char *fault;
} lists[] = {
	{ VALUE_WORDS, ';', word_item, "value_not_listed" },
	{ VALUE_CATEGORY_LIST, ';', category_item, "value_not_listed" },
	{ VALUE_EVIDENCE, '+', word_item, "value_not_listed" },
	{ VALUE_CODES, ';', code_item, "code_form" },
	{ VALUE_TASKS, ';', task_item, "task_form" },
	{ VALUE_TEXTS, ';', text_item, "text_too_long" },
};

static void array_item(struct text *array, const char *item)
{
	text_add(array, array->len == 1 ? "\"" : ",\"");
	for (; *item != '\0'; item++) {
		if (*item == '"' || *item == '\\')
			text_char(array, '\\');
		text_char(array, *item);
	}
	text_char(array, '"');
}

static const char *list_read(struct value *v, const char *s)
{
	struct text array = text_new(v->arena, strlen(s) * LIST_GROWS + LIST_GROWS);
	size_t of = 0;

	while (lists[of].kind != v->column->kind)
		of++;
	text_char(&array, '{');
	for (;;) {
		const char *end = strchrnul(s, lists[of].part);
		const char *item = arena_copyn(v->arena, s, (size_t)(end - s));

		if (*item == '\0')
			return "list_item_empty";
		if (!lists[of].allows(v->column->of, item)) {
			v->shown = value_shown(item, strlen(item), v->arena);
			return lists[of].fault;
		}
		array_item(&array, item);
		if (*end == '\0')
			break;
		s = end + 1;
	}
	text_char(&array, '}');
	v->stored[0] = array.at;
	return NULL;
}

// What each kind is read by, and what its stage columns add to the column's name: "+x" appends, the
// rest are names of their own.
static const struct {
	const char *(*read)(struct value *, const char *s);
	const char *empty;		// what an empty value stores first
	const char *columns[VALUE_STORED];
	bool shown;			// may a wrong value stand in a message? Not what tells of a person
} kinds[] = {
	[VALUE_CODE] = { code_read, NULL, { "+" }, true },
	[VALUE_TARGET_CODE] = { code_read, NULL, { "+" }, true },
	[VALUE_TEXT] = { text_read, NULL, { "+" } },
	[VALUE_NAME] = { name_read, NULL, { "+", "folded" } },
	[VALUE_FULL_NAME] = { full_name_read, NULL, { "+", "sort_name", "folded", "folded_given" } },
	[VALUE_DATE] = { date_read, NULL, { "+" }, true },
	[VALUE_SESSION_DATE] = { session_date_read, NULL, { "+" }, true },
	[VALUE_BIRTH] = { birth_read, NULL, { "+", "birth_year_only" } },
	[VALUE_WINDOW] = { window_read, NULL, { "+", "window_year" }, true },
	[VALUE_COUNT] = { number_read, NULL, { "+" }, true },
	[VALUE_SIZE] = { number_read, NULL, { "+" }, true },
	[VALUE_PERCENT] = { number_read, NULL, { "+" }, true },
	[VALUE_FLAG] = { flag_read, "f", { "+" }, true },
	[VALUE_INSTANT] = { instant_read, NULL, { "+" }, true },
	[VALUE_HHMM] = { hhmm_read, NULL, { "+" }, true },
	[VALUE_WORD] = { word_read, NULL, { "+" }, true },
	[VALUE_SCHEME] = { scheme_read, NULL, { "+" }, true },
	[VALUE_NATIONAL_ID] = { national_id_read, NULL, { "+_sealed", "+_blind", "+_blinds" } },
	[VALUE_SECRET] = { secret_read, NULL, { "+_sealed", "+_blind" } },
	[VALUE_WORDS] = { list_read, "{}", { "+" } },
	[VALUE_CATEGORY_LIST] = { list_read, "{}", { "+" } },
	[VALUE_EVIDENCE] = { list_read, "{}", { "+" } },
	[VALUE_CODES] = { list_read, "{}", { "+" } },
	[VALUE_TASKS] = { list_read, "{}", { "+" } },
	[VALUE_TEXTS] = { list_read, "{}", { "+" } },
};

int stage_width(const struct package_column *column)
{
	int n = 0;

	while (n < VALUE_STORED && kinds[column->kind].columns[n] != NULL)
		n++;
	return n;
}

const char *stage_column(const struct package_column *column, int i, struct arena *arena)
{
	const char *name = kinds[column->kind].columns[i];

	return name[0] == '+' ? arena_printf(arena, "%s%s", column->name, name + 1) : name;
}

// What holds for every text, whatever it says.
static const char *text_fault(const struct value *v)
{
	if (utf8_printable(v->bytes, v->len))
		return NULL;
	if (!utf8_valid(v->bytes, v->len))
		return "text_encoding";
	if (strpbrk(v->bytes, "\r\n") != NULL)
		return "text_line_break";
	if (utf8_control(v->bytes, false))
		return "text_control";
	return utf8_piled(v->bytes) ? "text_marks" : NULL;
}

const char *value_shown(const char *bytes, size_t len, struct arena *arena)
{
	size_t most = SHOWN_BYTES;

	if (!utf8_valid(bytes, len) || utf8_control(bytes, false) || utf8_piled(bytes))
		return "?";
	if (len <= most)
		return utf8_nfc(bytes, arena);
	while (((unsigned char)bytes[most] & 0xc0) == 0x80)
		most--;
	return arena_printf(arena, "%.*s…", (int)most, utf8_nfc(arena_copyn(arena, bytes, most), arena));
}

const char *value_read(struct value *v)
{
	const char *fault, *s;

	memset(v->stored, 0, sizeof v->stored);
	v->shown = NULL;
	if (v->len == 0 && (v->column->need == NEED_MUST || v->column->need == NEED_KEY))
		return "value_required";
	if (v->len == 0) {
		v->stored[0] = kinds[v->column->kind].empty;
		return NULL;
	}
	fault = text_fault(v);
	if (fault == NULL) {
		s = utf8_nfc(v->bytes, v->arena);
		fault = kinds[v->column->kind].read(v, s);
		if (fault != NULL && v->shown == NULL && kinds[v->column->kind].shown)
			v->shown = value_shown(s, strlen(s), v->arena);
	}
	if (fault != NULL)
		memset(v->stored, 0, sizeof v->stored);
	return fault;
}
