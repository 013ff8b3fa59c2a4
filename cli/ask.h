// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the API: paths, pages, codes looked up, and refusals said in words.
//
// Every function does nothing and gives NULL (or 0) once the call has failed.
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "cli/cli.h"

enum { PAGE_STANDARD = 50, PAGE_MOST = 200 };

// One request below /api/v1. A refusal is said on standard error and gives the exit code of its
// status. An answer without a body gives NULL too. c->raw is the answer as it came.
const struct value *ask_get(struct call *, const char *path);
const struct value *ask_send(struct call *, const char *method, const char *path, const char *body);

// What is no JSON, as it came; made from `body`, or NULL. NULL once the call has failed.
struct answer;
const struct answer *ask_raw(struct call *, const char *path, const char *body);

// A file below /api/v1, kept under --out ("-": on standard output) or in this folder under the name it brings; its
// name is said on standard output. What stands there already under that name is not written over, unless by --out.
void ask_file(struct call *, const char *path);
// The same of an answer that is there, with what --out would say, or NULL. Without an answer nothing.
void file_keep(struct call *, const struct answer *, const char *out);

// The same with If-Match: the ETag of the version the change is made from; NULL for none.
const struct value *ask_matching(struct call *, const char *method, const char *path, const char *body,
	const char *tag);

// The items of a list, page after page: up to --limit or all with --all where the command has them,
// else `most` (0: all). Says on standard error when there is more. c->raw is {"items":[...]}.
const struct value *ask_list(struct call *, const char *path);
const struct value *ask_whole_list(struct call *, const char *path);

// The same of a search: its words go in `body`, names are never part of an address.
const struct value *ask_search(struct call *, const char *path, const char *body);

// With --save both write the whole list into a file instead (export.c), and give NULL.
void export_save(struct call *, const char *path, const char *search);

// `path` with ?name=value&... of pairs name, value, ..., NULL; a NULL value leaves its pair out.
const char *path_with(struct call *, const char *path, ...) __attribute__((sentinel));

// The number behind a code: of a unit, a plan, a target, a course, a class; a number no such thing has
// as its code stands for itself. Unknown: the call fails with EXIT_NOT_FOUND.
enum noun { NOUN_UNIT, NOUN_PLAN, NOUN_TARGET, NOUN_COURSE, NOUN_CLASS };
int64_t ask_number(struct call *, enum noun, const char *code);

// "/units/12/people" of noun, code and rest ("" or "/people").
const char *ask_path(struct call *, enum noun, const char *code, const char *rest);

// The number of a session said as its number, or as <class>/<number in the class>.
int64_t ask_session(struct call *, const char *said);

// The number (member `id`) of the row with that code, else the number that was said, else 0.
int64_t row_among(const struct value *rows, const char *id, const char *said);

// Says a refusal on standard error and ends the call with its exit code. `body` is what was sent and
// may be shown, or NULL.
void ask_refused(struct call *, const struct answer *, const char *body);

#endif
