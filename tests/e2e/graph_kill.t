#!/bin/sh
# story-ingest graph from cron through a day, killed with -9 at times that look like chance: no
# story is lost, none comes twice, and every segment that was published is whole.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
SEED=${SEED:-7}
work=$(mktemp -d)
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
accounts=6
token=$work/token/1

# What the world shows now, added to the list of all there was.
look() {
	for i in $(seq 0 $((accounts - 1))); do
		curl -sS -H "Authorization: Bearer $(cat "$token")" \
			"$STORYWIRE_GRAPH_URL/v25.0/1784140000000000$i/stories?fields=id,ig_id&limit=100" |
			jq -r '.data[].ig_id' >>"$work/shown"
	done
}

run() {
	"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --spool "$work/spool" \
		>>"$work/out" 2>>"$work/err"
}

standin_world "$accounts" 1
standin_start --accounts "$accounts" --stories-per-day 24 --now 2026-11-22T00:00:00Z --latency-ms 4
: >"$work/shown"
now=$(date -u -d 2026-11-22T00:00:00Z +%s)
killed=0
took=0.1 # s; of a run that may end
for round in $(seq 1 14); do
	STORYWIRE_NOW=$(date -u -d "@$now" +%Y-%m-%dT%H:%M:%SZ)
	export STORYWIRE_NOW
	standin_control "{\"now\": \"$STORYWIRE_NOW\"}" >/dev/null
	look
	pause=$(awk -v seed="$SEED" -v n="$round" 'BEGIN { srand(seed * 1000 + n); printf "%.3f", rand() * '"$took"' }')
	if [ $((round % 5)) -eq 1 ]; then
		begin=$(date +%s%N)
		run && status=0 || status=$?
		took=$(echo "$begin $(date +%s%N)" | awk '{ print ($2 - $1) / 1e9 }')
		is "round $round: a run that may end" 0 "$status"
	else
		run &
		pid=$!
		sleep "$pause"
		# the shell that runs the function is the parent of the program
		child=$(pgrep -P "$pid" || :)
		if [ -n "$child" ] && kill -9 "$child" 2>/dev/null; then
			killed=$((killed + 1))
		fi
		wait "$pid" 2>/dev/null || :
	fi
	now=$((now + 4 * 3600))
done
run && status=0 || status=$?
is 'the last run' 0 "$status"
is 'most of the others were killed' 1 "$((killed >= 6))"
echo "# $killed runs killed, a run takes $took s"

sort -u "$work/shown" >"$work/want"
cat "$work/spool"/raw/*.ndjson >"$work/raw"
is 'segments are whole' "$(find "$work/spool/raw" -name '*.ndjson' | wc -l)" \
	"$(jq -r 'select(.type == "end") | .records' "$work/raw" | wc -l)"
status=0
"$BIN_DIR/story-transform" "$work/spool"/raw/*.ndjson >"$work/records" 2>"$work/transform" || status=$?
is 'transform takes them all' 0 "$status"
jq -r 'select(.type == "story") | .story_id' "$work/records" | sort >"$work/got"
is 'no story is lost' '' "$(sort -u "$work/got" | comm -23 "$work/want" - | head)"
is 'no story is there twice' '' "$(uniq -d "$work/got" | head)"
is 'none is invented' '' "$(sort -u "$work/got" | comm -13 "$work/want" - | head)"
is 'there were many' 1 "$(($(wc -l <"$work/want") > 200))"
is 'no gap is told' '' "$("$BIN_DIR/story-ingest" gaps --accounts "$work/accounts.csv" \
	--spool "$work/spool" --json 2>/dev/null || :)"
is 'no leftover is published' '' "$(find "$work/spool/raw" "$work/spool/done" -type f ! -name '*.raw.ndjson')"
tap_done
