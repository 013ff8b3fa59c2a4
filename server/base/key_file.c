// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of a keys file into generations and back.
#include "base/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

enum { LINE_MOST = 128, NUMBER_MOST = 9999, NAME_MOST = 4096 };

struct key { int number; unsigned char bytes[KEY_BYTES]; };	// number 0: there is none

// The keys as the lines say them, before they are paired.
struct lines {
	struct key aead[GENERATIONS_MOST], blind[GENERATIONS_MOST];
	size_t aead_n, blind_n;
};

// "k12" and then the byte `end`: 12, and *s behind it. 0 for anything else.
static int number_read(const char **s, char end)
{
	const char *p = *s;
	int number = 0;

	if (*p++ != 'k' || *p == '0')
		return 0;
	for (; *p >= '0' && *p <= '9' && number <= NUMBER_MOST; p++)
		number = number * 10 + (*p - '0');
	if (*p != end || number > NUMBER_MOST)
		return 0;
	*s = p + 1;
	return number;
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool hex_read(const char *s, unsigned char *out)
{
	for (size_t i = 0; i < KEY_BYTES; i++) {
		int high = nibble(s[2 * i]), low = high < 0 ? -1 : nibble(s[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return s[2 * KEY_BYTES] == '\0';
}

// One line of the file; false when it is damaged, says a number twice or is one too many.
static bool line_read(struct lines *l, const char *line)
{
	const char *p = line;
	int number = number_read(&p, ' ');
	bool blind = strncmp(p, "blind ", 6) == 0;
	struct key *keys = blind ? l->blind : l->aead;
	size_t *n = blind ? &l->blind_n : &l->aead_n;

	if (line[0] == '\0' || line[0] == '#')
		return true;
	if (number == 0 || (!blind && strncmp(p, "aead ", 5) != 0) || *n == GENERATIONS_MOST)
		return false;
	for (size_t i = 0; i < *n; i++)
		if (keys[i].number == number)
			return false;
	keys[*n].number = number;
	return hex_read(p + (blind ? 6 : 5), keys[(*n)++].bytes);
}

// The key for the blind indexes of a generation: its own, else the newest before it.
static const struct key *blind_of(const struct lines *l, int number)
{
	const struct key *found = NULL;

	for (size_t i = 0; i < l->blind_n; i++)
		if (l->blind[i].number <= number && (found == NULL || l->blind[i].number > found->number))
			found = &l->blind[i];
	return found;
}

static int newest_first(const void *a, const void *b)
{
	return ((const struct generation *)b)->number - ((const struct generation *)a)->number;
}

// False when a generation has no blind key, or a blind key is of none.
static bool paired(const struct lines *l, struct key_ring *ring)
{
	for (size_t i = 0; i < l->aead_n; i++) {
		const struct key *blind = blind_of(l, l->aead[i].number);
		struct generation *g = &ring->of[ring->n++];

		if (blind == NULL)
			return false;
		g->number = l->aead[i].number;
		memcpy(g->aead, l->aead[i].bytes, KEY_BYTES);
		memcpy(g->blind, blind->bytes, KEY_BYTES);
	}
	qsort(ring->of, ring->n, sizeof ring->of[0], newest_first);
	for (size_t i = 0; i < l->blind_n; i++)
		if (ring->n == 0 || l->blind[i].number > ring->of[0].number)
			return false;
	return ring->n > 0;
}

static bool text_read(char *text, struct key_ring *ring)
{
	struct lines l = { .aead_n = 0 };
	bool good = true;
	char *line;

	while (good && (line = strsep(&text, "\n")) != NULL)
		good = line_read(&l, line);
	good = good && paired(&l, ring);
	explicit_bzero(&l, sizeof l);
	return good;
}

static bool key_write(int fd, int number, const char *kind, const unsigned char *bytes)
{
	char line[LINE_MOST];
	int len = snprintf(line, sizeof line, "k%d %s ", number, kind);
	bool done;

	for (size_t i = 0; i < KEY_BYTES; i++)
		len += snprintf(line + len, sizeof line - (size_t)len, "%02x", bytes[i]);
	line[len++] = '\n';
	done = write(fd, line, (size_t)len) == len;
	explicit_bzero(line, sizeof line);
	return done;
}

static bool fresh(struct generation *g, int number)
{
	g->number = number;
	return getrandom(g->aead, KEY_BYTES, 0) == KEY_BYTES && getrandom(g->blind, KEY_BYTES, 0) == KEY_BYTES;
}

// The directory as well, or a power cut may take the new file's name, and the data with it.
static bool directory_sync(const char *path)
{
	char *copy = strdup(path);
	int fd = copy == NULL ? -1 : open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	free(copy);
	return done;
}

// Writes the whole ring, oldest first, and closes the file; false when it is not safely on the disk.
static bool ring_write(int fd, const struct key_ring *ring)
{
	bool done = true;

	for (size_t i = ring->n; done && i-- > 0; )
		done = key_write(fd, ring->of[i].number, "aead", ring->of[i].aead) &&
			key_write(fd, ring->of[i].number, "blind", ring->of[i].blind);
	done = done && fsync(fd) == 0;
	return close(fd) == 0 && done;
}

static bool file_make(const char *path)
{
	struct key_ring ring = { .n = 1 };
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool done;

	if (fd < 0) {
		log_warn("the keys cannot be made key_file=%s", path);
		return false;
	}
	done = fresh(&ring.of[0], 1);
	done = ring_write(fd, &ring) && done && directory_sync(path);
	explicit_bzero(&ring, sizeof ring);
	if (!done) {
		log_warn("the keys cannot be written key_file=%s", path);
		unlink(path);
		return false;
	}
	log_info("fresh keys made key_file=%s", path);
	return true;
}

bool key_file_seed(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	unsigned char seed[KEY_BYTES];
	char line[2 * KEY_BYTES + 2];
	bool done;

	if (fd < 0 && errno == EEXIST)
		return true;
	done = fd >= 0 && getrandom(seed, sizeof seed, 0) == (ssize_t)sizeof seed;
	for (size_t i = 0; done && i < sizeof seed; i++)
		snprintf(line + 2 * i, 3, "%02x", seed[i]);
	line[2 * KEY_BYTES] = '\n';
	done = done && write(fd, line, 2 * KEY_BYTES + 1) == 2 * KEY_BYTES + 1 && fsync(fd) == 0;
	explicit_bzero(seed, sizeof seed);
	explicit_bzero(line, sizeof line);
	if (fd >= 0)
		close(fd);
	if (!done)
		log_warn("the key of signatures cannot be made key_file=%s", path);
	return done && directory_sync(path);
}

// Only its owner may read it. A copy that systemd keeps for one service (LoadCredential=) may show
// the access list that lets the service read it as a right of the group.
static bool mode_private(const char *path, mode_t mode)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	size_t len = credentials == NULL ? 0 : strlen(credentials);
	bool copy = len > 0 && strncmp(path, credentials, len) == 0 && path[len] == '/';

	return S_ISREG(mode) && (mode & (copy ? 037 : 077)) == 0;
}

// The open keys file, or -1 after a message.
static int file_open(const char *path, bool create)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno == ENOENT && create && file_make(path))
		return file_open(path, false);
	if (fd < 0) {
		log_warn("the keys cannot be read key_file=%s", path);
		return -1;
	}
	if (fstat(fd, &st) == 0 && mode_private(path, st.st_mode))
		return fd;
	log_warnx("the keys must be a file that others cannot read (mode 0600) key_file=%s", path);
	close(fd);
	return -1;
}

// Fills `text`, which has room for KEY_FILE_MOST bytes and is zeroed. False when there are more.
static bool bytes_read(int fd, char *text)
{
	size_t len = 0;
	ssize_t n;

	while (len < KEY_FILE_MOST && (n = read(fd, text + len, KEY_FILE_MOST - len)) != 0) {
		if (n < 0)
			return false;
		len += (size_t)n;
	}
	return len < KEY_FILE_MOST && memchr(text, '\0', len) == NULL;
}

bool key_file_read(const char *path, bool create, struct key_ring *ring)
{
	char text[KEY_FILE_MOST + 1] = "";
	int fd = file_open(path, create);
	bool done;

	if (fd < 0)
		return false;
	done = bytes_read(fd, text) && text_read(text, ring);
	explicit_bzero(text, sizeof text);
	close(fd);
	if (!done)
		log_warnx("the keys file is damaged key_file=%s", path);
	return done;
}

bool key_file_text(const char *path, char *text)
{
	int fd = file_open(path, false);
	bool done = fd >= 0 && bytes_read(fd, text);

	if (fd >= 0)
		close(fd);
	return done;
}

// A new file in the old one's place, never a half of one, with the old one's mode and owner.
static bool file_replace(const char *path, const struct key_ring *ring)
{
	char beside[NAME_MOST];
	struct stat st;
	bool done;
	int fd;

	if (snprintf(beside, sizeof beside, "%s.new", path) >= (int)sizeof beside || stat(path, &st) != 0)
		return false;
	unlink(beside);
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	done = fchown(fd, st.st_uid, st.st_gid) == 0 && fchmod(fd, st.st_mode & 0777) == 0;
	done = ring_write(fd, ring) && done && rename(beside, path) == 0 && directory_sync(path);
	if (!done)
		unlink(beside);
	return done;
}

int key_file_add(const char *path)
{
	struct key_ring ring = { .n = 0 };
	int number = 0;

	if (!key_file_read(path, false, &ring))
		return 0;
	if (ring.n < GENERATIONS_MOST && ring.of[0].number < NUMBER_MOST) {
		memmove(&ring.of[1], &ring.of[0], ring.n++ * sizeof ring.of[0]);
		number = ring.of[1].number + 1;
		if (!fresh(&ring.of[0], number) || !file_replace(path, &ring))
			number = 0;
	}
	explicit_bzero(&ring, sizeof ring);
	if (number == 0)
		log_warn("a new key cannot be added key_file=%s", path);
	return number;
}

bool key_file_keep_newest(const char *path)
{
	struct key_ring ring = { .n = 0 };
	bool done;

	if (!key_file_read(path, false, &ring))
		return false;
	ring.n = 1;
	done = file_replace(path, &ring);
	explicit_bzero(&ring, sizeof ring);
	if (!done)
		log_warn("the keys cannot be written key_file=%s", path);
	return done;
}
