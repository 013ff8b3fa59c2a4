#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# deploy/install.sh run|bench|test: installs what is missing of deploy/packages, as root or through sudo.
# Asks dpkg, not apt, so it costs nothing when all is there. Without the right to install it prints
# the line for somebody who has it, and stops with 69.
set -eu
cd "$(dirname "$0")"

case "${1-}" in
run) wanted=$(awk '$1 == "run" { print $2 }' packages) ;;
bench) wanted=$(awk '$1 == "run" || $1 == "bench" { print $2 }' packages) ;;
test) wanted=$(awk '!/^#/ { print $2 }' packages) ;;
*) echo "usage: deploy/install.sh run|bench|test" >&2; exit 64 ;;
esac

if ! command -v dpkg-query > /dev/null; then
	echo "This is no Debian: install these yourself (as Debian names them):" $wanted >&2
	exit 0
fi

# Installed packages and what they provide, against the list.
missing=$(dpkg-query -W -f '${db:Status-Status}\t${Package}, ${Provides}\n' | awk -F '\t' -v wanted="$wanted" '
	$1 == "installed" { n = split($2, names, /, */); for (i = 1; i <= n; i++) { sub(/[ (:].*/, "", names[i]); have[names[i]] = 1 } }
	END { n = split(wanted, w, /[ \n]+/); for (i = 1; i <= n; i++) if (!(w[i] in have)) printf "%s ", w[i] }')
[ -n "$missing" ] || exit 0

line="apt-get install -y --no-install-recommends $missing"
if [ "$(id -u)" = 0 ]; then
	as_root=
elif command -v sudo > /dev/null && { sudo -n true 2> /dev/null || { [ -t 0 ] && sudo -v; }; }; then
	as_root=sudo
else
	printf 'hocvu needs some Debian packages. As root, run:\n\n  apt-get update && %s\n\nand then make again.\n' "$line" >&2
	exit 69
fi

# Installing PostgreSQL would make and start a server of its own; hocvu brings one. postgresql-common
# reads this; it is taken away again so that later servers of this machine are made as usual. Nor shall
# nginx, which the tests run by themselves, answer on port 80 or start with the machine.
conf=/etc/postgresql-common/createcluster.d/hocvu.conf
policy=/usr/sbin/policy-rc.d
[ ! -e "$policy" ] || policy=
undo() { $as_root rm -f "$conf" $policy; }
trap undo EXIT
$as_root mkdir -p "${conf%/*}"
echo "create_main_cluster = false" | $as_root tee "$conf" > /dev/null
case " $missing " in
*" nginx "*)
	[ -z "$policy" ] || {
		printf '#!/bin/sh\n[ "$1" != nginx ] || exit 101\n' | $as_root tee "$policy" > /dev/null
		$as_root chmod 755 "$policy"
	} ;;
*) policy= ;;
esac

echo "Installing: $missing" >&2
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 update >&2 ||
	echo "apt-get update failed; trying with what apt knows" >&2
case " $missing " in
*" postgresql "*)
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y \
		--no-install-recommends postgresql-common >&2 ;;
esac
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y \
	--no-install-recommends $missing >&2
case " $missing " in
*" nginx "*) $as_root systemctl --quiet disable nginx 2> /dev/null || true ;;
esac
