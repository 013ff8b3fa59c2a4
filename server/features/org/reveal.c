// SPDX-License-Identifier: GPL-3.0-or-later
// The full personal number or telephone of one person: an act with a reason, on record, so many a day.
#include "base/log.h"
#include "base/personal.h"
#include "base/settings.h"
#include "build/sql.h"
#include "http/http.h"

struct reveal { const char *reason; };
SHAPE(reveal, FIELD(reveal, reason, REQUIRED, .min = 5, .max = 500, .says = "what it is needed for; kept on record"));

struct revealed { const char *value; };
SHAPE(revealed, FIELD(revealed, value, REQUIRED, .says = "in full, shown this once"));

struct sealed_person { const char *code, *national_id_sealed, *phone_sealed; };
SHAPE(sealed_person,
	FIELD(sealed_person, code, REQUIRED),
	FIELD(sealed_person, national_id_sealed, OPTIONAL),
	FIELD(sealed_person, phone_sealed, OPTIONAL));

// The answer is a secret: never kept for an Idempotency-Key. What goes back is on record before it goes.
static struct reply shown(struct request *rq, const char *column, const char *code, const char *sealed)
{
	struct revealed full = { personal_open(sealed, column, code, rq->work.arena) };
	struct reply r;

	if (sealed == NULL)
		return reply_error(rq, 404, "reveal_none");
	if (full.value == NULL) {
		log_warnx("event=unreadable person=%lld why=\"sealed with a key that is not in key_file\"", (long long)rq->id[0]);
		return reply_error(rq, 409, "reveal_unreadable");
	}
	if (db_int(rq, sql_reveal_note, arg(rq->id[0]), arg(column), arg(body_of(rq, reveal)->reason),
			arg(settings->reveals_a_day)) == 0)
		return reply_error(rq, 429, "reveal_ceiling");
	r = reply_row(rq, revealed, &full);
	r.secret = true;
	return r;
}

struct reply national_id_reveal(struct request *rq)
{
	const struct sealed_person *p = db_row(rq, sql_sealed_of, sealed_person, arg(rq->id[0]));

	return p == NULL ? reply_error(rq, 404, "person_unknown") : shown(rq, "national_id", p->code, p->national_id_sealed);
}

struct reply phone_reveal(struct request *rq)
{
	const struct sealed_person *p = db_row(rq, sql_sealed_of, sealed_person, arg(rq->id[0]));

	return p == NULL ? reply_error(rq, 404, "person_unknown") : shown(rq, "phone", p->code, p->phone_sealed);
}
