#!/bin/sh
# The release build is hardened: position independent, its tables read-only after start, no
# executable stack, stack and string functions guarded.
set -eu
. tests/tap.sh

for program in ingest transform load run; do
	path=build/bin/story-$program
	facts=$(readelf --wide --file-header --program-headers --dynamic --dyn-syms "$path")
	missing=$(
		for sign in 'Type: *DYN' 'GNU_RELRO' '(BIND_NOW|FLAGS.*NOW)' 'GNU_STACK.* RW +0x' \
			'__stack_chk_fail' '__[a-z]+_chk'; do
			echo "$facts" | grep -qE "$sign" || echo "no $sign"
		done
	)
	tap_empty "story-$program is hardened" "$missing"
done
tap_done
