// SPDX-License-Identifier: GPL-3.0-or-later
// routes.def as a table. The file is included twice: to declare the shapes it names, and to build.
#include "build/handlers.h"
#include "build/sql.h"
#include "features/coverage/act.h"
#include "features/lists/lists.h"
#include "features/org/succession.h"
#include "features/training/marks.h"
#include "features/training/nomination.h"
#include "http/http.h"

// Where one room's work is part of another's.
void (*const succession_count_targets)(struct work *, int64_t act, bool after) = coverage_count_act;
const struct sending_problem *(*const lists_nominees)(struct work *, const struct sending *, size_t *n) = nominations_look;
const char *(*const lists_nominate)(struct work *, const struct sending *) = nominations_send;
const char *(*const lists_times)(struct work *, int64_t class, int64_t account) = marks_times;

#define NOTHING
#define ASKS(S) extern const struct shape S##_shape;
#define ONE(S) extern const struct shape S##_shape;
#define MANY(S) extern const struct shape S##_shape;
#define WHOLE MANY
#define ROUTE(method, path, who, handler_, asks_, takes_, gives_, says) asks_ takes_ gives_
#define SLOW ROUTE
#define HASH ROUTE
#define DANGEROUS(lane, ...) ROUTE(__VA_ARGS__)
#define AT_ONCE ROUTE
#define QUERY(method, path, who, query, asks_, gives_, says) asks_ gives_
#include "routes.def"
#undef NOTHING
#undef ASKS
#undef ONE
#undef MANY
#undef WHOLE
#undef ROUTE
#undef SLOW
#undef HASH
#undef DANGEROUS
#undef AT_ONCE
#undef QUERY

// A column is a shape, whether it is a list of them, and whether that list has no pages.
#define NOTHING NULL, false, false
#define ASKS(S) &S##_shape, false, false
#define ONE(S) &S##_shape, false, false
#define MANY(S) &S##_shape, true, false
#define WHOLE(S) &S##_shape, true, true
#define SHAPE_OF(column) SHAPE_OF_ column
#define SHAPE_OF_(shape, list, whole) shape
#define LIST_OF(column) LIST_OF_ column
#define LIST_OF_(shape, list, whole) list
#define WHOLE_OF(column) WHOLE_OF_ column
#define WHOLE_OF_(shape, list, whole) whole

#define ROW(method_, path_, who_, asks_, gives_, says_, ...) { .method = #method_, .path = path_, \
	.who_name = #who_, .who = &sql_##who_, .asks = SHAPE_OF(asks_), .gives = SHAPE_OF(gives_), \
	.gives_list = LIST_OF(gives_), .gives_whole = WHOLE_OF(gives_), .says = says_, __VA_ARGS__ },
#define TAKING(lane_, handler_, takes_) .run = handler_, .takes = SHAPE_OF(takes_), \
	.takes_list = LIST_OF(takes_), .lane = lane_
#define ROUTE(m, p, w, h, a, t, g, s) ROW(m, p, w, (a), (g), s, TAKING(LANE_WORK, h, (t)))
#define SLOW(m, p, w, h, a, t, g, s) ROW(m, p, w, (a), (g), s, TAKING(LANE_SLOW, h, (t)))
#define HASH(m, p, w, h, a, t, g, s) ROW(m, p, w, (a), (g), s, TAKING(LANE_HASH, h, (t)))
#define DANGEROUS(lane, m, p, w, h, a, t, g, s) ROW(m, p, w, (a), (g), s, TAKING(LANE_##lane, h, (t)), \
	.dangerous = true)
#define AT_ONCE(m, p, w, h, a, t, g, s) ROW(m, p, w, (a), (g), s, TAKING(LANE_LOOP, h, (t)))
#define QUERY(m, p, w, q, a, g, s) ROW(m, p, w, (a), (g), s, .query = &sql_##q, .lane = LANE_WORK)

const struct route routes[] = {
#include "routes.def"
};
const size_t routes_count = sizeof routes / sizeof *routes;
