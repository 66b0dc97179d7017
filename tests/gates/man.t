#!/bin/sh
# Manual pages are good mdoc, and every program has one.
set -eu
. tests/tap.sh

for page in man/*.[0-9]; do
	tap_run "mandoc finds nothing in $page" mandoc -T lint -W warning "$page"
done
for program in ingest transform load run; do
	tap_run "story-$program has a manual page" test -s "man/story-$program.1"
done
tap_done
