// SPDX-License-Identifier: GPL-3.0-or-later
// csv_read: a record is parsed out of a window on the file; when the window ends inside it, the
// window grows and the record is parsed again from its first byte.
#include "files/csv_read.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "files/plain.h"

enum { WINDOW_FIRST = 256 * 1024, WINDOW_MOST = 2 * CSV_RECORD_BYTES, EXIT_SOFTWARE = 70 };

struct csv {
	int fd;			// -1: the window is all there is
	int failed;		// errno of a read
	bool end;		// nothing comes after the window
	bool begun;		// the byte order mark was looked for
	bool skip;		// the record handed out was faulty: its line is still to be left behind
	const char *in;		// the window
	size_t at, len;		// the next record begins at `at`; the window ends at `len`
	size_t room;		// bytes of `own`
	char *own;		// the window of a file
	char *out;		// the fields of the record handed out
	int64_t line;		// of the byte at `at`
};

// A record being parsed.
struct parse {
	const char *p, *end;	// what is left of the window
	char *o;		// where the next byte of a field goes
	int64_t breaks;		// line feeds passed
	bool done;		// the record's last field is complete
};

enum outcome { FIELD_DONE, RECORD_STRAY, RECORD_OPEN, WINDOW_SHORT };

static void *must_have(void *block)
{
	if (block == NULL)
		fatal(EXIT_SOFTWARE, "out of memory reading=csv");
	return block;
}

static struct csv *csv_new(int fd, size_t room)
{
	struct csv *c = must_have(calloc(1, sizeof(*c)));

	c->fd = fd;
	c->line = 1;
	c->out = must_have(malloc(room + 1));
	return c;
}

struct csv *csv_open(const char *path)
{
	int fd = plain_open(path);
	struct csv *c;

	if (fd < 0)
		return NULL;
	c = csv_new(fd, WINDOW_FIRST);
	c->own = must_have(malloc(WINDOW_FIRST));
	c->in = c->own;
	c->room = WINDOW_FIRST;
	return c;
}

struct csv *csv_open_memory(const char *bytes, size_t len)
{
	struct csv *c = csv_new(-1, len);

	c->in = bytes;
	c->len = len;
	c->end = true;
	return c;
}

void csv_close(struct csv *c)
{
	if (c == NULL)
		return;
	if (c->fd >= 0)
		close(c->fd);
	free(c->own);
	free(c->out);
	free(c);
}

int csv_failed(const struct csv *c)
{
	return c->failed;
}

// Moves the window's rest to its front and reads on. False when the window may not grow any more.
static bool window_more(struct csv *c)
{
	ssize_t got;

	memmove(c->own, c->own + c->at, c->len - c->at);
	c->len -= c->at;
	c->at = 0;
	assert(c->room > 0);
	if (c->len == c->room) {
		if (c->room >= WINDOW_MOST)
			return false;
		c->room *= 2;
		c->own = must_have(realloc(c->own, c->room));
		c->in = c->own;
		c->out = must_have(realloc(c->out, c->room + 1));
	}
	do
		got = read(c->fd, c->own + c->len, c->room - c->len);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		c->failed = errno;
	if (got <= 0)
		c->end = true;
	else
		c->len += (size_t)got;
	return true;
}

static void field_copy(struct parse *x, const char *to)
{
	size_t n = (size_t)(to - x->p);

	memcpy(x->o, x->p, n);
	x->o += n;
}

// What may follow a field: a comma, a line feed (with or without CR), the end of the file.
static enum outcome field_end(struct parse *x, bool last)
{
	if (x->p == x->end) {
		x->done = true;
		return last ? FIELD_DONE : WINDOW_SHORT;
	}
	if (*x->p == '\r' && x->p + 1 == x->end && !last)
		return WINDOW_SHORT;
	if (*x->p == '\r' && x->p + 1 < x->end && x->p[1] == '\n')
		x->p++;
	if (*x->p == '\n') {
		x->breaks++;
		x->done = true;
	} else if (*x->p != ',') {
		return RECORD_STRAY;
	}
	x->p++;
	return FIELD_DONE;
}

static enum outcome quoted_parse(struct parse *x, bool last)
{
	for (x->p++;;) {
		const char *quote = memchr(x->p, '"', (size_t)(x->end - x->p));

		if (quote == NULL || (quote + 1 == x->end && !last))
			return last ? RECORD_OPEN : WINDOW_SHORT;
		for (const char *lf = x->p; (lf = memchr(lf, '\n', (size_t)(quote - lf))) != NULL; lf++)
			x->breaks++;
		field_copy(x, quote);
		x->p = quote + 1;
		if (x->p == x->end || *x->p != '"')
			return field_end(x, last);
		*x->o++ = '"';
		x->p++;
	}
}

static enum outcome bare_parse(struct parse *x, bool last)
{
	static const bool ends[256] = { [','] = true, ['\n'] = true, ['"'] = true };
	const char *q = x->p, *stop;

	while (q < x->end && !ends[(unsigned char)*q])
		q++;
	if (q == x->end && !last)
		return WINDOW_SHORT;
	if (q < x->end && *q == '"')
		return RECORD_STRAY;
	stop = q < x->end && *q == '\n' && q > x->p && q[-1] == '\r' ? q - 1 : q;
	field_copy(x, stop);
	x->p = stop;
	return field_end(x, last);
}

// Parses the record at c->at. Fills `out` as far as it is whole.
static enum outcome record_parse(const struct csv *c, struct parse *x, struct csv_record *out)
{
	*x = (struct parse){ .p = c->in + c->at, .end = c->in + c->len, .o = c->out };
	out->n = 0;
	while (!x->done) {
		char *begin = x->o;
		enum outcome how = x->p < x->end && *x->p == '"' ? quoted_parse(x, c->end) : bare_parse(x, c->end);

		if (how != FIELD_DONE)
			return how;
		if (out->n < CSV_FIELDS) {
			out->fields[out->n] = begin;
			out->lengths[out->n] = (size_t)(x->o - begin);
		}
		out->n++;
		*x->o++ = '\0';
	}
	return FIELD_DONE;
}

// After a faulty record: on to the line below the one on which it began. Not before the record is
// done with, because its fields may move.
static void line_skip(struct csv *c)
{
	c->skip = false;
	for (;;) {
		const char *lf = memchr(c->in + c->at, '\n', c->len - c->at);

		if (lf != NULL) {
			c->at = (size_t)(lf - c->in) + 1;
			c->line++;
			return;
		}
		c->at = c->len;
		if (c->end || !window_more(c))
			return;
	}
}

bool csv_is_formula(const char *field)
{
	field += strspn(field, "'");
	return *field != '\0' && strchr("=+-@\t\r", *field) != NULL;
}

static void apostrophes_take(struct csv_record *r)
{
	for (size_t i = 0; i < r->n && i < CSV_FIELDS; i++) {
		if (r->fields[i][0] != '\'' || !csv_is_formula(r->fields[i]))
			continue;
		r->fields[i]++;
		r->lengths[i]--;
	}
}

static bool record_give(struct csv *c, struct csv_record *out, enum csv_fault fault, const struct parse *x)
{
	out->line = c->line;
	out->fault = fault;
	if (fault != CSV_WHOLE) {
		if (out->n > CSV_FIELDS)
			out->n = CSV_FIELDS;
		c->skip = true;
		return true;
	}
	apostrophes_take(out);
	c->at = (size_t)(x->p - c->in);
	c->line += x->breaks;
	return true;
}

static void mark_skip(struct csv *c)
{
	while (!c->end && c->len < 3)
		window_more(c);
	if (c->len >= 3 && memcmp(c->in, "\xEF\xBB\xBF", 3) == 0)
		c->at = 3;
	c->begun = true;
}

enum csv_kind csv_kind(struct csv *c)
{
	const char *p, *end;
	bool quoted = false;

	if (!c->begun)
		mark_skip(c);
	p = c->in + c->at;
	end = c->in + c->len;
	if (end - p >= 2 && (memcmp(p, "\xFF\xFE", 2) == 0 || memcmp(p, "\xFE\xFF", 2) == 0))
		return CSV_OTHER_LETTERS;
	for (; p < end && (quoted || (*p != '\n' && *p != ',')); p++) {
		quoted ^= *p == '"';
		if (!quoted && (*p == ';' || *p == '\t'))
			return CSV_OTHER_SEPARATOR;
	}
	return CSV_OURS;
}

bool csv_next(struct csv *c, struct csv_record *out)
{
	struct parse x;

	if (!c->begun)
		mark_skip(c);
	if (c->skip)
		line_skip(c);
	while (c->at == c->len) {
		if (c->end)
			return false;
		window_more(c);
	}
	for (;;) {
		switch (record_parse(c, &x, out)) {
		case FIELD_DONE: return record_give(c, out, CSV_WHOLE, &x);
		case RECORD_STRAY: return record_give(c, out, CSV_QUOTE_STRAY, &x);
		case RECORD_OPEN: return record_give(c, out, CSV_QUOTE_OPEN, &x);
		case WINDOW_SHORT: break;
		}
		if (c->len - c->at > CSV_RECORD_BYTES || !window_more(c))
			return record_give(c, out, CSV_TOO_LONG, &x);
	}
}
