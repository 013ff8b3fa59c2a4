// SPDX-License-Identifier: GPL-3.0-or-later
// Standard input as a whole, as a list, as a password.
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"
#include "base/utf8.h"
#include "cli/show.h"
#include "files/plain.h"

enum { INPUT_MOST = 8 * 1024 * 1024, LINE_MOST = 1024, CONTROL_C = 3 };

#define MARK "\xef\xbb\xbf"		// Excel writes it in front of UTF-8
#define PARTS " \r\n,;"

// Standard input as it comes.
static const char *input_bytes(struct call *c, size_t most, size_t *len)
{
	struct text t = text_new(c->arena, most);
	char piece[16384];
	ssize_t n;

	while ((n = read(STDIN_FILENO, piece, sizeof piece)) > 0)
		text_addn(&t, piece, (size_t)n);
	if (n < 0)
		call_fail(c, EX_IOERR, say_plain(SAY_input_failed));
	else if (t.over)
		call_fail(c, EX_DATAERR, say_plain(SAY_input_long));
	*len = t.len;
	return c->exit == 0 ? t.at : NULL;
}

const char *input_file(struct call *c, const char *path, size_t most, size_t *len)
{
	const char *bytes = NULL;

	*len = 0;
	if (c->exit != 0)
		return NULL;
	if (strcmp(path, "-") == 0)
		return input_bytes(c, most, len);
	bytes = plain_read(path, most, len, c->arena);
	if (bytes == NULL && errno == EFBIG)
		call_fail(c, EX_DATAERR, say(c->arena, SAY_file_big, path, number_text(c->arena, (int64_t)most)));
	else if (bytes == NULL)
		call_fail(c, EX_NOINPUT, say(c->arena, SAY_file_unread, path, strerror(errno)));
	return bytes;
}

const char *input_text(struct call *c, const char *bytes, size_t len)
{
	if (bytes == NULL)
		return NULL;
	if (!utf8_valid(bytes, len)) {
		call_fail(c, EX_DATAERR, say_plain(SAY_not_utf8));
		return NULL;
	}
	return utf8_nfc(strncmp(bytes, MARK, 3) == 0 ? bytes + 3 : bytes, c->arena);
}

const char *input_all(struct call *c)
{
	size_t len;
	const char *bytes = input_bytes(c, INPUT_MOST, &len);

	return input_text(c, bytes, len);
}

const char *input_checked(struct call *c, const char *json)
{
	const char *why = "";

	if (json == NULL || value_parse(json, strlen(json), &why, c->arena) != NULL)
		return json;
	call_fail(c, EX_DATAERR, say(c->arena, SAY_not_json, why));
	return NULL;
}

const char *input_json(struct call *c)
{
	return input_checked(c, input_all(c));
}

void input_words(struct call *c)
{
	const char *s = input_all(c);

	while (s != NULL && *(s += strspn(s, PARTS "\t")) != '\0') {
		size_t len = strcspn(s, PARTS "\t");

		if (c->n == WORDS_MOST) {
			call_fail(c, EX_DATAERR, say_plain(SAY_input_long));
			return;
		}
		c->words[c->n++] = arena_copyn(c->arena, s, len);
		s += len;
		if (*s == '\t')		// other columns of a table: names, birthdays
			s += strcspn(s, "\n");
	}
}

void input_fail(struct call *c, int64_t line, const char *why)
{
	if (line == 0)
		call_fail(c, EX_USAGE, why);
	else
		call_fail(c, EX_DATAERR, say(c->arena, SAY_in_line, arena_printf(c->arena, "%lld", (long long)line), why));
}

// The next line of `fd`, byte by byte: what follows belongs to somebody else.
static const char *line_read(struct call *c, int fd)
{
	struct text t = text_new(c->arena, LINE_MOST);
	char byte = 0;
	bool any = false;

	while (read(fd, &byte, 1) == 1 && byte != '\n' && byte != CONTROL_C) {
		any = true;
		text_char(&t, byte);
	}
	if (byte == CONTROL_C)
		return NULL;
	if (t.len > 0 && t.at[t.len - 1] == '\r')
		t.at[t.len - 1] = '\0';
	return any || byte == '\n' ? t.at : NULL;
}

static int terminal_open(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

bool input_terminal(void)
{
	int fd = terminal_open();

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

// Asks at the terminal. While a secret is typed Ctrl-C only ends the line: a killed process would
// leave the terminal without echo.
static const char *terminal_ask(struct call *c, const char *prompt, bool secret)
{
	int fd = terminal_open();
	struct termios before, quiet;
	const char *line;
	bool hidden;

	if (fd < 0 && secret)
		call_fail(c, EX_USAGE, say_plain(SAY_password_no_terminal));
	if (fd < 0)
		return NULL;
	hidden = secret && tcgetattr(fd, &before) == 0;
	if (hidden) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL | ISIG);
		quiet.c_cc[VEOL] = CONTROL_C;
		tcsetattr(fd, TCSAFLUSH, &quiet);
	}
	// Only now: what is pasted at once would be shown, and its beginning thrown away.
	dprintf(fd, "%s: ", prompt);
	line = line_read(c, fd);
	if (hidden) {
		tcsetattr(fd, TCSAFLUSH, &before);
		dprintf(fd, "\n");
	}
	close(fd);
	return line;
}

const char *input_password(struct call *c, const char *prompt, bool piped)
{
	const char *line = piped ? line_read(c, STDIN_FILENO) : terminal_ask(c, prompt, true);

	if (line == NULL || *line == '\0') {
		call_fail(c, EX_USAGE, say_plain(SAY_password_missing));
		return NULL;
	}
	if (!utf8_valid(line, strlen(line))) {
		call_fail(c, EX_DATAERR, say_plain(SAY_not_utf8));
		return NULL;
	}
	return line;
}

const char *input_line(struct call *c, const char *prompt)
{
	const char *line = terminal_ask(c, prompt, false);

	return line == NULL || *line == '\0' || !utf8_valid(line, strlen(line)) ? NULL : line;
}
