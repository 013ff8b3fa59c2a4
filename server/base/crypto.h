// SPDX-License-Identifier: GPL-3.0-or-later
// Every use of cryptography in hocvud. crypto.c alone includes sodium.h.
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { TOKEN_BYTES = 24, HASH_BYTES = 32 };

// Starts the library; the process ends when it cannot.
void crypto_init(void);

// Reads the keys of personal data from `path` (0600, made with fresh keys when `create`; base/key_file.h) into locked
// memory. False with a message in the log when it is missing, readable by others or damaged; keys loaded before then
// stay. May be called again at any time: threads that use keys go on with the old or the new ones. From here on the
// process leaves no core file.
bool crypto_load_keys(const char *path, bool create);

// The newest generation of keys known, and the one in which is sealed and indexed now.
int crypto_newest(void);
int crypto_sealing(void);

// Seal with no newer generation than this, because somebody who reads the database does not know it yet; 0: the newest.
void crypto_seals_with(int number);

// Is more than one key of blind indexes known, so that equal texts may have unequal indexes?
bool crypto_turning(void);

// Seals `plain` for the place `context` ("person|national_id|<package key>") so that it cannot be moved
// to another row: XChaCha20-Poly1305, hex text with the key's number in front. NULL gives NULL.
const char *crypto_seal(const char *plain, const char *context, struct arena *);

// The plain text again, or NULL when the text was altered, moved or sealed under an unknown key.
const char *crypto_open(const char *sealed, const char *context, struct arena *);

// A keyed blind index of `plain` in `domain` ("national_id"), hex: equal texts give equal indexes,
// and nobody without the key can try numbers. NULL gives NULL.
const char *crypto_blind(const char *plain, const char *domain, struct arena *);

// The same under every key known, oldest first, as an array of PostgreSQL: what is looked up may have been written
// under any of them. NULL gives NULL.
const char *crypto_blinds(const char *plain, const char *domain, struct arena *);

// Fills with random bytes.
void crypto_random(void *, size_t);

// A fresh random token, URL-safe text with `prefix` in front, and the hash to store for it (hex).
const char *crypto_token(const char *prefix, struct arena *);
const char *crypto_digest(const char *text, size_t len, struct arena *);

// SHA-256 in hex, which every machine can compute again (sha256sum).
const char *crypto_sha256(const void *bytes, size_t len, struct arena *);

// A short hash keyed for this process: for tables in memory whose places nobody shall choose.
uint64_t crypto_short(const void *, size_t len);

// A keyed hash of many pieces, hex: nobody without the key can try what it was made of.
struct digest;
struct digest *digest_new(struct arena *);
void digest_add(struct digest *, const void *bytes, size_t len);
const char *digest_text(struct digest *, struct arena *);

// Who signs with Ed25519, each with a key of its own: heads of the record, certificates.
enum signer { SIGNER_AUDIT, SIGNER_CERTIFICATE, SIGNERS };

// Reads a seed (64 hex digits, mode 0600) that signs and proves bytes; "" says that there is none. False with a message
// in the log when it cannot be read. Before there is a second thread.
bool signature_load(enum signer, const char *path);

// The signature of bytes, base64url in the arena, or NULL without a key; the public key that proves it, likewise.
const char *signature_of(enum signer, const void *bytes, size_t len, struct arena *);
const char *signature_key(enum signer, struct arena *);

// Did this signer sign these bytes? Without a key that cannot be known: true.
bool signature_holds(enum signer, const void *bytes, size_t len, const char *signature);

// Did whoever holds the other half of `key` (base64url) sign them? Anything that does not read is a no.
bool signature_proves(const char *key, const void *bytes, size_t len, const char *signature);

// A random password that a clerk can type: 4 groups of 4, no look-alikes.
const char *crypto_password(struct arena *);

// Argon2id (64 MiB, t=3): what base/password.h offers, in this very thread.
const char *argon_hash(const char *password, struct arena *);
bool argon_matches(const char *hash, const char *password);
const char *argon_trace(const char *password, const char *salt, struct arena *);

// Wipes a secret.
void crypto_wipe(void *, size_t);

// Base64 with its padding (RFC 4648, 4) into at most `room` bytes; *len how many. False when it is none or too long.
bool base64_read(const char *text, void *into, size_t room, size_t *len);

// Base64 with its padding, in the arena; base64_read() and base64_bytes() read it back.
const char *base64_text(const void *bytes, size_t len, struct arena *);

// Base64url without padding.
const char *base64url(const void *bytes, size_t len, struct arena *);

// The bytes of base64 with its padding (RFC 4648 section 4), in the arena; *len is how many. NULL: it is none.
const void *base64_bytes(const char *text, size_t *len, struct arena *);

#endif
