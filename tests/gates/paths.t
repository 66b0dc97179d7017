#!/bin/sh
# Nothing in the tree speaks of the machine it was written on.
set -eu
. tests/tap.sh

tap_empty 'no path of a machine' "$(
	grep -rnIE '(^|[^.a-z0-9])/(work|farm|home/[a-z]+|root|Users)/' . \
		--exclude-dir=build --exclude-dir=.git --exclude=paths.t || :
)"
tap_done
