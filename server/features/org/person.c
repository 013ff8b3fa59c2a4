// SPDX-License-Identifier: GPL-3.0-or-later
// People: who they are, found by name or personal number, with numbers sealed and shown masked.
#include <stdlib.h>
#include <string.h>

#include "base/bounds.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/national_id.h"
#include "base/personal.h"
#include "base/settings.h"
#include "base/text.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "http/http.h"

enum { DOUBTS_MOST = 4096 };

struct person_place {		// an affiliation or residence inside a person
	int64_t id;
	const char *unit, *name, *category, *position;
	bool dedicated_it, in_charge_it, expert;
	struct date valid_from, valid_to;
	int64_t version;
};
SHAPE(person_place,
	FIELD(person_place, id, REQUIRED),
	FIELD(person_place, unit, REQUIRED),
	FIELD(person_place, name, OPTIONAL),
	FIELD(person_place, category, OPTIONAL),
	FIELD(person_place, position, OPTIONAL),
	FIELD(person_place, dedicated_it, OPTIONAL),
	FIELD(person_place, in_charge_it, OPTIONAL),
	FIELD(person_place, expert, OPTIONAL),
	FIELD(person_place, valid_from, OPTIONAL),
	FIELD(person_place, valid_to, OPTIONAL),
	FIELD(person_place, version, REQUIRED, .says = "of the affiliation or residence, for If-Match"));

struct person_doubt { const char *pointer, *code, *detail; };
SHAPE(person_doubt,
	FIELD(person_doubt, pointer, REQUIRED),
	FIELD(person_doubt, code, REQUIRED),
	FIELD(person_doubt, detail, REQUIRED, .says = "the sentence for people"));

struct person_full {		// everything we hold of one person, numbers masked
	int64_t id;
	const char *code, *full_name, *sex, *birth_date;
	struct date works_from, works_until;
	const char *national_id_sealed, *phone_sealed, *email_sealed, *national_id, *phone, *email;
	struct list affiliations, residences, warnings;
	int64_t version;
};
SHAPE(person_full,
	FIELD(person_full, id, REQUIRED),
	FIELD(person_full, code, REQUIRED),
	FIELD(person_full, full_name, REQUIRED),
	FIELD(person_full, sex, OPTIONAL, .one_of = "male|female"),
	FIELD(person_full, birth_date, OPTIONAL, .says = "YYYY-MM-DD, or YYYY when only the year is known"),
	FIELD(person_full, works_from, OPTIONAL, .says = "first day of working age"),
	FIELD(person_full, works_until, OPTIONAL, .says = "last day of working age"),
	FIELD(person_full, national_id_sealed, OPTIONAL, .hidden = true),
	FIELD(person_full, phone_sealed, OPTIONAL, .hidden = true),
	FIELD(person_full, email_sealed, OPTIONAL, .hidden = true),
	FIELD(person_full, national_id, OPTIONAL, .says = "masked: 0330******12"),
	FIELD(person_full, phone, OPTIONAL, .says = "masked"),
	FIELD(person_full, email, OPTIONAL),
	FIELD(person_full, affiliations, REQUIRED, .items = &person_place_shape),
	FIELD(person_full, residences, REQUIRED, .items = &person_place_shape),
	FIELD(person_full, warnings, OPTIONAL, .items = &person_doubt_shape,
		.says = "what looks like a slip in what was just written; it was kept all the same"),
	FIELD(person_full, version, REQUIRED));

struct person_new {
	const char *code, *full_name, *birth_date, *sex, *national_id, *phone, *email, *lives_in;
	struct date lives_since;
};
SHAPE(person_new,
	FIELD(person_new, code, OPTIONAL, .max = 64, .says = "none: one is made"),
	FIELD(person_new, full_name, REQUIRED, .min = 1),
	FIELD(person_new, birth_date, OPTIONAL, .max = 10, .says = "YYYY-MM-DD or YYYY"),
	FIELD(person_new, sex, OPTIONAL, .one_of = "male|female"),
	FIELD(person_new, national_id, OPTIONAL, .max = 12, .says = "12 digits"),
	FIELD(person_new, phone, OPTIONAL, .max = 20),
	FIELD(person_new, email, OPTIONAL, .max = 200),
	FIELD(person_new, lives_in, OPTIONAL, .max = 64,
		.says = "of a new person: code of the territory they live in, one you visit"),
	FIELD(person_new, lives_since, OPTIONAL, .says = "the first day there, when it is known"));

struct person_find { const char *national_id; };
SHAPE(person_find, FIELD(person_find, national_id, REQUIRED, .min = 12, .max = 12));

// What a checked person looks like on its way into the table.
struct person_row {
	const char *code, *sort_name, *folded, *folded_given;
	struct date birth;
	bool year_only;
	const char *id_sealed, *id_blind, *phone_sealed, *phone_blind, *email_sealed, *email_blind;
};

static bool digits_only(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, "0123456789") == n;
}

// A whole day, or only a year, which stands for its 1 January (Decree 135/2020 art. 3).
static bool birth_parse(const char *s, struct person_row *row)
{
	row->birth = NO_DATE;
	if (s == NULL)
		return true;
	row->year_only = digits_only(s, 4);
	if (row->year_only)
		row->birth = date_from((s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0'), 1, 1);
	else if (!date_parse(s, &row->birth))
		return false;
	return true;
}

// Lists every field that is not what its name says; `code` is the person's own.
static void person_check(struct request *rq, const struct person_new *in, struct person_row *row, struct problems *bad)
{
	if (!birth_parse(in->birth_date, row))
		problem_add(rq, bad, "/birth_date", "bad_date", NULL);
	else if (row->birth.days != NO_DAY && !birth_fits(row->birth, rq->work.today))
		problem_add(rq, bad, "/birth_date", "birth_range", NULL);
	if (in->national_id != NULL && !digits_only(in->national_id, 12))
		problem_add(rq, bad, "/national_id", "bad_national_id", NULL);
	if (in->phone != NULL && !personal_phone_fits(in->phone))
		problem_add(rq, bad, "/phone", "bad_phone", NULL);
	if (in->email != NULL && !personal_email_fits(in->email))
		problem_add(rq, bad, "/email", "bad_email", NULL);
	if (row->code == NULL || strspn(row->code, "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen(row->code))
		problem_add(rq, bad, "/code", "person_code_form", NULL);
}

// Fills `row` from what was sent; lists every bad field. `code` is the person's own, which seals the numbers.
static void person_prepare(struct request *rq, const struct person_new *in, struct person_row *row, struct problems *bad)
{
	struct arena *a = rq->work.arena;

	person_check(rq, in, row, bad);
	if (bad->n > 0)
		return;
	row->sort_name = name_sort_key(in->full_name, a);
	row->folded = utf8_fold(in->full_name, a);
	row->folded_given = utf8_fold(row->sort_name, a);
	row->id_sealed = personal_seal(in->national_id, "national_id", row->code, a);
	row->id_blind = crypto_blind(in->national_id, "national_id", a);
	row->phone_sealed = personal_seal(in->phone, "phone", row->code, a);
	row->phone_blind = crypto_blind(in->phone, "phone", a);
	row->email_sealed = personal_seal(in->email, "email", row->code, a);
	row->email_blind = crypto_blind(in->email, "email", a);
}

// A warning about a personal number that was just written; NULL: none. Of the number only the first three
// digits reach the database.
static struct list doubts_of(struct request *rq, const struct person_new *in)
{
	struct arena *a = rq->work.arena;
	bool *prefixes = arena_many(a, bool, NATIONAL_ID_PREFIXES);
	const char *prefix = in->national_id == NULL ? NULL : arena_copyn(a, in->national_id, 3);
	struct person_doubt doubt = { .pointer = "/national_id" };
	struct text t = text_new(a, DOUBTS_MOST);

	if (prefix == NULL)
		return (struct list){ NULL };
	prefixes[strtol(prefix, NULL, 10)] = db_bool(rq, sql_id_prefix_known, arg(prefix));
	doubt.code = national_id_doubt(in->national_id, in->sex, in->birth_date, prefixes);
	if (doubt.code == NULL)
		return (struct list){ NULL };
	doubt.detail = sentence(rq->language, doubt.code);
	shape_json_list(&person_doubt_shape, &doubt, 1, &t);
	return (struct list){ t.at };
}

// What is there and does not open (its key is missing from key_file) is never shown as if nothing were there.
static const char *shown(const struct person_full *p, const char *column, const char *sealed, struct arena *a)
{
	const char *plain = personal_open(sealed, column, p->code, a);

	if (sealed == NULL || plain != NULL)
		return plain;
	log_warnx("event=unreadable person=%lld why=\"sealed with a key that is not in key_file\"", (long long)p->id);
	return "******";
}

// Of a number a mask hides six digits: how often a day an account may name one that comes to nothing is bounded, or they
// would be found by trying. What is written stays to be seen, so that only refusals are counted (see denied.c).
static bool number_left(struct request *rq, const char *number)
{
	if (number == NULL)
		return true;
	if (!db_bool(rq, sql_person_number_left, arg(rq->who.account), arg(rq->work.today),
			arg(settings->number_misses_a_day))) {
		refuse(rq, 429, "number_miss_ceiling");
		return false;
	}
	rq->number_named = true;
	return true;
}

// False when somebody else has the number under a key that no constraint compares. `id` is 0 for a new person.
static bool number_free(struct request *rq, const struct person_new *in, int64_t id)
{
	const char *blinds = in->national_id == NULL || !crypto_turning() ? NULL
		: crypto_blinds(in->national_id, "national_id", rq->work.arena);
	int64_t holder = 0;

	if (!number_left(rq, in->national_id))
		return false;
	if (blinds == NULL)
		return true;
	db_run(rq, sql_person_number_wait, arg(blinds));
	holder = db_int(rq, sql_person_numbered, arg(blinds));
	if (holder != 0 && holder != id)
		refuse(rq, 409, "national_id_taken");
	return work_ok(rq);
}

// `in` is what was just written, or NULL.
static struct reply person_reply(struct request *rq, int64_t id, int status, const struct person_new *in)
{
	const struct person_full *found = db_row(rq, sql_person_get, person_full, arg(id));
	struct arena *a = rq->work.arena;
	struct person_full p;

	if (found == NULL)
		return reply_error(rq, 404, "person_unknown");
	p = *found;
	if (in != NULL)
		p.warnings = doubts_of(rq, in);
	p.national_id = personal_masked(shown(&p, "national_id", p.national_id_sealed, a), a);
	p.phone = personal_masked(shown(&p, "phone", p.phone_sealed, a), a);
	p.email = shown(&p, "email", p.email_sealed, a);
	return reply_shape(rq, status, &person_full_shape, &p);
}

struct reply person_show(struct request *rq)
{
	return person_reply(rq, rq->id[0], 200, NULL);
}

// The number travels in the body, never in the URL, and is compared by its keyed index alone. Who may not read the
// person is told the same as when there is none.
struct reply person_by_number(struct request *rq)
{
	const struct person_find *in = body_of(rq, person_find);
	int64_t id;

	if (!number_left(rq, in->national_id))
		return reply_none();
	id = db_int(rq, sql_person_numbered, arg(crypto_blinds(in->national_id, "national_id", rq->work.arena)));
	if (id == 0 || !db_bool(rq, sql_reads_person, arg(rq->who.account), arg(id), arg(rq->work.today)))
		return reply_error(rq, 404, "person_not_found_here");
	return person_reply(rq, id, 200, NULL);
}

// A random code in the form codes have: a token's hash is hex.
static const char *person_code_made(struct request *rq)
{
	const char *token = crypto_token("", rq->work.arena);

	return arena_printf(rq->work.arena, "p-%.16s", crypto_digest(token, strlen(token), rq->work.arena));
}

// The territory a new person lives in, one the account visits; 0 when none was named.
static int64_t home_of(struct request *rq, const struct person_new *in, struct problems *bad)
{
	int64_t unit = in->lives_in == NULL ? 0 : db_int(rq, sql_person_unit, arg(in->lives_in));
	const char *kind = unit == 0 ? NULL : db_text(rq, sql_place_kind, arg(unit));

	if (in->lives_in == NULL)
		return 0;
	if (unit == 0 || kind == NULL)
		problem_add(rq, bad, "/lives_in", "unit_unknown", NULL);
	else if (strcmp(kind, "home") != 0)
		problem_add(rq, bad, "/lives_in", "residence_in_body", NULL);
	else if (!db_bool(rq, sql_visits_residents, arg(rq->who.account), arg(unit), arg(rq->work.today)))
		problem_add(rq, bad, "/lives_in", "territory_not_yours", NULL);
	return unit;
}

// With a home it is one act: a team enters whom it meets, and would not see them again otherwise.
struct reply person_add(struct request *rq)
{
	const struct person_new *in = body_of(rq, person_new);
	struct person_row row = { .code = in->code != NULL ? in->code : person_code_made(rq) };
	struct problems bad = problems_new(rq);
	int64_t id, home = home_of(rq, in, &bad);

	person_prepare(rq, in, &row, &bad);
	if (bad.n > 0)
		return reply_problems(rq, &bad);
	if (!number_free(rq, in, 0))
		return reply_none();
	id = db_int(rq, sql_person_add, arg(row.code), arg(in->full_name), arg(row.sort_name), arg(row.folded),
		arg(row.folded_given), arg(row.birth), arg(row.year_only), arg(in->sex), arg(row.id_sealed),
		arg(row.id_blind), arg(row.phone_sealed), arg(row.phone_blind), arg(row.email_sealed), arg(row.email_blind), arg(rq->who.account),
		arg(home == 0 ? NONE : home), arg(rq->work.today));
	if (home != 0)
		db_int(rq, sql_residence_add, arg(home), arg(id), arg(in->lives_since), arg(NO_DATE));
	return work_ok(rq) ? person_reply(rq, id, 201, in) : reply_none();
}

// A number that is not sent stays as it is: clients only ever see it masked.
struct reply person_change(struct request *rq)
{
	const struct person_new *in = body_of(rq, person_new);
	const struct person_full *now = db_row(rq, sql_person_get, person_full, arg(rq->id[0]));
	struct person_row row = { .code = now == NULL ? NULL : now->code };
	struct problems bad = problems_new(rq);
	struct reply refusal;

	if (now == NULL)
		return reply_error(rq, 404, "person_unknown");
	refusal = if_match(rq, now->version);
	if (refusal.status != 0)
		return refusal;
	if (in->code != NULL && strcmp(in->code, now->code) != 0)
		problem_add(rq, &bad, "/code", "person_code_fixed", NULL);
	if (in->lives_in != NULL)
		problem_add(rq, &bad, "/lives_in", "person_lives_already", NULL);
	person_prepare(rq, in, &row, &bad);
	if (bad.n > 0)
		return reply_problems(rq, &bad);
	if (!number_free(rq, in, now->id))
		return reply_none();
	if (db_run(rq, sql_person_edit, arg(now->id), arg(now->version), arg(in->full_name), arg(row.sort_name),
			arg(row.folded), arg(row.folded_given), arg(row.birth), arg(row.year_only), arg(in->sex),
			arg(row.id_sealed), arg(row.id_blind), arg(row.phone_sealed), arg(row.phone_blind), arg(row.email_sealed),
			arg(row.email_blind)) == 0)
		return reply_error(rq, 412, "changed_meanwhile");
	return person_reply(rq, now->id, 200, in);
}
