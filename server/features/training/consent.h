// SPDX-License-Identifier: GPL-3.0-or-later
// Consent of citizens in voluntary classes, for who comes to one by oneself.
#ifndef FEATURES_TRAINING_CONSENT_H
#define FEATURES_TRAINING_CONSENT_H

#include "http/http.h"

// The account's person, who has one, says yes (or not) to a text as oneself: 201 with the consent, or the refusal.
struct reply consent_say(struct request *, int64_t text, bool agrees);

#endif
