// SPDX-License-Identifier: GPL-3.0-or-later
// One-time codes from a shared secret and the clock. The only file that includes nettle: libsodium has no HMAC-SHA1.
#include "base/totp.h"

#include <nettle/hmac.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"

enum { SECRET_BYTES = 20, SECRET_TEXT = SECRET_BYTES * 8 / 5, STEP_SECONDS = 30, DIGITS = 6, WINDOW = 1 };

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const char *totp_secret(struct arena *a)
{
	unsigned char bytes[SECRET_BYTES];
	char *out = arena_alloc(a, SECRET_TEXT + 1);

	crypto_random(bytes, sizeof bytes);
	for (size_t i = 0; i < SECRET_TEXT; i++) {
		size_t bit = i * 5, at = bit / 8, shift = bit % 8;
		unsigned two = (unsigned)bytes[at] << 8 | (at + 1 < sizeof bytes ? bytes[at + 1] : 0);

		out[i] = base32[two >> (11 - shift) & 31];
	}
	out[SECRET_TEXT] = '\0';
	crypto_wipe(bytes, sizeof bytes);
	return out;
}

// False when it is no secret of ours.
static bool secret_read(const char *text, uint8_t bytes[SECRET_BYTES])
{
	uint64_t held = 0;
	size_t bits = 0, n = 0;

	if (strlen(text) != SECRET_TEXT)
		return false;
	for (; *text != '\0'; text++) {
		const char *at = strchr(base32, *text);

		if (at == NULL)
			return false;
		held = held << 5 | (uint64_t)(at - base32);
		bits += 5;
		if (bits < 8)
			continue;
		bits -= 8;
		bytes[n++] = (uint8_t)(held >> bits);
	}
	return true;
}

const char *totp_uri(const char *secret, const char *name, struct arena *a)
{
	return arena_printf(a, "otpauth://totp/hocvu:%s?secret=%s&issuer=hocvu&algorithm=SHA1&digits=%d&period=%d",
		name, secret, DIGITS, STEP_SECONDS);
}

// HOTP with dynamic truncation (RFC 4226, 5.3).
static void code_of(const uint8_t key[SECRET_BYTES], int64_t step, char out[DIGITS + 1])
{
	uint8_t counter[8], mac[SHA1_DIGEST_SIZE];
	struct hmac_sha1_ctx ctx;
	uint32_t number;
	size_t at;

	for (int i = 0; i < 8; i++)
		counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	hmac_sha1_set_key(&ctx, SECRET_BYTES, key);
	hmac_sha1_update(&ctx, sizeof counter, counter);
	hmac_sha1_digest(&ctx, sizeof mac, mac);
	at = mac[sizeof mac - 1] & 15;
	number = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	snprintf(out, DIGITS + 1, "%06u", (unsigned)(number % 1000000));
}

// Looks at every digit whatever was found before.
static bool same(const char *a, const char *b)
{
	int differ = 0;

	for (int i = 0; i < DIGITS; i++)
		differ |= a[i] ^ b[i];
	return differ == 0;
}

int64_t totp_step(const char *secret, const char *code, struct instant now)
{
	int64_t step = now.us / 1000000 / STEP_SECONDS, found = 0;
	uint8_t key[SECRET_BYTES];
	char right[DIGITS + 1];

	if (strlen(code) != DIGITS || !secret_read(secret, key))
		return 0;
	for (int64_t s = step - WINDOW; s <= step + WINDOW; s++) {
		code_of(key, s, right);
		if (same(right, code))
			found = s;
	}
	crypto_wipe(key, sizeof key);
	return found;
}
