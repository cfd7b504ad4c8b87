#!/usr/bin/env bash
# Installs programs of Debian that some tests need, where they are missing: `tools/programs.sh`
# Does nothing where nothing is missing. What it cannot install it names, with what it is for and how to get it, and
# ends well: the tests that need such a program report themselves as skipped.
set -uo pipefail

# PROGRAM (a name, or a path with a pattern)|PACKAGES|WHAT NEEDS IT
wanted='
chromium|chromium fonts-dejavu-core fonts-liberation|the tests in the editor
gcc|build-essential|the database of the n8n in host/
make|build-essential|the database of the n8n in host/
python3|python3|the database of the n8n in host/
redis-server|redis-server|n8n with several workers
/usr/lib/postgresql/*/bin/postgres|postgresql|n8n with several workers
pdftotext|poppler-utils|the tests of PDF files by another program
qpdf|qpdf|the tests of PDF files by another program
'

is_there() {
	case $1 in
	/*) compgen -G "$1" >/dev/null ;;
	chromium) [ -n "${CHROMIUM_PATH:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

missing_packages() {
	while IFS='|' read -r program packages _; do
		[ -n "$program" ] && ! is_there "$program" && printf '%s\n' $packages
	done <<<"$wanted" | sort -u
}

packages=$(missing_packages | xargs)
[ -z "$packages" ] && exit 0
printf 'Missing: %s\n' "$packages"

if [ "$(id -u)" = 0 ]; then
	as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
	as_root=(sudo -n)
else
	as_root=(none)
fi

if [ "${as_root[*]:-}" != none ] && command -v apt-get >/dev/null; then
	export DEBIAN_FRONTEND=noninteractive
	install() {
		"${as_root[@]}" apt-get install -y --no-install-recommends "$@" >/dev/null
	}
	"${as_root[@]}" apt-get update >/dev/null || printf 'apt-get update failed\n'
	# One package that cannot be had must not keep the others away.
	install $packages || for package in $packages; do install "$package"; done
fi

while IFS='|' read -r program packages purpose; do
	[ -z "$program" ] && continue
	is_there "$program" ||
		printf 'No %s for %s; on Debian: apt-get install -y %s\n' "${program##*/}" "$purpose" "$packages"
done <<<"$wanted"
exit 0
