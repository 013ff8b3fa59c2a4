// SPDX-License-Identifier: GPL-3.0-or-later
// The head of a request as it stood on the wire, checked in libmicrohttpd's own buffer.
//
// The library parses in place and says nothing of what it forgave: it cuts names and values at a
// NUL, glues a folded line to the *name* of its header, ends lines at a bare LF. In a sound head
// each piece begins right behind the one before; a gap shows what was forgiven. Somebody on the way
// may have read such a head otherwise, so nothing of it is believed (RFC 9112, 2.2, 5.1, 5.2,
// 11.2).
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>

// All pointers are into the library's buffer and live as long as the request.
struct head {
	const char *at;		// where the next line has to begin
	bool sound;		// so far nothing was forgiven
};

// RFC 9110 token: anything else in a name is read differently by somebody on the way.
bool is_token(const char *s);

// What a request line may ask for: anything but blanks and control characters.
bool is_target(const char *s);

// After the request line: `uri` of `uri_len` bytes up to its first NUL, before the library changed
// it.
struct head head_begin(const char *method, const char *uri, size_t uri_len, const char *version);

// Each header, in the order in which they came.
void head_line(struct head *, const char *name, size_t name_len, const char *value,
	size_t value_len);

// After the last one: `end` is behind the empty line. Tells whether the head is sound.
bool head_end(const struct head *, const char *end);

#endif
