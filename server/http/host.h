// SPDX-License-Identifier: GPL-3.0-or-later
// Names this server answers for, and neighbours that speak for others.
#ifndef HTTP_HOST_H
#define HTTP_HOST_H

#include <stdbool.h>

// Is an authority as Host says it ("localhost", "127.0.0.1:8080", "[::1]:8080",
// "hocvu.example:443") one of ours: a loopback name or address, or public_url's host? Any port is
// taken, and a name in capitals. Anybody can make a browser send another one (RFC 9110, 7.2 and
// 17.1), and answers hold addresses made from it.
bool host_ours(const char *authority);

// Is this IP address, as text, one of the machine itself?
bool host_loopback(const char *address);

// Is a peer ("unix" or an IP address) a proxy whose X-Forwarded-For is believed? Who reaches the
// unix socket is, by its permissions; others are when the setting `proxies` names them.
bool host_proxy(const char *peer);

#endif
