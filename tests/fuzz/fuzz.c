// SPDX-License-Identifier: GPL-3.0-or-later
// What fuzz targets share: the program made ready, replies and JSON looked at.
#include "tests/fuzz/fuzz.h"

#include <jansson.h>
#include <time.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/utf8.h"
#include "files/sheet.h"
#include "http/dispatch.h"
#include "http/reply.h"

// A fixed time, so that an input does the same each time.
#define NOW "2026-09-05T01:00:00Z"

enum { MOST_MS = 1000 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("HOCVU_NOW", NOW, 1);
	log_quiet();
	crypto_init();
	sentences_load();
	route_index();
	metrics_start();
	return 0;
}

static int64_t spent_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// libFuzzer's own limit counts the time of other programs on a busy machine too.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	int64_t began = spent_ms();

	fuzz_one(bytes, len);
	must(spent_ms() - began < MOST_MS);
	return 0;
}

void must_fail(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

void must_json(const char *bytes, size_t len)
{
	json_error_t error;
	json_t *json = json_loadb(bytes, len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);

	if (json == NULL)
		fprintf(stderr, "no JSON: %s in %.*s\n", error.text, (int)len, bytes);
	must(json != NULL);
	json_decref(json);
}

void must_reply(const struct reply *r)
{
	must(r->status >= 200 && r->status <= 599);
	for (const struct header *h = r->headers; h != NULL; h = h->next)
		must(strpbrk(h->name, "\r\n: ") == NULL && strpbrk(h->value, "\r\n") == NULL);
	must(r->body != NULL || r->len == 0 || r->status == 304);
	if (r->type == NULL || strstr(r->type, "json") == NULL)
		return;
	must_json(r->body, r->len);
	must(strstr(r->body, "\"title\":\"?") == NULL && strstr(r->body, "\"detail\":\"?") == NULL);
}

bool must_about(void *nothing, const char *key, const char *value)
{
	(void)nothing;
	must(*key != '\0' && utf8_valid(value, strlen(value)));
	return true;
}

bool must_row(void *before, const struct sheet_row *r)
{
	int64_t *above = before;
	int last = -1;

	must(r->number > *above && r->number <= SHEET_ROW_LAST && r->n >= 1 && r->n <= SHEET_COLUMNS);
	*above = r->number;
	for (size_t i = 0; i < r->n; i++) {
		const struct sheet_cell *c = &r->cells[i];

		must(c->column > last && c->column < SHEET_COLUMNS && c->kind < CELL_KINDS);
		must(c->len > 0 && c->len <= SHEET_TEXT && strlen(c->text) == c->len && utf8_valid(c->text, c->len));
		must((c->flags & CELL_LETTERS) == 0 || (strlen(c->stood) == c->stood_len && utf8_valid(c->stood, c->stood_len)));
		last = c->column;
	}
	return true;
}

char *input_part(struct input *in, char end, size_t *len, struct arena *a)
{
	const char *stop = in->left == 0 ? NULL : memchr(in->at, end, in->left);
	size_t n = stop == NULL ? in->left : (size_t)(stop - in->at);
	char *part = arena_copyn(a, n == 0 ? "" : in->at, n);

	in->at += n + (stop != NULL);
	in->left -= n + (stop != NULL);
	if (len != NULL)
		*len = n;
	return part;
}

size_t input_choice(const char *bytes, size_t n)
{
	uint32_t sum = 2166136261u;	// FNV-1a

	for (; *bytes != '\0'; bytes++)
		sum = (sum ^ (unsigned char)*bytes) * UINT32_C(16777619);
	return sum % n;
}
