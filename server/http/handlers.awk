# SPDX-License-Identifier: GPL-3.0-or-later
# Declares every handler that routes.def names: a handler without a route does not compile.
BEGIN { print "// Made by server/http/handlers.awk from routes.def; do not edit.\n#include \"http/http.h\"\n" }
/^(ROUTE|SLOW|HASH|AT_ONCE)\(/ {
	split($0, part, / *, */)
	if (!(part[4] in seen)) print "handler " part[4] ";"
	seen[part[4]] = 1
}
