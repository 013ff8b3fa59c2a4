# SPDX-License-Identifier: GPL-3.0-or-later
# The words for roles out of web/messages as rows of sentences.def: awk -f cli/words.awk vi.json en.json.
# One key a line, the same keys in both files (tests/messages.test.js); JSON's texts are C's.
BEGIN { FS = "\": \""; print "// Made by cli/words.awk; do not edit." }
/^\t"role\./ {
	key = $1; sub(/^\t"role\./, "", key)
	text = $2; sub(/",?$/, "", text)
	if (FILENAME == ARGV[1]) vi[key] = text
	else printf "WORD(role, %s, \"%s\", \"%s\")\n", key, vi[key], text
}
