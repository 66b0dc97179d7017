#!/bin/sh
# Archives larger than memory may be: bounded, whole, stopped and gone on with.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
ITEMS=6000
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || :; rm -rf "$work"' EXIT

# archive AFTER: one reel of ITEMS items of about 6 kB, which names its owner before or after them.
archive() {
	awk -v items="$ITEMS" -v after="$1" '
	BEGIN {
		user = "\"user\":{\"pk\":\"184000042\",\"username\":\"kim\"}"
		for (i = 0; i < 600; i++)
			padding = padding "0123456789"
		printf "{\"reels_media\":[{%s\"items\":[", after ? "" : user ","
		for (i = 0; i < items; i++)
			printf "%s{\"pk\":\"%d\",\"taken_at\":%d,\"note\":\"%s\"}\n",
				i ? "," : "", 1000000 + i, 1681589560 + i, padding
		printf "]%s}],\"status\":\"ok\"}\n", after ? "," user : ""
	}'
}

# What matters of each record, whatever its order.
essence() {
	jq -r 'select(.type == "raw") | "\(.story_id) \(.handle) \(.ig_pk) \(.position) \(.sha256)"' "$@" |
		sort
}

archive 0 >"$work/before.json"
archive 1 >"$work/after.json"

# The heap of the program in KiB; a sanitizer needs more of its own.
limit=49152
[ "${MODE:-release}" = release ] || limit=unlimited
for order in before after; do
	status=0
	# shellcheck disable=SC3045 # dash and bash know -d
	(ulimit -d "$limit" && exec "$BIN_DIR/story-ingest" import "$work/$order.json") \
		>"$work/$order.raw" 2>"$work/err" || status=$?
	is "an archive of 36 MB needs less than 48 MiB, the owner $order the items" 0 "$status"
	essence "$work/$order.raw" >"$work/$order.list"
done
is 'every item is there' "$ITEMS" "$(wc -l <"$work/before.list" | tr -d ' ')"
tap_run 'who is named after the items owns them all the same' \
	cmp "$work/before.list" "$work/after.list"
status=0
xz -0 -c "$work/after.json" | "$BIN_DIR/story-ingest" import - >"$work/packed.raw" || status=$?
essence "$work/packed.raw" >"$work/packed.list"
tap_run 'nor does it matter that it comes packed through a pipe' \
	cmp "$work/before.list" "$work/packed.list"

# Stopped once some of it is durable, and gone on with.
"$BIN_DIR/story-ingest" import --spool "$work/spool" "$work/before.json" 2>"$work/err" &
pid=$!
tries=0
until [ -s "$(echo "$work"/spool/state/imports/*)" ] || [ "$tries" -ge 2000 ]; do
	sleep 0.01
	tries=$((tries + 1))
done
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
pid=
is 'an import that is told to stop says that it is not through' 75 "$status"
is 'and how to go on' 1 "$(grep -c '^hint: Run the same command again' "$work/err")"
tap_run 'what it had is sealed' sh -c "cat '$work'/spool/raw/* | tail -n 1 | grep -q '\"type\":\"end\"'"
"$BIN_DIR/story-ingest" import -v --spool "$work/spool" "$work/before.json" 2>"$work/err"
cat "$work"/spool/raw/* | essence >"$work/stopped.list"
tap_run 'the same command goes on: nothing missed, nothing doubled' \
	cmp "$work/before.list" "$work/stopped.list"
is 'what was durable was not read again' 1 "$(grep -c 'read_before=[1-9]' "$work/err")"
is 'no note of it is left' '' "$(ls "$work/spool/state/imports")"
tap_done
