// SPDX-License-Identifier: GPL-3.0-or-later
// Units: found, shown, what lies below one, the tree.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/show.h"

enum { DEPTH_MOST = 50 };

#define UNIT_COLUMNS { SAY_code, "code", CELL_CODE, NULL }, { SAY_title, "name", CELL_TEXT, NULL }, \
	{ SAY_kind, "kind", CELL_WORD, "kind" }, { SAY_parent, "parent_code", CELL_CODE, NULL }, \
	{ SAY_since, "valid_from", CELL_DAY, NULL }, { SAY_until, "valid_to", CELL_DAY, NULL }

void unit_list(struct call *c)
{
	show_table(c, COLUMNS(UNIT_COLUMNS), ask_list(c, path_with(c, "/units", "q", option(c, "--q"), "kind",
		option(c, "--kind"), "parent", option(c, "--parent"), "as_of", option(c, "--as-of"), (char *)NULL)));
}

// A unit of another day is not in today's list: the day helps to find it as well.
static const char *unit_path(struct call *c, const char *rest)
{
	const char *day = option(c, "--as-of");
	const struct value *found = ask_whole_list(c, path_with(c, "/units", "code", c->words[0], "as_of", day,
		(char *)NULL));
	int64_t id = row_among(found, "id", c->words[0]);

	if (c->exit == 0 && id == 0)
		call_fail(c, EXIT_NOT_FOUND, say(c->arena, SAY_code_unknown, c->words[0]));
	return path_with(c, arena_printf(c->arena, "/units/%lld%s", (long long)id, rest), "as_of", day, (char *)NULL);
}

void unit_show(struct call *c)
{
	show_record(c, COLUMNS(UNIT_COLUMNS, { SAY_official_code, "official_code", CELL_TEXT, NULL },
		{ SAY_number, "id", CELL_CODE, NULL }), ask_get(c, unit_path(c, "")));
}

void unit_children(struct call *c)
{
	show_table(c, COLUMNS(UNIT_COLUMNS), value_get(ask_get(c, unit_path(c, "/children")), "items"));
}

struct tree {
	struct call *call;
	const struct value *units;
	int depth;			// levels below the root
	bool last[DEPTH_MOST + 1];	// is the branch of that level the last of its parent?
};

static bool below(const struct value *unit, const char *parent)
{
	const char *said = value_text(unit, "parent_code");

	return said == NULL ? parent == NULL : parent != NULL && strcmp(said, parent) == 0;
}

// The next unit below `parent` behind `from` (NULL: the first).
static const struct value *sibling(const struct tree *t, const char *parent, const struct value *from)
{
	for (const struct value *i = from == NULL ? t->units->first : from->next; i != NULL; i = i->next)
		if (below(i, parent))
			return i;
	return NULL;
}

static void unit_line(const struct tree *t, const struct value *unit, int level)
{
	struct arena *a = t->call->arena;
	const struct column name = { SAY_title, "name", CELL_TEXT, NULL }, code = { SAY_code, "code", CELL_CODE, NULL };

	for (int i = 1; i < level; i++)
		fputs(t->last[i] ? "   " : "│  ", stdout);
	if (level > 0)
		fputs(t->last[level] ? "└─ " : "├─ ", stdout);
	printf("%s  (%s)\n", cell_of(a, &name, unit), cell_of(a, &code, unit));
}

static void branches(struct tree *t, const char *parent, int level)
{
	const struct value *next, *unit = level > t->depth ? NULL : sibling(t, parent, NULL);

	for (; unit != NULL; unit = next) {
		next = sibling(t, parent, unit);
		t->last[level] = next == NULL;
		unit_line(t, unit, level);
		branches(t, value_text(unit, "code"), level + 1);
	}
}

static int depth_of(struct call *c)
{
	const char *said = option(c, "--depth");
	long depth = said == NULL ? DEPTH_MOST : strtol(said, NULL, 10);

	if (depth > DEPTH_MOST)
		call_fail(c, EX_USAGE, say(c->arena, SAY_bad_number, "--depth", said));
	return (int)depth;
}

// One list of all units of the day, put together here: the server is asked few times.
void unit_tree(struct call *c)
{
	const char *root = c->n == 0 ? NULL : c->words[0];
	struct tree t = { .call = c, .depth = depth_of(c) };

	t.units = ask_whole_list(c, path_with(c, "/units", "as_of", option(c, "--as-of"), (char *)NULL));
	if (c->exit != 0 || show_raw(c))
		return;
	if (root == NULL) {
		branches(&t, NULL, 0);
		return;
	}
	value_each(i, t.units)
		if (strcmp(value_text(i, "code"), root) == 0) {
			unit_line(&t, i, 0);
			branches(&t, root, 1);
			return;
		}
	call_fail(c, EXIT_NOT_FOUND, say(c->arena, SAY_code_unknown, root));
}
