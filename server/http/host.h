// SPDX-License-Identifier: GPL-3.0-or-later
// Names this server answers for, and neighbours that speak for others.
#ifndef HTTP_HOST_H
#define HTTP_HOST_H

#include <stdbool.h>

#include "base/network.h"

// Is an authority as Host says it ("localhost", "127.0.0.1:8080", "[::1]:8080",
// "hocvu.example:443") one of ours: a loopback name or address, or public_url's host? Any port is
// taken, and a name in capitals. Anybody can make a browser send another one (RFC 9110, 7.2 and
// 17.1), and answers hold addresses made from it.
bool host_ours(const char *authority);

// Is a peer ("unix" or an IP address) a proxy that is believed about who came? Who reaches the unix
// socket is, by its permissions; others are when the setting `proxies` names them.
bool host_proxy(const char *peer);

// Who asks, when `peer` is connected and `said` (NULL: nothing) is what X-Forwarded-For or Forwarded
// held, all lines of it in order, commas between. A proxy appends whom it saw, so it is read from the
// right for as long as each that speaks is believed; what stands further left anybody can have
// written. True with the address in *out; false when nobody who is believed named one that can be
// read: the peer itself is all that is known.
bool host_client(const char *peer, const char *said, struct address *out);

#endif
