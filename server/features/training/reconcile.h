// SPDX-License-Identifier: GPL-3.0-or-later
// A session while its check-ins, marks and paper are compared.
#ifndef FEATURES_TRAINING_RECONCILE_H
#define FEATURES_TRAINING_RECONCILE_H

#include "features/training/session.h"

struct reconcile_head {
	int64_t session, class;
	const char *class_code, *class_title, *class_state;
	int64_t number;
	struct date date;
	struct hhmm start, end;
	bool cancelled;
	int64_t scans;
	bool with_paper;
	struct instant reconciled_at;
	const char *reconciled_by;
	bool reconciled_changed;
	const char *reconciled_note;
};

struct reconcile_row {		// somebody, with the last decision about them
	int64_t person;
	const char *full_name, *unit_name;
	bool enrolled;
	struct instant claimed_at;
	const char *status, *note, *paper, *decided_status, *decided_paper;
	bool decided_claimed;
	const char *decided_before, *decided_why, *decided_by;
	struct instant decided_at;
};

struct reconciliation {
	int64_t session, class;
	const char *class_code, *class_title;
	int64_t number;
	struct date date;
	struct hhmm start, end;
	bool cancelled;
	int64_t scans;
	bool with_paper;
	int64_t people, open, decided, present, absent;
	struct instant reconciled_at;
	const char *reconciled_by;
	bool reconciled_changed;
	const char *reconciled_note;
	struct list rows;
};

struct reconcile {
	const struct reconcile_head *head;	// NULL: no such session
	const struct reconcile_row *rows;	// in order of names
	size_t n;
};

// The session of the path with everybody in it.
struct reconcile reconcile_read(struct request *);

// Did they check in by the code?
bool reconcile_claimed(const struct reconcile_row *);

// Somebody's row, or NULL.
const struct reconcile_row *reconcile_row_of(const struct reconcile *, int64_t person);

// Puts the rows, open differences first, and their counts into the answer.
void reconcile_lines(struct request *, const struct reconcile *, struct reconciliation *);

// The session of the path as it stands now.
struct reply reconcile_reply(struct request *, int status);

// Why nothing is read or decided about a session, as a code, or NULL. Whoever calls holds its lock.
const char *reconcile_obstacle(struct request *, const struct session_head *);

#endif
