// SPDX-License-Identifier: GPL-3.0-or-later
// A body into the struct of a real route: a line "METHOD /path" as in routes.def, then the JSON.
//
// What is accepted, written out again, is accepted again and gives the same: nothing is lost, nothing
// gets past the rules in one form and stops in another.
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "features/exchange/package.h"
#include "http/exchange.h"
#include "http/json.h"
#include "http/reply.h"

// The route of that line; for any other line one of those that take a body.
static const struct route *route_of(const char *line)
{
	size_t taking = 0, wanted;

	for (size_t i = 0; i < routes_count; i++) {
		size_t method = strlen(routes[i].method);

		if (routes[i].takes == NULL)
			continue;
		if (strncmp(line, routes[i].method, method) == 0 && line[method] == ' ' &&
			strcmp(line + method + 1, routes[i].path) == 0)
			return &routes[i];
		taking++;
	}
	wanted = input_choice(line, taking);
	for (size_t i = 0;; i++)
		if (routes[i].takes != NULL && wanted-- == 0)
			return &routes[i];
}

// The body once more, as it was understood.
static void again_look(struct request *rq)
{
	const char *first = rq->body_json.json;
	struct reply r;

	must_json(first, strlen(first));
	r = json_body(rq, first, strlen(first));
	if (r.status != 0)
		fprintf(stderr, "%s\nbecame\n%s\n", first, r.body);
	must(r.status == 0);
	if (strcmp(rq->body_json.json, first) != 0)
		fprintf(stderr, "%s\nbecame\n%s\n", first, rq->body_json.json);
	must(strcmp(rq->body_json.json, first) == 0);
}

// The same bytes as datapackage.json: the paths of its tables.
static void resource_look(void *ctx, const char *path)
{
	(*(size_t *)ctx)++;
	must(utf8_valid(path, strlen(path)));
	must(package_file_of(path) < PACKAGE_FILES);
}

static void description_look(const char *bytes, size_t len)
{
	size_t paths = 0;

	json_members(bytes, len, &(struct json_members){ "resources", "path", resource_look, &paths });
	must(paths <= JSON_VALUES);
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct exchange *x = exchange_new("/", "unix");
	struct input in = { (const char *)bytes, len };
	struct reply r;

	x->rq.route = route_of(input_part(&in, '\n', NULL, x->rq.work.arena));
	r = json_body(&x->rq, in.at, in.left);
	if (r.status == 0)
		again_look(&x->rq);
	else
		must_reply(&r);
	description_look(in.at, in.left);
	exchange_drop(x);
}
