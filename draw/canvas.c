// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing on pages with cairo and pango, here alone.
#include "draw/canvas.h"

#include <string.h>

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "draw/qr.h"
#include "files/pdf_said.h"

#define FONT "Liberation Serif"

enum { QUIET = 4, STYLES = 4 };
static const double SIZE = 13, LINE = 1.1, RULE = 0.6;

struct canvas {
	struct arena *arena;
	struct text file;
	cairo_surface_t *surface;
	cairo_t *cairo;
};

struct line { double top, baseline, height, x; };

struct set {
	PangoLayout *layout;
	double left;			// its indent
	struct line *lines;
	size_t n;
};

// Made once: it costs some 20 ms. The fonts of every style are kept, so that none is opened again.
static struct { PangoFontMap *map; PangoFont *kept[STYLES]; } fonts;

static cairo_status_t write_more(void *closure, const unsigned char *bytes, unsigned int len)
{
	struct text *file = closure;

	text_addn(file, (const char *)bytes, len);
	return file->over ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

struct canvas *canvas_new(const char *title, struct instant made, double width, double height, struct arena *a)
{
	struct canvas *c = arena_one(a, struct canvas);
	char when[INSTANT_TEXT];

	c->arena = a;
	c->file = text_new(a, PDF_FILE_MOST);
	c->surface = cairo_pdf_surface_create_for_stream(write_more, &c->file, width, height);
	c->cairo = cairo_create(c->surface);
	instant_text(made, when);
	cairo_pdf_surface_set_metadata(c->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(c->surface, CAIRO_PDF_METADATA_CREATOR, "hocvu");
	cairo_pdf_surface_set_metadata(c->surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
	return c;
}

void canvas_page(struct canvas *c)
{
	cairo_show_page(c->cairo);
}

void canvas_line(struct canvas *c, double x, double y, double to_x, double to_y)
{
	cairo_set_line_width(c->cairo, RULE);
	cairo_move_to(c->cairo, x, y);
	cairo_line_to(c->cairo, to_x, to_y);
	cairo_stroke(c->cairo);
}

void canvas_box(struct canvas *c, double x, double y, double width, double height)
{
	cairo_set_line_width(c->cairo, RULE);
	cairo_rectangle(c->cairo, x, y, width, height);
	cairo_stroke(c->cairo);
}

void canvas_qr(struct canvas *c, const char *text, double x, double y, double side)
{
	const struct qr *qr = qr_make(text, c->arena);
	double one;

	if (qr == NULL)
		return;
	one = side / (qr->width + 2 * QUIET);
	for (int i = 0; i < qr->width * qr->width; i++) {
		const int across = i % qr->width + QUIET, down = i / qr->width + QUIET;

		if (qr->dark[i])
			cairo_rectangle(c->cairo, x + across * one, y + down * one, one, one);
	}
	cairo_fill(c->cairo);
}

static PangoFontDescription *font_of(const struct pdf_paragraph *p)
{
	PangoFontDescription *font = pango_font_description_from_string(FONT);

	pango_font_description_set_absolute_size(font, (p->size > 0 ? p->size : SIZE) * PANGO_SCALE);
	pango_font_description_set_weight(font, p->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_style(font, p->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
	return font;
}

static PangoLayout *laid(struct canvas *c, const struct pdf_paragraph *p, double width)
{
	static const PangoAlignment aligns[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT,
		PANGO_ALIGN_LEFT };
	PangoContext *context = pango_font_map_create_context(fonts.map);
	PangoLayout *l = pango_layout_new(context);
	PangoFontDescription *font = font_of(p);

	pango_cairo_update_context(c->cairo, context);
	pango_layout_set_font_description(l, font);
	pango_layout_set_width(l, (int)((width > 1 ? width : 1) * PANGO_SCALE));
	pango_layout_set_indent(l, (int)(PDF_POINTS(p->first) * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(l, aligns[p->align]);
	pango_layout_set_justify(l, p->align == PDF_JUSTIFY);
	pango_layout_set_line_spacing(l, (float)(p->line > 0 ? p->line : LINE));
	pango_layout_set_markup(l, p->markup == NULL ? "" : p->markup, -1);
	pango_font_description_free(font);
	g_object_unref(context);
	return l;
}

static void lines_note(struct set *s)
{
	PangoLayoutIter *i = pango_layout_get_iter(s->layout);

	do {
		PangoRectangle r;
		int top, below;

		pango_layout_iter_get_line_extents(i, NULL, &r);
		pango_layout_iter_get_line_yrange(i, &top, &below);
		s->lines[s->n++] = (struct line){ .top = (double)top / PANGO_SCALE,
			.baseline = (double)(pango_layout_iter_get_baseline(i) - top) / PANGO_SCALE,
			.height = (double)(below - top) / PANGO_SCALE, .x = (double)r.x / PANGO_SCALE };
	} while (pango_layout_iter_next_line(i));
	pango_layout_iter_free(i);
}

struct set *set_new(struct canvas *c, const struct pdf_paragraph *p, double width)
{
	struct set *s = arena_one(c->arena, struct set);

	s->left = PDF_POINTS(p->left);
	s->layout = laid(c, p, width - PDF_POINTS(p->left) - PDF_POINTS(p->right));
	s->lines = arena_many(c->arena, struct line, (size_t)pango_layout_get_line_count(s->layout) + 1);
	lines_note(s);
	return s;
}

void set_drop(struct set *s)
{
	g_object_unref(s->layout);
}

size_t set_lines(const struct set *s)
{
	return s->n;
}

double set_line_height(const struct set *s, size_t line)
{
	return s->lines[line].height;
}

void set_line_show(struct canvas *c, const struct set *s, size_t line, double x, double y)
{
	cairo_move_to(c->cairo, x + s->left + s->lines[line].x, y + s->lines[line].baseline);
	pango_cairo_show_layout_line(c->cairo, pango_layout_get_line_readonly(s->layout, (int)line));
}

double set_height(const struct set *s)
{
	const struct line *last = &s->lines[s->n - 1];

	return last->top + last->height;
}

double set_width(const struct set *s)
{
	PangoRectangle r;

	pango_layout_get_extents(s->layout, NULL, &r);
	return (double)r.width / PANGO_SCALE;
}

void set_show(struct canvas *c, const struct set *s, double x, double y)
{
	for (size_t i = 0; i < s->n; i++)
		set_line_show(c, s, i, x, y + s->lines[i].top);
}

bool canvas_done(struct canvas *c, struct text *out)
{
	bool drawn;

	cairo_show_page(c->cairo);
	cairo_destroy(c->cairo);
	cairo_surface_finish(c->surface);
	drawn = cairo_surface_status(c->surface) == CAIRO_STATUS_SUCCESS && !c->file.over;
	cairo_surface_destroy(c->surface);
	*out = c->file;
	return drawn;
}

// This machine's fonts but the one face are not looked at: a sign it lacks is a box with the sign's number, everywhere
// the same, and no file has to be opened once the process is fenced in.
static void face_alone(void)
{
	static const char only[] = "<fontconfig><selectfont><acceptfont><pattern><patelt name=\"family\"><string>" FONT
		"</string></patelt></pattern></acceptfont><rejectfont><pattern></pattern></rejectfont></selectfont></fontconfig>";
	FcConfig *config = FcInitLoadConfig();

	FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)only, FcTrue);
	FcConfigSetRescanInterval(config, 0);	// no look whether fonts came or went
	FcConfigBuildFonts(config);
	FcConfigSetCurrent(config);
	FcConfigDestroy(config);	// fontconfig holds it now
}

// The libraries' own words, without asking what standard error is: the fence has no call for that.
static GLogWriterOutput word_log(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer ctx)
{
	(void)level, (void)ctx;
	for (gsize i = 0; i < n; i++)
		if (strcmp(fields[i].key, "MESSAGE") == 0)
			log_warnx("event=drawing_warned why=\"%s\"", (const char *)fields[i].value);
	return G_LOG_WRITER_HANDLED;
}

// Is what we ask for what we get? Another face would have other widths and might lack letters.
static bool font_keep(int style)
{
	PangoContext *context = pango_font_map_create_context(fonts.map);
	PangoFontDescription *asked = font_of(&(struct pdf_paragraph){ .bold = style & 1, .italic = style & 2 }), *got;
	PangoFont *font = pango_font_map_load_font(fonts.map, context, asked);
	bool there = false;

	if (font != NULL) {
		got = pango_font_describe(font);
		there = strcmp(pango_font_description_get_family(got), FONT) == 0;
		pango_font_description_free(got);
	}
	fonts.kept[style] = font;
	pango_font_description_free(asked);
	g_object_unref(context);
	return there;
}

// What is loaded at the first use is loaded by a paper nobody reads.
static void paper_tried(void)
{
	struct arena *a = arena_new();
	struct canvas *c = canvas_new("", (struct instant){ 0 }, SIZE, SIZE, a);
	struct text none;

	for (int style = 0; style < STYLES; style++) {
		struct set *s = set_new(c, &(struct pdf_paragraph){ .markup = "<b>Mẫu</b> \xe2\x98\x83", .bold = style & 1,
			.italic = style & 2 }, SIZE);

		set_show(c, s, 0, 0);
		set_drop(s);
	}
	canvas_done(c, &none);
	arena_drop(a);
}

bool canvas_prepare(void)
{
	bool there = true;

	g_log_set_writer_func(word_log, NULL, NULL);
	face_alone();
	fonts.map = pango_cairo_font_map_new();
	for (int style = 0; style < STYLES; style++)
		there = font_keep(style) && there;
	if (there)
		paper_tried();
	else
		log_warnx("event=no_font font=\"" FONT "\" do=\"install fonts-liberation2\"");
	return there;
}
