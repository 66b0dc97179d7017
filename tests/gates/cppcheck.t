#!/bin/sh
set -eu
. tests/tap.sh

for room in lib ingest transform load tests/standin; do
	mkdir -p "build/cppcheck/$room"
	# Declarations stand at the head of a function here, and names are short: not for cppcheck.
	tap_run "cppcheck finds nothing in $room" cppcheck --quiet --error-exitcode=1 \
		--std=c11 --enable=warning,performance,portability,style --inline-suppr \
		--suppress=missingIncludeSystem --suppress=variableScope --suppress=shadowFunction \
		--cppcheck-build-dir="build/cppcheck/$room" \
		-D_GNU_SOURCE --include=tests/gates/cppcheck.h -I. -Ibuild/gen "$room"
done
tap_done
