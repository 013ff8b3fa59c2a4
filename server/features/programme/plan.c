// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan and a task look like outside; the register is read by query routes alone.
#include "base/shape.h"
#include "build/sql.h"

struct plan {
	int64_t id;
	const char *code, *number;
	struct date issued_on;
	const char *issuer, *issuer_name, *parent_plan, *title;
	struct date period_from, period_to;
	int64_t tasks, targets, indicators, version;
};
SHAPE(plan,
	FIELD(plan, id, REQUIRED),
	FIELD(plan, code, REQUIRED),
	FIELD(plan, number, OPTIONAL, .says = "official number and symbol"),
	FIELD(plan, issued_on, OPTIONAL),
	FIELD(plan, issuer, OPTIONAL, .says = "code of the body that issued it"),
	FIELD(plan, issuer_name, OPTIONAL),
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

// A task of a unit that leads or co-ordinates it.
struct unit_task { int64_t id; const char *plan, *section, *title; bool leads; int64_t classes; };
SHAPE(unit_task,
	FIELD(unit_task, id, REQUIRED),
	FIELD(unit_task, plan, REQUIRED, .says = "the plan's code"),
	FIELD(unit_task, section, REQUIRED),
	FIELD(unit_task, title, REQUIRED),
	FIELD(unit_task, leads, REQUIRED, .says = "false: it co-ordinates"),
	FIELD(unit_task, classes, REQUIRED, .says = "classes of the courses that carry it out"));

// A class as who co-ordinates its task sees it: no people.
struct task_class {
	int64_t id;
	const char *code, *title, *state, *host;
	int64_t capacity, seated, sessions;
	struct date first_on, last_on;
	int64_t came;
};
SHAPE(task_class,
	FIELD(task_class, id, REQUIRED),
	FIELD(task_class, code, REQUIRED),
	FIELD(task_class, title, REQUIRED),
	FIELD(task_class, state, REQUIRED),
	FIELD(task_class, host, OPTIONAL, .says = "code of the unit that holds it"),
	FIELD(task_class, capacity, OPTIONAL),
	FIELD(task_class, seated, REQUIRED, .says = "how many have a seat"),
	FIELD(task_class, sessions, REQUIRED),
	FIELD(task_class, first_on, OPTIONAL),
	FIELD(task_class, last_on, OPTIONAL),
	FIELD(task_class, came, REQUIRED, .says = "how many people were there at least once"));

// What was done about a task: a class counts for every task its course carries out.
struct task_progress {
	int64_t id;
	const char *section;
	int64_t courses, coming, running, finished;
	struct date last_on;
};
SHAPE(task_progress,
	FIELD(task_progress, id, REQUIRED, .says = "the task"),
	FIELD(task_progress, section, REQUIRED),
	FIELD(task_progress, courses, REQUIRED, .says = "that carry it out"),
	FIELD(task_progress, coming, REQUIRED, .says = "classes announced and not begun; drafts are nobody's yet"),
	FIELD(task_progress, running, REQUIRED),
	FIELD(task_progress, finished, REQUIRED),
	FIELD(task_progress, last_on, OPTIONAL, .says = "the last day of a finished class"));
