#!/bin/sh
# The rooms stay apart: what each program is linked with, and what each room includes.
set -eu
. tests/tap.sh

# PROGRAM must not have LIBRARY, directly or through another library.
no_library() {
	tap_run "story-$1 is built" test -x "build/bin/story-$1"
	tap_empty "story-$1 does not reach $2" "$(ldd "build/bin/story-$1" | grep -F "$2" || :)"
}

# HEADER may be included by the files of the pattern ALLOWED only.
only_in() {
	tap_empty "$1 is included only by $2" "$(
		grep -rlE "^#include <$1>" lib ingest transform load | grep -vxE "$2" || :
	)"
}

# What HACKING.md tells of.
ground='(\.ci|ingest|lib|load|man|sql|tests|transform)/|\.(clang-format|clang-tidy|gitignore)|(HACKING|README)\.md|LICENSE|Makefile'

no_library transform libcurl
no_library transform libpq
no_library ingest libpq
no_library load libcurl
no_library run libcurl
no_library run libpq
only_in 'curl/.*' 'ingest/net/wire\.c'
only_in 'archive\.h' 'ingest/import/container\.c'
only_in 'libpq-fe\.h' 'load/db_private\.h'
only_in 'uuid/uuid\.h' 'transform/article/uuid\.c'
tap_empty 'CLD2 is called only by transform/cast/language.c' "$(
	grep -rlE 'CLD2|cld2_' --include='*.[ch]' lib ingest transform load |
		grep -vx 'transform/cast/language\.[ch]' || :
)"
for room in ingest transform load; do
	tap_empty "$room/ includes itself and lib/ only" "$(
		grep -rnE '^#include "' --include="*.[ch]" "$room" |
			grep -vE "#include \"($room/|lib/|gen/|[a-z_]+\.h\")" || :
	)"
done
tap_empty 'nothing lies about on the ground floor' "$(
	git ls-files 2>/dev/null | sed 's,/.*,/,' | sort -u | grep -vxE "$ground" || :
)"
tap_empty 'lib/ includes lib/ only' "$(grep -nE '^#include "' lib/*.[ch] | grep -v '"lib/' || :)"
tap_done
