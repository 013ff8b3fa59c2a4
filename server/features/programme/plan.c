// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan and a task look like outside; the register is read by query routes alone.
#include "base/shape.h"
#include "build/sql.h"

struct plan {
	int64_t id;
	const char *code, *number;
	struct date issued_on;
	const char *issuer, *parent_plan, *title;
	struct date period_from, period_to;
	int64_t tasks, targets, indicators, version;
};
SHAPE(plan,
	FIELD(plan, id, REQUIRED),
	FIELD(plan, code, REQUIRED),
	FIELD(plan, number, OPTIONAL, .says = "official number and symbol"),
	FIELD(plan, issued_on, OPTIONAL),
	FIELD(plan, issuer, OPTIONAL, .says = "code of the body that issued it"),
	FIELD(plan, parent_plan, OPTIONAL, .says = "code of the plan it carries out"),
	FIELD(plan, title, REQUIRED),
	FIELD(plan, period_from, OPTIONAL),
	FIELD(plan, period_to, OPTIONAL),
	FIELD(plan, tasks, REQUIRED, .says = "how many"),
	FIELD(plan, targets, REQUIRED, .says = "how many"),
	FIELD(plan, indicators, REQUIRED, .says = "how many"),
	FIELD(plan, version, REQUIRED));

struct task {
	int64_t id;
	const char *plan, *section, *title, *lead, *lead_name;
	struct list coordinators;
	const char *timing;
	struct date due_on;
	const char *recurrence, *product;
	struct list courses;
};
SHAPE(task,
	FIELD(task, id, REQUIRED),
	FIELD(task, plan, REQUIRED, .says = "the plan's code"),
	FIELD(task, section, REQUIRED, .says = "its number in the document"),
	FIELD(task, title, REQUIRED),
	FIELD(task, lead, OPTIONAL, .says = "a unit's code; any other text is a position"),
	FIELD(task, lead_name, OPTIONAL, .says = "the unit's name"),
	FIELD(task, coordinators, REQUIRED, .item = T_TEXT),
	FIELD(task, timing, OPTIONAL),
	FIELD(task, due_on, OPTIONAL),
	FIELD(task, recurrence, OPTIONAL, .one_of = "once|yearly|quarterly|ongoing"),
	FIELD(task, product, OPTIONAL),
	FIELD(task, courses, REQUIRED, .item = T_TEXT, .says = "codes of the courses that carry it out"));

struct task_ask { const char *plan, *lead, *q; };
SHAPE(task_ask,
	FIELD(task_ask, plan, OPTIONAL, .max = 64, .says = "a plan's code"),
	FIELD(task_ask, lead, OPTIONAL, .max = 200, .says = "a unit's code or a position"),
	FIELD(task_ask, q, OPTIONAL, .max = 100, .says = "part of the title"));
