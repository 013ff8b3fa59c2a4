// SPDX-License-Identifier: GPL-3.0-or-later
// Letters about a class: who asks for which, with which lists, from which template.
#include "features/paper/letter.h"

#include <errno.h>
#include <string.h>

#include "base/embed.h"
#include "base/settings.h"
#include "base/text.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "features/paper/word.h"
#include "files/plain.h"
#include "files/word.h"

enum { FIELDS_MOST = 40, TEMPLATE_MOST = 64 << 10 };

SHAPE(letter_field,
	FIELD(letter_field, row,   REQUIRED),
	FIELD(letter_field, name,  REQUIRED),
	FIELD(letter_field, value, OPTIONAL));

struct letter_ask { const char *kind, *unit; };
SHAPE(letter_ask,
	FIELD(letter_ask, kind, REQUIRED, .one_of = "invitation|nominations|decision|summons|results|report"),
	FIELD(letter_ask, unit, OPTIONAL, .max = 64, .says = "its code: only whom it and those below it sent, and in its name"));

struct nomination_ask { int64_t class; };
SHAPE(nomination_ask, FIELD(nomination_ask, class, REQUIRED, .min = 1));

struct letter_host { int64_t unit; const char *code; };
SHAPE(letter_host,
	FIELD(letter_host, unit, OPTIONAL),
	FIELD(letter_host, code, REQUIRED));

// What a file is called.
static const struct { const char *kind, *name; } names[] = {
	{ "invitation", "cong-van-cu-hoc-vien" }, { "nominations", "danh-sach-cu" }, { "decision", "quyet-dinh-mo-lop" },
	{ "summons", "giay-trieu-tap" }, { "results", "ket-qua" }, { "report", "bao-cao-lop" },
};

static const char *name_of(const char *kind)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].kind, kind) == 0)
			return names[i].name;
	return kind;
}

static char *changeable(struct request *rq, const char *text)
{
	return arena_copyn(rq->work.arena, text, strlen(text));
}

// The office's own file, or NULL when it has none; a file that cannot be read is wrong.
static char *own_template(struct request *rq, const char *name, struct template_wrong *wrong)
{
	const char *path = arena_printf(rq->work.arena, "%s/%s.txt", settings->paper_templates, name), *text;
	size_t len;

	if (settings->paper_templates[0] == '\0')
		return NULL;
	text = plain_read(path, TEMPLATE_MOST, &len, rq->work.arena);
	if (text == NULL && errno == ENOENT)
		return NULL;
	if (text == NULL || !utf8_valid(text, len))
		*wrong = (struct template_wrong){ 0, "template_unreadable", path };
	return wrong->code != NULL ? NULL : changeable(rq, utf8_nfc(text, rq->work.arena));
}

char *letter_standard(struct request *rq, const char *name, struct template_wrong *wrong)
{
	char *text;

	*wrong = (struct template_wrong){ 0 };
	text = own_template(rq, name, wrong);
	if (text == NULL && wrong->code == NULL) {
		const struct embedded *f = embedded_find(arena_printf(rq->work.arena,
			"server/features/paper/templates/%s.txt", name));

		if (f == NULL) {
			fault(rq, "no template %s", name);
			return NULL;
		}
		text = changeable(rq, f->bytes);
	}
	return text;
}

char *letter_text(struct request *rq, int64_t unit, const char *name, struct template_wrong *wrong)
{
	const char *own = db_text(rq, sql_template_own, arg(unit), arg(name));

	*wrong = (struct template_wrong){ 0 };
	return own == NULL ? letter_standard(rq, name, wrong) : changeable(rq, own);
}

static const struct template *letter_template(const struct letter *l, const char *name, struct template_wrong *wrong)
{
	char *text = letter_text(l->rq, l->unit, name, wrong);

	return text == NULL ? NULL : template_read(text, l->rq->work.arena, wrong);
}

struct reply letter_wrong(struct request *rq, const char *name, const struct template_wrong *wrong)
{
	struct problems p = problems_new(rq);

	if (wrong->code == NULL)
		return reply_error(rq, 503, "paper_not_made");
	problem_add(rq, &p, arena_printf(rq->work.arena, "/%s.txt/%d", name, wrong->line), wrong->code, wrong->about);
	return reply_problems(rq, &p);
}

static struct letter_list people(struct request *rq, int64_t class, const char *unit, bool seated)
{
	struct letter_list l = { .name = seated ? "trainees" : "nominated" };

	l.fields = db_rows(rq, sql_letter_people, letter_field, &l.n, arg(class), arg(unit),
		arg(seated ? "{approved}" : "{nominated,approved,waitlisted}"));
	return l;
}

struct reply letter_sent(const struct letter *l, const char *format, const struct text *file)
{
	bool pdf = strcmp(format, "pdf") == 0;
	struct reply r = reply_text(l->rq, pdf ? "application/pdf" : WORD_TYPE, file);

	reply_header(l->rq, &r, "Content-Disposition", arena_printf(l->rq->work.arena, "%s; filename=\"%s.%s\"",
		pdf ? "inline" : "attachment", l->title, format));
	reply_header(l->rq, &r, "Cache-Control", "private, no-store");
	return r;
}

struct reply letter_reply(const struct letter *l, const char *name, const char *format)
{
	const struct letter headed = letter_headed(l);
	const struct template *t;
	struct template_wrong wrong;
	struct reply trouble;
	struct text file;

	for (size_t i = 0; i < l->lists_n; i++)
		if (l->lists[i].n > 0 && l->lists[i].fields[l->lists[i].n - 1].row > PAPER_ROWS_MOST)
			return reply_error(l->rq, 422, "paper_too_long");
	if (strcmp(format, "docx") == 0 && word_letter(&headed, name, &file, &trouble))
		return trouble.status != 0 ? trouble : letter_sent(l, format, &file);
	t = letter_template(l, name, &wrong);
	if (t == NULL || !letter_write(&headed, t, format, &file, &wrong))
		return letter_wrong(l->rq, name, &wrong);
	return letter_sent(l, format, &file);
}

// The letter of that kind about a class; with `unit` in the name of that unit and about whom it sent.
static struct reply letter(struct request *rq, int64_t class, const struct letter_ask *ask, const char *format)
{
	const struct letter_host *host = db_row(rq, sql_letter_host, letter_host, arg(class), arg(ask->unit));
	struct letter_list lists[] = { people(rq, class, ask->unit, true), people(rq, class, ask->unit, false),
		{ .name = "sessions" }, { .name = "quotas" }, { .name = "results" } };
	struct field_value values[FIELDS_MOST];
	struct letter l = { .rq = rq, .values = values, .lists = lists, .lists_n = sizeof lists / sizeof *lists };
	const struct letter_field *known;
	char today[DATE_TEXT];
	size_t n;

	if (host == NULL)
		return reply_error(rq, 404, "class_unknown");
	lists[2].fields = db_rows(rq, sql_letter_sessions, letter_field, &lists[2].n, arg(class));
	lists[3].fields = db_rows(rq, sql_letter_quotas, letter_field, &lists[3].n, arg(class));
	lists[4].fields = db_rows(rq, sql_letter_results, letter_field, &lists[4].n, arg(class), arg(rq->work.today));
	known = db_rows(rq, sql_letter_class, letter_field, &n, arg(class), arg(ask->unit), arg(rq->work.today));
	for (size_t i = 0; i < n && l.values_n + 2 < FIELDS_MOST; i++)
		values[l.values_n++] = (struct field_value){ known[i].name, known[i].value };
	l.unit = host->unit;
	l.office = paper_office(rq, host->unit, rq->work.today);
	values[l.values_n++] = (struct field_value){ "office", l.office->said };
	values[l.values_n++] = (struct field_value){ "year", arena_printf(rq->work.arena, "%d", date_civil(rq->work.today).year) };
	date_text(rq->work.today, today);
	l.title = arena_printf(rq->work.arena, "%s-%s-%.4s%.2s%.2s", name_of(ask->kind), host->code, today, today + 5, today + 8);
	return letter_reply(&l, ask->kind, format);
}

struct reply letter_pdf(struct request *rq)
{
	return letter(rq, rq->id[0], asked_of(rq, letter_ask), "pdf");
}

struct reply letter_docx(struct request *rq)
{
	return letter(rq, rq->id[0], asked_of(rq, letter_ask), "docx");
}

// A unit's own list of whom it sends, in its name.
static struct reply nominations(struct request *rq, const char *format)
{
	const struct letter_ask ask = { "nominations", db_text(rq, sql_letter_unit, arg(rq->id[0])) };

	return letter(rq, asked_of(rq, nomination_ask)->class, &ask, format);
}

struct reply nominations_pdf(struct request *rq)
{
	return nominations(rq, "pdf");
}

struct reply nominations_docx(struct request *rq)
{
	return nominations(rq, "docx");
}
