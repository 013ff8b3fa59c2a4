// SPDX-License-Identifier: GPL-3.0-or-later
// The log: one line, one write(2) to standard error, with nothing in it that could forge a second.
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A write of at most this many bytes into a pipe is not torn apart by other writers (PIPE_BUF).
enum { LINE = 4096, EXIT_SOFTWARE = 70 };

// systemd's priorities.
enum level { CRITICAL = 2, WARNING = 4, INFO = 6 };

static bool quiet;		// set once in main

struct line { char bytes[LINE]; size_t len; bool full; };

static const char *level_name(enum level level)
{
	return level == INFO ? "info" : level == WARNING ? "warning" : "fatal";
}

static void line_begin(struct line *l, enum level level)
{
	const char *journal = getenv("HOCVU_JOURNAL");
	int len;

	if (journal != NULL && strcmp(journal, "1") == 0)
		len = snprintf(l->bytes, LINE, "<%d>", level);
	else
		len = snprintf(l->bytes, LINE, "level=%s ", level_name(level));
	l->len = (size_t)len;
	l->full = false;
}

// How many bytes at `s` make a control character: 1 (C0, DEL), 2 (C1 in UTF-8), or 0.
static size_t control(const char *s)
{
	unsigned char c = (unsigned char)s[0], next = (unsigned char)s[1];

	if (c < 0x20 || c == 0x7f)
		return 1;
	return c == 0xc2 && next >= 0x80 && next <= 0x9f ? 2 : 0;
}

// Appends `s` with control characters as \n or \xHH; too long a text ends in "...".
static void line_add(struct line *l, const char *s)
{
	static const char hex[] = "0123456789abcdef";
	enum { SPARE = 8 };		// an escape, "..." and the line's end

	if (l->full)
		return;
	while (*s != '\0' && l->len < LINE - SPARE) {
		unsigned char c = (unsigned char)*s;
		size_t bytes = control(s);

		if (c == '\n')
			memcpy(l->bytes + l->len, "\\n", 2);
		else if (bytes > 0)
			memcpy(l->bytes + l->len, (char[]){ '\\', 'x',
				hex[(unsigned char)s[bytes - 1] >> 4], hex[s[bytes - 1] & 15] }, 4);
		else
			l->bytes[l->len] = (char)c;
		l->len += c == '\n' ? 2 : bytes > 0 ? 4 : 1;
		s += bytes > 0 ? bytes : 1;
	}
	if (*s == '\0')
		return;
	while (l->len > 0 && ((unsigned char)*s & 0xc0) == 0x80) {	// no half character
		s--;
		l->len--;
	}
	memcpy(l->bytes + l->len, "...", 3);
	l->len += 3;
	l->full = true;
}

static void line_write(struct line *l)
{
	ssize_t done;

	l->bytes[l->len++] = '\n';
	done = write(STDERR_FILENO, l->bytes, l->len);
	(void)done;			// a log that cannot be written has nowhere to say so
}

static void line_log(enum level level, int error, const char *fmt, va_list args)
{
	char said[LINE];
	struct line l;

	line_begin(&l, level);
	if (vsnprintf(said, sizeof(said), fmt, args) < 0)
		said[0] = '\0';
	line_add(&l, said);
	if (error != 0) {
		const char *why = strerrordesc_np(error);

		line_add(&l, " error=\"");
		line_add(&l, why == NULL ? "unknown" : why);
		line_add(&l, "\"");
	}
	line_write(&l);
}

void log_info(const char *fmt, ...)
{
	int saved = errno;
	va_list args;

	if (quiet)
		return;
	va_start(args, fmt);
	line_log(INFO, 0, fmt, args);
	va_end(args);
	errno = saved;
}

void log_warn(const char *fmt, ...)
{
	int saved = errno;
	va_list args;

	va_start(args, fmt);
	line_log(WARNING, saved, fmt, args);
	va_end(args);
	errno = saved;
}

void log_warnx(const char *fmt, ...)
{
	int saved = errno;
	va_list args;

	va_start(args, fmt);
	line_log(WARNING, 0, fmt, args);
	va_end(args);
	errno = saved;
}

// _exit: other threads may hold locks that exit's handlers would wait for.
void fatal(int exit_code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	line_log(CRITICAL, 0, fmt, args);
	va_end(args);
	_exit(exit_code == 0 ? EXIT_SOFTWARE : exit_code);
}

void log_quiet(void)
{
	quiet = true;
}
