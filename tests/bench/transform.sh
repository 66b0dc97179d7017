#!/bin/sh
# How fast raw records become articles: transform.sh [STORIES]. The peers, jq and Node, do only the
# field mapping of the same file, on one core like the first run; then one thread against two.
# On one core CPU time counts, which others on the machine disturb least; medians of runs in turn.
# Last the memory it takes at most, for that many stories and eight times as many, with --memory 32M.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
stories=${1:-50000}
turns=5
PATH=$top/build/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
map=$top/../shared/bench/map.jq

# raw N: so many stories as raw records, without the end record, which jq and Node do not know.
raw() {
	awk -v n="$1" -f "$here/stories.awk" | story-ingest import -q --format graph - | sed '$d'
}

raw "$stories" >"$work/raw"
echo "$stories stories, $(wc -c <"$work/raw") bytes raw"

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
	line=$(echo "$seconds $stories" |
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
	mapping=".body.data[0] | $(cat "$map")"
	export mapping
fi
if command -v node >/dev/null; then
	peers="$peers Node=node"
else
	echo 'skipped: Node, which is not here'
fi
for _ in $(seq "$turns"); do
	for peer in $peers; do
		case $peer in
		jq=*) cpu "jq -c \"\$mapping\" $work/raw" >>"$work/jq" ;;
		*) cpu "node $here/map.js <$work/raw" >>"$work/node" ;;
		esac
	done
	cpu "$one" >>"$work/one"
	wall "$one" >>"$work/wall1"
	wall "$two" >>"$work/wall2"
done
for peer in $peers; do
	tell "${peer%%=*} mapping alone" "${peer#*=}"
done
# shellcheck disable=SC2086 # a list
tell 'transform, one core' one $peers
tell 'transform, two cores' wall2 'one core=wall1'
for times in 1 8; do
	[ "$times" -eq 1 ] || raw $((stories * times)) >"$work/raw"
	printf '%-28s %9d stories   %7.1f MiB\n' 'transform, memory' $((stories * times)) \
		"$(memory story-transform -q --memory 32M --no-end "$work/raw")"
done
