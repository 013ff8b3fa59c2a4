// SPDX-License-Identifier: GPL-3.0-or-later
// Days, times of day and instants. Vietnam has one zone, UTC+7, and no summer time.
//
// A day is a count of days since 1970-01-01; a session is a local day and minutes of that day;
// an instant is microseconds UTC. Only clock_now() asks the machine for the time.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct date { int32_t days; };		// days since 1970-01-01, or NO_DAY
struct hhmm { int32_t minutes; };	// minutes since midnight, or NO_DAY
struct instant { int64_t us; };		// microseconds since 1970-01-01T00:00Z, or INT64_MIN

#define NO_DAY INT32_MIN
#define NO_DATE ((struct date){ NO_DAY })
#define NO_HHMM ((struct hhmm){ NO_DAY })
#define NO_INSTANT ((struct instant){ INT64_MIN })

struct civil { int year, month, day; };	// a day as people write it; month 1-12, day 1-31

enum { DATE_TEXT = 11, HHMM_TEXT = 6, INSTANT_TEXT = 33 };	// room for a text and its NUL

// The machine's clock. HOCVU_NOW (an RFC 3339 instant) sets it in tests.
struct instant clock_now(void);

// Milliseconds that only ever go on, for deadlines: no time of day, not set by HOCVU_NOW.
int64_t clock_ticks_ms(void);

// The local (UTC+7) day of an instant.
struct date date_of(struct instant);

// Between a day and its civil form (proleptic Gregorian). date_from() clamps nothing: the parts
// must be valid, see date_valid().
struct civil date_civil(struct date);
struct date date_from(int year, int month, int day);
bool date_valid(int year, int month, int day);
int days_in_month(int year, int month);

// "YYYY-MM-DD" both ways. date_parse gives false for anything else, or a day that does not exist.
bool date_parse(const char *s, struct date *out);
void date_text(struct date, char out[DATE_TEXT]);

// A day as people type it: "YYYY-MM-DD", or "d/m/yyyy" with or without leading zeros. False for anything else.
bool date_said(const char *s, struct date *out);

// "HH:MM" both ways, 00:00 to 23:59.
bool hhmm_parse(const char *s, struct hhmm *out);
void hhmm_text(struct hhmm, char out[HHMM_TEXT]);

// RFC 3339 both ways: parsing needs an offset or Z and an instant of the years 1 to 9999 in UTC, so that
// it has a text; writing gives UTC with Z, whole seconds unless there is a fraction.
bool instant_parse(const char *s, struct instant *out);
void instant_text(struct instant, char out[INSTANT_TEXT]);

// The same calendar day `months` later, clamped to the month's last day (29 February -> 28).
struct date date_add_months(struct date, int months);

#endif
