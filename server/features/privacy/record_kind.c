// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds of records about people: why they are kept, on what ground and how long. Data, see schema/reference.
#include "build/sql.h"
#include "http/http.h"

struct record_kind {
	int64_t id;
	const char *kind, *title, *purpose, *basis, *law, *counts_from;
	int64_t keep_months;
	const char *then_what, *decides, *source, *title_en, *purpose_en;
};
SHAPE(record_kind,
	FIELD(record_kind, id, REQUIRED),
	FIELD(record_kind, kind, REQUIRED),
	FIELD(record_kind, title, REQUIRED),
	FIELD(record_kind, purpose, REQUIRED),
	FIELD(record_kind, basis, REQUIRED, .one_of = "public_duty|legal_obligation|consent"),
	FIELD(record_kind, law, REQUIRED),
	FIELD(record_kind, counts_from, REQUIRED, .one_of = "last_place_ended|withdrawn|closed|removed|written|ended"),
	FIELD(record_kind, keep_months, REQUIRED, .says = "months it is kept, from that event"),
	FIELD(record_kind, then_what, REQUIRED, .one_of = "anonymise|delete|keep"),
	FIELD(record_kind, decides, REQUIRED, .says = "who decides that it happens"),
	FIELD(record_kind, source, REQUIRED, .says = "where the months come from"),
	FIELD(record_kind, title_en, OPTIONAL),
	FIELD(record_kind, purpose_en, OPTIONAL));
