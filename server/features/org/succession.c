// SPDX-License-Identifier: GPL-3.0-or-later
// Successions of units as an act: units merge, split, change or end on a day; rehearsed, applied, undone.
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "features/org/succession.h"
#include "http/http.h"
#include "http/login.h"

enum { NAMES_MOST = 1 << 20 };

struct succession_record { const char *from_unit, *to_unit, *kind; struct list groups; };
SHAPE(succession_record,
	FIELD(succession_record, from_unit, REQUIRED, .max = 64, .says = "code of the unit that ends or changes"),
	FIELD(succession_record, to_unit, REQUIRED, .max = 64,
		.says = "code of the unit that follows; its own for a change in place or an end without successor"),
	FIELD(succession_record, kind, REQUIRED, .one_of = "merge|split|rename|move|abolish"),
	FIELD(succession_record, groups, OPTIONAL, .item = T_TEXT, .max = 500,
		.says = "codes of the residential groups that go; none: all that no other record takes"));

struct succession_unit { const char *code, *name, *kind, *parent, *official_code; };
SHAPE(succession_unit,
	FIELD(succession_unit, code, REQUIRED, .max = 64),
	FIELD(succession_unit, name, REQUIRED, .min = 1),
	FIELD(succession_unit, kind, REQUIRED, .max = 40),
	FIELD(succession_unit, parent, OPTIONAL, .max = 64, .says = "code of the unit above"),
	FIELD(succession_unit, official_code, OPTIONAL, .max = 40));

struct succession_in {
	struct date happened_on;
	const char *legal_basis;
	struct list records, new_units;
	enum tri rehearse;
};
SHAPE(succession_in,
	FIELD(succession_in, happened_on, REQUIRED, .says = "first day of the new state of things"),
	FIELD(succession_in, legal_basis, OPTIONAL, .says = "number and date of the instrument"),
	FIELD(succession_in, records, REQUIRED, .items = &succession_record_shape, .min = 1, .max = 500),
	FIELD(succession_in, new_units, OPTIONAL, .items = &succession_unit_shape, .max = 500,
		.says = "units as they are from the day on: new ones, and those that change in place"),
	FIELD(succession_in, rehearse, OPTIONAL, .says = "do it, count, and take it back (the default)"));

struct succession_count {
	const char *unit;
	int64_t people_before, people_after, residents_before, residents_after, open_classes_before, open_classes_after;
	int64_t quotas_before, quotas_after;
};
SHAPE(succession_count,
	FIELD(succession_count, unit, REQUIRED),
	FIELD(succession_count, people_before, REQUIRED, .says = "people who work in it or below, the day before"),
	FIELD(succession_count, people_after, REQUIRED),
	FIELD(succession_count, residents_before, REQUIRED),
	FIELD(succession_count, residents_after, REQUIRED),
	FIELD(succession_count, open_classes_before, REQUIRED, .says = "classes neither finished nor cancelled"),
	FIELD(succession_count, open_classes_after, REQUIRED),
	FIELD(succession_count, quotas_before, REQUIRED, .says = "seats set aside in such classes"),
	FIELD(succession_count, quotas_after, REQUIRED));

struct succession_figure {
	const char *unit, *target, *segment;
	int64_t numerator_before, denominator_before, numerator_after, denominator_after;
};
SHAPE(succession_figure,
	FIELD(succession_figure, unit, REQUIRED),
	FIELD(succession_figure, target, REQUIRED),
	FIELD(succession_figure, segment, OPTIONAL),
	FIELD(succession_figure, numerator_before, OPTIONAL,
		.says = "as coverage answers for the day before; none: the unit is not there"),
	FIELD(succession_figure, denominator_before, OPTIONAL, .says = "none also for counts"),
	FIELD(succession_figure, numerator_after, OPTIONAL, .says = "the same on the day itself"),
	FIELD(succession_figure, denominator_after, OPTIONAL));

struct succession_act {
	int64_t id;
	struct date happened_on;
	const char *legal_basis, *state;
	struct list records, new_units;
	struct instant applied_at;
	const char *applied_by;
	struct instant undone_at;
	const char *undone_by;
	struct list units, targets;
};
SHAPE(succession_act,
	FIELD(succession_act, id, REQUIRED, .says = "its number; of a rehearsal only in this answer"),
	FIELD(succession_act, happened_on, REQUIRED),
	FIELD(succession_act, legal_basis, OPTIONAL),
	FIELD(succession_act, state, REQUIRED, .one_of = "rehearsed|applied|undone"),
	FIELD(succession_act, records, REQUIRED, .items = &succession_record_shape),
	FIELD(succession_act, new_units, REQUIRED, .items = &succession_unit_shape),
	FIELD(succession_act, applied_at, REQUIRED),
	FIELD(succession_act, applied_by, OPTIONAL),
	FIELD(succession_act, undone_at, OPTIONAL),
	FIELD(succession_act, undone_by, OPTIONAL),
	FIELD(succession_act, units, REQUIRED, .items = &succession_count_shape),
	FIELD(succession_act, targets, REQUIRED, .items = &succession_figure_shape));

struct succession_line {	// a line of the list
	int64_t id;
	struct date happened_on;
	const char *legal_basis, *state;
	struct list records;
	struct instant applied_at, undone_at;
};
SHAPE(succession_line,
	FIELD(succession_line, id, REQUIRED),
	FIELD(succession_line, happened_on, REQUIRED),
	FIELD(succession_line, legal_basis, OPTIONAL),
	FIELD(succession_line, state, REQUIRED, .one_of = "rehearsed|applied|undone"),
	FIELD(succession_line, records, REQUIRED, .items = &succession_record_shape),
	FIELD(succession_line, applied_at, REQUIRED),
	FIELD(succession_line, undone_at, OPTIONAL));

struct succession_name { const char *name; };
SHAPE(succession_name, FIELD(succession_name, name, REQUIRED));

// What an act does and undoes, in this order: what ends makes room for what begins.
static const struct query *const moves[] = {
	&sql_succession_affiliations_end, &sql_succession_affiliations_open, &sql_succession_residences_end,
	&sql_succession_residences_open, &sql_succession_grants_end, &sql_succession_grants_open,
	&sql_succession_trainers_move, &sql_succession_classes_move, &sql_succession_enrolments_move, &sql_succession_quotas_end,
	&sql_succession_quotas_open, &sql_succession_plans_move, &sql_succession_tasks_move,
};
static const struct query *const undoes[] = {
	&sql_succession_tasks_back, &sql_succession_plans_back, &sql_succession_quotas_drop,
	&sql_succession_quotas_back, &sql_succession_trainers_back, &sql_succession_classes_back, &sql_succession_enrolments_back,
	&sql_succession_affiliations_drop, &sql_succession_affiliations_back, &sql_succession_affiliations_return,
	&sql_succession_residences_drop, &sql_succession_residences_back, &sql_succession_residences_return,
	&sql_succession_grants_drop, &sql_succession_grants_back, &sql_succession_grants_return,
	&sql_succession_records_drop, &sql_succession_versions_drop, &sql_succession_versions_back,
	&sql_succession_units_drop,
};

static void run_all(struct request *rq, const struct query *const *queries_of, size_t n, int64_t act)
{
	for (size_t i = 0; i < n; i++)
		db_run(rq, *queries_of[i], arg(act));
	db_run(rq, sql_units_renumber);
}

// The names of the new units as they are searched for, a JSON list in their order.
static const char *names_folded(struct request *rq, int64_t act)
{
	size_t n;
	const struct succession_name *names = db_rows(rq, sql_succession_names, succession_name, &n, arg(act));
	struct text t = text_new(rq->work.arena, NAMES_MOST);

	for (size_t i = 0; i < n; i++) {
		text_char(&t, i == 0 ? '[' : ',');
		text_json(&t, utf8_fold(names[i].name, rq->work.arena));
	}
	text_add(&t, n == 0 ? "[]" : "]");
	return t.at;
}

// Ends and opens the versions; the code of what is wrong, or NULL.
static const char *units_turn(struct request *rq, int64_t act)
{
	const char *wrong;

	db_run(rq, sql_succession_units_add, arg(act));
	db_run(rq, sql_succession_records_add, arg(act));
	wrong = db_text(rq, sql_succession_refused, arg(act));
	if (wrong != NULL)
		return wrong;
	db_run(rq, sql_succession_counts_add, arg(act), arg(false));
	succession_count_targets(WORK(rq), act, false);
	db_run(rq, sql_succession_versions_end, arg(act));
	db_run(rq, sql_succession_versions_follow, arg(act));
	db_run(rq, sql_succession_versions_open, arg(act), arg(names_folded(rq, act)));
	return db_text(rq, sql_succession_contradicted, arg(act));
}

// A rehearsal does all of it, counts, and goes back: what it says is what would happen. The account
// administers every unit that is named, old, new and above.
struct reply succession_act(struct request *rq)
{
	const struct succession_in *in = body_of(rq, succession_in);
	bool rehearse = in->rehearse != NO;
	const char *wrong = db_text(rq, sql_succession_unknown, arg(in->records), arg(in->new_units));
	const struct succession_act *done;
	struct reply sure = login_confirmed(rq);
	int64_t act;

	if (wrong != NULL)
		return reply_error(rq, 422, wrong);
	if (!rehearse && sure.status != 0)
		return sure;
	if (db_bool(rq, sql_succession_outside, arg(rq->who.account), arg(in->records), arg(in->new_units),
			arg(rq->work.today)))
		return reply_error(rq, 403, "unit_not_yours");
	db_run(rq, sql_succession_lock);
	db_run(rq, sql_succession_keep);
	act = db_int(rq, sql_succession_act_add, arg(in->happened_on), arg(in->legal_basis),
		arg(rehearse ? "rehearsed" : "applied"), arg(in->records), arg(in->new_units), arg(rq->work.now),
		arg(rq->who.account));
	wrong = units_turn(rq, act);
	if (wrong != NULL)
		return reply_error(rq, 422, wrong);
	// NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what is counted
	run_all(rq, moves, sizeof(moves) / sizeof(*moves), act);
	db_run(rq, sql_succession_counts_add, arg(act), arg(true));
	succession_count_targets(WORK(rq), act, true);
	done = db_row(rq, sql_succession_act_get, succession_act, arg(act));
	if (!rehearse)
		return reply_created(rq, succession_act, done);
	db_run(rq, sql_succession_back);
	return reply_row(rq, succession_act, done);
}

// Refused when a row is no longer as the act left it, or something else stands on a unit it made.
struct reply succession_undo(struct request *rq)
{
	int64_t act = rq->id[0];
	const char *state;

	db_run(rq, sql_succession_lock);
	state = db_text(rq, sql_succession_state, arg(act));
	if (state == NULL)
		return reply_error(rq, 404, "succession_act_unknown");
	if (strcmp(state, "applied") != 0)
		return reply_error(rq, 409, "succession_undone_already");
	if (db_bool(rq, sql_succession_changed, arg(act)))
		return reply_error(rq, 409, "succession_changed_since");
	if (db_bool(rq, sql_succession_used, arg(act)))
		return reply_error(rq, 409, "succession_in_use");
	// NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what is counted
	run_all(rq, undoes, sizeof(undoes) / sizeof(*undoes), act);
	db_run(rq, sql_succession_act_undo, arg(act), arg(rq->work.now), arg(rq->who.account));
	return reply_row(rq, succession_act, db_row(rq, sql_succession_act_get, succession_act, arg(act)));
}
