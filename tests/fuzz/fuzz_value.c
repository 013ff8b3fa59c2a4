// SPDX-License-Identifier: GPL-3.0-or-later
// Values of the data package by their column's rules: a line "file.column" as in package.def, then the
// value as it stood in its field.
//
// A fault has its sentence and stores nothing; what is stored is text for its column, the same when the
// value was composed already, and comes through COPY as it was.
#include "tests/fuzz/fuzz.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/national_id.h"
#include "base/utf8.h"
#include "db/copy.h"
#include "features/exchange/package.h"
#include "features/exchange/value.h"
#include "http/reply.h"

enum { PERSON_NUMBER = 12, PREFIXES = 1000 };

static const struct package_column *column_of(char *line)
{
	char *point = strchr(line, '.');
	size_t choice = input_choice(line, SIZE_MAX);
	const struct package_file *file = &package_files[choice % PACKAGE_FILES];
	int column;

	if (point == NULL)
		return &file->columns[choice / PACKAGE_FILES % (size_t)package_width(file)];
	*point = '\0';
	for (int i = 0; i < PACKAGE_FILES; i++)
		if (strcmp(package_files[i].name, line) == 0)
			file = &package_files[i];
	column = package_column_of(file, point + 1);
	return &file->columns[column >= 0 ? column : (int)(choice % (size_t)package_width(file))];
}

// Sealing wants keys: fresh ones, kept nowhere.
static void keys_make(void)
{
	char folder[] = "/tmp/hocvu-fuzz.XXXXXX", path[sizeof folder + 8];

	must(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/keys", folder);
	must(crypto_load_keys(path, true));
	unlink(path);
	rmdir(folder);
}

// A row of COPY's text form taken apart again: the fields of one line, \N for none.
static void copied_look(const char *const *values, int n, struct arena *a)
{
	static const char parting[] = "\t\n\r\\", letters[] = "tnr\\";
	size_t room = copy_room(values, n);
	char *line = arena_alloc(a, room), *at = line;
	size_t len = copy_write(line, values, n);

	must(len <= room && line[len - 1] == '\n' && memchr(line, '\n', len) == line + len - 1);
	for (int i = 0; i < n; i++) {
		const char *wanted = values[i] == NULL ? "N" : values[i];

		must(values[i] != NULL || *at++ == '\\');
		for (; *wanted != '\0'; wanted++, at++) {
			const char *special = strchr(parting, *wanted);

			if (special != NULL)
				must(*at++ == '\\');
			must(*at == (special == NULL ? *wanted : letters[special - parting]));
		}
		must(*at++ == (i == n - 1 ? '\n' : '\t'));
	}
}

static void fault_look(const struct value *v, const char *fault, struct arena *a)
{
	must(sentence_known(arena_printf(a, "import_%s", fault)));
	for (int i = 0; i < VALUE_STORED; i++)
		must(v->stored[i] == NULL);
	if (v->shown == NULL)
		return;
	must(utf8_valid(v->shown, strlen(v->shown)));
	must(!utf8_control(v->shown, false));
}

// The same value composed: the rules may not tell NFD from NFC. Seals are other bytes each time.
static void composed_look(const struct value *v, struct arena *a)
{
	struct value again = *v;
	enum value_kind kind = v->column->kind;

	if (v->len == 0)
		return;
	again.bytes = utf8_nfc(v->bytes, a);
	again.len = strlen(again.bytes);
	must(value_read(&again) == NULL);
	for (int i = kind == VALUE_SECRET || kind == VALUE_NATIONAL_ID; i < VALUE_STORED; i++)
		must((v->stored[i] == NULL) == (again.stored[i] == NULL) &&
			(v->stored[i] == NULL || strcmp(v->stored[i], again.stored[i]) == 0));
}

static void good_look(const struct value *v, struct arena *a)
{
	static const bool prefixes[PREFIXES] = { [33] = true };
	int width = stage_width(v->column);

	must(width >= 1 && width <= VALUE_STORED);
	for (int i = 0; i < VALUE_STORED; i++)
		if (v->stored[i] != NULL)
			must(i < width && utf8_valid(v->stored[i], strlen(v->stored[i])));
	copied_look(v->stored, width, a);
	composed_look(v, a);
	if (v->column->kind >= VALUE_WORDS)
		must(v->stored[0][0] == '{' && v->stored[0][strlen(v->stored[0]) - 1] == '}');
	if (v->column->kind != VALUE_NATIONAL_ID || v->len == 0)
		return;
	must(v->len == PERSON_NUMBER);
	national_id_doubt(v->bytes, "female", "1990-05-06", prefixes);
	national_id_doubt(v->bytes, NULL, NULL, prefixes);
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	static bool keyed;
	struct arena *a = arena_new();
	struct input in = { (const char *)bytes, len };
	struct value v = { .person = "p-1", .arena = a };
	const char *fault;

	if (!keyed)
		keys_make();
	keyed = true;
	v.column = column_of(input_part(&in, '\n', NULL, a));
	v.len = in.left;
	v.bytes = arena_copyn(a, in.left == 0 ? "" : in.at, in.left);
	fault = value_read(&v);
	if (fault == NULL)
		good_look(&v, a);
	else
		fault_look(&v, fault, a);
	package_file_of(v.bytes);
	value_shown(v.bytes, v.len, a);
	arena_drop(a);
}
