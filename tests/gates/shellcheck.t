#!/bin/sh
set -eu
. tests/tap.sh

list=$(
	find tests .ci ingest transform load lib -type f \( -name '*.sh' -o -name '*.t' \)
	grep -rlE '^#!/bin/(ba)?sh' .ci tests Makefile run 2>/dev/null || :
)
# SC2317 takes functions that are passed by name for unreachable.
for file in $(printf '%s\n' "$list" | sort -u); do
	tap_run "shellcheck finds nothing in $file" shellcheck --external-sources --exclude=SC2317 "$file"
done
tap_done
