// SPDX-License-Identifier: GPL-3.0-or-later
// A request with what only this room needs of it: made when its first line arrives, filled while
// headers and body come in, worked on by one thread at a time, dropped when its reply is sent.
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "base/text.h"
#include "http/http.h"

enum {
	BODY_MOST = 256 * 1024,
	BODY_SWALLOWED = 8 * 1024 * 1024,	// read at most, so that who is refused while sending hears of it
	URI_MOST = 2048,
	ARGUMENTS_MOST = 32,
	HEADERS_MOST = 64,
	VALUE_MOST = 4096,
	LENGTH_DIGITS = 18,			// of a Content-Length; one of more is too long whatever it says
};

struct argument { const char *name, *value; };	// decoded, valid UTF-8

struct exchange {
	struct request rq;			// first: handlers and helpers see only this
	struct reply reply;			// status 0: not known yet
	const char *method;			// as asked; HEAD finds the GET route
	struct argument arguments[ARGUMENTS_MOST];
	size_t arguments_n;
	struct text body;
	size_t body_bytes;			// received, kept or not
	const char *content_type, *authorization, *accept_encoding, *accept;
	size_t headers_n;
	int lengths, encodings;			// how many Content-Length and Transfer-Encoding
	bool too_long;				// Content-Length says so
	bool broken;				// a proxy may read it otherwise: answer, then close
	const char *peer;			// who is connected: "unix" or an IP address
	const char *forwarded;			// what was said of who came, all lines of it, or NULL
	const char *authority;			// of a target like http://host/path, which outranks Host
	uint64_t credential;			// what it presents, hashed, or 0 (rates.c)
	int64_t charged;			// an account, 0: an address, NONE: nobody (rates.c)
	int64_t began_us;			// when it was complete
	struct exchange *next;			// in a lane's queue
	void *connection;			// listen.c's
};

// A new request for `uri` as it stood on the wire, from the peer at `peer`.
struct exchange *exchange_new(const char *uri, const char *peer);

// One that no wire brought: the program asks itself (again.c), on any thread; `tag` of at most 16 characters says what for.
struct exchange *exchange_inner(const char *uri, const char *tag);

// One header. Names are compared without regard to case.
void exchange_header(struct exchange *, const char *name, const char *value, size_t len);

// The last header was given. False when the request is refused at once and its connection closed.
bool exchange_head(struct exchange *, const char *method, const char *version);

// Was a body announced? Who is refused may be sending it.
bool exchange_has_body(const struct exchange *);

// A piece of the body. False, with the refusal in `reply`, from the moment on that it is too long.
bool exchange_body(struct exchange *, const char *bytes, size_t len);

// The file of the answer is another one, or none (0); the former one is closed.
void request_file(struct request *, int fd);

// Gives back everything of it.
void exchange_drop(struct exchange *);

#endif
