// SPDX-License-Identifier: GPL-3.0-or-later
// Cycles in a tree that changes in time: on one day everything has at most one parent, and the tree only
// changes on days on which a version begins, so each of those days is walked once.
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/shape.h"
#include "features/exchange/relations.h"

enum colour { NEW, HERE, SEEN };

struct walk {
	const struct tree_edge **above;	// of each node on the day, or NULL
	unsigned char *colour;
	int64_t *path;
	size_t nodes;
};

static int day_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

// The days on which a version begins, each once; NONE sorts first and stands for "always".
static size_t days_of(const struct tree_edge *edges, size_t n, int64_t *days)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		days[i] = edges[i].day_from;
	qsort(days, n, sizeof *days, day_order);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || days[kept - 1] != days[i])
			days[kept++] = days[i];
	return kept;
}

static bool holds(const struct tree_edge *e, int64_t day)
{
	return e->day_from <= day && (e->day_to == NONE || day < e->day_to);
}

// Of a cycle the topmost staged row is told, so that it is told once however many days it lasts.
static bool better(const struct tree_edge *a, const struct tree_edge *b)
{
	return a->line != NONE && (b->line == NONE || a->line < b->line);
}

// Walks up from `node`; the edge to tell when the walk comes back to itself.
static const struct tree_edge *walk_up(struct walk *w, int64_t node)
{
	const struct tree_edge *told = NULL;
	int64_t at = node;
	size_t steps = 0;

	while (w->colour[at] == NEW) {
		w->colour[at] = HERE;
		w->path[steps++] = at;
		if (w->above[at] == NULL)
			break;
		at = w->above[at]->parent;
	}
	if (w->colour[at] == HERE && w->above[at] != NULL) {
		const int64_t first = at;

		do {
			if (told == NULL || better(w->above[at], told))
				told = w->above[at];
			at = w->above[at]->parent;
		} while (at != first);
	}
	for (size_t i = 0; i < steps; i++)
		w->colour[w->path[i]] = SEEN;
	return told;
}

static size_t found_add(const struct tree_edge **found, size_t n, const struct tree_edge *edge)
{
	for (size_t i = 0; i < n; i++)
		if (found[i] == edge)
			return n;
	found[n] = edge;
	return n + 1;
}

size_t tree_cycles(struct arena *arena, const struct tree_edge *edges, size_t n, const struct tree_edge **found)
{
	int64_t *days = arena_many(arena, int64_t, n + 1);
	size_t many = days_of(edges, n, days), told = 0;
	struct walk w = { .nodes = 0 };

	for (size_t i = 0; i < n; i++) {
		size_t most = (size_t)(edges[i].node > edges[i].parent ? edges[i].node : edges[i].parent) + 1;

		w.nodes = most > w.nodes ? most : w.nodes;
	}
	w.above = arena_many(arena, const struct tree_edge *, w.nodes + 1);
	w.colour = arena_many(arena, unsigned char, w.nodes + 1);
	w.path = arena_many(arena, int64_t, w.nodes + 1);
	for (size_t d = 0; d < many; d++) {
		for (size_t u = 0; u < w.nodes; u++) {
			w.above[u] = NULL;
			w.colour[u] = NEW;
		}
		for (size_t i = 0; i < n; i++)
			if (holds(&edges[i], days[d]))
				w.above[edges[i].node] = &edges[i];
		for (size_t u = 0; u < w.nodes; u++) {
			const struct tree_edge *edge = walk_up(&w, (int64_t)u);

			if (edge != NULL)
				told = found_add(found, told, edge);
		}
	}
	return told;
}
