#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What grep can hold: includes point down only, each foreign library behind one file, words we do
# not use. Prints what breaks a rule, and at the end `layers: N passed, N failed`.
cd "$(dirname "$0")/.." || exit 1
shopt -s lastpipe # rule() counts at the end of pipes
passed=0 failed=0
rule() { # what it says, then the lines that break it on standard input
	local found; found=$(cat)
	if [ -z "$found" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'not ok: %s\n%s\n' "$1" "$found"; fi
}
sources() { find "$@" -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) 2> /dev/null | sort; }
code() { grep -nE "$@" /dev/null | grep -vE '^[^:]+:[0-9]+:[[:space:]]*(//|/?\*)' | sed -E 's,//.*,,'; } # without comments

sources server | xargs awk '
	function rank(room) { return room == "base" ? 0 : room == "db" ? 1 : room ~ /^(http|files)$/ ? 2 : room ~ /^(features|demo)/ ? 3 : room == "jobs" ? 4 : room == "commands" ? 5 : 6 }
	function room(path,   p) { split(path, p, "/"); return p[1] == "features" ? p[1] "/" p[2] : path ~ /\// ? p[1] : "top" }
	/^#include "/ { path = $2; gsub(/"/, "", path); from = room(substr(FILENAME, 8)); to = room(path)
		if (to != from && to != "build" && rank(to) >= rank(from)) print FILENAME ": includes " path }' |
	rule 'includes point down: main, routes -> commands -> jobs -> features, demo -> http, files -> db -> base'
code '^#include "(server|db|http|features|jobs|commands)/' $(sources draw) | rule 'draw: knows base and the form of a paper alone'
for program in server draw mail cli; do
	sources $program | xargs -r grep -HoE '^#include <(microhttpd|jansson|sodium|nettle/[a-z0-9-]+|libpq-fe|utf8proc|expat|zip|csv|xlsxwriter|qrencode|cairo[a-z-]*|fontconfig/[a-z]+|pango/[a-z]+|curl/curl|libical/ical)\.h>' |
		sort -u | awk -F: '{ n[$2]++; where[$2] = where[$2] " " $1 } /\.h:/ { print $1 ": a header shows " $2 } END { for (h in n) if (n[h] > 1) print h where[h] }' |
		rule "$program: each foreign library is included by one .c"
done
code '\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|gmtime|localtime)[[:space:]]*\(' $(sources server draw mail cli tests/unit) | rule 'banned words'
code '\bfree[[:space:]]*\(' $(sources server/features) | rule 'no free() in features/: memory belongs to the request'
code '\b(SELECT|INSERT INTO|DELETE FROM)\b|\bUPDATE [a-z_]+ SET\b' $(find server/features server/http -name '*.c' | sort) | rule 'SQL lives in .sql files'
find server draw mail cli schema tests deploy -type f \( -name '*.[ch]' -o -name '*.sql' -o -name '*.js' -o -name '*.sh' -o -name '*.awk' -o -name '*.def' -o -name '*.mk' \) -not -path '*/node_modules/*' |
	while read -r f; do head -2 "$f" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || echo "$f"; done | rule 'every source says its licence first'
# Spelt in two parts, or this file would break its own rule.
find . -type f -not -path './.git/*' -not -path './build/*' -not -path './var/*' -not -path '*/node_modules/*' -print0 | xargs -0 grep -nIE '(^|[^a-z_-])share''d/' | rule 'nothing cites a folder outside the repository'
echo "layers: $passed passed, $failed failed"
[ "$failed" = 0 ]
