// SPDX-License-Identifier: GPL-3.0-or-later
// Settings: language, terminal, address and token, each from the nearest place that says it.
#include "cli/settings.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/credentials.h"

#define URL_STANDARD "http://127.0.0.1:8080"

enum { WIDTH_LEAST = 40, WIDTH_MOST = 1000 };

static struct settings chosen;
const struct settings *settings = &chosen;

static const char *said(const char *variable)
{
	const char *value = getenv(variable);

	return value == NULL || *value == '\0' ? NULL : value;
}

// Vietnamese, unless the flag or the locale (LC_ALL before LC_MESSAGES before LANG) is English.
static enum language language_of(const char *flag)
{
	const char *name = flag;

	if (name == NULL)
		name = said("LC_ALL");
	if (name == NULL)
		name = said("LC_MESSAGES");
	if (name == NULL)
		name = said("LANG");
	return name != NULL && strncmp(name, "en", 2) == 0 ? EN : VI;
}

static int width_of(void)
{
	const char *columns = said("COLUMNS");
	struct winsize size;
	long width = 0;

	if (columns != NULL)
		width = strtol(columns, NULL, 10);
	else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width <= 0)
		return 0;
	return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : (int)width;
}

static bool colour_of(void)
{
	const char *terminal = said("TERM");

	return said("NO_COLOR") == NULL && isatty(STDOUT_FILENO) && terminal != NULL &&
		strcmp(terminal, "dumb") != 0;
}

static const char *without_slash(const char *url, struct arena *a)
{
	size_t len = strlen(url);

	while (len > 0 && url[len - 1] == '/')
		len--;
	return arena_copyn(a, url, len);
}

void settings_load(const struct flags *f, struct arena *a)
{
	struct credentials kept = credentials_read(a);
	const char *url = f->url;

	if (url == NULL)
		url = said("HOCVU_URL");
	if (url == NULL)
		url = kept.url;
	chosen = (struct settings){ .language = language_of(f->language), .json = f->json,
		.colour = colour_of(), .width = width_of(),
		.url = without_slash(url == NULL ? URL_STANDARD : url, a), .token = said("HOCVU_TOKEN"),
		.exposed = kept.exposed };
	if (chosen.token == NULL && kept.url != NULL && strcmp(kept.url, chosen.url) == 0) {
		chosen.token = kept.token;
		chosen.token_kept = kept.token != NULL;
	}
}

void settings_url(const char *url, struct arena *a)
{
	chosen.url = without_slash(url, a);
	chosen.token = NULL;
}
