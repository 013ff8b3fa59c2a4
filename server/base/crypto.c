// SPDX-License-Identifier: GPL-3.0-or-later
// Sealing, blind indexes, tokens and passwords. The only file that includes sodium.h.
#include "base/crypto.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/key_file.h"
#include "base/log.h"

enum {
	NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	EXIT_SOFTWARE = 70,
	PASSWORD_PASSES = 3, PASSWORD_MEMORY = 64 * 1024 * 1024,	// Argon2id: passes, bytes
};
static_assert((int)HASH_BYTES == crypto_generichash_BYTES, "hashes have libsodium's usual length");
static_assert((int)KEY_BYTES == crypto_generichash_KEYBYTES, "both kinds of key have one length");
static_assert((int)KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "both kinds of key have one length");

// The ring lies in guarded and locked memory, read-only once loaded; NULL before. Another one may take its place
// while the server answers, so whoever uses a key holds the lock.
static struct {
	pthread_rwlock_t lock;
	struct key_ring *ring;
	size_t sealing;		// the generation in which is written: of[sealing]
	int most;		// what crypto_seals_with() asked for; 0: the newest
} keys = { .lock = PTHREAD_RWLOCK_INITIALIZER };

static unsigned char short_key[crypto_shorthash_KEYBYTES];

void crypto_init(void)
{
	if (sodium_init() < 0)
		fatal(EXIT_SOFTWARE, "libsodium does not start");
	randombytes_buf(short_key, sizeof(short_key));
}

uint64_t crypto_short(const void *bytes, size_t len)
{
	uint64_t hash;

	crypto_shorthash((unsigned char *)&hash, bytes, len, short_key);
	return hash;
}

// What lies in memory stays there: no core file, and (but for sanitizers, which trace their own process) nobody
// else of the same account reads or traces it.
static void memory_private(void)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
#ifndef __SANITIZE_ADDRESS__
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

// The newest generation known that `keys.most` allows; the oldest when it allows none.
static void sealing_choose(void)
{
	size_t i = 0;

	while (keys.most > 0 && i + 1 < keys.ring->n && keys.ring->of[i].number > keys.most)
		i++;
	keys.sealing = i;
}

bool crypto_load_keys(const char *path, bool create)
{
	struct key_ring *loaded, *before;

	memory_private();
	loaded = sodium_malloc(sizeof *loaded);
	if (loaded == NULL)
		fatal(EXIT_SOFTWARE, "out of memory for the keys");
	if (sodium_mlock(loaded, sizeof *loaded) != 0)
		log_warn("the keys cannot be locked in memory (ulimit -l): they may reach the swap");
	sodium_memzero(loaded, sizeof *loaded);
	if (!key_file_read(path, create, loaded)) {
		sodium_free(loaded);
		return false;
	}
	sodium_mprotect_readonly(loaded);
	pthread_rwlock_wrlock(&keys.lock);
	before = keys.ring;
	keys.ring = loaded;
	sealing_choose();
	pthread_rwlock_unlock(&keys.lock);
	sodium_free(before);		// wipes it
	return true;
}

void crypto_seals_with(int number)
{
	pthread_rwlock_wrlock(&keys.lock);
	keys.most = number;
	if (keys.ring != NULL)
		sealing_choose();
	pthread_rwlock_unlock(&keys.lock);
}

// Holds the ring until keys_done().
static const struct key_ring *keys_use(void)
{
	pthread_rwlock_rdlock(&keys.lock);
	assert(keys.ring != NULL && "crypto_load_keys() comes first");
	return keys.ring;
}

static void keys_done(void)
{
	pthread_rwlock_unlock(&keys.lock);
}

int crypto_newest(void)
{
	int number = keys_use()->of[0].number;

	keys_done();
	return number;
}

int crypto_sealing(void)
{
	int number = keys_use()->of[keys.sealing].number;

	keys_done();
	return number;
}

static const char *hex_of(const unsigned char *bytes, size_t len, struct arena *a)
{
	return sodium_bin2hex(arena_alloc(a, len * 2 + 1), len * 2 + 1, bytes, len);
}

// What the seal is bound to: the place, and the key's name so that it cannot be exchanged.
static const char *bound_to(const char *context, int number, struct arena *a)
{
	return arena_printf(a, "%s|k%d", context, number);
}

const char *crypto_seal(const char *plain, const char *context, struct arena *a)
{
	const struct generation *g;
	const char *bound;
	unsigned char *box;
	unsigned long long len;
	size_t plain_len;
	int number;

	if (plain == NULL)
		return NULL;
	plain_len = strlen(plain);
	box = arena_alloc(a, NONCE_BYTES + plain_len + TAG_BYTES);
	randombytes_buf(box, NONCE_BYTES);
	g = &keys_use()->of[keys.sealing];
	number = g->number;
	bound = bound_to(context, number, a);
	crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE_BYTES, &len,
		(const unsigned char *)plain, plain_len, (const unsigned char *)bound,
		strlen(bound), NULL, box, g->aead);
	keys_done();
	return arena_printf(a, "k%d.%s", number, hex_of(box, NONCE_BYTES + (size_t)len, a));
}

// "k12." and what follows: 12 and *s behind the point, 0 for anything else.
static int sealed_number(const char **s)
{
	const char *p = *s;
	int number = 0;

	if (*p++ != 'k' || *p == '0')
		return 0;
	for (; *p >= '0' && *p <= '9' && number < 100000; p++)
		number = number * 10 + (*p - '0');
	if (*p != '.')
		return 0;
	*s = p + 1;
	return number;
}

// Copies the sealing key of a generation for as long as one text is opened; false when it is unknown.
static bool aead_of(int number, unsigned char *key)
{
	const struct key_ring *ring = keys_use();
	bool found = false;

	for (size_t i = 0; i < ring->n && !found; i++) {
		found = ring->of[i].number == number;
		if (found)
			memcpy(key, ring->of[i].aead, KEY_BYTES);
	}
	keys_done();
	return found;
}

const char *crypto_open(const char *sealed, const char *context, struct arena *a)
{
	int number = sealed == NULL ? 0 : sealed_number(&sealed);
	unsigned char key[KEY_BYTES], *box, *plain;
	const char *bound;
	size_t room, len;
	bool good;

	if (number == 0)
		return NULL;
	room = strlen(sealed) / 2;
	if (room < NONCE_BYTES + TAG_BYTES)
		return NULL;
	box = arena_alloc(a, room);
	if (sodium_hex2bin(box, room, sealed, strlen(sealed), NULL, &len, NULL) != 0)
		return NULL;
	bound = bound_to(context, number, a);
	plain = arena_alloc(a, len - NONCE_BYTES - TAG_BYTES + 1);
	good = aead_of(number, key) && crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
		box + NONCE_BYTES, len - NONCE_BYTES, (const unsigned char *)bound, strlen(bound), box, key) == 0;
	sodium_memzero(key, sizeof key);
	return good ? (const char *)plain : NULL;
}

// The domain's NUL goes in too, so that no two pairs of domain and text make the same bytes.
static const char *blind_under(const struct generation *g, const char *plain, const char *domain, struct arena *a)
{
	crypto_generichash_state state;
	unsigned char hash[HASH_BYTES];

	crypto_generichash_init(&state, g->blind, KEY_BYTES, sizeof(hash));
	crypto_generichash_update(&state, (const unsigned char *)domain, strlen(domain) + 1);
	crypto_generichash_update(&state, (const unsigned char *)plain, strlen(plain));
	crypto_generichash_final(&state, hash, sizeof(hash));
	return hex_of(hash, sizeof(hash), a);
}

const char *crypto_blind(const char *plain, const char *domain, struct arena *a)
{
	const char *blind;

	if (plain == NULL)
		return NULL;
	keys_use();
	blind = blind_under(&keys.ring->of[keys.sealing], plain, domain, a);
	keys_done();
	return blind;
}

// Has a generation before number i of the ring the same blind key?
static bool shared(const struct key_ring *ring, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (sodium_memcmp(ring->of[j].blind, ring->of[i].blind, KEY_BYTES) == 0)
			return true;
	return false;
}

const char *crypto_blinds(const char *plain, const char *domain, struct arena *a)
{
	const struct key_ring *ring;
	const char *all = "";

	if (plain == NULL)
		return NULL;
	ring = keys_use();
	for (size_t i = ring->n; i-- > 0; )
		if (!shared(ring, i))
			all = arena_printf(a, "%s%s%s", all, *all == '\0' ? "" : ",", blind_under(&ring->of[i], plain, domain, a));
	keys_done();
	return arena_printf(a, "{%s}", all);
}

bool crypto_turning(void)
{
	const struct key_ring *ring = keys_use();
	bool more = false;

	for (size_t i = 1; i < ring->n && !more; i++)
		more = !shared(ring, i);
	keys_done();
	return more;
}

void crypto_random(void *bytes, size_t len)
{
	randombytes_buf(bytes, len);
}

const char *crypto_token(const char *prefix, struct arena *a)
{
	unsigned char bytes[TOKEN_BYTES];
	const char *token;

	randombytes_buf(bytes, sizeof(bytes));
	token = arena_printf(a, "%s%s", prefix, base64url(bytes, sizeof(bytes), a));
	sodium_memzero(bytes, sizeof(bytes));
	return token;
}

const char *crypto_digest(const char *text, size_t len, struct arena *a)
{
	unsigned char hash[HASH_BYTES];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, len, NULL, 0);
	return hex_of(hash, sizeof(hash), a);
}

const char *crypto_sha256(const void *bytes, size_t len, struct arena *a)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, bytes, len);
	return hex_of(hash, sizeof hash, a);
}

struct digest { crypto_generichash_state state; };

struct digest *digest_new(struct arena *a)
{
	// The state wants more alignment than an arena gives.
	char *block = arena_alloc(a, sizeof(struct digest) + _Alignof(struct digest));
	struct digest *d = (void *)(block + _Alignof(struct digest) - (uintptr_t)block % _Alignof(struct digest));

	crypto_generichash_init(&d->state, keys_use()->of[keys.sealing].blind, KEY_BYTES, HASH_BYTES);
	keys_done();
	return d;
}

void digest_add(struct digest *d, const void *bytes, size_t len)
{
	crypto_generichash_update(&d->state, bytes, len);
}

const char *digest_text(struct digest *d, struct arena *a)
{
	unsigned char hash[HASH_BYTES];

	crypto_generichash_final(&d->state, hash, sizeof(hash));
	return hex_of(hash, sizeof(hash), a);
}

// In guarded memory; NULL when there is none. The second half of a pair is the public key.
static const unsigned char *signers[SIGNERS];

bool signature_load(enum signer who, const char *path)
{
	char text[KEY_FILE_MOST + 1] = "";
	unsigned char seed[crypto_sign_SEEDBYTES], public[crypto_sign_PUBLICKEYBYTES], *pair;
	size_t len = 0;
	bool done;

	if (*path == '\0')
		return true;
	if (!key_file_text(path, text))
		return false;
	text[strcspn(text, "\n")] = '\0';
	done = sodium_hex2bin(seed, sizeof(seed), text, strlen(text), NULL, &len, NULL) == 0 && len == sizeof(seed);
	pair = sodium_malloc(crypto_sign_SECRETKEYBYTES);
	if (pair == NULL)
		fatal(EXIT_SOFTWARE, "out of memory for the keys");
	if (done)
		crypto_sign_seed_keypair(public, pair, seed);
	sodium_memzero(text, sizeof(text));
	sodium_memzero(seed, sizeof(seed));
	sodium_free((void *)(uintptr_t)signers[who]);
	signers[who] = done ? pair : NULL;
	if (!done) {
		sodium_free(pair);
		log_warnx("the key of signatures is not 64 hex digits key_file=%s", path);
	}
	return done;
}

const char *signature_of(enum signer who, const void *bytes, size_t len, struct arena *a)
{
	unsigned char signature[crypto_sign_BYTES];

	if (signers[who] == NULL)
		return NULL;
	crypto_sign_detached(signature, NULL, bytes, len, signers[who]);
	return base64url(signature, sizeof(signature), a);
}

const char *signature_key(enum signer who, struct arena *a)
{
	return signers[who] == NULL ? NULL :
		base64url(signers[who] + crypto_sign_SEEDBYTES, crypto_sign_PUBLICKEYBYTES, a);
}

static bool base64url_read(const char *text, unsigned char *out, size_t size)
{
	size_t len = 0;

	return text != NULL && sodium_base642bin(out, size, text, strlen(text), NULL, &len, NULL,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 && len == size;
}

bool signature_proves(const char *key, const void *bytes, size_t len, const char *signature)
{
	unsigned char public[crypto_sign_PUBLICKEYBYTES], proof[crypto_sign_BYTES];

	return base64url_read(key, public, sizeof(public)) && base64url_read(signature, proof, sizeof(proof)) &&
		crypto_sign_verify_detached(proof, bytes, len, public) == 0;
}

bool signature_holds(enum signer who, const void *bytes, size_t len, const char *signature)
{
	unsigned char proof[crypto_sign_BYTES];

	return signers[who] == NULL || (base64url_read(signature, proof, sizeof(proof)) &&
		crypto_sign_verify_detached(proof, bytes, len, signers[who] + crypto_sign_SEEDBYTES) == 0);
}

const char *crypto_password(struct arena *a)
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";	// no i, l, o, 0, 1
	enum { GROUPS = 4, GROUP = 4, LENGTH = GROUPS * (GROUP + 1) - 1 };
	char *out = arena_alloc(a, LENGTH + 1);

	for (int i = 0; i < LENGTH; i++) {
		uint32_t any = randombytes_uniform(sizeof(letters) - 1);

		out[i] = i % (GROUP + 1) == GROUP ? '-' : letters[any];
	}
	return out;
}

const char *argon_hash(const char *password, struct arena *a)
{
	char *hash = arena_alloc(a, crypto_pwhash_STRBYTES);

	if (crypto_pwhash_str_alg(hash, password, strlen(password), PASSWORD_PASSES,
	    PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
		fatal(EXIT_SOFTWARE, "out of memory for a password's hash");
	return hash;
}

bool argon_matches(const char *hash, const char *password)
{
	return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

const char *argon_trace(const char *password, const char *salt, struct arena *a)
{
	unsigned char bytes[crypto_pwhash_SALTBYTES], hash[HASH_BYTES];

	crypto_generichash(bytes, sizeof(bytes), (const unsigned char *)salt, strlen(salt), NULL, 0);
	if (crypto_pwhash(hash, sizeof(hash), password, strlen(password), bytes, PASSWORD_PASSES,
	    PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
		fatal(EXIT_SOFTWARE, "out of memory for a password's hash");
	return hex_of(hash, sizeof(hash), a);
}

void crypto_wipe(void *bytes, size_t len)
{
	sodium_memzero(bytes, len);
}

bool base64_read(const char *text, void *into, size_t room, size_t *len)
{
	return sodium_base642bin(into, room, text, strlen(text), NULL, len, NULL, sodium_base64_VARIANT_ORIGINAL) == 0;
}

static const char *base64_made(const void *bytes, size_t len, int variant, struct arena *a)
{
	size_t room = sodium_base64_encoded_len(len, variant);

	return sodium_bin2base64(arena_alloc(a, room), room, bytes, len, variant);
}

const char *base64url(const void *bytes, size_t len, struct arena *a)
{
	return base64_made(bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING, a);
}

const char *base64_text(const void *bytes, size_t len, struct arena *a)
{
	return base64_made(bytes, len, sodium_base64_VARIANT_ORIGINAL, a);
}

const void *base64_bytes(const char *text, size_t *len, struct arena *a)
{
	size_t room = strlen(text) / 4 * 3 + 1;
	void *bytes = arena_alloc(a, room);

	return sodium_base642bin(bytes, room, text, strlen(text), NULL, len, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 ? bytes : NULL;
}
