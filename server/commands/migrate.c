// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud migrate [up|down|status]: the schema of a private cluster, or of the server owner_url names.
#include <string.h>
#include <sysexits.h>

#include "base/settings.h"
#include "commands/commands.h"
#include "commands/session.h"
#include "db/migrate.h"

static const struct { const char *name; bool (*run)(const char *owner_url, FILE *out); } actions[] = {
	{ "up", migrate_up },
	{ "down", migrate_down },
	{ "status", migrate_status },
};
enum { COUNT = sizeof actions / sizeof *actions };

// The database's owner does it; the reference data follow the schema as hocvu_job.
static bool perform(size_t i, const char *owner_url, struct session *s)
{
	return actions[i].run(owner_url, stdout) && (actions[i].run != migrate_up || s->db == NULL || session_reference(s));
}

int command_migrate(int argc, char **argv)
{
	const char *data = session_flag(&argc, argv);
	const char *action = argc > 1 ? argv[1] : "up";
	const char *url = settings->owner_url;
	struct session s = { 0 };
	size_t i = 0;

	while (i < COUNT && strcmp(action, actions[i].name) != 0)
		i++;
	if (i == COUNT || argc > 2)
		return command_usage("migrate");
	if (data == NULL && url[0] != '\0') {
		if (settings->job_url[0] != '\0')
			s = (struct session){ .arena = arena_new(), .db = db_open(settings->job_url) };
	} else {
		s = session_open_private(data, NULL);
		if (s.db == NULL)
			return session_close(&s, s.exit_code);
		url = s.cluster->url_owner;
	}
	return session_close(&s, perform(i, url, &s) ? EX_OK : EX_SOFTWARE);
}
