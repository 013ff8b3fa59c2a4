// SPDX-License-Identifier: GPL-3.0-or-later
// Checks the file of a certificate without asking anybody: its last line signs every byte before it; hashes of files
// (libsodium, here alone).
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/show.h"
#include "cli/verify.h"

enum { FILE_MOST = 16 << 20, KEY_MOST = 512 };
#define LAST "%hocvu-signature: "
#define FIRST "%hocvu-certificate: 1\n"

// All of a file, or NULL after a call_fail().
static const struct text *file_read(struct call *c, const char *path, size_t most)
{
	struct text *t = arena_one(c->arena, struct text);
	FILE *f = fopen(path, "re");
	char piece[1 << 14];

	*t = text_new(c->arena, most);
	for (size_t n; f != NULL && (n = fread(piece, 1, sizeof piece, f)) > 0; )
		text_addn(t, piece, n);
	if (f == NULL || ferror(f) || t->over)
		call_fail(c, EX_NOINPUT, say(c->arena, SAY_file_not_read, path));
	if (f != NULL)
		fclose(f);
	return c->exit == 0 ? t : NULL;
}

static bool read64(const char *s, size_t len, unsigned char *out, size_t size)
{
	size_t got = 0;

	return sodium_base642bin(out, size, s, len, NULL, &got, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
		got == size;
}

// Any of the keys of the file, or the key itself where there is no such file.
static bool proved(struct call *c, const struct text *file, size_t len, const unsigned char *signature)
{
	const char *said = option(c, "--key");
	unsigned char key[crypto_sign_PUBLICKEYBYTES];
	const struct text *keys;
	bool good = false;

	if (read64(said, strlen(said), key, sizeof key))
		return crypto_sign_verify_detached(signature, (const unsigned char *)file->at, len, key) == 0;
	keys = file_read(c, said, KEY_MOST);
	for (const char *s = keys == NULL ? "" : keys->at; *s != '\0' && !good; ) {
		size_t word = strcspn(s, " \t\r\n");

		good = read64(s, word, key, sizeof key) &&
			crypto_sign_verify_detached(signature, (const unsigned char *)file->at, len, key) == 0;
		s += word;
		s += strspn(s, " \t\r\n");
	}
	return good;
}

// Where the last line begins, with the signature read from it; 0 when there is none.
static size_t last_line(const struct text *file, unsigned char signature[crypto_sign_BYTES])
{
	size_t end = file->len, at, word = strlen(LAST);

	if (end < word + 2 || file->at[end - 1] != '\n')
		return 0;
	for (at = end - 1; at > 0 && file->at[at - 1] != '\n'; at--)
		continue;
	if (end - 1 - at <= word || memcmp(file->at + at, LAST, word) != 0 ||
		!read64(file->at + at + word, end - 1 - at - word, signature, crypto_sign_BYTES))
		return 0;
	return at;
}

// What the certificate says, as its signed lines have it.
static void statement_print(struct call *c, const struct text *file, size_t len)
{
	const char *s = NULL, *end = file->at + len;

	for (const char *next = file->at; (next = memmem(next, (size_t)(end - next), FIRST, strlen(FIRST))) != NULL; next++)
		s = next + strlen(FIRST);
	for (; s != NULL && s < end && *s == '%'; ) {
		size_t line = (size_t)((const char *)memchr(s, '\n', (size_t)(end - s)) - s);

		if (strncmp(s, "%serial: ", 9) != 0)
			printf("%s\n", cell_clean(c->arena, arena_copyn(c->arena, s + 1, line - 1)));
		s += line + 1;
	}
}

void verify_certificate_run(struct call *c)
{
	unsigned char signature[crypto_sign_BYTES];
	const struct text *file;
	size_t len;

	if (sodium_init() < 0)
		call_fail(c, EX_SOFTWARE, say_plain(SAY_output_failed));
	file = file_read(c, c->words[0], FILE_MOST);
	if (file == NULL)
		return;
	len = last_line(file, signature);
	if (len == 0)
		call_fail(c, EX_DATAERR, say_plain(SAY_certificate_none));
	else if (!proved(c, file, len, signature))
		call_fail(c, EX_DATAERR, say_plain(SAY_certificate_false));
	if (c->exit == 0)
		statement_print(c, file, len);
	if (c->exit == 0)
		fprintf(stderr, "%s\n", say_plain(SAY_certificate_true));
}

const char *verify_digest(struct call *c, const char *bytes, size_t len)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char *hex = arena_alloc(c->arena, 2 * sizeof hash + 1);

	crypto_hash_sha256(hash, (const unsigned char *)bytes, len);
	return sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
}
