#!/bin/sh
# The checker of articles is one: it finds every kind of fault that is put into a good article.
set -eu
. tests/tap.sh
. tests/articles/world.sh

if [ "$MODE" = asan ]; then
	echo '1..0 # SKIP the checker is the same in every build'
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$BIN_DIR:$PATH

make_world "$work/world" faults 60
make_records "$work/world"
node tests/articles/mutate.mjs --facts "$work/world/facts" --templates "$templates" \
	--raw "$work/world/graph.raw" --raw "$work/world/archive.raw" --raw "$work/world/live.raw" \
	"$work/world/records"
