// SPDX-License-Identifier: GPL-3.0-or-later
// A part of a Word document, element by element: what can fetch, start or hide something refuses it, what only one editor
// needs is left out, the rest is taken down as it stands.
#include "files/word_part.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "files/word_pieces.h"
#include "files/xml_read.h"
#include "files/zip_read.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define W_SPACE "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define W_STRICT "http://purl.oclc.org/ooxml/wordprocessingml/main"
#define R_SPACE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

enum { RAW_MOST = 8 << 20, INSTRUCTION_MOST = 2000, FIELDS_DEEP = 8, LINK_PREFIXES = 4, SHOWN = 60 };

// What brings content from elsewhere or starts something, by name without prefix; and what hides text that counts.
static const struct { const char *name, *code; } refused[] = {
	{ "altChunk", "docx_part" }, { "subDoc", "docx_part" }, { "object", "docx_part" }, { "OLEObject", "docx_part" },
	{ "control", "docx_part" }, { "movie", "docx_part" }, { "attachedTemplate", "docx_outside" },
	{ "delText", "docx_revisions" }, { "delInstrText", "docx_revisions" }, { "moveFrom", "docx_revisions" },
	{ "moveTo", "docx_revisions" },
};
static const char *const revisions[] = { "w:ins", "w:del", "w:cellIns", "w:cellDel", "w:cellMerge" };

// Marks of an editor, remarks, names of who changed what, data of parts that do not come along.
static const char *const left_out[] = {
	"w:proofErr", "w:commentRangeStart", "w:commentRangeEnd", "w:commentReference", "w:printerSettings", "w:dataBinding",
	"w:lastRenderedPageBreak", "w:permStart", "w:permEnd", "w:ffData", "w:fldData", "w:pPrChange", "w:rPrChange",
	"w:sectPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange", "w:tblGridChange", "w:tblPrExChange", "w:numberingChange",
};
static const char *const settings_kept[] = {
	"w:evenAndOddHeaders", "w:mirrorMargins", "w:defaultTabStop", "w:autoHyphenation", "w:characterSpacingControl", "w:compat",
	"w:themeFontLang", "w:clrSchemeMapping", "w:decimalSymbol", "w:listSeparator", "w:bordersDoNotSurroundHeader",
	"w:bordersDoNotSurroundFooter", "w:gutterAtTop",
};
// Instructions of fields that take nothing from outside and run nothing (ECMA-376, part 1, 17.16.5).
static const char *const instructions[] = {
	"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ", "TOC", "DATE", "TIME", "=",
};

struct open_row { size_t mark; };
struct open_table { size_t mark; bool plain; };		// plain: it has a row that is not repeated
struct open_paragraph { size_t first; int number; };
struct reader {
	struct taken *taken;
	const struct word_part *part;
	int depth, skipping;
	bool tag_open, in_text, in_instruction;
	struct open_paragraph paragraphs[WORD_DEPTH];
	struct open_row rows[WORD_DEPTH];
	struct open_table tables[WORD_DEPTH];
	int paragraphs_n, rows_n, tables_n, fields_n;
	bool shows[FIELDS_DEEP];		// of each open field: its result has begun
	struct text instruction;
	const char *link_prefixes[LINK_PREFIXES];
	int link_prefixes_n;
};

static bool listed(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static const char *bare(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

static void markup(struct reader *r, const char *s)
{
	taken_add(r->taken, MARK_MARKUP, 0, s, strlen(s));
}

static void tag_close(struct reader *r)
{
	if (r->tag_open)
		markup(r, ">");
	r->tag_open = false;
}

// Refuses with what it is about and the first words of the paragraph it stands in.
static void refuse_here(struct reader *r, const char *code, const char *what)
{
	const struct open_paragraph *p = r->paragraphs_n == 0 ? NULL : &r->paragraphs[r->paragraphs_n - 1];
	const char *words = p == NULL ? "" : paragraph_words(r->taken, p->first, p->number);
	const char *about = arena_printf(r->taken->arena, *words == '\0' ? "%.*s" : "%.*s – “%s”", SHOWN, what, words);

	taken_refuse(r->taken, code, about, strlen(about));
}

// --- instructions of fields ---

// A link to a page of the web, of mail, or within the document.
static bool link_is_plain(const char *s)
{
	static const char *const begins[] = { "\"http://", "\"https://", "\"mailto:", "\\l \"" };

	s += strspn(s, " ");
	for (size_t i = 0; i < COUNT(begins); i++)
		if (strncasecmp(s, begins[i], strlen(begins[i])) == 0)
			return strstr(s, "\\\\") == NULL;
	return false;
}

static void instruction_check(struct reader *r, const char *s)
{
	size_t len;

	s += strspn(s, " \t\n");
	len = strcspn(s, " \t\n\\\"");
	if (len == strlen("HYPERLINK") && strncasecmp(s, "HYPERLINK", len) == 0 && link_is_plain(s + len))
		return;
	for (size_t i = 0; i < COUNT(instructions); i++)
		if (len == strlen(instructions[i]) && strncasecmp(s, instructions[i], len) == 0)
			return;
	if (*s != '=')
		refuse_here(r, "docx_instruction", s);
}

// Begin, separate and end of a field; an instruction made by another field is not looked through.
static void field_mark(struct reader *r, const char *type)
{
	bool open = r->fields_n > 0 && !r->shows[r->fields_n - 1];

	if (strcmp(type, "begin") == 0) {
		if (open || r->fields_n == FIELDS_DEEP) {
			refuse_here(r, "docx_instruction", r->instruction.at);
			return;
		}
		r->shows[r->fields_n++] = false;
		r->instruction = text_new(r->taken->arena, INSTRUCTION_MOST);
		return;
	}
	if (r->fields_n == 0 || (strcmp(type, "separate") != 0 && strcmp(type, "end") != 0)) {
		refuse_here(r, "docx_damaged", type);
		return;
	}
	if (open)
		instruction_check(r, r->instruction.over ? "" : r->instruction.at);
	if (type[0] == 'e')
		r->fields_n--;
	else
		r->shows[r->fields_n - 1] = true;
}

// --- names and attributes ---

static bool is_link(const struct reader *r, const char *name)
{
	const char *colon = strchr(name, ':');

	for (int i = 0; colon != NULL && i < r->link_prefixes_n; i++)
		if (strlen(r->link_prefixes[i]) == (size_t)(colon - name) &&
			strncmp(r->link_prefixes[i], name, (size_t)(colon - name)) == 0)
			return true;
	return false;
}

// The prefix w: means Word's own elements, and no other does: what is looked for by name cannot hide.
static void spaces_note(struct reader *r, const char **attributes)
{
	for (; *attributes != NULL; attributes += 2) {
		const char *name = attributes[0], *value = attributes[1];
		bool of_word = strcmp(value, W_SPACE) == 0;

		if (strncmp(name, "xmlns", 5) != 0)
			continue;
		if (of_word != (strcmp(name, "xmlns:w") == 0) || strcmp(value, W_STRICT) == 0)
			refuse_here(r, "docx_form", name);
		if (strcmp(value, R_SPACE) == 0 && strncmp(name, "xmlns:", 6) == 0) {
			if (listed(r->link_prefixes, (size_t)r->link_prefixes_n, name + 6))
				continue;
			if (r->link_prefixes_n == LINK_PREFIXES)
				refuse_here(r, "docx_form", name);
			else
				r->link_prefixes[r->link_prefixes_n++] = arena_copy(r->taken->arena, name + 6);
		}
	}
}

static void attribute_check(struct reader *r, const char *name, const char *value)
{
	static const char *const addresses[] = { "src", "href", "althref" };

	if (listed(addresses, COUNT(addresses), bare(name)) && strpbrk(value, ":\\/") != NULL)
		refuse_here(r, "docx_outside", value);
	if (is_link(r, name) && !listed(r->part->links, r->part->links_n, value))
		refuse_here(r, "docx_part", value);
}

static void tag_write(struct reader *r, const char *name, const char **attributes)
{
	struct text tag = text_new(r->taken->arena, RAW_MOST);
	const bool is_text = strcmp(name, "w:t") == 0;

	text_printf(&tag, "<%s", name);
	for (; *attributes != NULL; attributes += 2) {
		attribute_check(r, attributes[0], attributes[1]);
		// Numbers of paragraphs are an editor's, and a row that is repeated would have them twice.
		if ((is_text && strcmp(attributes[0], "xml:space") == 0) || strcmp(attributes[0], "w14:paraId") == 0 ||
			strcmp(attributes[0], "w14:textId") == 0)
			continue;
		text_printf(&tag, " %s=\"", attributes[0]);
		text_html(&tag, attributes[1]);
		text_char(&tag, '"');
	}
	if (is_text)
		text_add(&tag, " xml:space=\"preserve\"");
	taken_add(r->taken, MARK_MARKUP, 0, tag.at, tag.len);
	r->tag_open = true;
}

static bool is_left_out(const struct reader *r, const char *name)
{
	if (r->part->settings && r->depth == 1 && !listed(settings_kept, COUNT(settings_kept), name))
		return true;
	if (r->rows_n > 0 && (strcmp(name, "w:bookmarkStart") == 0 || strcmp(name, "w:bookmarkEnd") == 0))
		return true;
	return listed(left_out, COUNT(left_out), name);
}

static bool is_refused(struct reader *r, const char *name)
{
	for (size_t i = 0; i < COUNT(refused); i++)
		if (strcmp(refused[i].name, bare(name)) == 0)
			refuse_here(r, refused[i].code, name);
	if (listed(revisions, COUNT(revisions), name))
		refuse_here(r, "docx_revisions", name);
	return r->taken->refusal != NULL;
}

// --- elements ---

static void root_check(struct reader *r, const char *name, const char **attributes)
{
	const char *said = xml_attribute(attributes, "w");

	if (strcmp(name, r->part->root) != 0)
		taken_refuse(r->taken, strcmp(bare(name), bare(r->part->root)) == 0 ? "docx_form" : "docx_no_document", name, strlen(name));
	else if (strncmp(name, "w:", 2) == 0 && (said == NULL || strcmp(said, W_SPACE) != 0))
		taken_refuse(r->taken, "docx_form", name, strlen(name));
}

static void paragraph_begin(struct reader *r)
{
	r->paragraphs[r->paragraphs_n++] = (struct open_paragraph){ r->taken->marks_n, ++r->taken->paragraph };
}

static void element_begin(struct reader *r, const char *name, const char **attributes)
{
	const char *type = NULL;

	if (strcmp(name, "w:tbl") == 0)
		r->tables[r->tables_n++] = (struct open_table){ r->taken->marks_n, false };
	else if (strcmp(name, "w:tr") == 0)
		r->rows[r->rows_n++] = (struct open_row){ taken_mark(r->taken, MARK_ROW) };
	else if (strcmp(name, "w:p") == 0)
		paragraph_begin(r);
	else if (strcmp(name, "w:fldChar") == 0 && (type = xml_attribute(attributes, "fldCharType")) != NULL)
		field_mark(r, type);
	else if (strcmp(name, "w:fldSimple") == 0)
		instruction_check(r, (type = xml_attribute(attributes, "instr")) == NULL ? "" : type);
	r->in_text = strcmp(name, "w:t") == 0 && r->paragraphs_n > 0;
	r->in_instruction = strcmp(name, "w:instrText") == 0;
	if (r->in_instruction && (r->fields_n == 0 || r->shows[r->fields_n - 1]))
		refuse_here(r, "docx_instruction", name);
}

static void opened(void *ctx, const char *name, const char **attributes)
{
	struct reader *r = ctx;

	if (r->taken->refusal != NULL)
		return;
	if (r->skipping > 0 || is_left_out(r, name)) {
		r->skipping++;
		return;
	}
	tag_close(r);
	if (r->depth == 0)
		root_check(r, name, attributes);
	if (is_refused(r, name))
		return;
	spaces_note(r, attributes);
	r->depth++;
	element_begin(r, name, attributes);
	tag_write(r, name, attributes);
}

// Rows of a table that have no other beside them stay when their list is empty.
static void table_end(struct reader *r)
{
	struct open_table t = r->tables[--r->tables_n];

	for (size_t i = t.mark; !t.plain && i < r->taken->marks_n; i++)
		if (r->taken->marks[i].kind == MARK_ROW)
			r->taken->marks[i].only = true;
}

static void row_end(struct reader *r)
{
	size_t at = r->rows[--r->rows_n].mark;
	struct mark *row = &r->taken->marks[at];

	if (row->list == NULL) {
		if (r->tables_n > 0)
			r->tables[r->tables_n - 1].plain = true;
		return;
	}
	for (size_t i = at + 1; i < r->taken->marks_n; i++)
		if (r->taken->marks[i].kind == MARK_ROW && r->taken->marks[i].list != NULL)
			refuse_here(r, "docx_two_lists", row->list);
	taken_mark(r->taken, MARK_ROW_END);
}

static void paragraph_end(struct reader *r)
{
	struct open_paragraph p = r->paragraphs[--r->paragraphs_n];

	fields_find(r->taken, p.first, p.number, r->rows_n == 0 ? NULL : &r->taken->marks[r->rows[r->rows_n - 1].mark]);
}

static void closed(void *ctx, const char *name)
{
	struct reader *r = ctx;

	if (r->taken->refusal != NULL)
		return;
	if (r->skipping > 0) {
		r->skipping--;
		return;
	}
	r->depth--;
	if (r->tag_open)
		markup(r, "/>");
	else
		markup(r, arena_printf(r->taken->arena, "</%s>", name));
	r->tag_open = r->in_text = r->in_instruction = false;
	if (strcmp(name, "w:p") == 0 && r->paragraphs_n > 0)
		paragraph_end(r);
	else if (strcmp(name, "w:tr") == 0 && r->rows_n > 0)
		row_end(r);
	else if (strcmp(name, "w:tbl") == 0 && r->tables_n > 0)
		table_end(r);
}

static void heard(void *ctx, const char *s, int len)
{
	struct reader *r = ctx;
	struct text safe;

	if (r->taken->refusal != NULL || r->skipping > 0 || len <= 0)
		return;
	tag_close(r);
	if (r->in_text) {
		taken_add(r->taken, MARK_TEXT, r->paragraphs[r->paragraphs_n - 1].number, s, (size_t)len);
		return;
	}
	if (r->in_instruction)
		text_addn(&r->instruction, s, (size_t)len);
	safe = text_new(r->taken->arena, 6 * (size_t)len + 1);
	text_html(&safe, arena_copyn(r->taken->arena, s, (size_t)len));
	taken_add(r->taken, MARK_MARKUP, 0, safe.at, safe.len);
}

const char *word_xml_read(struct unzip *file, const char *name, const struct xml_ears *ears)
{
	static const struct { const char *of_sheets, *of_words; } same[] = {
		{ "sheet_too_big", "docx_too_big" }, { "sheet_entities", "docx_entities" }, { "sheet_damaged", "docx_damaged" },
	};
	struct xml *xml = xml_new(ears);
	const char *refusal = unzip_each(file, name, xml_feed, xml), *wrong = xml_done(xml);

	if (refusal == NULL)
		refusal = wrong;
	for (size_t i = 0; refusal != NULL && i < COUNT(same); i++)
		if (strcmp(same[i].of_sheets, refusal) == 0)
			return same[i].of_words;
	return refusal;
}

const char *word_part_read(struct unzip *file, const struct word_part *part, struct taken *t)
{
	struct reader r = { .taken = t, .part = part, .instruction = text_new(t->arena, INSTRUCTION_MOST) };
	const char *refusal;

	t->raw = text_new(t->arena, RAW_MOST);
	t->marks_n = t->bits_n = 0;
	refusal = word_xml_read(file, part->source, &(struct xml_ears){ .opened = opened, .closed = closed, .text = heard,
		.prefixed = true, .enough = &t->enough, .ctx = &r });
	if (t->refusal != NULL)
		return t->refusal;
	return refusal == NULL && r.fields_n > 0 ? "docx_damaged" : refusal;
}
