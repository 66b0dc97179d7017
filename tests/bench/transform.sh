#!/bin/sh
# How fast raw records become articles: transform.sh [STORIES]. Two shapes of them: an archive,
# which has each story once, and polls, of which each lists all live stories of an account, so that
# a story is seen 24 times and each time counts. The peers, jq and Node, do only the field mapping
# of the same file, on one core like the first run; then one thread against two.
# On one core CPU time counts, which others on the machine disturb least; medians of runs in turn.
# Last the memory it takes at most, for an archive of that many stories and of eight times as many,
# with --memory 32M.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
stories=${1:-50000}
turns=5
PATH=$top/build/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
map=$top/../shared/bench/map.jq

# archive N: so many stories as raw records, without the end record, which jq and Node do not know.
archive() {
	awk -v n="$1" -f "$here/stories.awk" | story-ingest import -q --format graph - | sed '$d'
}

# polls N: raw records that list stories about so many times; an account's are listed 144 times.
polls() {
	awk -v accounts=$((($1 + 143) / 144)) -f "$here/stories.awk" -f "$here/polls.awk"
}

# cpu COMMAND: seconds of CPU that it takes on one core; its output is thrown away.
cpu() {
	# shellcheck disable=SC3044,SC3045 # dash and bash have times
	taskset -c 0 sh -c "$1 >/dev/null; times" | awk -F '[ms ]+' '
		NR == 2 { print $1 * 60 + $2 + $3 * 60 + $4 }'
}

# wall COMMAND: seconds by the clock.
wall() {
	begin=$(date +%s.%N)
	sh -c "$1 >/dev/null"
	echo "$(date +%s.%N) $begin" | awk '{ print $1 - $2 }'
}

# memory COMMAND...: the most MiB that it has held; its output is thrown away.
memory() {
	"$@" >/dev/null &
	pid=$!
	most=0
	while kill -0 "$pid" 2>/dev/null; do
		now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null || :)
		[ "${now:-0}" -le "$most" ] || most=$now
		sleep 0.05
	done
	wait "$pid"
	echo "$most" | awk '{ printf "%.1f", $1 / 1024 }'
}

# median FILE
median() {
	sort -n "$1" | awk '{ line[NR] = $1 } END { print line[int((NR + 1) / 2)] }'
}

# tell NAME FILE PEER...: the rate, and its ratio to each peer's (NAME=FILE).
tell() {
	seconds=$(median "$work/$2")
	line=$(echo "$seconds $seen" |
		awk -v name="$1" '{ printf "%-28s %9.0f stories/s", name, $2 / $1 }')
	shift 2
	for peer; do
		line=$line$(echo "$(median "$work/${peer#*=}") $seconds" |
			awk -v peer="${peer%%=*}" '{ printf " %7.2f x %s", $1 / $2, peer }')
	done
	echo "$line"
}

one="story-transform -q --threads 1 --no-end $work/raw"
two="story-transform -q --threads 2 --no-end $work/raw"
peers=
if [ ! -e "$map" ]; then
	echo 'skipped: jq, whose mapping is in ../shared/bench/map.jq'
else
	peers='jq=jq'
	mapping=".body.data[] | $(cat "$map")"
	export mapping
fi
if command -v node >/dev/null; then
	peers="$peers Node=node"
else
	echo 'skipped: Node, which is not here'
fi

# take_turn: one run of each program over $work/raw.
take_turn() {
	for peer in $peers; do
		case $peer in
		jq=*) cpu "jq -c \"\$mapping\" $work/raw" >>"$work/jq" ;;
		*) cpu "node $here/map.js <$work/raw" >>"$work/node" ;;
		esac
	done
	cpu "$one" >>"$work/one"
	wall "$one" >>"$work/wall1"
	wall "$two" >>"$work/wall2"
}

# measure SHAPE: makes raw records of that shape, and tells the rates.
measure() {
	"$1" "$stories" >"$work/raw"
	seen=$(grep -o '"media_type"' "$work/raw" | wc -l)
	echo "$1: $seen stories seen, $(wc -c <"$work/raw") bytes raw"
	rm -f "$work/jq" "$work/node" "$work/one" "$work/wall1" "$work/wall2"
	for _ in $(seq "$turns"); do
		take_turn
	done
	for peer in $peers; do
		tell "${peer%%=*} mapping alone" "${peer#*=}"
	done
	# shellcheck disable=SC2086 # a list
	tell 'transform, one core' one $peers
	tell 'transform, two cores' wall2 'one core=wall1'
}

measure archive
measure polls
for times in 1 8; do
	archive $((stories * times)) >"$work/raw"
	printf '%-28s %9d stories   %7.1f MiB\n' 'transform, memory' $((stories * times)) \
		"$(memory story-transform -q --memory 32M --no-end "$work/raw")"
done
