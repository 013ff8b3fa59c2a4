// SPDX-License-Identifier: GPL-3.0-or-later
// A certificate: what stands on it, what of that is signed, the file it is.
#ifndef PAPER_CERTIFICATE_H
#define PAPER_CERTIFICATE_H

#include "http/http.h"

// All that stands on one. In what a job reads `batch` and `site` are known, in what is checked `initials`.
struct certificate_paper {
	int64_t batch;
	const char *site;
	int64_t id, number, year;
	const char *serial, *office, *above, *place, *title, *holder, *words, *course, *signer;
	struct date completed_on, issued_on;
	const char *key, *signature, *initials;
	struct date revoked_on;
};
extern const struct shape certificate_paper_shape;

// The words its signature stands for: every line of it, "name: value". In the arena.
const char *certificate_statement(const struct certificate_paper *, struct arena *);

// The PDF, whose last line signs every byte before it; its QR code leads to `site`. False when it could not be made.
bool certificate_file(const struct certificate_paper *, const char *site, struct arena *, struct text *out);

// Jobs of hocvud serve: the next files of batches that wait, a few at a time; batches older than a day taken away.
void certificate_files_make(struct work *);
void certificate_files_forget(struct work *);

#endif
