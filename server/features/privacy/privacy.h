// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of this room share.
#ifndef FEATURES_PRIVACY_PRIVACY_H
#define FEATURES_PRIVACY_PRIVACY_H

#include "http/http.h"

// Gives this transaction's changes their reason in the record.
void privacy_reason(struct request *, const char *why);

#endif
