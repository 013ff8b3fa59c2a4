// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a Word template: as a file, and as the document of a sound one, which libFuzzer cannot reach through a ZIP's
// checksums. What is taken is sound, can be filled, and what was filled is taken again.
#include "tests/fuzz/fuzz.h"

#include "base/text.h"
#include "base/utf8.h"
#include "files/word.h"
#include "files/zip_write.h"
#include "http/reply.h"

static const struct word_names names = { "class code office", "trainees|n name;sessions|date" };

static const struct { const char *name, *content; } parts[] = {
	{ "[Content_Types].xml", "<Types/>" },
	{ "_rels/.rels", "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='word/document.xml'/></Relationships>" },
	{ "word/_rels/document.xml.rels", "<Relationships><Relationship Id='a' Type='x/header' Target='header.xml'/>"
		"<Relationship Id='b' Type='x/settings' Target='settings.xml'/></Relationships>" },
	{ "word/settings.xml", "<w:settings xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:compat/></w:settings>" },
	{ "word/header.xml", "<w:hdr xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:p><w:r><w:t>{cl</w:t>"
		"</w:r><w:r><w:t>ass}</w:t></w:r></w:p></w:hdr>" },
};

static const char *value(void *ctx, const char *list, size_t row, const char *name)
{
	(void)ctx;
	must(name != NULL && (list == NULL || row < 2));
	return "<&\n\t\"x";
}

static size_t rows(void *ctx, const char *list)
{
	(void)ctx;
	return strcmp(list, "trainees") == 0 ? 2 : 0;
}

// Reads it; of what is taken the filled document in *out.
static bool taken(const char *bytes, size_t len, struct arena *a, struct text *out)
{
	struct text template, about = text_new(a, WORD_ABOUT_MOST);
	const char *refusal = word_parse(bytes, len, &names, a, &template, &about);

	must(refusal == NULL || sentence_known(refusal));
	if (refusal != NULL)
		return false;
	must(word_sound(template.at, template.len, &names));
	return word_fill(&template, &(struct word_source){ value, rows, NULL }, (struct instant){ 1790000000000000 }, a, out);
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	struct text file = text_new(a, 1 << 20), out, again;
	struct zip *z = arena_one(a, struct zip);

	taken((const char *)bytes, len, a, &out);
	zip_begin(z, &file, (struct instant){ 1790000000000000 });
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		zip_add(z, parts[i].name, parts[i].content, strlen(parts[i].content));
	zip_add(z, "word/document.xml", bytes, len);
	zip_end(z);
	if (!file.over && taken(file.at, file.len, a, &out))
		must(taken(out.at, out.len, a, &again));
	arena_drop(a);
}
