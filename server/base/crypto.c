// SPDX-License-Identifier: GPL-3.0-or-later
// Sealing, blind indexes, tokens and passwords. The only file that includes sodium.h.
//
// The keys of personal data are a text file, one key a line, kept apart from the database:
//
//	k1 aead <64 hex digits>		the highest number seals, each opens its own
//	k1 blind <64 hex digits>	the one key of the blind indexes, for good
#include "base/crypto.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"

enum {
	KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	KEYS_MOST = 32, KEYS_FILE_MOST = 4096, NUMBER_MOST = 9999, EXIT_SOFTWARE = 70,
	PASSWORD_PASSES = 3, PASSWORD_MEMORY = 64 * 1024 * 1024,	// Argon2id: passes, bytes
};
static_assert((int)HASH_BYTES == crypto_generichash_BYTES, "hashes have libsodium's usual length");
static_assert((int)KEY_BYTES == crypto_generichash_KEYBYTES, "both kinds of key have one length");

struct key { int number; unsigned char bytes[KEY_BYTES]; };	// number 0: there is none

struct keys {
	struct key aead[KEYS_MOST];
	size_t n;
	struct key blind;
};

// In guarded memory, read-only once loaded; NULL before.
static const struct keys *keys;

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

static const struct key *key_numbered(const struct keys *k, int number)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->aead[i].number == number)
			return &k->aead[i];
	return NULL;
}

static const struct key *key_newest(const struct keys *k)
{
	const struct key *newest = &k->aead[0];

	for (size_t i = 1; i < k->n; i++)
		if (k->aead[i].number > newest->number)
			newest = &k->aead[i];
	return newest;
}

// "k12" and then the byte `end`: 12, and *s behind it. 0 for anything else.
static int key_number(const char **s, char end)
{
	const char *p = *s;
	int number = 0;

	if (*p++ != 'k' || *p == '0')
		return 0;
	for (; *p >= '0' && *p <= '9' && number <= NUMBER_MOST; p++)
		number = number * 10 + (*p - '0');
	if (*p != end || number > NUMBER_MOST)
		return 0;
	*s = p + 1;
	return number;
}

// One line of the keys file; false when it is damaged, says a number twice or is one too many.
static bool key_line(struct keys *k, const char *line)
{
	const char *p = line;
	int number = key_number(&p, ' ');
	bool blind = strncmp(p, "blind ", 6) == 0;
	struct key *key = blind ? &k->blind : &k->aead[k->n];
	size_t len;

	if (line[0] == '\0' || line[0] == '#')
		return true;
	if (number == 0 || (!blind && strncmp(p, "aead ", 5) != 0))
		return false;
	if (blind ? k->blind.number != 0 : k->n == KEYS_MOST || key_numbered(k, number) != NULL)
		return false;
	p += blind ? 6 : 5;
	if (sodium_hex2bin(key->bytes, KEY_BYTES, p, strlen(p), NULL, &len, NULL) != 0 ||
	    len != KEY_BYTES)
		return false;
	key->number = number;
	k->n += !blind;
	return true;
}

static bool keys_parse(struct keys *k, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n")) != NULL)
		if (!key_line(k, line))
			return false;
	return k->n > 0 && k->blind.number != 0;
}

static bool key_write(int fd, const char *name)
{
	unsigned char bytes[KEY_BYTES];
	char hex[KEY_BYTES * 2 + 1], line[KEY_BYTES * 2 + 32];
	int len;
	bool done;

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(hex, sizeof(hex), bytes, sizeof(bytes));
	len = snprintf(line, sizeof(line), "%s %s\n", name, hex);
	done = write(fd, line, (size_t)len) == len;
	sodium_memzero(bytes, sizeof(bytes));
	sodium_memzero(hex, sizeof(hex));
	sodium_memzero(line, sizeof(line));
	return done;
}

// The directory as well, or a power cut may take the new file's name, and the data with it.
static bool directory_sync(const char *path)
{
	char *copy = strdup(path);
	int fd = copy == NULL ? -1 : open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	free(copy);
	return done;
}

static bool keys_make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool done;

	if (fd < 0) {
		log_warn("the keys cannot be made key_file=%s", path);
		return false;
	}
	done = key_write(fd, "k1 aead") && key_write(fd, "k1 blind") && fsync(fd) == 0;
	done = close(fd) == 0 && done && directory_sync(path);
	if (!done) {
		log_warn("the keys cannot be written key_file=%s", path);
		unlink(path);
		return false;
	}
	log_info("fresh keys made key_file=%s", path);
	return true;
}

// Only its owner may read it. A copy that systemd keeps for one service (LoadCredential=) may show
// the access list that lets the service read it as a right of the group.
static bool mode_private(const char *path, mode_t mode)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	size_t len = credentials == NULL ? 0 : strlen(credentials);
	bool copy = len > 0 && strncmp(path, credentials, len) == 0 && path[len] == '/';

	return S_ISREG(mode) && (mode & (copy ? 037 : 077)) == 0;
}

// The open keys file, or -1 after a message.
static int keys_open(const char *path, bool create)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno == ENOENT && create && keys_make(path))
		return keys_open(path, false);
	if (fd < 0) {
		log_warn("the keys cannot be read key_file=%s", path);
		return -1;
	}
	if (fstat(fd, &st) == 0 && mode_private(path, st.st_mode))
		return fd;
	log_warnx("the keys must be a file that others cannot read (mode 0600) key_file=%s", path);
	close(fd);
	return -1;
}

// Fills `text`, which has room for KEYS_FILE_MOST bytes and is zeroed. False when there are more.
static bool keys_read(int fd, char *text)
{
	size_t len = 0;
	ssize_t n;

	while (len < KEYS_FILE_MOST && (n = read(fd, text + len, KEYS_FILE_MOST - len)) != 0) {
		if (n < 0)
			return false;
		len += (size_t)n;
	}
	return len < KEYS_FILE_MOST && memchr(text, '\0', len) == NULL;
}

bool crypto_load_keys(const char *path, bool create)
{
	char text[KEYS_FILE_MOST + 1] = "";
	int fd = keys_open(path, create);
	struct keys *loaded;
	bool done;

	if (fd < 0)
		return false;
	loaded = sodium_malloc(sizeof(*loaded));
	if (loaded == NULL)
		fatal(EXIT_SOFTWARE, "out of memory for the keys");
	sodium_memzero(loaded, sizeof(*loaded));
	done = keys_read(fd, text) && keys_parse(loaded, text);
	sodium_memzero(text, sizeof(text));
	close(fd);
	if (!done) {
		log_warnx("the keys file is damaged key_file=%s", path);
		sodium_free(loaded);
		return false;
	}
	sodium_mprotect_readonly(loaded);
	sodium_free((void *)(uintptr_t)keys);
	keys = loaded;
	return true;
}

static const char *hex_of(const unsigned char *bytes, size_t len, struct arena *a)
{
	return sodium_bin2hex(arena_alloc(a, len * 2 + 1), len * 2 + 1, bytes, len);
}

// What the seal is bound to: the place, and the key's name so that it cannot be exchanged.
static const char *bound_to(const char *context, const struct key *key, struct arena *a)
{
	return arena_printf(a, "%s|k%d", context, key->number);
}

const char *crypto_seal(const char *plain, const char *context, struct arena *a)
{
	const struct key *key;
	const char *bound;
	unsigned char *box;
	unsigned long long len;
	size_t plain_len;

	if (plain == NULL)
		return NULL;
	assert(keys != NULL && "crypto_load_keys() comes first");
	key = key_newest(keys);
	bound = bound_to(context, key, a);
	plain_len = strlen(plain);
	box = arena_alloc(a, NONCE_BYTES + plain_len + TAG_BYTES);
	randombytes_buf(box, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE_BYTES, &len,
		(const unsigned char *)plain, plain_len, (const unsigned char *)bound,
		strlen(bound), NULL, box, key->bytes);
	return arena_printf(a, "k%d.%s", key->number, hex_of(box, NONCE_BYTES + (size_t)len, a));
}

const char *crypto_open(const char *sealed, const char *context, struct arena *a)
{
	int number = sealed == NULL ? 0 : key_number(&sealed, '.');
	const struct key *key;
	const char *bound;
	unsigned char *box, *plain;
	size_t room, len;

	if (number == 0)
		return NULL;
	assert(keys != NULL && "crypto_load_keys() comes first");
	key = key_numbered(keys, number);
	room = strlen(sealed) / 2;
	if (key == NULL || room < NONCE_BYTES + TAG_BYTES)
		return NULL;
	box = arena_alloc(a, room);
	if (sodium_hex2bin(box, room, sealed, strlen(sealed), NULL, &len, NULL) != 0)
		return NULL;
	bound = bound_to(context, key, a);
	plain = arena_alloc(a, len - NONCE_BYTES - TAG_BYTES + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, box + NONCE_BYTES,
	    len - NONCE_BYTES, (const unsigned char *)bound, strlen(bound), box, key->bytes) != 0)
		return NULL;
	return (const char *)plain;
}

// The domain's NUL goes in too, so that no two pairs of domain and text make the same bytes.
const char *crypto_blind(const char *plain, const char *domain, struct arena *a)
{
	crypto_generichash_state state;
	unsigned char hash[HASH_BYTES];

	if (plain == NULL)
		return NULL;
	assert(keys != NULL && "crypto_load_keys() comes first");
	crypto_generichash_init(&state, keys->blind.bytes, KEY_BYTES, sizeof(hash));
	crypto_generichash_update(&state, (const unsigned char *)domain, strlen(domain) + 1);
	crypto_generichash_update(&state, (const unsigned char *)plain, strlen(plain));
	crypto_generichash_final(&state, hash, sizeof(hash));
	return hex_of(hash, sizeof(hash), a);
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

struct digest { crypto_generichash_state state; };

struct digest *digest_new(struct arena *a)
{
	// The state wants more alignment than an arena gives.
	char *block = arena_alloc(a, sizeof(struct digest) + _Alignof(struct digest));
	struct digest *d = (void *)(block + _Alignof(struct digest) - (uintptr_t)block % _Alignof(struct digest));

	assert(keys != NULL && "crypto_load_keys() comes first");
	crypto_generichash_init(&d->state, keys->blind.bytes, KEY_BYTES, HASH_BYTES);
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

// In guarded memory; NULL when there is none.
static const unsigned char *signer;

bool signature_load(const char *path)
{
	char text[KEYS_FILE_MOST + 1] = "";
	unsigned char seed[crypto_sign_SEEDBYTES], public[crypto_sign_PUBLICKEYBYTES], *pair;
	int fd = *path == '\0' ? -1 : keys_open(path, false);
	size_t len = 0;
	bool done;

	if (fd < 0)
		return *path == '\0';
	done = keys_read(fd, text);
	close(fd);
	text[strcspn(text, "\n")] = '\0';
	done = done && sodium_hex2bin(seed, sizeof(seed), text, strlen(text), NULL, &len, NULL) == 0 && len == sizeof(seed);
	pair = sodium_malloc(crypto_sign_SECRETKEYBYTES);
	if (pair == NULL)
		fatal(EXIT_SOFTWARE, "out of memory for the keys");
	if (done)
		crypto_sign_seed_keypair(public, pair, seed);
	sodium_memzero(text, sizeof(text));
	sodium_memzero(seed, sizeof(seed));
	sodium_free((void *)(uintptr_t)signer);
	signer = done ? pair : NULL;
	if (!done) {
		sodium_free(pair);
		log_warnx("the key of signatures is not 64 hex digits audit_key_file=%s", path);
	}
	return done;
}

const char *signature_of(const char *words, struct arena *a)
{
	unsigned char signature[crypto_sign_BYTES];

	if (signer == NULL)
		return NULL;
	crypto_sign_detached(signature, NULL, (const unsigned char *)words, strlen(words), signer);
	return base64url(signature, sizeof(signature), a);
}

bool signature_holds(const char *words, const char *signature)
{
	unsigned char bytes[crypto_sign_BYTES];
	size_t len;

	if (signer == NULL)
		return true;
	// The second half of the pair is the public key.
	return signature != NULL && sodium_base642bin(bytes, sizeof(bytes), signature, strlen(signature), NULL, &len, NULL,
			sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 && len == sizeof(bytes) &&
		crypto_sign_verify_detached(bytes, (const unsigned char *)words, strlen(words), signer + crypto_sign_SEEDBYTES) == 0;
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

const char *base64url(const void *bytes, size_t len, struct arena *a)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	size_t room = sodium_base64_encoded_len(len, variant);

	return sodium_bin2base64(arena_alloc(a, room), room, bytes, len, variant);
}
