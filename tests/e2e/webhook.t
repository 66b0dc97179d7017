#!/bin/sh
# A notice of a webhook beside what was read live: its figures go to the story, whichever id it is
# kept under, and a story that no poll saw is a proven miss.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
unset STORYWIRE_SPOOL STORYWIRE_STATE

STORYWIRE_NOW=2026-11-22T12:00:00Z
export STORYWIRE_NOW
account=17841400000000000
standin_world 1 1
standin_start --accounts 1 --now "$STORYWIRE_NOW"
mkdir -m 700 "$work/state"
"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --state "$work/state" \
	>"$work/live.raw" 2>"$work/err"
"$BIN_DIR/story-transform" "$work/live.raw" >"$work/live.records"
standin_stop

story=$(jq -r 'select(.type == "story") | .story_id' "$work/live.records" | head -n 1)
graph_id=$(jq -r --arg id "$story" 'select(.story_id == $id and .type == "story") | .graph_id' \
	"$work/live.records")
is 'the story has two ids' yes "$([ -n "$story" ] && [ "$story" != "$graph_id" ] && echo yes)"

# An hour and a little after the end of a story that was taken when the account was known.
STORYWIRE_NOW=2026-11-23T20:00:00Z
sent=$(date -u -d "$STORYWIRE_NOW" +%s)
jq -n -c --arg account "$account" --arg known "$graph_id" --argjson sent "$sent" '
	{object: "instagram", entry: [{id: $account, time: $sent, changes: [
		{field: "story_insights", value: {media_id: $known, reach: 7, exits: -1}},
		{field: "story_insights", value: {media_id: "17999999999999999", reach: 8}}]}]}
	' >"$work/notice"
"$BIN_DIR/story-ingest" import -q --state "$work/state" "$work/notice" >"$work/notice.raw" 2>"$work/err"

for order in 'live.raw notice.raw' 'notice.raw live.raw'; do
	# shellcheck disable=SC2086 # two names
	is "$order: the figures go to the story" "$story reach ok 7 true
$story navigation_tap_exit too_few_viewers null true
17999999999999999 reach ok 8 true" "$(cd "$work" && "$BIN_DIR/story-transform" $order |
		jq -r 'select(.source? == "webhook") |
			"\(.story_id) \(.metric) \(.state) \(.value) \(.is_final)"' | sort -r)"
done
status=0
"$BIN_DIR/story-ingest" gaps --json --state "$work/state" --accounts "$work/accounts.csv" \
	>"$work/gaps" 2>"$work/err" || status=$?
is 'the one that no poll saw is a miss, the other is not' '75 1 0' \
	"$status $(grep -c missed_story "$work/gaps") $(grep -c "$graph_id" "$work/gaps" || :)"
tap_done
