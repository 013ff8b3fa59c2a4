# SPDX-License-Identifier: GPL-3.0-or-later
# Declares every handler that routes.def names: a handler without a route does not compile.
BEGIN { print "// Made by server/http/handlers.awk from routes.def; do not edit.\n#include \"http/http.h\"\n" }
/^(ROUTE|SLOW|HASH|AT_ONCE|DANGEROUS)\(/ {
	split($0, part, / *, */)
	name = part[/^DANGEROUS/ ? 5 : 4]
	if (!(name in seen)) print "handler " name ";"
	seen[name] = 1
}
