// SPDX-License-Identifier: GPL-3.0-or-later
// A shape says once what a struct looks like outside: as a row, as JSON in and out, in OpenAPI.
//
// The database fills structs through it, replies are written through it, bodies and query
// arguments are checked through it, and `hocvud openapi` prints it. A member of a C type that has
// no mapping does not compile; a column that differs from the shape stops the boot.
//
//	struct mark { int64_t person; const char *status, *note; };	// one person in one session
//	SHAPE(mark,
//		FIELD(mark, person, REQUIRED, .min = 1, .says = "the person's number"),
//		FIELD(mark, status, REQUIRED, .one_of = "present|late|excused|unexcused"),
//		FIELD(mark, note,   OPTIONAL, .max = 200));
//
// What is unknown is NULL (text, list), NONE (integers), NO_DATE, NO_HHMM, NO_INSTANT or UNSAID.
#ifndef BASE_SHAPE_H
#define BASE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct arena;
struct text;

#define NONE INT64_MIN			// an integer that is not known

enum tri { NO, YES, UNSAID };		// a boolean that may be unknown

// JSON carried as it is: an array or object made by SQL, or an array checked from a body.
struct list { const char *json; };	// NULL when unknown

enum type { T_BOOL, T_TRI, T_INT, T_TEXT, T_DATE, T_HHMM, T_INSTANT, T_LIST };

enum need { OPTIONAL, REQUIRED };

struct shape;

struct field {
	const char *name;		// the member, the column, the JSON key: one word
	size_t at;			// offset in the struct
	enum type type;
	enum need need;			// may it be missing or null?
	int64_t min, max;		// integers: the value; texts: characters; lists: items. max 0: 500 for texts, 1000 for lists, none for integers
	const char *one_of;		// the closed list, "a|b|c"
	const struct shape *items;	// T_LIST: the shape of every item ...
	enum type item;			// ... or, without items, T_INT, T_TEXT or T_DATE (bodies)
	bool object;			// T_LIST: one JSON object of `items`, not an array
	bool hidden;			// read from the row, never written to JSON (and not in OpenAPI)
	bool decimal;			// T_TEXT read from a numeric column, written as a JSON number
	bool many_lines;		// T_TEXT may hold line breaks
	const char *says;		// one line for OpenAPI
};

struct shape {
	const char *name;
	size_t size;			// sizeof the struct
	const struct field *fields;	// ends with a NULL name
};

#define TYPE_OF(T, m) _Generic(((struct T *)0)->m, bool: T_BOOL, enum tri: T_TRI, int64_t: T_INT, \
	const char *: T_TEXT, struct date: T_DATE, struct hhmm: T_HHMM, struct instant: T_INSTANT, \
	struct list: T_LIST)
#define FIELD(T, m, ...) { .name = #m, .at = offsetof(struct T, m), .type = TYPE_OF(T, m), \
	.need = __VA_ARGS__ }
#define SHAPE(T, ...) const struct shape T##_shape = \
	{ #T, sizeof(struct T), (const struct field[]){ __VA_ARGS__, { .name = NULL } } }

// How many fields; the field of that name or NULL.
size_t shape_fields(const struct shape *);
const struct field *shape_field(const struct shape *, const char *name);

// Is `value` one of "a|b|c"?
bool one_of(const char *list, const char *value);

// Marks every member of the struct at `row` as unknown (booleans as false).
void shape_clear(const struct shape *, void *row);

// Reads one value from its PostgreSQL text form into its member; NULL text is unknown. False when
// the text does not parse: the query and the shape disagree. Copies what it keeps into the arena.
bool field_read(const struct field *, void *row, const char *pgtext, struct arena *);

// Appends the struct at `row` as a JSON object, or `n` of them as an array.
void shape_json(const struct shape *, const void *row, struct text *out);
void shape_json_list(const struct shape *, const void *rows, size_t n, struct text *out);

// Appends one value given in PostgreSQL's text form as JSON, without a struct in between.
void field_json_pg(const struct field *, const char *pgtext, struct text *out);

// The value of one member in the text form PostgreSQL reads, or NULL when unknown. In the arena.
const char *field_pg(const struct field *, const void *row, struct arena *);

#endif
