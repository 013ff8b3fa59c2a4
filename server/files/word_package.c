// SPDX-License-Identifier: GPL-3.0-or-later
// A Word document as a package: its parts are found by their relations, each is taken down or left out, and a package of
// our own is written around what stays. Relations that lead out of the file, macros and foreign objects refuse it.
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "files/word.h"
#include "files/word_part.h"
#include "files/word_pieces.h"
#include "files/xml_read.h"
#include "files/zip_read.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define CONTENT "application/vnd.openxmlformats-officedocument."

static const char package_relations[] = XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" RELATIONS "officeDocument\" Target=\"word/document.xml\"/></Relationships>";

enum { PARTS_MOST = 60, LINKS_MOST = 200, NAME_MOST = 200, LIST_MOST = 64 << 10, PICTURE_MOST = 4 << 20, SHOWN = 80 };

// What becomes of a relation: of the last word of its type.
enum fate { TAKEN, COPIED, LEFT_OUT };
static const struct kind { const char *relation; enum fate fate; const char *root, *name, *type, *code; } kinds[] = {
	{ "officeDocument", TAKEN, "w:document", "document", CONTENT "wordprocessingml.document.main+xml", NULL },
	{ "header", TAKEN, "w:hdr", "header", CONTENT "wordprocessingml.header+xml", NULL },
	{ "footer", TAKEN, "w:ftr", "footer", CONTENT "wordprocessingml.footer+xml", NULL },
	{ "footnotes", TAKEN, "w:footnotes", "footnotes", CONTENT "wordprocessingml.footnotes+xml", NULL },
	{ "endnotes", TAKEN, "w:endnotes", "endnotes", CONTENT "wordprocessingml.endnotes+xml", NULL },
	{ "styles", TAKEN, "w:styles", "styles", CONTENT "wordprocessingml.styles+xml", NULL },
	{ "numbering", TAKEN, "w:numbering", "numbering", CONTENT "wordprocessingml.numbering+xml", NULL },
	{ "settings", TAKEN, "w:settings", "settings", CONTENT "wordprocessingml.settings+xml", NULL },
	{ "theme", TAKEN, "a:theme", "theme", CONTENT "theme+xml", NULL },
	{ "image", COPIED, NULL, "picture", NULL, NULL },
	{ "fontTable", LEFT_OUT, NULL, NULL, NULL, NULL }, { "webSettings", LEFT_OUT, NULL, NULL, NULL, NULL },
	{ "customXml", LEFT_OUT, NULL, NULL, NULL, NULL }, { "customXmlProps", LEFT_OUT, NULL, NULL, NULL, NULL },
	{ "comments", LEFT_OUT, NULL, NULL, NULL, NULL }, { "commentsExtended", LEFT_OUT, NULL, NULL, NULL, NULL },
	{ "commentsIds", LEFT_OUT, NULL, NULL, NULL, NULL }, { "commentsExtensible", LEFT_OUT, NULL, NULL, NULL, NULL },
	{ "people", LEFT_OUT, NULL, NULL, NULL, NULL }, { "documenttasks", LEFT_OUT, NULL, NULL, NULL, NULL },
	{ "stylesWithEffects", LEFT_OUT, NULL, NULL, NULL, NULL }, { "glossaryDocument", LEFT_OUT, NULL, NULL, NULL, NULL },
	{ "printerSettings", LEFT_OUT, NULL, NULL, NULL, NULL }, { "thumbnail", LEFT_OUT, NULL, NULL, NULL, NULL },
	{ "core-properties", LEFT_OUT, NULL, NULL, NULL, NULL }, { "extended-properties", LEFT_OUT, NULL, NULL, NULL, NULL },
	{ "custom-properties", LEFT_OUT, NULL, NULL, NULL, NULL },
	{ "vbaProject", LEFT_OUT, NULL, NULL, NULL, "docx_macros" }, { "keyMapCustomizations", LEFT_OUT, NULL, NULL, NULL, "docx_macros" },
	{ "attachedToolbars", LEFT_OUT, NULL, NULL, NULL, "docx_macros" }, { "attachedTemplate", LEFT_OUT, NULL, NULL, NULL, "docx_outside" },
};

static const struct picture { const char *begins; size_t len; const char *ending; } pictures[] = {
	{ "\x89PNG\r\n\x1a\n", 8, "png" }, { "\xff\xd8\xff", 3, "jpeg" }, { "GIF8", 4, "gif" },
};

struct part { const char *source, *name; const struct kind *kind; };
struct link { const char *id; const struct part *to; const char *address; };	// to a part, or to an address of the web

struct package {
	struct arena *arena;
	struct unzip *file;
	struct taken taken;
	struct piece_writer out;
	struct part parts[PARTS_MOST];
	size_t n;
	// The relations of the part that is read now.
	const char *of;
	struct link links[LINKS_MOST];
	const char *ids[LINKS_MOST];
	size_t links_n;
};

static void refuse(struct package *p, const char *code, const char *about)
{
	taken_refuse(&p->taken, code, about, strnlen(about, SHOWN));
}

// The name in the file that `target` means in a part of that name; NULL when it leads out of the package.
static const char *name_of(struct package *p, const char *of, const char *target)
{
	const char *folder = strrchr(of, '/');
	size_t len = folder == NULL ? 0 : (size_t)(folder - of + 1);

	if (strlen(target) > NAME_MOST || strchr(target, '\\') != NULL || strchr(target, ':') != NULL)
		return NULL;
	if (*target == '/')
		return strstr(target, "..") != NULL ? NULL : arena_copy(p->arena, target + 1);
	for (; strncmp(target, "../", 3) == 0 && len > 0; target += 3)
		for (len--; len > 0 && of[len - 1] != '/'; len--)
			;
	return strstr(target, "..") != NULL ? NULL : arena_printf(p->arena, "%.*s%s", (int)len, of, target);
}

static const struct kind *kind_of(const char *type)
{
	const char *last = strrchr(type, '/');

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].relation, last == NULL ? type : last + 1) == 0)
			return &kinds[i];
	return NULL;
}

struct copying { struct text bytes; };

static bool piece_copy(void *ctx, const char *s, size_t len)
{
	struct copying *c = ctx;

	text_addn(&c->bytes, s, len);
	return !c->bytes.over;
}

static bool piece_look(void *ctx, const char *s, size_t len)
{
	const struct picture **found = ctx;

	for (size_t i = 0; i < COUNT(pictures); i++)
		if (len > pictures[i].len && memcmp(s, pictures[i].begins, pictures[i].len) == 0)
			*found = &pictures[i];
	return false;
}

// A picture is known by how it begins; what it holds is for who looks at it.
static const char *picture_name(struct package *p, const char *source, const struct kind *kind)
{
	const struct picture *found = NULL;

	if (unzip_each(p->file, source, piece_look, &found) != NULL || found == NULL) {
		refuse(p, "docx_picture", source);
		return NULL;
	}
	return arena_printf(p->arena, "word/media/%s%zu.%s", kind->name, p->n, found->ending);
}

// The part of that name, which may be known already; NULL with a refusal.
static const struct part *part_named(struct package *p, const char *source, const struct kind *kind)
{
	const char *name;

	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->parts[i].source, source) == 0)
			return &p->parts[i];
	if (p->n == PARTS_MOST || !unzip_has(p->file, source)) {
		refuse(p, p->n == PARTS_MOST ? "docx_too_big" : kind == kinds ? "docx_no_document" : "docx_damaged", source);
		return NULL;
	}
	if (kind->fate == COPIED)
		name = picture_name(p, source, kind);
	else
		name = kind == kinds ? "word/document.xml" : arena_printf(p->arena, "word/%s%zu.xml", kind->name, p->n);
	if (name == NULL)
		return NULL;
	p->parts[p->n] = (struct part){ source, name, kind };
	return &p->parts[p->n++];
}

static bool is_web(const char *address)
{
	return strncmp(address, "http://", 7) == 0 || strncmp(address, "https://", 8) == 0 || strncmp(address, "mailto:", 7) == 0;
}

static void link_add(struct package *p, const char *id, const struct part *to, const char *address)
{
	if (p->links_n == LINKS_MOST) {
		refuse(p, "docx_too_big", id);
		return;
	}
	p->ids[p->links_n] = arena_copy(p->arena, id);
	p->links[p->links_n] = (struct link){ p->ids[p->links_n], to, arena_copy(p->arena, address) };
	p->links_n++;
}

static void relation_heard(void *ctx, const char *name, const char **attributes)
{
	struct package *p = ctx;
	const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type"), *source,
		*target = xml_attribute(attributes, "Target"), *mode = xml_attribute(attributes, "TargetMode");
	const struct kind *kind = type == NULL ? NULL : kind_of(type);
	const struct part *to;

	if (p->taken.refusal != NULL || strcmp(name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL)
		return;
	if (kind != NULL && kind->code != NULL)
		refuse(p, kind->code, target);
	else if (mode != NULL && strcmp(mode, "Internal") != 0) {
		if (strcmp(type, RELATIONS "hyperlink") != 0 || !is_web(target))
			refuse(p, "docx_outside", target);
		else
			link_add(p, id, NULL, target);
	} else if (kind == NULL || (kind->fate == TAKEN && (kind == kinds) != (*p->of == '\0')))
		refuse(p, "docx_part", strrchr(type, '/') == NULL ? type : strrchr(type, '/') + 1);
	else if (kind->fate != LEFT_OUT) {
		source = name_of(p, p->of, target);
		if (source == NULL)
			refuse(p, "docx_outside", target);
		else if ((to = part_named(p, source, kind)) != NULL)
			link_add(p, id, to, NULL);
	}
}

// Reads the relations of a part, "" for the package's own.
static void relations_read(struct package *p, const char *of)
{
	const char *base = strrchr(of, '/'), *refusal, *name;

	base = base == NULL ? of : base + 1;
	name = arena_printf(p->arena, "%.*s_rels/%s.rels", (int)(base - of), of, base);
	p->of = of;
	p->links_n = 0;
	if (!unzip_has(p->file, name)) {
		if (*of == '\0')
			refuse(p, "docx_no_document", name);
		return;
	}
	refusal = word_xml_read(p->file, name, &(struct xml_ears){ .opened = relation_heard, .enough = &p->taken.enough, .ctx = p });
	if (refusal != NULL)
		refuse(p, refusal, name);
}

static void part_begin(struct package *p, const char *name)
{
	piece_add(&p->out, PIECE_PART, name, strlen(name));
}

static void bytes_add(struct package *p, const struct text *t)
{
	piece_add(&p->out, PIECE_BYTES, t->at, t->len);
	p->out.out->over |= t->over;
}

static void relations_write(struct package *p, const char *name)
{
	struct text list = text_new(p->arena, LIST_MOST);

	if (p->links_n == 0)
		return;
	text_add(&list, XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
	for (size_t i = 0; i < p->links_n; i++) {
		const struct link *l = &p->links[i];

		text_add(&list, "<Relationship Id=\"");
		text_html(&list, l->id);
		text_printf(&list, "\" Type=\"" RELATIONS "%s\" Target=\"", l->to == NULL ? "hyperlink" : l->to->kind->relation);
		text_html(&list, l->to == NULL ? l->address : arena_printf(p->arena, "/%s", l->to->name));
		text_add(&list, l->to == NULL ? "\" TargetMode=\"External\"/>" : "\"/>");
	}
	text_add(&list, "</Relationships>");
	part_begin(p, name);
	bytes_add(p, &list);
}

static void picture_take(struct package *p, const struct part *part)
{
	struct copying c = { text_new(p->arena, PICTURE_MOST) };
	const char *refusal = unzip_each(p->file, part->source, piece_copy, &c);

	if (refusal != NULL || c.bytes.over) {
		refuse(p, c.bytes.over ? "docx_too_big" : "docx_damaged", part->source);
		return;
	}
	part_begin(p, part->name);
	bytes_add(p, &c.bytes);
}

static void part_take(struct package *p, const struct part *part)
{
	struct word_part how = { .source = part->source, .root = part->kind->root, .links = p->ids,
		.settings = strcmp(part->kind->relation, "settings") == 0 };
	const char *refusal, *base = strrchr(part->name, '/') + 1;

	relations_read(p, part->source);
	if (p->taken.refusal != NULL)
		return;
	how.links_n = p->links_n;
	refusal = word_part_read(p->file, &how, &p->taken);
	if (refusal != NULL) {
		refuse(p, refusal, part->source);
		return;
	}
	part_begin(p, part->name);
	piece_add(&p->out, PIECE_BYTES, XML, strlen(XML));
	taken_write(&p->taken, &p->out);
	relations_write(p, arena_printf(p->arena, "word/_rels/%s.rels", base));
}

// The list of what is in the package, and where it begins: ours.
static void package_write(struct package *p)
{
	struct text types = text_new(p->arena, LIST_MOST);

	text_add(&types, XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
		"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
		"<Default Extension=\"xml\" ContentType=\"application/xml\"/>");
	for (size_t i = 0; i < COUNT(pictures); i++)
		text_printf(&types, "<Default Extension=\"%s\" ContentType=\"image/%s\"/>", pictures[i].ending, pictures[i].ending);
	for (size_t i = 0; i < p->n; i++)
		if (p->parts[i].kind->type != NULL)
			text_printf(&types, "<Override PartName=\"/%s\" ContentType=\"%s\"/>", p->parts[i].name, p->parts[i].kind->type);
	text_add(&types, "</Types>");
	part_begin(p, "[Content_Types].xml");
	bytes_add(p, &types);
	part_begin(p, "_rels/.rels");
	piece_add(&p->out, PIECE_BYTES, package_relations, sizeof package_relations - 1);
}

static void type_heard(void *ctx, const char *name, const char **attributes)
{
	struct package *p = ctx;
	const char *type = xml_attribute(attributes, "ContentType");

	(void)name;
	if (type != NULL && (strcasestr(type, "macroEnabled") != NULL || strcasestr(type, "vbaProject") != NULL))
		refuse(p, "docx_macros", type);
}

// What the file is by its first bytes: a ZIP, or what Word 97 and locked files are (MS-CFB, 2.2).
static const char *file_open(struct package *p, const char *bytes, size_t len)
{
	if (len >= 4 && memcmp(bytes, "\xd0\xcf\x11\xe0", 4) == 0)
		return "docx_old_or_locked";
	if (len < 4 || memcmp(bytes, "PK", 2) != 0)
		return "docx_unknown";
	p->file = unzip_open(bytes, len);
	return p->file == NULL ? "docx_damaged" : NULL;
}

static void package_read(struct package *p)
{
	const char *types = "[Content_Types].xml", *refusal = !unzip_has(p->file, types) ? "docx_no_document" :
		word_xml_read(p->file, types, &(struct xml_ears){ .opened = type_heard, .enough = &p->taken.enough, .ctx = p });

	if (refusal != NULL)
		refuse(p, refusal, types);
	if (p->taken.refusal == NULL)
		relations_read(p, "");
	if (p->taken.refusal == NULL && (p->n == 0 || p->parts[0].kind != kinds))
		refuse(p, "docx_no_document", "");
	for (size_t i = 0; i < p->n && p->taken.refusal == NULL; i++)
		if (p->parts[i].kind->fate == COPIED)
			picture_take(p, &p->parts[i]);
		else
			part_take(p, &p->parts[i]);
}

const char *word_parse(const char *bytes, size_t len, const struct word_names *names, struct arena *a, struct text *template,
	struct text *about)
{
	struct package *p = arena_one(a, struct package);
	struct text body = text_new(a, WORD_TEMPLATE_MOST);
	const char *refusal;

	p->arena = a;
	p->taken = (struct taken){ .arena = a, .names = names, .about = about };
	*template = text_new(a, WORD_TEMPLATE_MOST);
	refusal = file_open(p, bytes, len);
	if (refusal != NULL)
		return refusal;
	p->out.out = &body;
	package_read(p);
	unzip_close(p->file);
	p->out = (struct piece_writer){ .out = template };
	if (p->taken.refusal != NULL)
		return p->taken.refusal;
	package_write(p);
	text_addn(template, body.at, body.len);
	return body.over || template->over ? "docx_too_big" : NULL;
}
