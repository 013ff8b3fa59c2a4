// SPDX-License-Identifier: GPL-3.0-or-later
// The settings table at work: files, environment and flags in, each with its origin; printed out.
//
// A line of a file is `name = value`. `#` begins a comment at the start of a line or after white
// space. Every mistake of every source is reported before settings_load() says no.
#include "base/settings.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/masked.h"
#include "base/network.h"
#include "base/text.h"

enum kind { A_TEXT, SOME_NETWORKS, A_NUMBER, A_SWITCH };

// One row of settings.def.
struct setting {
	const char *name;
	enum kind kind;
	size_t at;			// offset in struct settings
	const char *standard;		// as an operator would write it
	int64_t min, max;		// numbers
	const char *says;
};

#define TEXT(n, std, what) { .name = #n, .kind = A_TEXT, .at = offsetof(struct settings, n), \
	.standard = std, .says = what },
#define NETWORKS(n, std, what) { .name = #n, .kind = SOME_NETWORKS, \
	.at = offsetof(struct settings, n), .standard = std, .says = what },
#define NUMBER(n, std, lo, hi, what) { .name = #n, .kind = A_NUMBER, \
	.at = offsetof(struct settings, n), .standard = #std, .min = lo, .max = hi, .says = what },
#define SWITCH(n, std, what) { .name = #n, .kind = A_SWITCH, .at = offsetof(struct settings, n), \
	.standard = (std) ? "on" : "off", .says = what },
static const struct setting table[] = {
#include "base/settings.def"
};
#undef TEXT
#undef NETWORKS
#undef NUMBER
#undef SWITCH

enum { SETTINGS = sizeof(table) / sizeof(table[0]), NAME_MOST = 64, VALUE_MOST = 16384 };

static const char conf_standard[] = "/etc/hocvu/hocvu.conf";

#define TEXT(n, std, what) .n = std,
#define NETWORKS(n, std, what) .n = std,
#define NUMBER(n, std, lo, hi, what) .n = std,
#define SWITCH(n, std, what) .n = std,
static struct settings current = {
#include "base/settings.def"
};
#undef TEXT
#undef NETWORKS
#undef NUMBER
#undef SWITCH

const struct settings *const settings = &current;

static const char *origins[SETTINGS];	// NULL: the standard
static struct arena *kept;		// values and origins, as long as the process

static const struct setting *setting_named(const char *name)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

static bool number_read(const char *value, int64_t *out)
{
	const char *digits = value + (*value == '-');
	char *end;

	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	*out = strtoll(value, &end, 10);
	return errno == 0 && *end == '\0';
}

// 1 for yes, 0 for no, -1 for anything else.
static int switch_read(const char *value)
{
	static const char *const yes[] = { "on", "yes", "true", "1" };
	static const char *const no[] = { "off", "no", "false", "0" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (strcmp(value, yes[i]) == 0)
			return 1;
		if (strcmp(value, no[i]) == 0)
			return 0;
	}
	return -1;
}

static bool networks_good(const struct setting *s, const char *value, const char *origin)
{
	size_t len;
	const char *wrong = network_wrong(value, &len);

	if (wrong != NULL)
		log_warnx("%s: %s holds '%.*s', which is neither an address nor a network", origin, s->name,
			(int)len, wrong);
	return wrong == NULL;
}

static bool setting_put(const struct setting *s, const char *value, const char *origin)
{
	void *at = (char *)&current + s->at;
	int64_t number = 0;
	int on = 0;

	switch (s->kind) {
	case SOME_NETWORKS:
		if (!networks_good(s, value, origin))
			return false;
		// fall through
	case A_TEXT:
		*(const char **)at = arena_copy(kept, value);
		return true;
	case A_NUMBER:
		if (!number_read(value, &number) || number < s->min || number > s->max) {
			log_warnx("%s: %s must be a number from %lld to %lld, not '%s'", origin,
				s->name, (long long)s->min, (long long)s->max, value);
			return false;
		}
		*(int64_t *)at = number;
		return true;
	case A_SWITCH:
		on = switch_read(value);
		if (on < 0)
			log_warnx("%s: %s must be on or off, not '%s'", origin, s->name, value);
		else
			*(bool *)at = on == 1;
		return on >= 0;
	}
	return false;
}

bool settings_set(const char *name, const char *value, const char *origin)
{
	const struct setting *s = setting_named(name);

	if (kept == NULL)
		kept = arena_new();
	if (s == NULL) {
		log_warnx("%s: there is no setting '%s'", origin, name);
		return false;
	}
	if (!setting_put(s, value, origin))
		return false;
	origins[s - table] = arena_copy(kept, origin);
	return true;
}

// White space off both ends, in place.
static char *trimmed(char *s)
{
	size_t len;

	s += strspn(s, " \t\r\n");
	for (len = strlen(s); len > 0 && strchr(" \t\r\n", s[len - 1]) != NULL; len--)
		;
	s[len] = '\0';
	return s;
}

static void comment_cut(char *line)
{
	for (char *p = line; (p = strchr(p, '#')) != NULL; p++) {
		if (p == line || p[-1] == ' ' || p[-1] == '\t') {
			*p = '\0';
			return;
		}
	}
}

static bool line_read(char *line, const char *origin)
{
	char *value;

	comment_cut(line);
	line = trimmed(line);
	if (*line == '\0')
		return true;
	value = strchr(line, '=');
	if (value == NULL) {
		log_warnx("%s: a line reads name = value", origin);
		return false;
	}
	*value = '\0';
	return settings_set(trimmed(line), trimmed(value + 1), origin);
}

static bool file_read(const char *path, bool may_be_missing)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	bool good = true;

	if (f == NULL) {
		if (may_be_missing && errno == ENOENT)
			return true;
		log_warn("settings cannot be read file=%s", path);
		return false;
	}
	for (int number = 1; getline(&line, &room, f) >= 0; number++)
		good &= line_read(line, arena_printf(kept, "%s:%d", path, number));
	if (ferror(f)) {
		log_warn("settings cannot be read file=%s", path);
		good = false;
	}
	free(line);
	fclose(f);
	return good;
}

static int is_conf(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return e->d_name[0] != '.' && len > 5 && strcmp(e->d_name + len - 5, ".conf") == 0;
}

// By bytes, whatever the locale.
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

// conf.d beside the file, if it is there.
static bool directory_read(const char *conf_file)
{
	char *copy = arena_copyn(kept, conf_file, strlen(conf_file));
	const char *dir = arena_printf(kept, "%s/conf.d", dirname(copy));
	struct dirent **found;
	int n = scandir(dir, &found, is_conf, by_name);
	bool good = true;

	if (n < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return true;
		log_warn("settings cannot be read directory=%s", dir);
		return false;
	}
	for (int i = 0; i < n; i++) {
		good &= file_read(arena_printf(kept, "%s/%s", dir, found[i]->d_name), false);
		free(found[i]);
	}
	free(found);
	return good;
}

static bool environment_read(void)
{
	bool good = true;

	for (size_t i = 0; i < SETTINGS; i++) {
		char name[NAME_MOST];
		const char *value;

		snprintf(name, sizeof(name), "HOCVU_%s", table[i].name);
		for (char *p = name; *p != '\0'; p++)
			if (*p >= 'a' && *p <= 'z')
				*p = (char)(*p - 'a' + 'A');
		value = getenv(name);
		if (value != NULL)
			good &= settings_set(table[i].name, value, name);
	}
	return good;
}

static bool flag_read(const char *flag)
{
	const char *value = strchr(flag, '=');

	if (value == NULL) {
		log_warnx("flag: '%s' must be name=value", flag);
		return false;
	}
	return settings_set(arena_copyn(kept, flag, (size_t)(value - flag)), value + 1, "flag");
}

bool settings_load(const char *conf_file, const char *const *flags)
{
	const char *path = conf_file == NULL ? conf_standard : conf_file;
	bool good;

	if (kept == NULL)
		kept = arena_new();
	good = file_read(path, strcmp(path, conf_standard) == 0);
	good &= directory_read(path);
	good &= environment_read();
	for (; flags != NULL && *flags != NULL; flags++)
		good &= flag_read(*flags);
	return good;
}

// What tells where things are, and from which networks people may come.
static const char *const unshown[] = { "database_url", "owner_url", "job_url", "key_file", "audit_key_file",
	"certificate_key_file", "paper_templates", "mail_server", "mail_ca_file", "mail_user", "mail_password_file", "mail_templates",
	"listen", "proxies", "inside_networks" };

static bool setting_shown(const char *name)
{
	for (size_t i = 0; i < sizeof(unshown) / sizeof(*unshown); i++)
		if (strcmp(unshown[i], name) == 0)
			return false;
	return true;
}

static const char *setting_value(const struct setting *s, struct arena *arena)
{
	const void *at = (const char *)&current + s->at;
	struct text t = text_new(arena, VALUE_MOST);

	switch (s->kind) {
	case A_TEXT:
	case SOME_NETWORKS: masked_add(&t, *(const char *const *)at); break;
	case A_NUMBER: text_printf(&t, "%lld", (long long)*(const int64_t *)at); break;
	case A_SWITCH: text_add(&t, *(const bool *)at ? "on" : "off"); break;
	}
	return t.at;
}

size_t settings_count(void)
{
	return SETTINGS;
}

struct setting_line settings_line(size_t i, struct arena *arena)
{
	const struct setting *s = &table[i];

	return (struct setting_line){ .name = s->name, .value = setting_value(s, arena), .standard = s->standard,
		.origin = origins[i], .says = s->says, .shown = setting_shown(s->name) };
}

void settings_print(FILE *out)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting_line s = settings_line(i, arena);

		fprintf(out, "%s = %s  # %s\n", s.name, s.value, s.origin == NULL ? "standard" : s.origin);
	}
	arena_drop(arena);
}

void settings_example(FILE *out)
{
	fputs("# Settings of hocvud: name = value. A # after white space begins a comment.\n"
		"# Later sources win: this file, conf.d/*.conf beside it, HOCVU_<NAME>, flags.\n",
		out);
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting *s = &table[i];

		fprintf(out, "\n# %s", s->says);
		if (s->kind == A_NUMBER)
			fprintf(out, " (%lld to %lld)", (long long)s->min, (long long)s->max);
		fprintf(out, "\n#%s = %s\n", s->name, s->standard);
	}
}
