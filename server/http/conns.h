// SPDX-License-Identifier: GPL-3.0-or-later
// The open connections and their deadlines, which are ours: libmicrohttpd knows inactivity only.
#ifndef HTTP_CONNS_H
#define HTTP_CONNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exchange;
struct sockaddr;

enum { PEER_TEXT = 46 };
#define NEVER INT64_MAX

enum stage { HEAD, BODY, REPLY, REFUSED };

struct conn {
	struct conn *before, *after;
	int fd;
	int64_t cut_at;			// milliseconds: when its time is over
	bool idle;			// no byte of a request yet since the last one
	bool ended;			// the client sends no more; what came before is still answered
	struct exchange *exchange;	// its request, or NULL
	void *mhd;			// listen.c's
	enum stage stage;		// of that
	const char *uri;		// of the request whose headers are coming, in libmicrohttpd's memory
	size_t uri_len;			// up to its first NUL
	char peer[PEER_TEXT];		// an IP address, or "unix"
};

struct conns {
	struct conn *first;
	size_t n, most;
	int64_t swept;
	int epoll;			// each socket is watched there, edge triggered, for first bytes
};

// May one more come from there? One address has its share only; this machine and proxies, which speak
// for many, may have all.
bool conns_admit(const struct conns *, const struct sockaddr *peer);

// A new connection; it has request_seconds for its first request.
struct conn *conn_new(struct conns *, int fd, const struct sockaddr *peer, int64_t now);
void conn_drop(struct conns *, struct conn *);

// Bytes came, or the end: an idle connection's next request begins. libmicrohttpd does not see an
// end that comes together with bytes, so it is kept here.
void conn_stirred(struct conn *, int64_t now, bool ended);
// A request is answered: idle until the next, for long in quiet times, shortly when it is crowded,
// and just long enough for requests that came already when the client has ended.
void conn_rest(const struct conns *, struct conn *, int64_t now);

// Shuts the sockets whose time is over; the library sees the end and cleans up. A few times a
// second.
void conns_sweep(struct conns *, int64_t now);

#endif
