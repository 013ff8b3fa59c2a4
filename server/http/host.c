// SPDX-License-Identifier: GPL-3.0-or-later
// Names this server answers for, and neighbours that speak for others.
#include "http/host.h"

#include <string.h>
#include <strings.h>

#include "base/settings.h"

// Bytes of the name or address at the start of an authority, its brackets included; 0 when what
// follows is no port.
static size_t name_len(const char *authority)
{
	size_t len = *authority == '[' ? strcspn(authority, "]") + 1 : strcspn(authority, ":");
	const char *port = strlen(authority) < len ? "x" : authority + len;

	if (*port == ':')
		port += 1 + strspn(port + 1, "0123456789");
	return *port == '\0' ? len : 0;
}

static bool is_loopback(const char *name, size_t len)
{
	bool six = len > 2 && *name == '[';
	struct address address;

	if (len == strlen("localhost") && strncasecmp(name, "localhost", len) == 0)
		return true;
	if (six) {
		name++;
		len -= 2;
	}
	return (memchr(name, ':', len) != NULL) == six && address_read(name, len, &address) &&
		address_loopback(&address);
}

// The name in public_url, which runs up to its port or path.
static bool is_public(const char *name, size_t len)
{
	const char *ours = strstr(settings->public_url, "://");

	if (ours == NULL)
		return false;
	ours += 3;
	return strncasecmp(ours, name, len) == 0 && strchr(":/?#", ours[len]) != NULL;
}

bool host_ours(const char *authority)
{
	size_t len = name_len(authority);

	return len > 0 && (is_loopback(authority, len) || is_public(authority, len));
}

static bool listed(const struct address *a)
{
	return network_holds(settings->proxies, a);
}

bool host_proxy(const char *peer)
{
	struct address a;

	return strcmp(peer, "unix") == 0 || (address_read(peer, strlen(peer), &a) && listed(&a));
}

// The value of `for` in an element of Forwarded (RFC 7239, 4): for=192.0.2.43;proto=https.
static const char *named_for(const char *s, size_t *len)
{
	const char *end = s + *len;

	for (size_t part; s < end; s += part + 1) {
		s += strspn(s, " \t");
		part = strcspn(s, ";,");
		if (part > 4 && strncasecmp(s, "for=", 4) == 0) {
			*len = part - 4;
			return s + 4;
		}
	}
	*len = 0;
	return s;
}

// 192.0.2.43, 192.0.2.43:47011, 2001:db8::17, [2001:db8::17]:4711, any of them in quotes.
static bool node_read(const char *s, size_t len, struct address *out)
{
	const char *colon;

	if (settings->forwarded)
		s = named_for(s, &len);
	while (len > 0 && strchr(" \t\"", *s) != NULL)
		s++, len--;
	while (len > 0 && strchr(" \t\"", s[len - 1]) != NULL)
		len--;
	if (len > 0 && *s == '[')
		return address_read(s + 1, strcspn(s + 1, "]"), out);
	colon = memchr(s, ':', len);
	if (colon != NULL && memchr(colon + 1, ':', len - (size_t)(colon + 1 - s)) == NULL)
		len = (size_t)(colon - s);
	return address_read(s, len, out);
}

bool host_client(const char *peer, const char *said, struct address *out)
{
	bool known = false, believed = host_proxy(peer);
	size_t end = said == NULL ? 0 : strlen(said);
	struct address one;

	while (believed && end > 0) {
		size_t begin = end;

		while (begin > 0 && said[begin - 1] != ',')
			begin--;
		if (!node_read(said + begin, end - begin, &one))
			break;
		*out = one;
		known = true;
		believed = listed(&one);
		end = begin > 0 ? begin - 1 : 0;
	}
	return known;
}
