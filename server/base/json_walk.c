// SPDX-License-Identifier: GPL-3.0-or-later
// Steps through JSON text by its brackets and quotes.
#include "base/json_walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static const char *blanks_over(const char *s)
{
	return s + strspn(s, " \t\r\n");
}

// Behind the text whose first quote is at `s`.
static const char *text_over(const char *s)
{
	for (s++; *s != '"' && *s != '\0'; s++)
		s += s[0] == '\\' && s[1] != '\0';
	return s + (*s == '"');
}

static const char *nest_over(const char *s)
{
	size_t depth = 0;

	do {
		if (*s == '"') {
			s = text_over(s);
			continue;
		}
		depth += *s == '[' || *s == '{';
		depth -= *s == ']' || *s == '}';
		s++;
	} while (depth > 0 && *s != '\0');
	return s;
}

struct json_bit json_bit_at(const char *s)
{
	const char *end;

	s = blanks_over(s);
	if (*s == '"')
		end = text_over(s);
	else if (*s == '[' || *s == '{')
		end = nest_over(s);
	else
		end = s + strcspn(s, ",]} \t\r\n");
	return (struct json_bit){ s, (size_t)(end - s) };
}

struct json_steps json_into(struct json_bit bit)
{
	static const char none[] = "]";

	return (struct json_steps){ bit.len > 0 && (*bit.at == '[' || *bit.at == '{') ? bit.at + 1 : none };
}

bool json_step(struct json_steps *steps, struct json_bit *name, struct json_bit *value)
{
	const char *s = blanks_over(steps->at);

	s = blanks_over(s + (*s == ','));
	*name = (struct json_bit){ s, 0 };
	if (*s == ']' || *s == '}' || *s == '\0')
		return false;
	*value = json_bit_at(s);
	s = blanks_over(value->at + value->len);
	if (*s == ':') {
		*name = *value;
		*value = json_bit_at(s + 1);
		s = value->at + value->len;
	}
	steps->at = s;
	return true;
}

struct json_bit json_member(struct json_bit object, const char *wanted)
{
	struct json_steps steps = json_into(object);
	struct json_bit name, value;
	size_t len = strlen(wanted);

	while (json_step(&steps, &name, &value))
		if (name.len == len + 2 && memcmp(name.at + 1, wanted, len) == 0)
			return value;
	return (struct json_bit){ NULL, 0 };
}

// The character of "\u00e9" behind its u; halves of a pair together. *s moves to its last digit.
static unsigned escaped(const char **s)
{
	char digits[5] = "";
	unsigned c, low;

	memcpy(digits, *s + 1, strnlen(*s + 1, 4));
	c = (unsigned)strtoul(digits, NULL, 16);
	*s += strlen(digits);
	if (c < 0xd800 || c > 0xdbff || (*s)[1] != '\\' || (*s)[2] != 'u')
		return c;
	memcpy(digits, *s + 3, strnlen(*s + 3, 4));
	low = (unsigned)strtoul(digits, NULL, 16);
	*s += 6;
	return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

static char *utf8_put(char *out, unsigned c)
{
	if (c < 0x80) {
		*out++ = (char)c;
	} else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	} else {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	}
	return out;
}

const char *json_bit_text(struct json_bit bit, struct arena *a)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	char *out, *to;

	if (bit.len == 0 || (bit.len == 4 && memcmp(bit.at, "null", 4) == 0))
		return NULL;
	if (*bit.at != '"')
		return arena_copyn(a, bit.at, bit.len);
	out = to = arena_alloc(a, bit.len);
	for (const char *s = bit.at + 1; s < bit.at + bit.len - 1; s++) {
		const char *letter;

		if (*s != '\\') {
			*to++ = *s;
			continue;
		}
		s++;
		letter = strchr(letters, *s);
		if (*s == 'u')
			to = utf8_put(to, escaped(&s));
		else
			*to++ = letter == NULL ? *s : meant[letter - letters];
	}
	*to = '\0';
	return out;
}
