// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses and lists of networks: read, written, compared.
#include "base/network.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t,";
static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
enum { BITS_V6 = 128, BITS_MAPPED = 96, CLIENT_BYTES = 8 };

struct network { struct address address; int bits; };

static bool is_v4(const struct address *a)
{
	return memcmp(a->bytes, mapped, sizeof mapped) == 0;
}

bool address_read(const char *s, size_t len, struct address *out)
{
	char text[ADDRESS_TEXT];

	if (len == 0 || len >= sizeof text || memchr(s, '\0', len) != NULL)
		return false;
	memcpy(text, s, len);
	text[len] = '\0';
	if (inet_pton(AF_INET6, text, out->bytes) == 1)
		return true;
	memcpy(out->bytes, mapped, sizeof mapped);
	return inet_pton(AF_INET, text, out->bytes + sizeof mapped) == 1;
}

void address_text(const struct address *a, char out[ADDRESS_TEXT])
{
	if (is_v4(a))
		inet_ntop(AF_INET, a->bytes + sizeof mapped, out, ADDRESS_TEXT);
	else
		inet_ntop(AF_INET6, a->bytes, out, ADDRESS_TEXT);
}

bool address_loopback(const struct address *a)
{
	static const struct address six = { { [15] = 1 } };

	return (is_v4(a) && a->bytes[12] == 127) || memcmp(a, &six, sizeof six) == 0;
}

void address_client(struct address *a)
{
	if (!is_v4(a))
		memset(a->bytes + CLIENT_BYTES, 0, sizeof a->bytes - CLIENT_BYTES);
}

// "10.0.0.0/8": the bits are counted in the form that was written.
static bool network_read(const char *s, size_t len, struct network *out)
{
	const char *slash = memchr(s, '/', len);
	size_t name = slash == NULL ? len : (size_t)(slash - s), digits = slash == NULL ? 0 : len - name - 1;
	bool v4 = memchr(s, ':', name) == NULL;

	if (!address_read(s, name, &out->address))
		return false;
	out->bits = BITS_V6;
	if (slash == NULL)
		return true;
	if (digits == 0 || digits > 3 || strspn(slash + 1, "0123456789") < digits)
		return false;
	out->bits = (int)strtol(slash + 1, NULL, 10) + (v4 ? BITS_MAPPED : 0);
	return out->bits <= BITS_V6;
}

static bool inside(const struct network *n, const struct address *a)
{
	size_t whole = (size_t)n->bits / 8, rest = (size_t)n->bits % 8;
	unsigned mask = 0xff00u >> rest & 0xff;

	return memcmp(n->address.bytes, a->bytes, whole) == 0 &&
		(rest == 0 || ((n->address.bytes[whole] ^ a->bytes[whole]) & mask) == 0);
}

bool network_holds(const char *list, const struct address *a)
{
	for (size_t len; *(list += strspn(list, blanks)) != '\0'; list += len) {
		struct network n;

		len = strcspn(list, blanks);
		if (network_read(list, len, &n) && inside(&n, a))
			return true;
	}
	return false;
}

const char *network_wrong(const char *list, size_t *len)
{
	struct network n;

	for (; *(list += strspn(list, blanks)) != '\0'; list += *len) {
		*len = strcspn(list, blanks);
		if (!network_read(list, *len, &n))
			return list;
	}
	return NULL;
}
