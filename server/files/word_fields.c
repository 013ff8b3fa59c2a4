// SPDX-License-Identifier: GPL-3.0-or-later
// Fields in a paragraph that Word may have parted into runs anywhere: the run in which a field begins keeps it.
#include <string.h>

#include "base/arena.h"
#include "files/word_part.h"
#include "files/word_pieces.h"

enum { JOINED_MOST = 1 << 20, ROOM = 64 };

// Room for one more in a growing table of the arena.
static void *room_for(struct arena *a, void *old, size_t size, size_t n, size_t *room)
{
	void *more;

	if (n < *room)
		return old;
	*room = *room == 0 ? ROOM : 2 * *room;
	more = arena_alloc(a, *room * size);
	if (old != NULL)
		memcpy(more, old, n * size);
	return more;
}

size_t taken_mark(struct taken *t, enum mark_kind kind)
{
	t->marks = room_for(t->arena, t->marks, sizeof *t->marks, t->marks_n, &t->marks_room);
	t->marks[t->marks_n] = (struct mark){ .kind = kind, .at = t->raw.len };
	return t->marks_n++;
}

void taken_add(struct taken *t, enum mark_kind kind, int paragraph, const char *s, size_t len)
{
	struct mark *last = t->marks_n == 0 ? NULL : &t->marks[t->marks_n - 1];

	if (last == NULL || last->kind != kind || last->paragraph != paragraph) {
		taken_mark(t, kind);	// may move the marks
		last = &t->marks[t->marks_n - 1];
		last->paragraph = paragraph;
	}
	text_addn(&t->raw, s, len);
	if (t->raw.over)
		taken_refuse(t, "docx_too_big", "", 0);
	else
		last->len += len;
}

void taken_refuse(struct taken *t, const char *code, const char *about, size_t about_len)
{
	if (t->refusal != NULL)
		return;
	t->refusal = code;
	t->enough = true;
	text_addn(t->about, about, about_len);
}

static bool is_text_of(const struct mark *m, int paragraph)
{
	return m->kind == MARK_TEXT && m->paragraph == paragraph;
}

static struct text joined(struct taken *t, size_t first, int paragraph)
{
	struct text all = text_new(t->arena, JOINED_MOST);

	for (size_t i = first; i < t->marks_n; i++)
		if (is_text_of(&t->marks[i], paragraph))
			text_addn(&all, t->raw.at + t->marks[i].at, t->marks[i].len);
	return all;
}

const char *paragraph_words(struct taken *t, size_t first, int paragraph)
{
	struct text all = joined(t, first, paragraph);
	size_t len = all.len;

	if (len > WORD_WORDS) {
		for (len = WORD_WORDS; len > 0 && ((unsigned char)all.at[len] & 0xc0) == 0x80; len--)
			;
		return arena_printf(t->arena, "%.*s…", (int)len, all.at);
	}
	return all.at;
}

// What is between the braces that open at `s`, up to `end`; *behind is where they are closed, NULL when they are not.
static const char *braced(const char *s, const char *end, size_t *len, const char **behind)
{
	size_t braces = s + 1 < end && s[1] == '{' ? 2 : 1;
	const char *name = s + braces, *close = name;

	while (close < end && *close != '{' && *close != '}')
		close++;
	*behind = NULL;
	if (close + braces <= end && close < end && *close == '}' && (braces == 1 || close[1] == '}'))
		*behind = close + braces;
	for (*len = (size_t)(close - name); *len > 0 && name[0] == ' '; (*len)--)
		name++;
	while (*len > 0 && name[*len - 1] == ' ')
		(*len)--;
	return name;
}

static void bit_add(struct taken *t, struct mark *m, struct bit bit)
{
	if (bit.field == NULL && bit.len == 0)
		return;
	t->bits = room_for(t->arena, t->bits, sizeof *t->bits, t->bits_n, &t->bits_room);
	t->bits[t->bits_n++] = bit;
	m->len++;
}

struct found { size_t from, to; const char *field; };	// in the paragraph's text

// Text of one mark, which stands at `begin` of the paragraph's, as bits around the fields found.
static void split(struct taken *t, struct mark *m, size_t begin, const struct found *found, size_t n)
{
	size_t at = begin, end = begin + m->len, base = m->at;

	m->kind = MARK_SPLIT;
	m->at = t->bits_n;
	m->len = 0;
	for (size_t i = 0; i < n; i++) {
		if (found[i].to <= begin || found[i].from >= end)
			continue;
		if (found[i].from > at)
			bit_add(t, m, (struct bit){ NULL, base + at - begin, found[i].from - at });
		if (found[i].from >= begin)
			bit_add(t, m, (struct bit){ found[i].field, 0, 0 });
		at = found[i].to;
	}
	if (at < end)
		bit_add(t, m, (struct bit){ NULL, base + at - begin, end - at });
}

static void about_refuse(struct taken *t, const char *code, const char *about, size_t len, const char *words)
{
	const char *said = arena_printf(t->arena, "{%.*s} – “%s”", (int)(len < WORD_NAME_MOST ? len : 0), about, words);

	taken_refuse(t, code, said, strlen(said));
}

// The field of that name, as it is listed, or NULL with a refusal; a list's field marks its row.
static const char *field_known(struct taken *t, const char *name, size_t len, const char *words, struct mark *row)
{
	char known[WORD_NAME_MOST];
	size_t list;

	if (word_name_known(t->names, name, len, &list, known) == NULL) {
		about_refuse(t, "docx_field_unknown", name, len, words);
		return NULL;
	}
	if (list > 0) {
		const char *of = arena_copyn(t->arena, known, list);

		if (row == NULL)
			about_refuse(t, "docx_list_outside", name, len, words);
		else if (row->list != NULL && strcmp(row->list, of) != 0)
			about_refuse(t, "docx_two_lists", name, len, words);
		else
			row->list = of;
	}
	return arena_copy(t->arena, known);
}

void fields_find(struct taken *t, size_t first, int paragraph, struct mark *row)
{
	struct text all = joined(t, first, paragraph);
	const char *words, *end = all.at + all.len;
	struct found *found = NULL;
	size_t n = 0, room = 0, begin = 0;

	if (strpbrk(all.at, "{}") == NULL)
		return;
	words = paragraph_words(t, first, paragraph);
	for (const char *s = all.at + strcspn(all.at, "{}"); s < end && t->refusal == NULL; s += strcspn(s, "{}")) {
		size_t len;
		const char *behind = NULL, *name = *s == '{' ? braced(s, end, &len, &behind) : s;

		if (behind == NULL) {
			taken_refuse(t, "docx_braces", words, strlen(words));
			return;
		}
		found = room_for(t->arena, found, sizeof *found, n, &room);
		found[n++] = (struct found){ (size_t)(s - all.at), (size_t)(behind - all.at), field_known(t, name, len, words, row) };
		s = behind;
	}
	for (size_t i = first; n > 0 && i < t->marks_n; i++)
		if (is_text_of(&t->marks[i], paragraph)) {
			size_t len = t->marks[i].len;

			split(t, &t->marks[i], begin, found, n);
			begin += len;
		}
}

static void escaped_add(struct piece_writer *w, struct arena *a, const char *s, size_t len)
{
	struct text safe = text_new(a, 6 * len + 1);

	text_html(&safe, arena_copyn(a, s, len));
	piece_add(w, PIECE_BYTES, safe.at, safe.len);
}

void taken_write(const struct taken *t, struct piece_writer *w)
{
	for (size_t i = 0; i < t->marks_n; i++) {
		const struct mark *m = &t->marks[i];

		if (m->kind == MARK_MARKUP)
			piece_add(w, PIECE_BYTES, t->raw.at + m->at, m->len);
		else if (m->kind == MARK_TEXT)
			escaped_add(w, t->arena, t->raw.at + m->at, m->len);
		else if (m->kind == MARK_ROW && m->list != NULL)
			piece_add(w, m->only ? PIECE_ONLY_ROW : PIECE_ROW, m->list, strlen(m->list));
		else if (m->kind == MARK_ROW_END)
			piece_add(w, PIECE_ROW_END, "", 0);
		for (size_t b = 0; m->kind == MARK_SPLIT && b < m->len; b++)
			if (t->bits[m->at + b].field != NULL)
				piece_add(w, PIECE_FIELD, t->bits[m->at + b].field, strlen(t->bits[m->at + b].field));
			else
				escaped_add(w, t->arena, t->raw.at + t->bits[m->at + b].at, t->bits[m->at + b].len);
	}
}
