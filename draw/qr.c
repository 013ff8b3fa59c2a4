// SPDX-License-Identifier: GPL-3.0-or-later
// QR codes (libqrencode, here alone).
#include "draw/qr.h"

#include <qrencode.h>

#include "base/arena.h"

const struct qr *qr_make(const char *text, struct arena *a)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	unsigned char *dark;
	struct qr *qr;

	if (code == NULL)
		return NULL;
	qr = arena_one(a, struct qr);
	dark = arena_many(a, unsigned char, (size_t)code->width * (size_t)code->width);
	for (int i = 0; i < code->width * code->width; i++)
		dark[i] = code->data[i] & 1;
	*qr = (struct qr){ .width = code->width, .dark = dark };
	QRcode_free(code);
	return qr;
}
