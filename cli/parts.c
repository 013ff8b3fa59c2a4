// SPDX-License-Identifier: GPL-3.0-or-later
// Files cut into parts, in base64.
#include "cli/parts.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "cli/ask.h"
#include "cli/body.h"
#include "files/plain.h"

enum { PART = 180000 };

const char *parts_read(struct call *c, const char *path, size_t most, size_t *len, const char **name)
{
	const char *bytes = c->exit != 0 ? NULL : plain_read(path, most, len, c->arena);

	if (bytes == NULL && c->exit == 0)
		call_fail(c, EX_NOINPUT, say(c->arena, SAY_file_unread, path, strerror(errno)));
	*name = strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1;
	return bytes;
}

const struct value *parts_send(struct call *c, const char *path, const char *bytes, size_t len)
{
	for (size_t at = 0, part = 1; at < len && c->exit == 0; at += PART, part++) {
		size_t n = len - at < PART ? len - at : PART;

		ask_send(c, "PUT", arena_printf(c->arena, "%s/parts/%zu", path, part),
			BODY(c, { "content", body_base64(bytes + at, n, c->arena), MEMBER_TEXT }));
	}
	return ask_send(c, "POST", arena_printf(c->arena, "%s/sent", path), NULL);
}
