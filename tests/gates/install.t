#!/bin/sh
# What install puts down works from there, uninstall takes all of it away, and the package holds
# the same.
set -eu
. tests/tap.sh

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
tap_run 'make install' make -s install DESTDIR="$root" prefix=/usr
for program in ingest transform load run; do
	tap_run "story-$program is there and starts" "$root/usr/bin/story-$program" --version
	tap_run "story-$program has its manual page" test -s "$root/usr/share/man/man1/story-$program.1"
done
tap_run 'records have their pages' test -s "$root/usr/share/man/man5/storywire-raw.5"
tap_run 'the example for cron is there' \
	test -s "$root/usr/share/doc/storywire/examples/storywire.cron"
tap_run 'the example settings are good' \
	"$root/usr/bin/story-transform" --config man/examples/storywire.conf --version
tap_run 'make uninstall' make -s uninstall DESTDIR="$root" prefix=/usr
tap_run 'make install where make itself puts it' make -s install DESTDIR="$root"
examples=$root/usr/local/share/doc/storywire/examples
is 'the unit of systemd names that place' 'ExecStart=/usr/local/bin/story-run' \
	"$(grep '^ExecStart=' "$examples/storywire.service")"
is 'and so does the PATH of the example for cron, beside the place of the package' \
	'/usr/local/bin /usr/bin' \
	"$(sed -n 's/^PATH=//p' "$examples/storywire.cron" | tr : '\n' | grep -x '/usr/local/bin\|/usr/bin' | xargs)"
is 'one spool for all: what the unit may write is the spool of the settings' \
	"$(sed -n 's/^spool = //p' "$examples/storywire.conf")" \
	"$(sed -n 's/^ReadWritePaths=//p' "$examples/storywire.service")"
tap_run 'make uninstall' make -s uninstall DESTDIR="$root"
tap_empty 'nothing is left' "$(find "$root" ! -type d)"
blank="$root/a blank"
tap_run 'make install below a blank' make -s install DESTDIR="$blank" prefix=/usr
tap_run 'the programs are there' "$blank/usr/bin/story-run" --version
tap_run 'make uninstall below a blank' make -s uninstall DESTDIR="$blank" prefix=/usr
tap_empty 'nothing is left there' "$(find "$root" ! -type d)"
if command -v dpkg-deb >/dev/null; then
	tap_run 'make deb, also where the umask is narrow' sh -c 'umask 077 && make -s deb'
	package=$(echo build/storywire_*.deb)
	tap_run 'the package holds the programs' \
		sh -c "dpkg-deb --contents '$package' | grep -q 'root/root .*/usr/bin/story-run'"
	tap_run 'the package names what it needs' \
		sh -c "dpkg-deb --field '$package' Depends | grep -q 'libpq5.*tzdata'"
else
	tap_skip 'make deb' 'dpkg-deb is not there'
fi
tap_done
