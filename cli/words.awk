# SPDX-License-Identifier: GPL-3.0-or-later
# The words for roles, and why templates are refused, out of web/messages as rows of sentences.def: awk -f cli/words.awk vi.json en.json.
# One key a line, the same keys in both files (tests/messages.test.js); JSON's texts are C's.
BEGIN { FS = "\": \""; print "// Made by cli/words.awk; do not edit." }
function word(group, key, text) {
	sub(/",?$/, "", text)
	if (FILENAME == ARGV[1]) vi[key] = text
	else printf "WORD(%s, %s, \"%s\", \"%s\")\n", group, key, vi[key], text
}
/^\t"role\./ { word("role", substr($1, length("\t\"role.") + 1), $2) }
/^\t"template_/ { word("template_wrong", substr($1, length("\t\"") + 1), $2) }
