// SPDX-License-Identifier: GPL-3.0-or-later
// Connections in a list, each with the moment its time is over.
#include "http/conns.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <arpa/inet.h>

#include "base/log.h"
#include "base/settings.h"
#include "http/host.h"

enum { SWEEP_MS = 250, IDLE_MS = 75 * 1000, IDLE_CROWDED_MS = 5 * 1000, ENDED_MS = 1000 };

static void peer_write(const struct sockaddr *sa, char out[PEER_TEXT])
{
	const void *address = NULL;

	if (sa != NULL && sa->sa_family == AF_INET)
		address = &((const struct sockaddr_in *)(const void *)sa)->sin_addr;
	if (sa != NULL && sa->sa_family == AF_INET6)
		address = &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr;
	if (address == NULL || inet_ntop(sa->sa_family, address, out, PEER_TEXT) == NULL)
		memcpy(out, "unix", sizeof "unix");
}

bool conns_admit(const struct conns *all, const struct sockaddr *sa)
{
	char peer[PEER_TEXT];
	struct address a;
	int64_t there = 0;

	peer_write(sa, peer);
	if (host_proxy(peer) || (address_read(peer, strlen(peer), &a) && address_loopback(&a)))
		return true;
	for (const struct conn *c = all->first; c != NULL; c = c->after)
		there += strcmp(c->peer, peer) == 0;
	return there < settings->connections_per_address;
}

struct conn *conn_new(struct conns *all, int fd, const struct sockaddr *peer, int64_t now)
{
	struct conn *c = calloc(1, sizeof *c);

	if (c == NULL)
		fatal(70, "out of memory");
	c->fd = fd;
	peer_write(peer, c->peer);
	c->cut_at = now + settings->request_seconds * 1000;
	c->after = all->first;
	if (c->after != NULL)
		c->after->before = c;
	all->first = c;
	all->n++;
	epoll_ctl(all->epoll, EPOLL_CTL_ADD, fd, &(struct epoll_event){
		.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = c });
	return c;
}

void conn_drop(struct conns *all, struct conn *c)
{
	if (c->before != NULL)
		c->before->after = c->after;
	else
		all->first = c->after;
	if (c->after != NULL)
		c->after->before = c->before;
	all->n--;
	free(c);
}

void conn_stirred(struct conn *c, int64_t now, bool ended)
{
	c->ended |= ended;
	if (c->idle)
		c->cut_at = now + settings->request_seconds * 1000;
	c->idle = false;
}

void conn_rest(const struct conns *all, struct conn *c, int64_t now)
{
	c->idle = true;
	c->cut_at = now + (c->ended ? ENDED_MS : all->n * 4 > all->most * 3 ? IDLE_CROWDED_MS : IDLE_MS);
}

void conns_sweep(struct conns *all, int64_t now)
{
	if (now - all->swept < SWEEP_MS)
		return;
	all->swept = now;
	for (struct conn *c = all->first; c != NULL; c = c->after) {
		if (c->cut_at > now)
			continue;
		c->cut_at = NEVER;
		shutdown(c->fd, SHUT_RDWR);
	}
}
