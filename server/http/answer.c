// SPDX-License-Identifier: GPL-3.0-or-later
// An answer put on the socket without libmicrohttpd.
#include "http/answer.h"

#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/text.h"
#include "http/exchange.h"

enum { ANSWER_MOST = 16 * 1024, DATE_ROOM = 64 };

// RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
static void date_add(struct text *out, int64_t us)
{
	time_t seconds = (time_t)(us / 1000000);
	char date[DATE_ROOM];
	struct tm tm;

	if (gmtime_r(&seconds, &tm) != NULL &&
		strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0)
		text_printf(out, "Date: %s\r\n", date);
}

void answer_write(int fd, const struct exchange *x)
{
	const struct reply *r = &x->reply;
	struct text out = text_new(x->rq.work.arena, ANSWER_MOST);
	ssize_t sent;

	text_printf(&out, "HTTP/1.1 %d Refused\r\nConnection: close\r\n", r->status);
	date_add(&out, x->rq.work.now.us);
	if (r->type != NULL)
		text_printf(&out, "Content-Type: %s\r\n", r->type);
	for (const struct header *h = r->headers; h != NULL; h = h->next)
		text_printf(&out, "%s: %s\r\n", h->name, h->value);
	text_printf(&out, "Content-Length: %zu\r\n\r\n", r->len);
	if (r->body != NULL && (x->method == NULL || strcmp(x->method, "HEAD") != 0))
		text_addn(&out, r->body, r->len);
	sent = send(fd, out.at, out.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)sent;		// a client that reads nothing has lost its answer anyway
}
