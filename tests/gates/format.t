#!/bin/sh
# Every C file stands as clang-format 14 would have it; other versions disagree about trifles.
set -eu
. tests/tap.sh

if clang-format --version | grep -q 'version 14\.'; then
	# shellcheck disable=SC2046 # a list of words
	tap_run 'C files are formatted' clang-format --dry-run -Werror $(
		find lib ingest transform load tests -name '*.[ch]'
	)
else
	tap_skip 'C files are formatted' "$(clang-format --version) is not version 14"
fi
tap_done
