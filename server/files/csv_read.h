// SPDX-License-Identifier: GPL-3.0-or-later
// csv_read: reads records of comma separated values (RFC 4180), strictly, one at a time.
//
// A field that a spreadsheet would take for a formula is written with an apostrophe in front (csv_write),
// which is taken off here.
//
// Every record knows the physical line on which it begins. A record that breaks the rules is handed
// out with its fault, and reading goes on with the next line, so that one call lists every error of a
// file. A byte order mark and CR LF are accepted. Nothing is held but the record being read.
#ifndef FILES_CSV_READ_H
#define FILES_CSV_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CSV_FIELDS = 64,		// most fields of a record that are kept; more are only counted
	CSV_RECORD_BYTES = 1 << 20,	// a longer record is taken for an open quote
};

enum csv_fault {
	CSV_WHOLE,			// none
	CSV_QUOTE_STRAY,		// a quote inside a bare field, or anything after a closing quote
	CSV_QUOTE_OPEN,			// a quote that nothing closes
	CSV_TOO_LONG,			// the record is longer than CSV_RECORD_BYTES
};

struct csv_record {
	int64_t line;			// the physical line on which it begins; the file's first is 1
	size_t n;			// its fields; of a faulty record those before the faulty one
	enum csv_fault fault;
	const char *fields[CSV_FIELDS];	// ended by NUL; they live until the next call
	size_t lengths[CSV_FIELDS];	// bytes: more than strlen() when the field holds a NUL
};

// Would a spreadsheet run it: = + - @, a tab or a carriage return first, behind any apostrophes (OWASP,
// CSV Injection)? Those behind apostrophes count so that writing and reading undo each other.
bool csv_is_formula(const char *field);

struct csv;

// A reader of the file at `path`, or NULL (errno says why, EINVAL that it is no plain file: a pipe would
// be waited for). The caller ends it with csv_close().
struct csv *csv_open(const char *path);

// A reader of `len` bytes that stay where they are until csv_close(). Never NULL.
struct csv *csv_open_memory(const char *bytes, size_t len);

// What the file is by its first line: ours, or what spreadsheets also call CSV: parted by semicolons (Excel
// where the decimal sign is a comma, as in Vietnam) or tabs, or in UTF-16 letters ("Unicode text"). To be
// asked before the first record.
enum csv_kind { CSV_OURS, CSV_OTHER_SEPARATOR, CSV_OTHER_LETTERS };
enum csv_kind csv_kind(struct csv *);

// The next record, faulty or not, or false at the end of the file.
bool csv_next(struct csv *, struct csv_record *out);

// Did reading the file itself fail? errno of the failure, or 0.
int csv_failed(const struct csv *);

void csv_close(struct csv *);

#endif
