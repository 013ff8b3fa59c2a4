# SPDX-License-Identifier: GPL-3.0-or-later
# Turns the named blocks of .sql files into C constants.
#
#	-- attendance_of_session(session, limit) -> mark
#	-- What it is for: any number of comment lines.
#	SELECT ... WHERE session = :session;
#
# becomes `const struct query sql_attendance_of_session` with $1, $2 in place of the :names.
# `-> int|bool|text` is one scalar; without an arrow nothing is read. awk -v header=1 prints sql.h.
#
# awk -v unlocked=1 takes the first lock off, for the test of the second (row-level security): every policy says yes,
# and what stands between `-- scope:` and `-- :scope` is left out. Nothing but that test is built so.

# An argument that is used nowhere any more still has to have a type.
function kept_typed(body,   i, out) {
	for (i = 1; i <= nargs; i++)
		if (body !~ ":" a[i] "([^a-z0-9_]|$)") out = out " AND (:" a[i] "::text IS NULL OR true)"
	return out
}
function unlock(body,   out) {
	if (file ~ /access\/policy[a-z_]*\.sql$/ && gives == "bool") { out = kept_typed(""); return "SELECT true" out }
	if (index(body, "/*scope*/")) { out = kept_typed(body); sub(/\/\*scope\*\//, out, body) }
	gsub(/\/\*scope\*\//, "", body)
	return body
}
function flush(   i, body, out, at, name, rest, before) {
	if (block == "") return
	body = unlocked ? unlock(text) : text; out = ""
	while (match(body, /:[a-z][a-z0-9_]*/)) {
		at = RSTART; name = substr(body, RSTART + 1, RLENGTH - 1)
		before = at > 1 ? substr(body, at - 1, 1) : ""
		rest = substr(body, at + RLENGTH)
		if (before == ":" || before ~ /[A-Za-z0-9_]/) {	# a ::cast or a slice
			out = out substr(body, 1, at + RLENGTH - 1)
		} else {
			if (!((block, name) in place)) {
				printf "%s: %s uses :%s, which its header does not name\n", file, block, name > "/dev/stderr"
				failed = 1
			}
			out = out substr(body, 1, at - 1) "$" place[block, name]
		}
		body = rest
	}
	out = out body
	sub(/;[ \n]*$/, "", out)
	if (header) {
		if (gives != "" && gives !~ /^(int|bool|text)$/ && !(gives in declared)) {
			printf "extern const struct shape %s_shape;\n", gives
			declared[gives] = 1
		}
		printf "extern const struct query sql_%s;\n", block
	} else {
		gsub(/\\/, "\\\\", out); gsub(/"/, "\\\"", out); gsub(/\n/, "\\n\"\n\t\"", out)
		printf "const struct query sql_%s = {\n\t.name = \"%s\", .file = \"%s\", .number = %d,\n", block, block, file, count
		printf "\t.args = (const char *const[]){ %s NULL }, .nargs = %d,\n", names, nargs
		if (gives ~ /^(int|bool|text)$/) printf "\t.scalar = \"%s\",\n", gives
		else if (gives != "") printf "\t.gives = &%s_shape,\n", gives
		printf "\t.sql =\n\t\"%s\",\n};\n", out
		all = all "\t&sql_" block ",\n"
	}
	count++
	block = ""
}

FNR == 1 { flush(); file = FILENAME }
/^-- [a-z][a-z0-9_]*\(.*\)/ {
	flush()
	line = substr($0, 4)
	block = line; sub(/\(.*/, "", block)
	arguments = line; sub(/^[^(]*\(/, "", arguments); sub(/\).*/, "", arguments)
	gives = ""; if (match(line, /-> *[a-z_0-9]+/)) { gives = substr(line, RSTART, RLENGTH); sub(/-> */, "", gives) }
	if (block in seen) { printf "%s: %s is named twice\n", file, block > "/dev/stderr"; failed = 1 }
	seen[block] = 1
	nargs = arguments ~ /[a-z]/ ? split(arguments, a, / *, */) : 0
	names = ""
	for (i = 1; i <= nargs; i++) { gsub(/[ \t]/, "", a[i]); place[block, a[i]] = i; names = names "\"" a[i] "\", " }
	text = ""
	next
}
block != "" && unlocked && /^[ \t]*-- scope:/ { skipped = 1; text = text "\n/*scope*/"; next }
block != "" && /^[ \t]*-- :scope/ { skipped = 0; next }
skipped { next }
block != "" && /^[ \t]*--/ { next }
block != "" { line = $0; sub(/[ \t]+-- .*$/, "", line); if (line != "") text = text (text == "" ? "" : "\n") line }

BEGIN {
	print "// Made by server/db/sql.awk from the .sql files; do not edit."
	if (header) print "#ifndef BUILD_SQL_H\n#define BUILD_SQL_H\n#include \"db/db.h\""
	else print "#include \"build/sql.h\"\n"
}
END {
	flush()
	if (header) print "#endif"
	else printf "\nconst struct query *const queries[] = {\n%s\tNULL\n};\nconst int queries_count = %d;\n", all, count
	if (failed) exit 1
}
