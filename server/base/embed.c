// SPDX-License-Identifier: GPL-3.0-or-later
// Finds a file carried inside the program by its path.
#include "base/embed.h"

#include <string.h>

const struct embedded *embedded_find(const char *path)
{
	for (const struct embedded *e = embedded; e->path != NULL; e++)
		if (strcmp(e->path, path) == 0)
			return e;
	return NULL;
}
