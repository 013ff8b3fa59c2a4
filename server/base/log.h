// SPDX-License-Identifier: GPL-3.0-or-later
// Structured lines on standard error: `key=value`, one a line, without names, numbers of persons,
// phones or secrets. `hint` in systemd's priority form (<6>) when HOCVU_JOURNAL=1.
#ifndef BASE_LOG_H
#define BASE_LOG_H

void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
// With errno's text at the end.
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
// Without it.
void log_warnx(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
// Says why and ends the process with exit code 70 (software) or the sysexits code given.
_Noreturn void fatal(int exit_code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// Silences log_info (commands that print data).
void log_quiet(void);

#endif
