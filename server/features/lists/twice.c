// SPDX-License-Identifier: GPL-3.0-or-later
// What stands twice in one file.
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "features/lists/job.h"
#include "features/lists/seen.h"

// What makes a row another one than the next of the same person, or the same thing: values of the kind's key.
static const char *row_apart(struct list_run *run, const struct list_about_row *r)
{
	struct arena *a = run->w->arena;
	uint64_t key = run->kind->key;
	const char *apart = "";

	for (enum list_field f = 0; f < LIST_FIELDS; f++) {
		const char *value = r->read->value[f];

		if ((key & LIST_BIT(f)) == 0)
			continue;
		apart = f == LIST_unit ? arena_printf(a, "%s|%lld", apart, (long long)r->unit)
			: (f == LIST_course || f == LIST_scheme) && r->course > 0
			? arena_printf(a, "%s|%lld", apart, (long long)r->course) : arena_printf(a, "%s|%s", apart, value == NULL ? "" : utf8_fold(value, a));
	}
	return apart;
}

// Stands the thing further up in the file?
static void thing_look(struct list_run *run, struct seen *seen, struct list_about_row *r)
{
	struct arena *a = run->w->arena;
	int64_t first = r->read->blocked ? 0 : seen_put(seen, arena_printf(a, "t%s", row_apart(run, r)), r->row);

	if (first != 0)
		list_problem_add(r->read, &(struct list_problem){ "row_twice", -1, true, NULL, arena_printf(a, "%lld", (long long)first) });
}

static const char *address_of(const struct list_about_row *r, enum list_field f, struct arena *a)
{
	char name[SHEET_COLUMN_NAME];

	sheet_column_name(r->read->column[f] < 0 ? 0 : r->read->column[f], name);
	return arena_printf(a, "%s%lld", name, (long long)r->row);
}

// Stands the person further up in the file? The same number is the same person; the same name and birth too, unless the
// numbers differ: then somebody has to say, and the number is not looked up (who tries numbers would write it so).
// What is said once of everybody; what makes two rows of one person two is part of the key.
static void person_look(struct list_run *run, struct seen *seen, struct list_about_row *r)
{
	struct arena *a = run->w->arena;
	const char *apart = row_apart(run, r), *code = *apart == '\0' ? "person_twice" : "row_twice";
	const char *id = r->read->value[LIST_national_id], *name = r->read->value[LIST_full_name], *birth = r->read->value[LIST_birth];
	const char *folded = name == NULL ? NULL : utf8_fold(name, a);
	int64_t by_number = id == NULL ? 0 : seen_put(seen, arena_printf(a, "n|%s%s", id, apart), r->row);
	int64_t by_code = r->read->value[LIST_code] == NULL ? 0
		: seen_put(seen, arena_printf(a, "c|%s%s", r->read->value[LIST_code], apart), r->row);
	int64_t by_name = folded == NULL || birth == NULL ? 0
		: seen_put(seen, arena_printf(a, "p|%s|%s%s", folded, birth, apart), r->row);
	bool exact = folded != NULL && birth != NULL &&
		seen_put(seen, arena_printf(a, "e|%s|%s|%s%s", folded, birth, id == NULL ? "" : id, apart), r->row) != 0;
	int64_t first = by_number != 0 ? by_number : by_code != 0 ? by_code : exact ? by_name : 0;
	enum list_field at = by_number != 0 ? LIST_national_id : by_code != 0 ? LIST_code : LIST_full_name;

	if (first != 0) {
		list_problem_add(r->read, &(struct list_problem){ code, r->read->column[at], true, NULL,
			arena_printf(a, "%lld", (long long)first) });
	} else if (by_name != 0) {
		list_problem_add(r->read, &(struct list_problem){ "namesake_in_file", r->read->column[LIST_full_name], false,
			address_of(r, LIST_full_name, a), arena_printf(a, "%lld", (long long)by_name) });
	}
}

void list_twice_look(struct list_run *run, struct seen *seen, struct list_about_row *r)
{
	if (run->kind->about == ABOUT_THING)
		thing_look(run, seen, r);
	else
		person_look(run, seen, r);
}
