// SPDX-License-Identifier: GPL-3.0-or-later
// The API described by itself: OpenAPI 3.1 from routes[] and the shapes.
#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

struct text;

enum { OPENAPI_MOST = 8 * 1024 * 1024 };

void openapi_print(struct text *);

#endif
