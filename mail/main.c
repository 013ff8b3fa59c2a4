// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud-mail: a batch of mails on standard input, a line for each on standard output; server/files/smtp.h says how.
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "mail/send.h"

enum { CPU_SECONDS = 60, FILES_MOST = 64 };

static void limit(int what, rlim_t most)
{
	const struct rlimit both = { most, most };

	if (setrlimit(what, &both) != 0)
		log_warn("a limit of hocvud-mail cannot be set");
}

// It holds addresses and a password, and talks to a machine that is not ours.
static void shut_in(void)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CPU, CPU_SECONDS);
	limit(RLIMIT_NOFILE, FILES_MOST);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
		log_warn("hocvud-mail cannot be shut in");
}

// The next text, or NULL at the end.
static const char *take(struct arena *a, size_t *len)
{
	int64_t n;
	char *s;

	if (fread(&n, sizeof n, 1, stdin) != 1 || n < 0 || n > SMTP_TEXT_MOST)
		return NULL;
	s = arena_alloc(a, (size_t)n + 1);
	*len = (size_t)n;
	return fread(s, 1, *len, stdin) == *len ? s : NULL;
}

static void batch_send(struct sender *s, struct arena *a)
{
	const int64_t until = clock_ticks_ms() + SMTP_BATCH_SECONDS * 1000;
	const struct arena_mark mark = arena_now(a);
	struct smtp_mail m = { .from = NULL };
	char said[SMTP_LINE_MOST];
	long code;
	size_t len;

	for (unsigned i = 0; clock_ticks_ms() < until && (m.from = take(a, &len)) != NULL && (m.to = take(a, &len)) != NULL &&
		(m.bytes = take(a, &m.len)) != NULL; i++) {
		enum smtp_outcome outcome = sender_send(s, &m, &code, said);

		printf("%u %c %ld %s\n", i, outcome, code, said);
		if (fflush(stdout) != 0 || outcome == SMTP_AWAY)
			return;
		arena_rewind(a, mark);
	}
}

int main(int argc, char **argv)
{
	const char *head[SMTP_HEAD];
	struct smtp_server server;
	struct sender *s;
	struct arena *a = arena_new(), *each = arena_new();
	size_t len;

	if (argc != 1 || isatty(STDIN_FILENO)) {
		fprintf(stderr, "%s: started by hocvud, for a batch of mails\n", argv[0]);
		return EX_USAGE;
	}
	shut_in();
	signal(SIGPIPE, SIG_IGN);
	arena_wipe(a);
	arena_wipe(each);
	for (int i = 0; i < SMTP_HEAD; i++)
		if ((head[i] = take(a, &len)) == NULL)
			return EX_DATAERR;
	server = (struct smtp_server){ .url = head[SMTP_URL], .tls = head[SMTP_TLS], .ca_file = head[SMTP_CA], .user = head[SMTP_USER],
		.password = head[SMTP_PASSWORD] };
	s = sender_new(&server);
	batch_send(s, each);
	sender_drop(s);
	arena_drop(each);
	arena_drop(a);
	return EX_OK;
}
