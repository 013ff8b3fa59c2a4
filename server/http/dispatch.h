// SPDX-License-Identifier: GPL-3.0-or-later
// One request through its route: who, may they, is it well formed, what is the answer.
#ifndef HTTP_DISPATCH_H
#define HTTP_DISPATCH_H

#include <stdio.h>

#include "http/exchange.h"

// In the event loop, once the request is complete: true when x->reply is the answer already (it was
// refused, or its route is a LANE_LOOP one), else x->rq.route->lane has to work on it.
bool dispatch_at_once(struct exchange *);

// On a worker with its connection: makes x->reply.
void dispatch_run(struct exchange *, struct db *);

// The steps behind the sign-in, inside a transaction: may they, is it well formed (status 0 when so); then the answer.
struct reply dispatch_asked(struct exchange *);
struct reply dispatch_answer(struct exchange *);

// The answer when a lane takes no more, and the line in the log that every request gets.
void dispatch_busy(struct exchange *);
void dispatch_log(const struct exchange *);

// The route of a method and rq->path, whose numbers go to rq->id and whose text to rq->secret; else NULL
// and the methods that path knows ("GET, HEAD, OPTIONS"), or NULL when nothing is there. HEAD finds GET.
// Index first, once.
void route_index(void);
const struct route *route_find(struct request *, const char *method, const char **allow);

// Lists on `out` what the routes promise and cannot keep: arguments nobody binds, answers of another
// shape, paths twice. Gives how many. The other one lists the sentences of refusals that are missing.
int route_check(FILE *out);
int route_sentences_check(FILE *out);

// Fills rq->asked, rq->limit and rq->after. Status 0 when all is well.
struct reply arguments_check(struct exchange *);

// Idempotency-Key: the stored reply of the first request (status 0: this is the first), and storing it.
struct reply idempotency_begin(struct exchange *);
void idempotency_keep(struct exchange *, const struct reply *);

// Counters for /metrics.
void metrics_start(void);
void metrics_count(const struct route *, int status);
void metrics_fault(void);
// When serving began (microseconds UTC), how many requests a fault ended since, bytes of memory in use.
// Attempts to hand mails over since the last call; how many wait and how many came to nothing, as the database knows.
void metrics_mails_tried(int64_t sent, int64_t refused, int64_t later);
void metrics_mails_waiting(int64_t waiting, int64_t undelivered);
int64_t metrics_started(void);
uint64_t metrics_faults(void);
long metrics_memory(void);

#endif
