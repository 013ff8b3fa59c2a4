// SPDX-License-Identifier: GPL-3.0-or-later
// Who may be put in the time-table as a trainer.
#include "build/sql.h"
#include "http/http.h"

struct trainer { int64_t id; const char *full_name, *unit_name; int64_t sessions; };
SHAPE(trainer,
	FIELD(trainer, id, REQUIRED, .says = "the person's number"),
	FIELD(trainer, full_name, REQUIRED),
	FIELD(trainer, unit_name, OPTIONAL, .says = "where they work"),
	FIELD(trainer, sessions, REQUIRED, .says = "sessions they teach there, from today on"));
