// SPDX-License-Identifier: GPL-3.0-or-later
// The web app, served from memory.
#ifndef HTTP_STATIC_H
#define HTTP_STATIC_H

#include "http/http.h"

struct exchange;

// A file of the web app, or its index.html for an address one of its pages may have: the app itself says when
// there is no such page. Status 0 when it is neither, or not asked by GET or HEAD.
struct reply static_answer(struct exchange *);

#endif
