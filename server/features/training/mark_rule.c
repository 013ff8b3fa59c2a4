// SPDX-License-Identifier: GPL-3.0-or-later
// Until when who may mark, as a table; which of two marks stands.
#include "features/training/mark.h"

#include <stddef.h>
#include <string.h>

enum { HOUR = 60, DAY = 24 * HOUR };

int64_t mark_window(enum mark_role role, const struct mark_limits *limits)
{
	const int64_t windows[] = {
		[MARK_TRAINER] = limits->trainer_hours * HOUR,
		[MARK_OFFICE] = limits->office_days * DAY,
	};

	return (size_t)role < sizeof windows / sizeof windows[0] ? windows[role] : 0;
}

bool mark_allowed(enum mark_role role, int64_t minutes_since_end, const struct mark_limits *limits)
{
	return minutes_since_end <= mark_window(role, limits);
}

bool mark_needs_why(enum mark_role role, int64_t minutes_since_end, const struct mark_limits *limits)
{
	return role == MARK_OFFICE && !mark_allowed(MARK_TRAINER, minutes_since_end, limits);
}

static bool known(struct instant t)
{
	return t.us != NO_INSTANT.us;
}

static const char *plain(const char *s)
{
	return s == NULL ? "" : s;
}

static bool same_note(const char *a, const char *b)
{
	return (a == NULL) == (b == NULL) && strcmp(plain(a), plain(b)) == 0;
}

bool mark_same(const struct mark_state *given, const struct mark_state *stands, struct instant now)
{
	const char *status = stands->status == NULL ? "unmarked" : stands->status;

	if (*given->op != '\0')
		return stands->status != NULL && strcmp(given->op, plain(stands->op)) == 0;
	if (strcmp(given->status, status) != 0 || !same_note(given->note, stands->note))
		return false;
	if (!known(given->at) || given->at.us > now.us)
		return true;
	return stands->status != NULL && given->at.us == stands->at.us && *plain(stands->op) == '\0';
}

struct instant mark_moment(struct instant said, const struct mark_state *stands, struct instant now)
{
	if (known(said))
		return said.us > now.us ? now : said;
	if (stands->status != NULL && known(stands->at) && stands->at.us >= now.us)
		return (struct instant){ stands->at.us + 1 };
	return now;
}

bool mark_wins(const struct mark_state *a, const struct mark_state *b)
{
	int order;

	if (b->status == NULL)
		return true;
	if (!known(b->at) || a->at.us != b->at.us)
		return !known(b->at) || a->at.us > b->at.us;
	order = strcmp(a->op, plain(b->op));
	order = order != 0 ? order : strcmp(a->status, b->status);
	return (order != 0 ? order : strcmp(plain(a->note), plain(b->note))) > 0;
}
