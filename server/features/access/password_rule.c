// SPDX-License-Identifier: GPL-3.0-or-later
// What is left of a password without the words everybody tries.
#include "features/access/password_rule.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

enum { WORD_SHORTEST = 3, RUN_SHORTEST = 3, OWN_LEAST = 5, YEAR = 4 };

// Folded as passwords are; ours, from what people choose in Vietnamese and English offices.
static const char common[] =
	"password passwort passw0rd p4ssword matkhau mk123 admin administrator root system user guest test demo login "
	"welcome letmein changeme secret default master dragon monkey princess sunshine football baseball superman "
	"iloveyou love anhyeuem emyeuanh yeuem yeuanh toiyeu conyeu vochong giadinh bome hanhphuc maimai khongco xinchao "
	"vietnam hanoi hochiminh saigon hungyen haiduong ubnd phuong huyen tinh thixa canbo congchuc vanphong "
	"hocvu hocvien daotao lophoc chuyendoiso congnghe thongtin kynang maytinh internet computer server office "
	"mothaiba mothai batuanam tam chin muoi abc123 a1b2c3 qwerty azerty asdf zxcv";
static const char *const keyboard[] = { "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
	"0123456789", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol" };

// Letters and digits alone, without marks and case.
static char *bare(const char *text, struct arena *a)
{
	const char *folded = utf8_fold(text, a);
	char *out = arena_alloc(a, strlen(folded) + 1), *to = out;

	for (; *folded != '\0'; folded++)
		if ((unsigned char)*folded >= 128 || isalnum((unsigned char)*folded))
			*to++ = *folded;
	*to = '\0';
	return out;
}

// The longest word of the list that `s` begins with.
static size_t word_at(const char *s, const char *list)
{
	size_t best = 0, len;

	for (; *(list += strspn(list, " ")) != '\0'; list += len) {
		len = strcspn(list, " ");
		if (len >= WORD_SHORTEST && len > best && strncmp(s, list, len) == 0)
			best = len;
	}
	return best;
}

// How far `s` follows `row` from the place of its first character on, forwards (step 1) or backwards.
static size_t along(const char *s, const char *row, int step)
{
	const char *at = strchr(row, *s);
	size_t n = 0;

	while (at != NULL && at >= row && *at != '\0' && s[n] == *at) {
		n++;
		at += step;
	}
	return n;
}

static size_t run_at(const char *s)
{
	size_t best = strspn(s, (char[]){ *s, '\0' });

	for (size_t i = 0; i < sizeof keyboard / sizeof *keyboard; i++) {
		size_t forth = along(s, keyboard[i], 1), back = along(s, keyboard[i], -1);

		best = forth > best ? forth : best;
		best = back > best ? back : best;
	}
	return best >= RUN_SHORTEST ? best : 0;
}

static size_t year_at(const char *s)
{
	bool century = strncmp(s, "19", 2) == 0 || strncmp(s, "20", 2) == 0;

	return century && strspn(s, "0123456789") >= YEAR ? YEAR : 0;
}

// The owner's words, each as bare as the password.
static const char *known(const char *words, struct arena *a)
{
	char *all = arena_alloc(a, strlen(utf8_fold(words, a)) + 2), *to = all;

	for (size_t len; *(words += strspn(words, " ")) != '\0'; words += len) {
		const char *word;

		len = strcspn(words, " ");
		word = bare(arena_copyn(a, words, len), a);
		to = stpcpy(stpcpy(to, word), " ");
	}
	*to = '\0';
	return all;
}

bool password_common(const char *password, const char *words, struct arena *a)
{
	const char *s = bare(password, a), *theirs = known(words, a);
	size_t own = 0;

	while (*s != '\0') {
		const size_t found[] = { word_at(s, theirs), word_at(s, common), run_at(s), year_at(s) };
		size_t skip = 0;

		for (size_t i = 0; i < sizeof found / sizeof *found; i++)
			skip = found[i] > skip ? found[i] : skip;
		if (skip == 0 && ((unsigned char)*s & 0xc0) != 0x80)	// a character, not each of its bytes
			own++;
		s += skip == 0 ? 1 : skip;
	}
	return own < OWN_LEAST;
}
