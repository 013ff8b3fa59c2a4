// SPDX-License-Identifier: GPL-3.0-or-later
// How often one client may ask: an account when it is signed in, an address when nobody is.
//
// Each has a bucket that holds a minute's worth and fills evenly. An office of hundreds comes from one
// address, so who is signed in is never counted by address; whose credential is not yet known is
// counted by address until it turned out to be somebody's, and then given back. Who presents a
// credential or signs in is counted apart from who presents none, so that a flood of strangers does
// not keep an office from beginning its work. This machine itself is not counted, nor what the event
// loop answers without a database.
#ifndef HTTP_RATES_H
#define HTTP_RATES_H

#include <stdint.h>

struct exchange;

// A request comes in, its route known: 0, or the seconds its client has to wait. In the event loop.
int64_t rates_enter(struct exchange *);

// Who asks was looked up (rq->who): the right bucket is charged instead. 0, or seconds as above. May
// be called again for the same request.
int64_t rates_settle(struct exchange *);

// How many requests were told to wait since the start, for /metrics.
uint64_t rates_held(void);

#endif
