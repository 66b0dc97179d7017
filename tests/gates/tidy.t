#!/bin/sh
# clang-tidy with the checks of .clang-tidy, among them the size of functions.
set -eu
. tests/tap.sh

said=$(mktemp)
trap 'rm -f "$said"' EXIT
status=0
make -k -s -j"$(nproc)" tidy >"$said" 2>&1 || status=$?
tap_ok "$status" 'clang-tidy finds nothing'
[ "$status" -eq 0 ] ||
	grep -v -e ' warnings\{0,1\} .*generated' -e '^make' "$said" | sed 's/^/#   /'
tap_done
