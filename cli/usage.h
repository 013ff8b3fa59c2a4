// SPDX-License-Identifier: GPL-3.0-or-later
// A usage line is a grammar: what a command takes, read by the parser, the help, the manual and the shells.
//
//	WORD		has to be there		[WORD]	may	WORD...	and all that follow
//	--name		an option		--name WORD	one with a value; needed outside of brackets
//
// What stands for a word or a value says what it may be: DAY, N, NUMBER; the name of a group of words in
// capitals (STATE: those of WORD(state, ...)); in small letters, itself (then, -, course:CODE); parts
// of these with | between them. Any other word in capitals is open.
#ifndef CLI_USAGE_H
#define CLI_USAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/say.h"

struct arena;

// One token; its texts stand in the usage line and are not ended by NUL.
struct token {
	const char *name;		// "CODE", "--as-of"
	size_t len;
	const char *takes;		// what stands for the value: "DAY|then"; the name of a word; NULL: no value
	size_t takes_len;
	bool option, optional, many;
};

// The token at *usage, which moves behind it; false at the end.
bool token_next(const char **usage, struct token *);

// The option of that name, of `len` bytes; false when the usage line has none.
bool token_option(const char *usage, const char *name, size_t len, struct token *);

// The token as the usage line writes it, "--as-of DAY", without brackets and dots. In the arena.
const char *token_text(struct arena *, const struct token *);

// What it is for, in the language of the settings, from terms.def.
const char *token_says(struct arena *, const struct token *);

// One value a token may have: of `value` the first `len` bytes are to be typed (course:CODE), says is how
// people say it, or NULL.
struct choice { const char *value; size_t len; const char *says; };

// The values that can be listed, one after the other: start with a zeroed `struct choices`.
struct choices { const char *at; const struct word *word; };
bool choice_next(struct arena *, const struct token *, struct choices *, struct choice *);

// What somebody means who said this: 2026-09-05 for 5/9/2026, open for "mở đăng ký". NULL with a sentence in
// *why when the token may not be that.
const char *token_meant(struct arena *, const struct token *, const char *said, const char **why);

// "5/9/2026" or "2026-09-05" as 2026-09-05, NULL when it is no such day. In the arena.
const char *day_meant(struct arena *, const char *said);

// An argument read as an option of a usage line.
struct option { const char *name, *value; };	// value "": it takes none
struct args { struct arena *arena; int argc; char **argv; int at; };
struct reading {
	bool option;			// it is one of the usage line
	bool wrong;			// and lacks its value, or has one that is not wanted:
	enum sentence why;		// a sentence about said.name
	struct token token;
	struct option said;
};

// Reads argv[at] as "--name value", "--name=value" or "--name"; `at` moves to the last argument taken.
struct reading option_read(const char *usage, struct args *);

#endif
