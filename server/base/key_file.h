// SPDX-License-Identifier: GPL-3.0-or-later
// The file of the keys of personal data: read, made, given a new generation, freed of old ones.
//
// A text file, one key a line, kept apart from the database:
//
//	k1 aead <64 hex digits>		seals what is written in generation 1
//	k1 blind <64 hex digits>	makes its blind indexes, and those of later generations without one
//
// Keys are never printed; the text read is wiped.
#ifndef BASE_KEY_FILE_H
#define BASE_KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>

enum { KEY_BYTES = 32, GENERATIONS_MOST = 16, KEY_FILE_MOST = 8192 };

// A pair of keys under one number; a generation may share the blind key of one before it.
struct generation {
	int number;
	unsigned char aead[KEY_BYTES], blind[KEY_BYTES];
};

// The newest generation first.
struct key_ring {
	struct generation of[GENERATIONS_MOST];
	size_t n;
};

// Fills `ring`, which is zeroed. False with a message in the log when the file is missing, readable by others
// than its owner or damaged. When `create` and it is missing it is made, mode 0600, with fresh keys.
bool key_file_read(const char *path, bool create, struct key_ring *ring);

// The text of any file of keys, under the same conditions, into `text` of KEY_FILE_MOST + 1 zeroed bytes, which the
// caller wipes. False with a message when it cannot be read or others can; false alone when it is too long or has a NUL.
bool key_file_text(const char *path, char *text);

// Makes a file of one key that signs (64 hex digits, mode 0600), unless there is one. False with a message in the log.
bool key_file_seed(const char *path);

// Adds a fresh generation with the next number: the file is written anew beside itself, with its mode and owner,
// and takes its name once it is on the disk. The new number, or 0 with a message in the log.
int key_file_add(const char *path);

// Takes every generation but the newest out, in the same way. False with a message in the log.
bool key_file_keep_newest(const char *path);

#endif
