// SPDX-License-Identifier: GPL-3.0-or-later
// XML element by element (expat). A document type, which entities need, refuses it.
#include "files/xml_read.h"

#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "base/log.h"

enum { EXIT_SOFTWARE = 70 };

struct xml {
	XML_Parser parser;
	struct xml_ears ears;
	int depth;
	const char *refusal;
};

static const char *bare(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

static const char *named(const struct xml *x, const char *name)
{
	return x->ears.prefixed ? name : bare(name);
}

static void refuse_with(struct xml *x, const char *code)
{
	if (x->refusal == NULL)
		x->refusal = code;
	XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL opened(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *x = ctx;

	if (++x->depth > XML_DEPTH)
		refuse_with(x, "sheet_damaged");
	else if (x->ears.opened != NULL)
		x->ears.opened(x->ears.ctx, named(x, name), attributes);
}

static void XMLCALL closed(void *ctx, const XML_Char *name)
{
	struct xml *x = ctx;

	x->depth--;
	if (x->ears.closed != NULL)
		x->ears.closed(x->ears.ctx, named(x, name));
}

static void XMLCALL heard(void *ctx, const XML_Char *s, int len)
{
	struct xml *x = ctx;

	if (x->ears.text != NULL)
		x->ears.text(x->ears.ctx, s, len);
}

static void XMLCALL doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	refuse_with(ctx, "sheet_entities");
}

struct xml *xml_new(const struct xml_ears *ears)
{
	struct xml *x = calloc(1, sizeof *x);
	XML_Parser parser = XML_ParserCreate(NULL);

	if (x == NULL || parser == NULL)
		fatal(EXIT_SOFTWARE, "out of memory");
	x->parser = parser;
	x->ears = *ears;
	XML_SetUserData(parser, x);
	XML_SetElementHandler(parser, opened, closed);
	XML_SetCharacterDataHandler(parser, heard);
	XML_SetStartDoctypeDeclHandler(parser, doctype);
	return x;
}

bool xml_feed(void *xml, const char *bytes, size_t len)
{
	struct xml *x = xml;

	if (x->refusal != NULL)
		return false;
	if (XML_Parse(x->parser, bytes, (int)len, len == 0) == XML_STATUS_ERROR && x->refusal == NULL)
		x->refusal = "sheet_damaged";
	return x->refusal == NULL && (x->ears.enough == NULL || !*x->ears.enough);
}

const char *xml_done(struct xml *x)
{
	const char *refusal = x->refusal;

	XML_ParserFree(x->parser);
	free(x);
	return refusal;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(bare(*attributes), name) == 0)
			return attributes[1];
	return NULL;
}
