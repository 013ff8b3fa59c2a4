// SPDX-License-Identifier: GPL-3.0-or-later
// How this call was asked to behave: made once in main from flags, environment and file, then constant.
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include <stdbool.h>

struct arena;

enum language { VI, EN };

struct settings {
	enum language language;
	bool json;			// data as the API gave it, no tables
	bool colour;			// stdout takes colours
	int width;			// columns of the terminal; 0: unknown, as wide as needed
	const char *url;		// where the server is, without a slash at the end
	const char *token;		// bearer token for that address, or NULL: not signed in
	bool token_kept;		// that token is what `hocvu login` kept here, not one a program was given
	bool exposed;			// the credentials file may be read by others and was not used
};
extern const struct settings *settings;

// What the command line says; NULL and false where it says nothing.
struct flags {
	const char *url, *language;
	bool json;
};

// Makes `settings`: flags before HOCVU_URL and HOCVU_TOKEN before the credentials file. The file's
// token goes only to the file's own address. Texts live in the arena.
void settings_load(const struct flags *, struct arena *);

// login alone: the address it was given, before anything is asked. No token goes there.
void settings_url(const char *url, struct arena *);

#endif
