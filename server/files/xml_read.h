// SPDX-License-Identifier: GPL-3.0-or-later
// XML as it comes, element by element, without entities, DTDs or depth without end.
#ifndef FILES_XML_READ_H
#define FILES_XML_READ_H

#include <stdbool.h>
#include <stddef.h>

enum { XML_DEPTH = 64 };

// Names come without their prefix, unless `prefixed`. Attributes are pairs name, value, ended by NULL. Any of them may be NULL.
struct xml_ears {
	void (*opened)(void *ctx, const char *name, const char **attributes);
	void (*closed)(void *ctx, const char *name);
	void (*text)(void *ctx, const char *s, int len);
	bool prefixed;			// names as they stand
	const bool *enough;		// once it is true no more is fed
	void *ctx;
};

struct xml;

struct xml *xml_new(const struct xml_ears *);
// Feeds bytes; 0 bytes are the end. False once it is refused or enough.
bool xml_feed(void *xml, const char *bytes, size_t len);
// NULL, or why it was refused: "sheet_damaged", "sheet_entities". Ends it.
const char *xml_done(struct xml *);

// The value of an attribute, or NULL; a prefix of its name is looked past.
const char *xml_attribute(const char **attributes, const char *name);

#endif
