// SPDX-License-Identifier: GPL-3.0-or-later
// What to do with a connection's request as its parts arrive: head, body, end.
#ifndef HTTP_STAGE_H
#define HTTP_STAGE_H

#include "http/conns.h"

// For the event loop: read on; send x->reply; give the request to a lane; close the connection.
enum step { GO_ON, ANSWER, WORK, CLOSE };

// The head is complete, its headers given to the exchange. `now` as in conns.h.
enum step stage_head(struct conn *, const char *method, const char *version, int64_t now);

// Some of the body (len > 0), or the request's end (len 0).
enum step stage_body(struct conn *, const char *bytes, size_t len, int64_t now);
enum step stage_end(struct conn *);

// Answers at once by hand, as the library cannot: a body is still coming (it takes no reply then),
// or its own answer would be damaged. Afterwards nothing can be sent on this connection; what comes
// in is thrown away for a while, or the client would lose the answer with the connection.
void stage_refuse(struct conn *, int64_t now);

#endif
