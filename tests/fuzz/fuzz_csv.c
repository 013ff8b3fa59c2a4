// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as CSV: the reader of memory and the reader of a file that comes in small pieces find the
// same records, and what is written from a record reads back as that record.
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "files/csv_read.h"
#include "files/csv_write.h"

enum { PIECES = 16, PATH_ROOM = 32, WRITTEN_MOST = 1 << 20 };
#define BOM "\xEF\xBB\xBF"

static size_t piece = SIZE_MAX;		// the most bytes one read gives

ssize_t __real_read(int fd, void *into, size_t most);
ssize_t __wrap_read(int fd, void *into, size_t most);

// The linker lets every read() of the program come here.
ssize_t __wrap_read(int fd, void *into, size_t most)
{
	return __real_read(fd, into, most < piece ? most : piece);
}

// A reader of a file with these bytes, which come in small pieces.
static struct csv *pieces_open(const uint8_t *bytes, size_t len)
{
	char path[PATH_ROOM];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct csv *csv;

	must(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	csv = csv_open(path);
	must(csv != NULL);
	close(fd);
	piece = len / PIECES + 1;
	return csv;
}

static size_t kept(const struct csv_record *r)
{
	return r->n < CSV_FIELDS ? r->n : CSV_FIELDS;
}

static void same_look(const struct csv_record *one, const struct csv_record *other)
{
	must(one->n == other->n && one->line == other->line && one->fault == other->fault);
	for (size_t i = 0; i < kept(one); i++)
		must(one->lengths[i] == other->lengths[i] &&
			memcmp(one->fields[i], other->fields[i], one->lengths[i] + 1) == 0);
}

// A record that is whole, of C strings, and does not begin as a byte order mark does.
static bool writable(const struct csv_record *r)
{
	for (size_t i = 0; i < kept(r); i++)
		if (strlen(r->fields[i]) != r->lengths[i])
			return false;
	return r->fault == CSV_WHOLE && r->n <= CSV_FIELDS &&
		strncmp(r->fields[0], BOM, strlen(BOM)) != 0;
}

static void written_look(const struct csv_record *r)
{
	static char text[WRITTEN_MOST];
	FILE *out = fmemopen(text, sizeof text, "w");
	struct csv_record again;
	struct csv *csv;
	long len;

	must(out != NULL && csv_row(out, r->fields, r->n) == 0);
	len = ftell(out);
	must(len > 0 && fclose(out) == 0);
	csv = csv_open_memory(text, (size_t)len);
	must(csv_next(csv, &again));
	again.line = r->line;
	same_look(r, &again);
	must(!csv_next(csv, &again));
	csv_close(csv);
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct csv *memory = csv_open_memory((const char *)bytes, len), *file = pieces_open(bytes, len);
	struct csv_record one, other;
	int64_t line = 0;

	csv_kind(memory);
	while (csv_next(memory, &one)) {
		must(one.line > line);
		line = one.line;
		must(csv_next(file, &other));
		same_look(&one, &other);
		if (writable(&one))
			written_look(&one);
	}
	must(!csv_next(file, &other) && csv_failed(file) == 0);
	csv_close(file);
	csv_close(memory);
}
