// SPDX-License-Identifier: GPL-3.0-or-later
// Token buckets in two tables of fixed size; what finds no place takes that of who has rested longest.
//
// A bucket is one instant: when it will be full again (GCRA, ITU-T I.371). Forgetting a full one loses
// nothing. Keys are keyed hashes, so that nobody can choose whose place to take.
#include "http/rates.h"

#include <pthread.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/network.h"
#include "base/settings.h"
#include "http/exchange.h"
#include "http/login.h"

enum { SETS = 2048, WAYS = 8, KNOWN = 8192, KEY_ROOM = 64 };
#define PERIOD_US INT64_C(60000000)
#define SECOND_US INT64_C(1000000)

enum kind { ACCOUNT, CREDENTIAL, STRANGER };	// the last two by address

struct bucket {
	uint64_t key;			// 0: none
	int64_t full_at;		// microseconds
};

// Which account a credential turned out to belong to. It decides whom a request is charged to and
// nothing else: who is asking is looked up each time.
struct known {
	uint64_t credential;
	int64_t account;
};

static struct {
	pthread_mutex_t lock;
	struct bucket buckets[SETS][WAYS];
	struct known known[KNOWN];
	uint64_t held;
} rates = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int64_t per_minute(enum kind kind)
{
	return kind == ACCOUNT ? settings->account_requests : settings->address_requests;
}

static uint64_t key_of(enum kind kind, const void *what, size_t len)
{
	unsigned char all[KEY_ROOM] = { (unsigned char)kind };

	if (len > sizeof all - 1)
		len = sizeof all - 1;
	memcpy(all + 1, what, len);
	return crypto_short(all, len + 1) | 1;
}

static uint64_t address_key(enum kind kind, const char *remote)
{
	struct address a;

	if (!address_read(remote, strlen(remote), &a))
		return key_of(kind, remote, strlen(remote));
	address_client(&a);
	return key_of(kind, &a, sizeof a);
}

static struct bucket *bucket_of(uint64_t key)
{
	struct bucket *set = rates.buckets[key / 2 % SETS], *rested = set;

	for (struct bucket *b = set; b < set + WAYS; b++) {
		if (b->key == key)
			return b;
		if (b->full_at < rested->full_at)
			rested = b;
	}
	*rested = (struct bucket){ .key = key };
	return rested;
}

// Takes one of what is there; 0, or the seconds until there is one.
static int64_t take(enum kind kind, uint64_t key)
{
	int64_t now = clock_ticks_ms() * 1000, rate = per_minute(kind), at;
	struct bucket *b;

	if (rate == 0)
		return 0;
	b = bucket_of(key);
	at = (b->full_at > now ? b->full_at : now) + PERIOD_US / rate;
	if (at - now > PERIOD_US) {
		rates.held++;
		return (at - now - PERIOD_US + SECOND_US - 1) / SECOND_US;
	}
	b->full_at = at;
	return 0;
}

static void give_back(enum kind kind, uint64_t key)
{
	if (per_minute(kind) > 0)
		bucket_of(key)->full_at -= PERIOD_US / per_minute(kind);
}

static enum kind kind_unknown(const struct exchange *x)
{
	return x->credential != 0 || strcmp(x->rq.route->path, "/sign-in") == 0 ? CREDENTIAL : STRANGER;
}

static struct known *known_of(uint64_t credential)
{
	return &rates.known[credential / 2 % KNOWN];
}

int64_t rates_enter(struct exchange *x)
{
	const char *credential = login_credential(&x->rq);
	int64_t wait;

	x->charged = NONE;
	if (x->rq.loopback)
		return 0;
	x->credential = credential == NULL ? 0 : key_of(CREDENTIAL, credential, strlen(credential));
	pthread_mutex_lock(&rates.lock);
	x->charged = x->credential != 0 && known_of(x->credential)->credential == x->credential ?
		known_of(x->credential)->account : 0;
	wait = x->charged > 0 ? take(ACCOUNT, key_of(ACCOUNT, &x->charged, sizeof x->charged)) :
		take(kind_unknown(x), address_key(kind_unknown(x), x->rq.remote));
	pthread_mutex_unlock(&rates.lock);
	return wait;
}

int64_t rates_settle(struct exchange *x)
{
	int64_t account = x->rq.who.account, wait;
	uint64_t place = address_key(CREDENTIAL, x->rq.remote);

	if (x->charged == NONE || x->charged == account)
		return 0;
	pthread_mutex_lock(&rates.lock);
	if (x->charged == 0)
		give_back(CREDENTIAL, place);
	if (x->credential != 0)
		*known_of(x->credential) = (struct known){ account == 0 ? 0 : x->credential, account };
	wait = account == 0 ? take(CREDENTIAL, place) :
		take(ACCOUNT, key_of(ACCOUNT, &account, sizeof account));
	pthread_mutex_unlock(&rates.lock);
	x->charged = account;
	return wait;
}

uint64_t rates_held(void)
{
	uint64_t held;

	pthread_mutex_lock(&rates.lock);
	held = rates.held;
	pthread_mutex_unlock(&rates.lock);
	return held;
}
