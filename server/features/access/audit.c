// SPDX-License-Identifier: GPL-3.0-or-later
// The record as an auditor asks for it.
#include "build/sql.h"
#include "http/http.h"

struct audit_ask {
	int64_t person, by;
	const char *object, *action;
	int64_t row;
	const char *request;
	struct date from, to;
};
SHAPE(audit_ask,
	FIELD(audit_ask, person,  OPTIONAL, .min = 1, .says = "everything about this person, their marks too"),
	FIELD(audit_ask, by,      OPTIONAL, .min = 1, .says = "done by this account"),
	FIELD(audit_ask, object,  OPTIONAL, .max = 63, .says = "the table, or account, route, audit"),
	FIELD(audit_ask, action,  OPTIONAL, .max = 63,
		.says = "insert, update, delete, mark, import, denied, sign_in_failed, sign_in_wait or the kind of another act"),
	FIELD(audit_ask, row,     OPTIONAL, .says = "the row's number there"),
	FIELD(audit_ask, request, OPTIONAL, .max = 16, .says = "the request's tag, as problems and the log have it"),
	FIELD(audit_ask, from,    OPTIONAL, .says = "not before this day"),
	FIELD(audit_ask, to,      OPTIONAL, .says = "not after this day"));

// One column of a change. A secret says `changed` on the side that had one.
struct audit_change { const char *column, *before, *after; };
SHAPE(audit_change,
	FIELD(audit_change, column, REQUIRED),
	FIELD(audit_change, before, OPTIONAL),
	FIELD(audit_change, after,  OPTIONAL));

struct audit_row {
	int64_t id;
	struct instant at;
	int64_t by;
	const char *account, *via, *address, *request, *action, *object;
	int64_t row, person;
	const char *full_name, *unit;
	struct list changes;
	const char *reason;
};
SHAPE(audit_row,
	FIELD(audit_row, id,        REQUIRED),
	FIELD(audit_row, at,        REQUIRED),
	FIELD(audit_row, by,        OPTIONAL, .says = "the account; none: see via"),
	FIELD(audit_row, account,   OPTIONAL, .says = "its name"),
	FIELD(audit_row, via,       REQUIRED, .says = "hocvu_app: the server, hocvu_job: an import or job, else the operator"),
	FIELD(audit_row, address,   OPTIONAL),
	FIELD(audit_row, request,   OPTIONAL, .says = "the request's tag"),
	FIELD(audit_row, action,    REQUIRED),
	FIELD(audit_row, object,    REQUIRED),
	FIELD(audit_row, row,       OPTIONAL, .says = "the row's number; of marks the session"),
	FIELD(audit_row, person,    OPTIONAL, .says = "whom it is about"),
	FIELD(audit_row, full_name, OPTIONAL),
	FIELD(audit_row, unit,      OPTIONAL, .says = "code of the unit it belonged to at that moment"),
	FIELD(audit_row, changes,   OPTIONAL, .items = &audit_change_shape, .says = "what changed; secrets are only named"),
	FIELD(audit_row, reason,    OPTIONAL));
