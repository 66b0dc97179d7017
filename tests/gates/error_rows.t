#!/bin/sh
# Each row of the table of errors counts: without it, the test of errors fails. Only what that
# test needs is compiled, without optimisation.
set -eu
. tests/tap.sh

table=ingest/graph/errors.def
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/ingest/graph"
cp ingest/graph/errors.c "$work/ingest/graph"
gcc -std=c17 -D_GNU_SOURCE -I. -O0 -c -o "$work/test.o" tests/unit/ingest/test_errors.c

# proves DEFINITIONS: whether the test passes with that table.
proves() {
	cp "$1" "$work/ingest/graph/errors.def"
	gcc -std=c17 -D_GNU_SOURCE -I"$work" -I. -O0 -o "$work/test" "$work/test.o" \
		"$work/ingest/graph/errors.c" -ljansson -lcmocka || return 99
	"$work/test" >/dev/null 2>&1 || return 1
}

tap_run 'the test passes with all rows' proves "$table"
faults=
rows=$(grep -n '^ERROR_[A-Z]*(' "$table" | cut -d: -f1)
for row in $rows; do
	sed "${row}d" "$table" >"$work/less.def"
	status=0
	proves "$work/less.def" || status=$?
	[ "$status" -eq 1 ] || faults="$faults$(sed -n "${row}p" "$table")
"
done
tap_empty 'the test fails without any one of them' "$faults"
tap_ok "$([ "$(echo "$rows" | wc -l)" -ge 40 ]; echo $?)" 'there are rows'
tap_done
