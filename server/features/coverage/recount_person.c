// SPDX-License-Identifier: GPL-3.0-or-later
// The recount of one person: attendance, completion, assessments, skills, age.
#include "features/coverage/recount_person.h"

#include <assert.h>
#include <string.h>

FIND(course_found, raw_course, courses)
FIND(class_found, raw_class, classes)
FIND(session_found, raw_session, sessions)

// Foreign keys hold these three: what a row names is there.
#define THERE(name, found, T) \
	static const struct T *name(const struct recount *r, int64_t id) \
	{ \
		const struct T *row = found(r, id); \
		assert(row != NULL); \
		return row; \
	}
THERE(course_row, course_found, raw_course)
THERE(class_row, class_found, raw_class)
THERE(session_row, session_found, raw_session)

// Is `word` one of the words of "a;b;c"?
bool recount_listed(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = list; at != NULL && (at = strstr(at, word)) != NULL; at += len)
		if ((at == list || at[-1] == ';') && (at[len] == '\0' || at[len] == ';'))
			return true;
	return false;
}

bool recount_empty(const char *list)
{
	return list == NULL || list[0] == '\0';
}

static int64_t age_needed(const struct recount *r, int year, const char *sex)
{
	const struct raw_age *found = NULL;

	for (size_t i = 0; i < r->ages_n; i++)
		if (strcmp(r->ages[i].sex, sex) == 0 && (found == NULL || r->ages[i].year <= year))
			found = &r->ages[i];
	return found == NULL ? 0 : found->months;
}

// In working age: from the 15th birthday to the end of the month in which the retirement age is reached.
bool recount_works(const struct recount *r, const struct raw_person *p, struct date day)
{
	struct civil birth = p->birth.days == NO_DAY ? (struct civil){ 0, 0, 0 } : date_civil(p->birth);
	struct civil now = date_civil(day);
	const char *sex = p->sex == NULL ? "female" : p->sex;
	int year = birth.year + 40, month = birth.month;
	int64_t needed;

	if (p->birth.days == NO_DAY || date_add_months(p->birth, 15 * 12).days > day.days)
		return false;
	needed = age_needed(r, year, sex);
	while ((year - birth.year) * 12 + month - birth.month < needed) {
		if (++month <= 12)
			continue;
		month = 1;
		needed = age_needed(r, ++year, sex);
	}
	return now.year < year || (now.year == year && now.month <= month);
}

static bool on_topic(const struct count *c, const struct raw_course *k)
{
	char topic[100];
	const char *at = c->t->topics;
	size_t len;

	if (recount_empty(at))
		return true;
	for (; *at != '\0'; at += len + (at[len] == ';')) {
		len = strcspn(at, ";");
		if (len >= sizeof topic)
			continue;
		memcpy(topic, at, len);
		topic[len] = '\0';
		if (recount_listed(k->topics, topic))
			return true;
	}
	return false;
}

static bool counts_by(const struct count *c, struct date on)
{
	return on.days <= c->day.days && (c->since.days == NO_DAY || c->since.days <= on.days);
}

static void completed_on(const struct count *c, const struct raw_course *k, struct date on, struct shown *s)
{
	if (!counts_by(c, on))
		return;
	s->finished = true;
	s->completed |= on_topic(c, k);
}

static struct date first_pass(const struct recount *r, size_t at, int64_t person, const char *scheme)
{
	struct date first = NO_DATE;

	for (; at < r->assessments_n && r->assessments[at].person == person; at++)
		if (strcmp(r->assessments[at].scheme, scheme) == 0 && strcmp(r->assessments[at].result, "passed") == 0
			&& (first.days == NO_DAY || r->assessments[at].assessed_on.days < first.days))
			first = r->assessments[at].assessed_on;
	return first;
}

// One person's marks in one class, from `at` on; gives where the next class begins.
static size_t class_marks(const struct count *c, size_t at, size_t assessments, struct shown *s)
{
	const struct recount *r = c->r;
	int64_t person = r->marks[at].person, share = 0, whole;
	const struct raw_class *l = class_row(r, session_row(r, r->marks[at].session)->class);
	const struct class_total *total = &r->totals[l - r->classes];
	const struct raw_course *k = course_row(r, l->course);
	bool held = strcmp(l->state, "cancelled") != 0, by_periods = strcmp(k->attendance_unit, "periods") == 0;
	bool there = false;
	struct date last = total->last, pass;

	for (; at < r->marks_n && r->marks[at].person == person; at++) {
		const struct raw_session *x = session_row(r, r->marks[at].session);
		const char *status = r->marks[at].status;
		bool late = strcmp(status, "late") == 0, present = strcmp(status, "present") == 0;

		if (x->class != l->id)
			break;
		if (!held || x->cancelled)
			continue;
		if ((present || late) && counts_by(c, x->date)) {
			there = true;
			s->took_part |= on_topic(c, k);
		}
		if (present || (late && k->late_counts) || (strcmp(status, "excused") == 0 && k->excused_counts))
			share += by_periods ? x->periods : 1;
	}
	s->visits += there;
	whole = by_periods ? total->periods : total->sessions;
	if (!held || whole == 0 || share * 100 < whole * k->attendance_percent)
		return at;
	if (k->assessment_scheme != NULL) {
		pass = first_pass(r, assessments, person, k->assessment_scheme);
		if (pass.days == NO_DAY)
			return at;
		last = pass.days > last.days ? pass : last;
	}
	completed_on(c, k, last, s);
	return at;
}

static int level_number(const char *level)
{
	static const char *const order[] = { "none", "knows", "with_help", "alone" };
	int i = 0;

	while (i < 3 && strcmp(order[i], level) != 0)
		i++;
	return i;
}

// The level in a domain: the highest of the latest day of observation.
static int level_in(const struct count *c, size_t at, int64_t person, const char *domain, size_t len)
{
	const struct recount *r = c->r;
	struct date latest = NO_DATE;
	int level = 0, seen;

	for (; at < r->skills_n && r->skills[at].person == person; at++) {
		const struct raw_skill *s = &r->skills[at];

		if (strncmp(s->domain, domain, len) != 0 || s->domain[len] != '\0' || !counts_by(c, s->observed_on))
			continue;
		seen = level_number(s->level);
		if (s->observed_on.days > latest.days || (s->observed_on.days == latest.days && seen > level))
			level = seen;
		if (s->observed_on.days > latest.days)
			latest = s->observed_on;
	}
	return level;
}

static void skills(const struct count *c, size_t at, int64_t person, struct shown *s)
{
	static const char *const domains[] = { "online_public_services", "health", "education", "transport", "tourism",
		"banking" };
	char needed[20];
	size_t len, domain;

	for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++)
		s->any |= level_in(c, at, person, domains[i], strlen(domains[i])) >= 2;
	s->skilled = true;
	for (const char *l = c->t->levels; l != NULL && *l != '\0'; l += len + (l[len] == ';')) {
		len = strcspn(l, ";");
		domain = strcspn(l, ":");
		if (len - domain - 1 >= sizeof needed)
			continue;
		memcpy(needed, l + domain + 1, len - domain - 1);
		needed[len - domain - 1] = '\0';
		s->skilled &= level_in(c, at, person, l, domain) >= level_number(needed);
	}
}

struct shown recount_show(const struct count *c, int64_t person, struct cursors *at)
{
	const struct recount *r = c->r;
	struct shown s = { 0 };

	SEEK(r, at->assessments, assessments, person);
	SEEK(r, at->marks, marks, person);
	SEEK(r, at->externals, externals, person);
	SEEK(r, at->skills, skills, person);
	for (size_t i = at->marks; i < r->marks_n && r->marks[i].person == person; )
		i = class_marks(c, i, at->assessments, &s);
	for (size_t i = at->externals; i < r->externals_n && r->externals[i].person == person; i++) {
		const struct raw_course *k = course_row(r, r->externals[i].course);

		if (!r->externals[i].verified)
			continue;
		completed_on(c, k, r->externals[i].completed_on, &s);
		s.took_part |= counts_by(c, r->externals[i].completed_on) && on_topic(c, k);
	}
	for (size_t i = at->assessments; i < r->assessments_n && r->assessments[i].person == person; i++) {
		if ((c->t->scheme != NULL && strcmp(r->assessments[i].scheme, c->t->scheme) != 0)
			|| !counts_by(c, r->assessments[i].assessed_on))
			continue;
		s.assessed = true;
		s.passed |= strcmp(r->assessments[i].result, "passed") == 0;
	}
	if (recount_listed(c->t->evidence, "skills"))
		skills(c, at->skills, person, &s);
	return s;
}
