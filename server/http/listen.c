// SPDX-License-Identifier: GPL-3.0-or-later
// The event loop around libmicrohttpd's epoll set; the only file that includes microhttpd.h.
//
// A reply queued in libmicrohttpd's first callback of a request closes the connection. So that
// first call only says "go on" (or refuses and means the close); the body is collected, the
// connection is suspended while a lane works, and the call after its resumption queues the reply.
#include "http/listen.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "http/conns.h"
#include "http/dispatch.h"
#include "http/exchange.h"
#include "http/head.h"
#include "http/lanes.h"
#include "http/socket.h"
#include "http/stage.h"
#include "http/wake.h"

enum {
	EVENTS = 256,
	TURN_MS = 250,			// the longest sleep while there are connections
	REPLY_MS = 60 * 1000,		// for a client to take its reply
	STOP_MS = 10 * 1000,		// for what is in flight when a stop is asked for
	FLUSH_TURNS = 20,
	RUNS = 8,			// of the library in one turn
	CONNECTION_BYTES = 16 * 1024,	// of libmicrohttpd: request line, headers and reply headers
	EXIT_SOFTWARE = 70,
	LOGGED = 256,
};

// The process's one server; the signal handler and /metrics look at it from outside the loop.
static struct {
	int socket;			// kept by listen_open(), or -1
	char address[LISTEN_ADDRESS];
	struct MHD_Daemon *daemon;
	struct conns conns;
	size_t busy;			// requests begun and not yet answered
	int64_t now, stop_at;		// milliseconds; stop_at 0: not stopping
} server = { .socket = -1 };

size_t listen_connections(void)
{
	return server.conns.n;
}

size_t listen_requests(void)
{
	return server.busy;
}

int listen_open(const char *address)
{
	int fd = socket_listen(address);

	if (fd < 0)
		return -1;
	if (server.socket >= 0)
		close(server.socket);
	server.socket = fd;
	socket_address(fd, server.address, sizeof server.address);
	return fd;
}

bool listen_opened(void)
{
	return server.socket >= 0;
}

const char *listen_address(void)
{
	return server.address;
}

static struct conn *conn_of(struct MHD_Connection *mhd)
{
	return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

// The request of a connection is over, answered or not.
static void request_end(struct conn *c)
{
	if (c->exchange == NULL)
		return;
	exchange_drop(c->exchange);
	c->exchange = NULL;
	server.busy--;
	conn_rest(&server.conns, c, server.now);
}

// libmicrohttpd does not call on_completed() when headers exhaust its memory: the end of the
// connection is the end of its request in any case.
static void on_connection(void *cls, struct MHD_Connection *mhd, void **ctx,
	enum MHD_ConnectionNotificationCode code)
{
	const union MHD_ConnectionInfo *fd, *peer;

	(void)cls;
	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		request_end(*ctx);
		conn_drop(&server.conns, *ctx);
		return;
	}
	fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	peer = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	*ctx = conn_new(&server.conns, fd->connect_fd, peer == NULL ? NULL : peer->client_addr, server.now);
	((struct conn *)*ctx)->mhd = mhd;
}

static enum MHD_Result on_accept(void *cls, const struct sockaddr *peer, socklen_t len)
{
	(void)cls, (void)len;
	return conns_admit(&server.conns, peer) ? MHD_YES : MHD_NO;
}

// The first line is there. A raw NUL ends `uri` early: its length is compared in head_came().
// Arguments are ours to read; the library would spend its memory on a record for each, so it is
// shown none.
static void *on_uri(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	struct conn *c = conn_of(mhd);
	char *arguments = strchr(uri, '?');

	(void)cls;
	request_end(c);
	conn_stirred(c, server.now, false);
	c->stage = HEAD;
	c->uri = uri;
	c->uri_len = strlen(c->uri);
	server.busy++;
	c->exchange = exchange_new(c->uri, c->peer);
	if (arguments != NULL)
		arguments[1] = '\0';
	return c->exchange;
}

struct heard { struct exchange *x; struct head head; };

// What was copied into the request's arena, which is zeroed afterwards, goes from the library's memory
// too: that is given back as it is when the connection ends.
static void wipe(const char *at, size_t len)
{
	if (at != NULL)
		explicit_bzero((void *)(uintptr_t)at, len);
}

static enum MHD_Result on_cookie(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len,
	const char *value, size_t value_len)
{
	(void)cls, (void)kind, (void)name, (void)name_len;
	wipe(value, value_len);
	return MHD_YES;
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len,
	const char *value, size_t value_len)
{
	struct heard *h = cls;

	(void)kind;
	head_line(&h->head, name, name_len, value, value_len);
	exchange_header(h->x, name, value, value_len);
	if (strcasecmp(name, "Authorization") == 0 || strcasecmp(name, "Cookie") == 0)
		wipe(value, value_len);
	return MHD_YES;
}

static ssize_t nothing_more(void *cls, uint64_t at, char *into, size_t room)
{
	(void)cls, (void)at, (void)into, (void)room;
	return MHD_CONTENT_READER_END_OF_STREAM;
}

// A 304 tells the length the whole answer would have (RFC 9110, 8.6), whether it was made or not: where a
// length is not known, the library announces chunks and sends the last one, which nobody expects there.
static struct MHD_Response *response_of(struct exchange *x)
{
	const struct reply *r = &x->reply;
	int file = x->rq.file;

	if (file != 0 && r->status == 200) {
		x->rq.file = 0;			// the library closes it
		return MHD_create_response_from_fd(r->len, file);
	}
	if (r->status == 304 && r->body == NULL)
		return MHD_create_response_from_callback(r->len, 1, nothing_more, NULL, NULL);
	return MHD_create_response_from_buffer(r->len, (void *)(uintptr_t)(r->body == NULL ? "" : r->body),
		MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result reply_queue(struct MHD_Connection *mhd, struct conn *c, struct exchange *x)
{
	const struct reply *r = &x->reply;
	struct MHD_Response *response = response_of(x);
	enum MHD_Result queued;

	if (response == NULL)
		return MHD_NO;
	if (r->type != NULL)
		MHD_add_response_header(response, "Content-Type", r->type);
	for (const struct header *h = r->headers; h != NULL; h = h->next)
		MHD_add_response_header(response, h->name, h->value);
	if (server.stop_at != 0)
		MHD_add_response_header(response, "Connection", "close");
	c->cut_at = server.now + REPLY_MS;
	queued = MHD_queue_response(mhd, (unsigned int)r->status, response);
	MHD_destroy_response(response);
	return queued;
}

static enum MHD_Result step_take(struct MHD_Connection *mhd, struct conn *c, enum step step)
{
	struct exchange *x = c->exchange;

	switch (step) {
	case GO_ON:
		return MHD_YES;
	case ANSWER:
		return reply_queue(mhd, c, x);
	case WORK:
		x->connection = mhd;
		MHD_suspend_connection(mhd);
		lane_put(x->rq.route->lane, x);
		return MHD_YES;
	case CLOSE:
		break;
	}
	return MHD_NO;
}

// All headers are there.
static enum step head_came(struct MHD_Connection *mhd, struct conn *c, const char *method,
	const char *version)
{
	const union MHD_ConnectionInfo *size =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	struct heard h = { c->exchange, head_begin(method, c->uri, c->uri_len, version) };

	MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, on_header, &h);
	MHD_get_connection_values_n(mhd, MHD_COOKIE_KIND, on_cookie, NULL);
	wipe(c->uri, c->uri_len);
	c->exchange->broken |= size == NULL || !head_end(&h.head, method + size->header_size);
	return stage_head(c, method, version, server.now);
}

// On a worker's thread. libmicrohttpd has no wake-up of its own in this mode.
static void on_done(struct exchange *x)
{
	MHD_resume_connection(x->connection);
	wake_up();
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url,
	const char *method, const char *version, const char *data, size_t *size, void **ctx)
{
	struct conn *c = conn_of(mhd);
	size_t len = *size;
	enum step step;

	(void)cls;
	(void)url;
	*size = 0;
	if (*ctx == NULL)
		return MHD_NO;
	if (c->stage == HEAD)
		return step_take(mhd, c, head_came(mhd, c, method, version));
	if (len == 0)
		return step_take(mhd, c, stage_end(c));
	step = stage_body(c, data, len, server.now);
	wipe(data, len);
	return step_take(mhd, c, step);
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **ctx,
	enum MHD_RequestTerminationCode code)
{
	(void)cls;
	(void)code;
	*ctx = NULL;
	request_end(conn_of(mhd));
}

// A Content-Length it cannot read, and cookies that exhaust its memory, the library refuses before
// it asks us, with its answer's head twice (0.9.75). All we hear is a message. Whose head is
// complete without our having been asked is the one: ours goes first.
static void heads_refuse(void)
{
	for (struct conn *c = server.conns.first; c != NULL; c = c->after) {
		struct heard h = { .x = c->exchange };

		if (c->exchange == NULL || c->stage != HEAD ||
			MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE) == NULL)
			continue;
		MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, on_header, &h);
		if (exchange_head(h.x, "", "") && h.x->reply.status == 0)
			h.x->reply = reply_error(&h.x->rq, 431, "headers_too_large");
		stage_refuse(c, server.now);
	}
}

// Where it would name a path, which may be a feed's secret, it is quoted without.
static void on_library_message(void *cls, const char *fmt, va_list args)
{
	static const char ours[] = "Application reported internal error";	// a connection closed on purpose
	char said[LOGGED];

	(void)cls;
	if (strncmp(fmt, ours, strlen(ours)) == 0)
		return;
	if (strstr(fmt, "`%s'") != NULL || vsnprintf(said, sizeof said, fmt, args) < 0)
		snprintf(said, sizeof said, "%s", fmt);
	said[strcspn(said, "\r\n")] = '\0';
	log_warnx("event=http why=\"%s\"", said);
	heads_refuse();
}

// Arguments are decoded by exchange.c, from the line as it came; the library's own copy is unused.
static size_t leave_escaped(void *cls, struct MHD_Connection *mhd, char *s)
{
	(void)cls;
	(void)mhd;
	return strlen(s);
}

static void daemon_start(void)
{
	const union MHD_DaemonInfo *info;

	server.conns = (struct conns){ .epoll = epoll_create1(EPOLL_CLOEXEC),
		.most = (size_t)settings->connections };
	server.daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
		on_accept, NULL, on_request, NULL,
		MHD_OPTION_EXTERNAL_LOGGER, on_library_message, NULL,
		MHD_OPTION_LISTEN_SOCKET, server.socket,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned int)settings->connections,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
		MHD_OPTION_STRICT_FOR_CLIENT, 0,	// we are stricter, and answer (head.c, exchange.c)
		MHD_OPTION_URI_LOG_CALLBACK, on_uri, NULL,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
		MHD_OPTION_END);
	if (server.daemon == NULL || server.conns.epoll < 0)
		fatal(EXIT_SOFTWARE, "the HTTP library does not start");
	info = MHD_get_daemon_info(server.daemon, MHD_DAEMON_INFO_EPOLL_FD);
	epoll_ctl(server.conns.epoll, EPOLL_CTL_ADD, info->epoll_fd, &(struct epoll_event){
		.events = EPOLLIN, .data.ptr = server.daemon });
	epoll_ctl(server.conns.epoll, EPOLL_CTL_ADD, wake_open(), &(struct epoll_event){
		.events = EPOLLIN, .data.ptr = &server });
}

static int sleep_ms(void)
{
	MHD_UNSIGNED_LONG_LONG left;
	int most = server.conns.n > 0 || server.stop_at != 0 ? TURN_MS : -1;

	if (MHD_get_timeout(server.daemon, &left) != MHD_YES)
		return most;
	return left < (unsigned)TURN_MS ? (int)left : TURN_MS;
}

// One turn: sleep, note whose requests begin, let the library work as long as it has something at
// hand, cut who is late.
static void turn(void)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(server.conns.epoll, events, EVENTS, sleep_ms());

	server.now = clock_ticks_ms();
	for (int i = 0; i < n; i++) {
		if (events[i].data.ptr == &server)
			wake_read();
		else if (events[i].data.ptr != server.daemon)
			conn_stirred(events[i].data.ptr, server.now, (events[i].events & EPOLLRDHUP) != 0);
	}
	for (int i = 0; i < RUNS && (i == 0 || sleep_ms() == 0); i++)
		MHD_run(server.daemon);
	conns_sweep(&server.conns, server.now);
}

// No new connections; those that stay are told to close with their next reply.
static void stop_begin(void)
{
	int fd = MHD_quiesce_daemon(server.daemon);

	server.stop_at = server.now + STOP_MS;
	if (fd >= 0)
		close(fd);
	server.socket = -1;
	log_info("event=stopping requests=%zu connections=%zu", server.busy, server.conns.n);
}

// Nobody may be suspended when the library stops: the lanes end first and their replies go out.
static void stop_end(void)
{
	lanes_stop();
	for (int i = 0; i < FLUSH_TURNS && server.busy > 0; i++)
		turn();
	if (server.busy > 0)
		log_warnx("event=stopped unanswered=%zu", server.busy);
	MHD_stop_daemon(server.daemon);
	close(server.conns.epoll);
}

int listen_serve(int (*started)(const char *address, void *ctx), void *ctx)
{
	int code = 0;

	wake_catch_stop();
	server.now = clock_ticks_ms();
	server.stop_at = 0;
	metrics_start();
	daemon_start();
	lanes_start(on_done);
	log_info("event=serving address=%s", server.address);
	if (started != NULL)
		code = started(server.address, ctx);
	while (server.stop_at == 0 || (server.busy > 0 && server.now < server.stop_at)) {
		if (server.stop_at == 0 && (wake_stop_requested() || code != 0))
			stop_begin();
		turn();
	}
	stop_end();
	return code;
}
