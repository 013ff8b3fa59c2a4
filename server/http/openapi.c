// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the API as OpenAPI 3.1: paths from routes[], schemas from the shapes they name.
#include "http/openapi.h"

#include <string.h>

#include "base/arena.h"
#include "base/settings.h"
#include "base/text.h"
#include "http/check.h"
#include "http/reply.h"
#include "http/schema.h"

enum { SHAPES_MOST = 512, TAGS_MOST = 64, WORD = 64 };

// Shapes the API names, each once, found while paths are printed and followed into their lists.
struct printing {
	struct text *out;
	const struct shape *shapes[SHAPES_MOST];
	size_t shapes_n;
};

static void shape_note(struct printing *p, const struct shape *s)
{
	if (s == NULL || p->shapes_n == SHAPES_MOST)
		return;
	for (size_t i = 0; i < p->shapes_n; i++)
		if (p->shapes[i] == s)
			return;
	p->shapes[p->shapes_n++] = s;
	for (const struct field *f = s->fields; f->name != NULL; f++)
		if (!f->hidden)
			shape_note(p, f->items);
}

// "/units/<unit>/history" as words parted by _, which with the method is unique.
static void operation_id(struct text *out, const struct route *r)
{
	for (const char *s = r->method; *s != '\0'; s++)
		text_char(out, (char)(*s | 0x20));
	for (const char *s = r->path; *s != '\0'; s++)
		if (*s != '<' && *s != '>')
			text_char(out, strchr("/.-", *s) != NULL ? '_' : *s);
}

static void tag_of(const struct route *r, char out[WORD])
{
	size_t len = strcspn(r->path + 1, "/.");

	len = len < WORD ? len : WORD - 1;
	memcpy(out, r->path + 1, len);
	out[len] = '\0';
}

static void path_print(struct text *out, const char *path)
{
	text_add(out, "/api/v1");
	for (; *path != '\0'; path++)
		text_char(out, *path == '<' ? '{' : *path == '>' ? '}' : *path);
}

static void parameters_print(struct text *out, const struct route *r)
{
	bool first = true;

	text_add(out, ",\"parameters\":[");
	for (const char *s = strchr(r->path, '<'); s != NULL; s = strchr(s + 1, '<')) {
		text_printf(out, "%s{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,"
			"\"schema\":{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1}}", first ? "" : ",",
			(int)strcspn(s + 1, ">"), s + 1);
		first = false;
	}
	for (const struct field *f = r->asks == NULL ? NULL : r->asks->fields; f != NULL && f->name != NULL; f++) {
		text_printf(out, "%s{\"name\":\"%s\",\"in\":\"query\",\"required\":%s,\"schema\":", first ? "" : ",",
			f->name, f->need == REQUIRED ? "true" : "false");
		schema_field(out, f, false);
		text_add(out, f->type == T_LIST ? ",\"style\":\"form\",\"explode\":false}" : "}");
		first = false;
	}
	if (route_paged(r))
		text_printf(out, "%s{\"$ref\":\"#/components/parameters/limit\"},"
			"{\"$ref\":\"#/components/parameters/after\"}", first ? "" : ",");
	if (strcmp(r->method, "POST") == 0)
		text_printf(out, "%s{\"$ref\":\"#/components/parameters/idempotency_key\"}",
			first && !route_paged(r) ? "" : ",");
	text_char(out, ']');
}

static void body_print(struct text *out, const struct route *r)
{
	if (r->takes == NULL)
		return;
	text_add(out, ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":");
	if (r->takes_list)
		text_printf(out, "{\"type\":\"array\",\"maxItems\":%d,\"items\":", LIST_STANDARD);
	text_printf(out, "{\"$ref\":\"#/components/schemas/%s\"}%s}}}", r->takes->name, r->takes_list ? "}" : "");
}

// An address that ends like a file gives that file.
static void file_print(struct text *out, const struct route *r)
{
	static const struct { const char *ending, *type; } files[] = {
		{ ".pdf", "application/pdf" }, { ".zip", "application/zip" }, { ".txt", "text/plain" },
		{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	};
	const char *ending = strrchr(r->path, '.');

	for (size_t i = 0; ending != NULL && i < sizeof files / sizeof *files; i++)
		if (strcmp(files[i].ending, ending) == 0)
			text_printf(out, ",\"content\":{\"%s\":{}}", files[i].type);
}

static void answer_print(struct text *out, const struct route *r, int status)
{
	text_printf(out, "\"%d\":{\"description\":\"%s\"", status, status == 204 ? "Done" : "The answer");
	if (r->gives == NULL && status == 200)
		file_print(out, r);
	if (r->gives != NULL && status != 204) {
		text_add(out, ",\"content\":{\"application/json\":{\"schema\":");
		if (!r->gives_list)
			text_printf(out, "{\"$ref\":\"#/components/schemas/%s\"}", r->gives->name);
		else
			text_printf(out, "{\"type\":\"object\",\"required\":[\"items\"%s],\"properties\":{\"items\":"
				"{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/%s\"}}%s}}",
				route_paged(r) ? ",\"next\"" : "", r->gives->name, route_paged(r) ?
				",\"next\":{\"type\":[\"integer\",\"null\"],\"description\":\"give it as after; null: the end\"}" : "");
		text_add(out, "}}");
	}
	text_add(out, "},");
}

static void answers_print(struct text *out, const struct route *r)
{
	bool reads = strcmp(r->method, "GET") == 0;

	text_add(out, ",\"responses\":{");
	if (reads || r->gives != NULL)
		answer_print(out, r, 200);
	if (!reads && r->gives != NULL && strcmp(r->method, "POST") == 0)
		answer_print(out, r, 201);
	if (!reads && r->gives == NULL)
		answer_print(out, r, 204);
	text_add(out, "\"4XX\":{\"$ref\":\"#/components/responses/problem\"},"
		"\"default\":{\"$ref\":\"#/components/responses/problem\"}}");
}

static void operation_print(struct printing *p, const struct route *r)
{
	struct text *out = p->out;
	char tag[WORD];

	shape_note(p, r->takes);
	shape_note(p, r->gives);
	tag_of(r, tag);
	text_char(out, '"');
	for (const char *s = r->method; *s != '\0'; s++)
		text_char(out, (char)(*s | 0x20));
	text_add(out, "\":{\"operationId\":\"");
	operation_id(out, r);
	text_char(out, '"');
	schema_member(out, "summary", r->says);
	text_printf(out, ",\"tags\":[\"%s\"],\"x-who\":\"%s\"", tag, r->who_name);
	if (strcmp(r->who_name, "anyone") == 0)
		text_add(out, ",\"security\":[]");
	parameters_print(out, r);
	body_print(out, r);
	answers_print(out, r);
	text_char(out, '}');
}

static bool outside(const struct route *r)
{
	return strncmp(r->path, "//", 2) == 0;
}

// Has an earlier row the same path?
static bool path_seen(size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (strcmp(routes[i].path, routes[row].path) == 0)
			return true;
	return false;
}

static void paths_print(struct printing *p)
{
	bool first = true;

	text_add(p->out, ",\"paths\":{");
	for (size_t i = 0; i < routes_count; i++) {
		bool again = false;

		if (outside(&routes[i]) || path_seen(i))
			continue;
		text_add(p->out, first ? "\n\"" : ",\n\"");	// a line a path: the file is committed
		path_print(p->out, routes[i].path);
		text_add(p->out, "\":{");
		for (size_t j = i; j < routes_count; j++) {
			if (strcmp(routes[j].path, routes[i].path) != 0)
				continue;
			text_add(p->out, again ? "," : "");
			operation_print(p, &routes[j]);
			again = true;
		}
		text_char(p->out, '}');
		first = false;
	}
	text_char(p->out, '}');
}

static void tags_print(struct text *out)
{
	char tags[TAGS_MOST][WORD];
	size_t n = 0;

	text_add(out, ",\"tags\":[");
	for (size_t i = 0; i < routes_count && n < TAGS_MOST; i++) {
		size_t j = 0;

		if (outside(&routes[i]))
			continue;
		tag_of(&routes[i], tags[n]);
		while (j < n && strcmp(tags[j], tags[n]) != 0)
			j++;
		if (j < n)
			continue;
		text_printf(out, "%s{\"name\":\"%s\",\"description\":\"Everything under /%s\"}", n > 0 ? "," : "",
			tags[n], tags[n]);
		n++;
	}
	text_char(out, ']');
}

static const char standing_components[] =
	"\"problem\":{\"type\":\"object\",\"description\":\"RFC 9457\",\"properties\":{"
	"\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
	"\"code\":{\"type\":\"string\",\"description\":\"stable, for programs\"},\"detail\":{\"type\":\"string\"},"
	"\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
	"\"pointer\":{\"type\":\"string\",\"description\":\"into the body, or ?name\"},"
	"\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"}},\"required\":[\"pointer\",\"code\",\"detail\"]}},"
	"\"request\":{\"type\":\"string\",\"description\":\"the request's id in the server's log\"}},"
	"\"required\":[\"type\",\"title\",\"status\",\"code\",\"request\"]}},"
	"\"responses\":{\"problem\":{\"description\":\"What is wrong\",\"content\":{\"application/problem+json\":"
	"{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}}},\"parameters\":{"
	"\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"description\":\"rows on a page\",\"schema\":"
	"{\"type\":\"integer\",\"minimum\":1,\"maximum\":200,\"default\":50}},"
	"\"after\":{\"name\":\"after\",\"in\":\"query\",\"description\":\"`next` of the page before\",\"schema\":"
	"{\"type\":\"integer\",\"format\":\"int64\"}},"
	"\"idempotency_key\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":"
	"\"the same key within a day gets the first answer again\",\"schema\":{\"type\":\"string\",\"maxLength\":100}}},"
	"\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"},"
	"\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"hocvu_session\"}}";
static_assert(PAGE_MOST == 200 && PAGE_STANDARD == 50, "the parameter limit says so");

void openapi_print(struct text *out)
{
	struct printing p = { .out = out };

	text_add(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"hocvu\",\"version\":\"1\",\"description\":"
		"\"Training of local government: units, people, courses, classes, coverage.\",\"license\":"
		"{\"name\":\"GPL-3.0-or-later\",\"identifier\":\"GPL-3.0-or-later\"}},\"servers\":[{\"url\":");
	text_json(out, settings->public_url[0] == '\0' ? "/" : settings->public_url);
	text_add(out, "}],\"security\":[{\"bearer\":[]},{\"cookie\":[]}]");
	tags_print(out);
	paths_print(&p);
	text_add(out, ",\"components\":{\"schemas\":{");
	for (size_t i = 0; i < p.shapes_n; i++) {
		text_char(out, '\n');
		schema_shape(out, p.shapes[i]);
		text_char(out, ',');
	}
	text_add(out, standing_components);
	text_add(out, "}}\n");
}
