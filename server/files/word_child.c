// SPDX-License-Identifier: GPL-3.0-or-later
// A Word template read in a process of its own: both its ends. The answer is a line "good" or "CODE ABOUT", then the pieces,
// which are looked at again on the way in: the other end has read strangers' bytes.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "base/utf8.h"
#include "files/child.h"
#include "files/fence.h"
#include "files/word.h"

enum { CPU_SECONDS = 10, MEGABYTES = 256, NICE = 10, LINE_MOST = WORD_ABOUT_MOST + 60, BLOCK = 1 << 16 };

// The refusals a file can meet, as constants of this process.
static const char *const refusals[] = {
	"docx_braces", "docx_damaged", "docx_entities", "docx_field_unknown", "docx_form", "docx_gave_up", "docx_instruction",
	"docx_list_outside", "docx_macros", "docx_no_document", "docx_old_or_locked", "docx_outside", "docx_part", "docx_picture",
	"docx_revisions", "docx_too_big", "docx_two_lists", "docx_unknown",
};

// --- the process that reads the file ---

void word_serve(const struct word_names *names)
{
	struct arena *a = arena_new();
	struct text template, about = text_new(a, WORD_ABOUT_MOST);
	const char *bytes, *refusal;
	struct stat file;

	if (fstat(STDIN_FILENO, &file) != 0)
		return;
	bytes = mmap(NULL, (size_t)file.st_size + 1, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
	if (bytes == MAP_FAILED)
		return;
	if (nice(NICE) < 0 && errno != 0)
		log_warn("the reader of Word templates cannot be made nicer");
	setvbuf(stdout, NULL, _IOFBF, BLOCK);
	fence_in(&(struct fence){ .seconds = CPU_SECONDS, .megabytes = MEGABYTES });
	refusal = word_parse(bytes, (size_t)file.st_size, names, a, &template, &about);
	for (char *s = about.at; *s != '\0'; s++)
		if ((unsigned char)*s < ' ')
			*s = ' ';
	printf("%s %s\n", refusal == NULL ? "good" : refusal, about.at);
	if (refusal == NULL)
		fwrite_unlocked(template.at, 1, template.len, stdout);
	fflush(stdout);
	arena_drop(a);
}

// --- the process that asked for it ---

static const char *refusal_named(const char *line, const char **about)
{
	size_t len = strcspn(line, " \n");

	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (strlen(refusals[i]) == len && strncmp(refusals[i], line, len) == 0) {
			*about = line[len] == '\0' ? "" : line + len + 1;
			return refusals[i];
		}
	return "docx_gave_up";
}

// What the other process says.
static const char *answer_take(FILE *in, const struct word_names *names, struct arena *a, struct text *template,
	const char **about)
{
	char line[LINE_MOST + 2], block[BLOCK];
	size_t n;

	if (fgets(line, sizeof line, in) == NULL)
		return "docx_gave_up";
	line[strcspn(line, "\n")] = '\0';
	if (strcmp(line, "good ") != 0) {
		const char *kept = arena_copy(a, line);

		return utf8_valid(kept, strlen(kept)) ? refusal_named(kept, about) : "docx_gave_up";
	}
	while ((n = fread(block, 1, sizeof block, in)) > 0)
		text_addn(template, block, n);
	return template->over || !word_sound(template->at, template->len, names) ? "docx_gave_up" : NULL;
}

const char *word_read(const char *bytes, size_t len, const struct word_names *names, struct arena *a, struct text *template,
	const char **about)
{
	char name[] = "hocvud", command[] = "word", *fields = arena_copyn(a, names->fields, strlen(names->fields)),
		*lists = arena_copyn(a, names->lists, strlen(names->lists));
	char *const argv[] = { name, command, fields, lists, NULL };
	int file = child_file(bytes, len), ends[2] = { -1, -1 };
	const char *refusal = "docx_gave_up";
	FILE *in = NULL;
	pid_t pid = -1;

	*template = text_new(a, WORD_TEMPLATE_MOST);
	*about = "";
	if (file >= 0 && pipe2(ends, O_CLOEXEC) == 0) {
		pid = child_start(argv, file, ends[1]);
		close(ends[1]);
		in = fdopen(ends[0], "r");
	}
	if (pid > 0 && in != NULL)
		refusal = answer_take(in, names, a, template, about);
	if (in != NULL)
		fclose(in);
	child_wait(pid);
	if (file >= 0)
		close(file);
	return refusal;
}
