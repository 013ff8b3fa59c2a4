// SPDX-License-Identifier: GPL-3.0-or-later
// Names this server answers for, and neighbours that speak for others.
#include "http/host.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/settings.h"

enum { ADDRESS_TEXT = 46 };		// an IPv6 address and its NUL

bool host_loopback(const char *address)
{
	struct in6_addr six;
	struct in_addr four;

	if (strncmp(address, "::ffff:", 7) == 0)
		address += 7;
	if (inet_pton(AF_INET, address, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, address, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

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
	char address[ADDRESS_TEXT] = "";

	if (len == strlen("localhost") && strncasecmp(name, "localhost", len) == 0)
		return true;
	if (len - (six ? 2 : 0) >= sizeof address)
		return false;
	memcpy(address, name + six, len - (six ? 2 : 0));
	return (strchr(address, ':') != NULL) == six && host_loopback(address);
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

bool host_proxy(const char *peer)
{
	const char *list = settings->proxies;

	if (strcmp(peer, "unix") == 0)
		return true;
	if (strncmp(peer, "::ffff:", 7) == 0)
		peer += 7;
	for (size_t len; *(list += strspn(list, " \t,")) != '\0'; list += len) {
		len = strcspn(list, " \t,");
		if (len == strlen(peer) && strncasecmp(list, peer, len) == 0)
			return true;
	}
	return false;
}
