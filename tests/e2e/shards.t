#!/bin/sh
# The shards of a whole pipe together are the whole: nothing is lost between two stages that know
# an account by different numbers.
set -eu
. tests/tap.sh

vegas=$DATA_DIR/vegas
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$BIN_DIR:$PATH

story-ingest import "$vegas/archive" | story-transform --facts "$vegas/facts" |
	grep -v '"type":"end"' | sort >"$work/whole"
for n in 1 2 3 5 8; do
	: >"$work/parts"
	shard=0
	while [ "$shard" -lt "$n" ]; do
		story-ingest import --shard "$shard/$n" "$vegas/archive" |
			story-transform --shard "$shard/$n" --facts "$vegas/facts" |
			grep -v '"type":"end"' >>"$work/parts" || :
		shard=$((shard + 1))
	done
	sort "$work/parts" >"$work/sorted"
	tap_run "$n shards together are the whole" cmp "$work/whole" "$work/sorted"
done
tap_run 'and there is something in it' test -s "$work/whole"
tap_run 'a handle is found in any case' sh -c "story-ingest import --account KimKardashian '$vegas/archive' |
	grep -q '\"type\":\"raw\"'"
tap_run 'a foreign TZDIR changes nothing' sh -c "story-ingest import '$vegas/archive' |
	TZDIR=/nonexistent TZ=Asia/Kathmandu story-transform --facts '$vegas/facts' |
	grep -v '\"type\":\"end\"' | sort | cmp - '$work/whole'"
tap_done
