// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates: given for completions of a class, listed, revoked; one as a file.
#include "features/paper/certificate.h"

#include <string.h>

#include "base/crypto.h"
#include "base/field.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/paper/paper.h"

enum { ROWS_MOST = 4 << 20, TEMPLATE_MOST = 1500 };

static const char standard_title[] = "GIẤY CHỨNG NHẬN";
static const char standard_signer[] = "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ";
static const char standard_text[] = "Sinh {born}\nĐơn vị: {unit}\nĐã hoàn thành khóa: {course} ({periods} tiết)\n"
	"tổ chức {days}";

struct certificate_in { const char *title, *text, *signer; };
SHAPE(certificate_in,
	FIELD(certificate_in, title,  OPTIONAL, .min = 1, .max = 80, .says = "else GIẤY CHỨNG NHẬN"),
	FIELD(certificate_in, text,   OPTIONAL, .min = 1, .max = TEMPLATE_MOST, .many_lines = true,
		.says = "its lines; {name} {born} {unit} {course} {periods} {days} {completed} are filled in"),
	FIELD(certificate_in, signer, OPTIONAL, .min = 1, .max = 120, .says = "the office of whoever signs it"));

struct certificates_made { int64_t issued, first, last, year; };
SHAPE(certificates_made,
	FIELD(certificates_made, issued, REQUIRED),
	FIELD(certificates_made, first,  REQUIRED, .says = "the first number given"),
	FIELD(certificates_made, last,   REQUIRED),
	FIELD(certificates_made, year,   REQUIRED));

struct certificate {
	int64_t id, number, year, person;
	const char *holder;
	int64_t class;
	const char *class_code, *course;
	struct date completed_on, issued_on;
	struct instant revoked_at;
	const char *revoked_why;
};
SHAPE(certificate,
	FIELD(certificate, id,           REQUIRED),
	FIELD(certificate, number,       REQUIRED, .says = "in its year, of the office that gave it"),
	FIELD(certificate, year,         REQUIRED),
	FIELD(certificate, person,       REQUIRED),
	FIELD(certificate, holder,       OPTIONAL, .says = "the name on it; none: its holder was made unknown"),
	FIELD(certificate, class,        REQUIRED),
	FIELD(certificate, class_code,   REQUIRED),
	FIELD(certificate, course,       REQUIRED),
	FIELD(certificate, completed_on, REQUIRED),
	FIELD(certificate, issued_on,    REQUIRED),
	FIELD(certificate, revoked_at,   OPTIONAL),
	FIELD(certificate, revoked_why,  OPTIONAL));

struct certificate_why { const char *why; };
SHAPE(certificate_why, FIELD(certificate_why, why, REQUIRED, .min = 5, .max = 500));

struct certificate_key { const char *key; };
SHAPE(certificate_key, FIELD(certificate_key, key, REQUIRED, .says = "Ed25519 public key, base64url"));

struct certificate_class {
	int64_t id;
	const char *code;
	int64_t host_unit;
	const char *state, *course;
	int64_t periods;
	struct date first_on, last_on;
};
SHAPE(certificate_class,
	FIELD(certificate_class, id,        REQUIRED),
	FIELD(certificate_class, code,      REQUIRED),
	FIELD(certificate_class, host_unit, OPTIONAL),
	FIELD(certificate_class, state,     REQUIRED),
	FIELD(certificate_class, course,    REQUIRED),
	FIELD(certificate_class, periods,   REQUIRED),
	FIELD(certificate_class, first_on,  OPTIONAL),
	FIELD(certificate_class, last_on,   OPTIONAL));

struct certificate_due {
	int64_t person;
	const char *holder;
	struct date birth_date;
	bool birth_year_only;
	const char *unit;
	struct date completed_on;
};
SHAPE(certificate_due,
	FIELD(certificate_due, person,          REQUIRED),
	FIELD(certificate_due, holder,          REQUIRED),
	FIELD(certificate_due, birth_date,      OPTIONAL),
	FIELD(certificate_due, birth_year_only, REQUIRED),
	FIELD(certificate_due, unit,            OPTIONAL),
	FIELD(certificate_due, completed_on,    REQUIRED));

static const char *born(struct request *rq, const struct certificate_due *d)
{
	if (d->birth_date.days == NO_DAY)
		return "ngày …………";
	return arena_printf(rq->work.arena, d->birth_year_only ? "năm %d" : "ngày %02d/%02d/%d",
		d->birth_year_only ? date_civil(d->birth_date).year : date_civil(d->birth_date).day,
		date_civil(d->birth_date).month, date_civil(d->birth_date).year);
}

static const char *days(struct request *rq, const struct certificate_class *c)
{
	const char *from = paper_day_short(rq, c->first_on), *to = paper_day_short(rq, c->last_on);

	if (strcmp(from, to) == 0)
		return arena_printf(rq->work.arena, "ngày %s", from);
	return arena_printf(rq->work.arena, "từ ngày %s đến ngày %s", from, to);
}

// The sentences of one certificate; NULL with *wrong as fields_fill() has it.
static const char *words(struct request *rq, const struct certificate_class *c, const struct certificate_due *d,
	const char **wrong)
{
	const char *template = body_of(rq, certificate_in)->text;
	const struct field_value values[] = {
		{ "name", d->holder }, { "born", born(rq, d) }, { "unit", d->unit == NULL ? "…………" : d->unit },
		{ "course", c->course }, { "periods", arena_printf(rq->work.arena, "%lld", (long long)c->periods) },
		{ "days", days(rq, c) }, { "completed", paper_day_short(rq, d->completed_on) },
	};

	return fields_fill(rq->work.arena, template == NULL ? standard_text : template, values,
		sizeof values / sizeof *values, wrong);
}

static void member(struct text *out, const char *name, const char *value)
{
	text_printf(out, ",\"%s\":", name);
	text_json(out, value);
}

static void row_add(struct text *rows, const struct certificate_paper *p, int64_t person, struct arena *a)
{
	const char *statement = certificate_statement(p, a);
	char completed[DATE_TEXT];

	date_text(p->completed_on, completed);
	text_printf(rows, "%s{\"year\":%lld,\"number\":%lld,\"person\":%lld", rows->len == 1 ? "" : ",", (long long)p->year,
		(long long)p->number, (long long)person);
	member(rows, "serial", p->serial);
	member(rows, "office", p->office);
	member(rows, "above", p->above);
	member(rows, "place", p->place);
	member(rows, "title", p->title);
	member(rows, "holder", p->holder);
	member(rows, "words", p->words);
	member(rows, "course", p->course);
	member(rows, "signer", p->signer);
	member(rows, "completed_on", completed);
	member(rows, "signature", signature_of(SIGNER_CERTIFICATE, statement, strlen(statement), a));
	text_char(rows, '}');
}

// Everyone's certificate, numbered on behind `before`, as one JSON array; NULL with *wrong when the text does not fill.
static const char *rows_of(struct request *rq, const struct certificate_class *c, const struct certificate_due *due,
	size_t n, int64_t before, const char **wrong)
{
	const struct certificate_in *in = body_of(rq, certificate_in);
	const struct paper_office *office = paper_office(rq, c->host_unit, rq->work.today);
	struct text rows = text_new(rq->work.arena, ROWS_MOST);

	text_char(&rows, '[');
	for (size_t i = 0; i < n; i++) {
		struct certificate_paper p = { .number = before + 1 + (int64_t)i, .year = date_civil(rq->work.today).year,
			.serial = crypto_token("hc_", rq->work.arena), .office = office->name, .above = office->above,
			.place = office->place, .title = in->title == NULL ? standard_title : in->title,
			.holder = due[i].holder, .words = words(rq, c, &due[i], wrong), .course = c->course,
			.signer = in->signer == NULL ? standard_signer : in->signer,
			.completed_on = due[i].completed_on, .issued_on = rq->work.today };

		if (p.words == NULL)
			return NULL;
		row_add(&rows, &p, due[i].person, rq->work.arena);
	}
	text_char(&rows, ']');
	if (rows.over)
		fault(rq, "certificates are longer than %d bytes", ROWS_MOST);
	return rows.at;
}

struct reply certificates_issue(struct request *rq)
{
	const struct certificate_class *c = db_row(rq, sql_certificate_class, certificate_class, arg(rq->id[0]));
	const char *key = signature_key(SIGNER_CERTIFICATE, rq->work.arena), *wrong = "", *rows;
	struct certificates_made made = { .year = date_civil(rq->work.today).year };
	const struct certificate_due *due;
	size_t n;

	if (c == NULL)
		return reply_error(rq, 404, "class_unknown");
	if (key == NULL)
		return reply_error(rq, 409, "certificate_key_missing");
	if (strcmp(c->state, "finished") != 0)
		return reply_error(rq, 409, "certificate_class_open");
	due = db_rows(rq, sql_certificate_due, certificate_due, &n, arg(c->id), arg(rq->work.today));
	if (n == 0)
		return reply_error(rq, 409, "certificate_none_due");
	made.first = 1 + db_int(rq, sql_certificate_numbers_take, arg(c->host_unit), arg(made.year), arg(n));
	rows = rows_of(rq, c, due, n, made.first - 1, &wrong);
	if (rows == NULL) {
		struct problems p = problems_new(rq);

		problem_add(rq, &p, "/text", "certificate_field_unknown", wrong);
		return reply_problems(rq, &p);
	}
	made.issued = db_int(rq, sql_certificates_add, arg(c->id), arg(c->host_unit), arg(rq->work.today),
		arg(rq->who.account), arg(key), arg(rows));
	made.last = made.first + made.issued - 1;
	return reply_created(rq, certificates_made, &made);
}

struct reply certificate_show(struct request *rq)
{
	return reply_one(rq, sql_certificate_get, "certificate_unknown", arg(rq->id[0]));
}

// A revoked one is not printed again: who needs to see it has the list.
struct reply certificate_pdf(struct request *rq)
{
	const struct certificate_paper *c = db_row(rq, sql_certificate_paper, certificate_paper, arg(rq->id[0]));
	struct text file;
	struct reply r;

	if (c == NULL)
		return reply_error(rq, 404, "certificate_unknown");
	if (c->revoked_on.days != NO_DAY)
		return reply_error(rq, 409, "certificate_revoked");
	if (c->holder == NULL)
		return reply_error(rq, 409, "certificate_forgotten");
	if (signature_key(SIGNER_CERTIFICATE, rq->work.arena) == NULL)
		return reply_error(rq, 404, "certificate_key_missing");
	if (!certificate_file(c, request_site(rq), rq->work.arena, &file))
		return reply_error(rq, 503, "paper_not_made");
	r = reply_text(rq, "application/pdf", &file);
	reply_header(rq, &r, "Content-Disposition", arena_printf(rq->work.arena,
		"inline; filename=\"giay-chung-nhan-%lld-%lld.pdf\"", (long long)c->number, (long long)c->year));
	reply_header(rq, &r, "Cache-Control", "private, no-store");
	return r;
}

struct reply certificate_revoke(struct request *rq)
{
	if (db_int(rq, sql_certificate_revoke, arg(rq->id[0]), arg(rq->who.account), arg(rq->work.now),
			arg(body_of(rq, certificate_why)->why)) == 0)
		return reply_error(rq, 409, "certificate_already_revoked");
	return certificate_show(rq);
}

struct reply certificate_key_show(struct request *rq)
{
	struct certificate_key out = { signature_key(SIGNER_CERTIFICATE, rq->work.arena) };

	return out.key == NULL ? reply_error(rq, 404, "certificate_key_missing") : reply_row(rq, certificate_key, &out);
}
