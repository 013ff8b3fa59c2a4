// SPDX-License-Identifier: GPL-3.0-or-later
// What is counted while serving, as Prometheus text.
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/password.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/handlers.h"
#include "http/dispatch.h"
#include "http/lanes.h"
#include "http/listen.h"
#include "http/rates.h"

enum { CLASSES = 6, METRICS_MOST = 1024 * 1024 };

// By route (the last row: none) and hundred of the status.
static _Atomic uint64_t (*requests)[CLASSES];
static _Atomic uint64_t faults;
static _Atomic int64_t mails_sent, mails_refused, mails_later, mails_waiting, mails_undelivered;
static int64_t started_us;

void metrics_start(void)
{
	requests = calloc(routes_count + 1, sizeof *requests);
	if (requests == NULL)
		fatal(71, "out of memory");
	started_us = clock_now().us;
}

void metrics_count(const struct route *r, int status)
{
	size_t row = r == NULL ? routes_count : (size_t)(r - routes);

	if (status >= 0 && status / 100 < CLASSES)
		atomic_fetch_add_explicit(&requests[row][status / 100], 1, memory_order_relaxed);
}

void metrics_fault(void)
{
	atomic_fetch_add_explicit(&faults, 1, memory_order_relaxed);
}

void metrics_mails_tried(int64_t sent, int64_t refused, int64_t later)
{
	atomic_fetch_add_explicit(&mails_sent, sent, memory_order_relaxed);
	atomic_fetch_add_explicit(&mails_refused, refused, memory_order_relaxed);
	atomic_fetch_add_explicit(&mails_later, later, memory_order_relaxed);
}

void metrics_mails_waiting(int64_t waiting, int64_t undelivered)
{
	atomic_store_explicit(&mails_waiting, waiting, memory_order_relaxed);
	atomic_store_explicit(&mails_undelivered, undelivered, memory_order_relaxed);
}

int64_t metrics_started(void)
{
	return started_us;
}

uint64_t metrics_faults(void)
{
	return atomic_load_explicit(&faults, memory_order_relaxed);
}

long metrics_memory(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	char line[128] = "", *second = NULL;

	if (f == NULL)
		return 0;
	if (fgets(line, sizeof line, f) != NULL)
		second = strchr(line, ' ');
	fclose(f);
	return second == NULL ? 0 : strtol(second, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static void requests_print(struct text *t)
{
	text_add(t, "# HELP hocvu_requests_total Requests answered.\n# TYPE hocvu_requests_total counter\n");
	for (size_t row = 0; row <= routes_count; row++) {
		const struct route *r = row == routes_count ? NULL : &routes[row];

		for (int class = 1; class < CLASSES; class++) {
			uint64_t n = atomic_load_explicit(&requests[row][class], memory_order_relaxed);

			if (n > 0)
				text_printf(t, "hocvu_requests_total{route=\"%s %s\",status=\"%dxx\"} %llu\n",
					r == NULL ? "-" : r->method, r == NULL ? "-" : r->path, class,
					(unsigned long long)n);
		}
	}
}

static void gauge(struct text *t, const char *name, const char *says, double value)
{
	text_printf(t, "# HELP hocvu_%s %s\n# TYPE hocvu_%s gauge\nhocvu_%s %.15g\n", name, says, name, name, value);
}

// Only where mails are sent.
static void mails_print(struct text *t)
{
	if (settings->mail_server[0] == '\0')
		return;
	text_printf(t, "# HELP hocvu_mails_total Attempts to hand a mail over.\n# TYPE hocvu_mails_total counter\n"
		"hocvu_mails_total{outcome=\"sent\"} %lld\nhocvu_mails_total{outcome=\"refused\"} %lld\n"
		"hocvu_mails_total{outcome=\"later\"} %lld\n", (long long)mails_sent, (long long)mails_refused, (long long)mails_later);
	gauge(t, "mails_waiting", "Mails to be sent, of all servers.", (double)mails_waiting);
	gauge(t, "mails_undelivered", "Mails given up or too late, of all servers.", (double)mails_undelivered);
}

struct reply metrics_show(struct request *rq)
{
	struct text t = text_new(rq->work.arena, METRICS_MOST);

	requests_print(&t);
	text_printf(&t, "# HELP hocvu_faults_total Requests ended by a fault.\n"
		"# TYPE hocvu_faults_total counter\nhocvu_faults_total %llu\n",
		(unsigned long long)metrics_faults());
	text_printf(&t, "# HELP hocvu_held_total Requests told to wait: their client asked too often.\n"
		"# TYPE hocvu_held_total counter\nhocvu_held_total %llu\n", (unsigned long long)rates_held());
	text_printf(&t, "# HELP hocvu_lane_depth Requests waiting or worked on.\n# TYPE hocvu_lane_depth gauge\n"
		"hocvu_lane_depth{lane=\"work\"} %zu\nhocvu_lane_depth{lane=\"slow\"} %zu\n"
		"hocvu_lane_depth{lane=\"hash\"} %zu\n", lane_depth(LANE_WORK), lane_depth(LANE_SLOW), lane_depth(LANE_HASH));
	text_printf(&t, "# HELP hocvu_password_hashes_total Argon2id runs asked for.\n# TYPE hocvu_password_hashes_total counter\n"
		"hocvu_password_hashes_total %llu\n", (unsigned long long)password_runs());
	mails_print(&t);
	gauge(&t, "connections", "Connections open.", (double)listen_connections());
	gauge(&t, "requests_open", "Requests begun and not answered.", (double)listen_requests());
	gauge(&t, "uptime_seconds", "Seconds since the start.", (double)(rq->work.now.us - started_us) / 1e6);
	gauge(&t, "resident_bytes", "Memory in use.", (double)metrics_memory());
	return reply_text(rq, "text/plain; version=0.0.4; charset=utf-8", &t);
}
