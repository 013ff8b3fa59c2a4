// SPDX-License-Identifier: GPL-3.0-or-later
// Who may be put in the time-table as a trainer, and the lists of trainers that units keep.
#include "build/sql.h"
#include "http/http.h"

struct trainer { int64_t id; const char *full_name, *unit_name; int64_t sessions; bool listed, fits; const char *teaches; };
SHAPE(trainer,
	FIELD(trainer, id, REQUIRED, .says = "the person's number"),
	FIELD(trainer, full_name, REQUIRED),
	FIELD(trainer, unit_name, OPTIONAL, .says = "where they work"),
	FIELD(trainer, sessions, REQUIRED, .says = "sessions they teach there, from today on"),
	FIELD(trainer, listed, REQUIRED, .says = "stands on a list of trainers"),
	FIELD(trainer, fits, REQUIRED, .says = "can teach the course that was asked about, by the list"),
	FIELD(trainer, teaches, OPTIONAL, .says = "what they can teach, by the list"));

struct trainer_ask { const char *course; };
SHAPE(trainer_ask, FIELD(trainer_ask, course, OPTIONAL, .max = 64, .says = "code of the course: who can teach it comes first"));

struct trainers_ask { const char *course; bool over; };
SHAPE(trainers_ask,
	FIELD(trainers_ask, course, OPTIONAL, .max = 64, .says = "code of a course: only who can teach it"),
	FIELD(trainers_ask, over, OPTIONAL, .says = "also those whose time is over"));

struct listed_trainer {
	int64_t id, person;
	const char *person_code, *full_name, *unit, *organisation, *teaches, *qualification;
	struct date valid_from, valid_to;
	int64_t version;
};
SHAPE(listed_trainer,
	FIELD(listed_trainer, id, REQUIRED, .says = "the line of the list"),
	FIELD(listed_trainer, person, REQUIRED),
	FIELD(listed_trainer, person_code, REQUIRED),
	FIELD(listed_trainer, full_name, REQUIRED),
	FIELD(listed_trainer, unit, REQUIRED, .says = "code of the unit that keeps the list"),
	FIELD(listed_trainer, organisation, OPTIONAL, .says = "where they work"),
	FIELD(listed_trainer, teaches, OPTIONAL),
	FIELD(listed_trainer, qualification, OPTIONAL),
	FIELD(listed_trainer, valid_from, REQUIRED),
	FIELD(listed_trainer, valid_to, OPTIONAL),
	FIELD(listed_trainer, version, REQUIRED));

struct listed_trainer_in {	// also what an edit sends: the person stays who it is
	int64_t person;
	const char *teaches, *qualification, *organisation;
	struct date valid_from, valid_to;
};
SHAPE(listed_trainer_in,
	FIELD(listed_trainer_in, person, OPTIONAL, .min = 1, .says = "the person's number; needed to add"),
	FIELD(listed_trainer_in, teaches, OPTIONAL, .min = 1, .max = 200, .says = "courses by code or title, or words; ';' between"),
	FIELD(listed_trainer_in, qualification, OPTIONAL, .min = 1, .max = 200, .says = "certificates and the like"),
	FIELD(listed_trainer_in, organisation, OPTIONAL, .min = 1, .max = 200, .says = "where they work, if in no unit known here"),
	FIELD(listed_trainer_in, valid_from, OPTIONAL, .says = "first day; today"),
	FIELD(listed_trainer_in, valid_to, OPTIONAL, .says = "last day"));

static struct date or_day(struct date said, struct date otherwise)
{
	return said.days == NO_DAY ? otherwise : said;
}

static bool backwards(struct date from, struct date to)
{
	return to.days != NO_DAY && to.days < from.days;
}

// Whom a list names, who keeps it reads by name ever after: as in the time-table, somebody the account may read, who
// teaches already, or who holds the role. Of others nobody learns whether they exist.
static bool may_list(struct request *rq, int64_t person)
{
	return person != NONE && (db_bool(rq, sql_reads_person, arg(rq->who.account), arg(person), arg(rq->work.today))
		|| db_bool(rq, sql_trainer_known, arg(person), arg(rq->work.today)));
}

struct reply trainer_add(struct request *rq)
{
	const struct listed_trainer_in *in = body_of(rq, listed_trainer_in);
	struct date from = or_day(in->valid_from, rq->work.today);

	if (!may_list(rq, in->person))
		return reply_error(rq, 422, "person_unknown");
	if (backwards(from, in->valid_to))
		return reply_error(rq, 422, "valid_backwards");
	return reply_created(rq, listed_trainer, db_row(rq, sql_listed_trainer_get, listed_trainer,
		arg(db_int(rq, sql_trainer_add, arg(rq->id[0]), arg(in->person), arg(in->teaches), arg(in->qualification),
			arg(in->organisation), arg(from), arg(in->valid_to))), arg(rq->work.today)));
}

// What is not said is taken away, but for the first day, which stays.
struct reply trainer_change(struct request *rq)
{
	const struct listed_trainer_in *in = body_of(rq, listed_trainer_in);
	const struct listed_trainer *now = db_row(rq, sql_listed_trainer_get, listed_trainer, arg(rq->id[0]), arg(rq->work.today));
	struct reply refusal;
	struct date from;

	if (now == NULL)
		return reply_error(rq, 404, "trainer_unknown");
	refusal = if_match(rq, now->version);
	if (refusal.status != 0)
		return refusal;
	from = or_day(in->valid_from, now->valid_from);
	if (backwards(from, in->valid_to))
		return reply_error(rq, 422, "valid_backwards");
	if (db_run(rq, sql_trainer_edit, arg(now->id), arg(now->version), arg(in->teaches), arg(in->qualification),
			arg(in->organisation), arg(now->organisation), arg(from), arg(in->valid_to)) == 0)
		return reply_error(rq, 412, "changed_meanwhile");
	return reply_row(rq, listed_trainer, db_row(rq, sql_listed_trainer_get, listed_trainer, arg(rq->id[0]), arg(rq->work.today)));
}

// A line that was entered by mistake; the record keeps what it said. Who no longer teaches is given a last day instead.
struct reply trainer_remove(struct request *rq)
{
	db_run(rq, sql_trainer_remove, arg(rq->id[0]));
	return reply_none();
}
