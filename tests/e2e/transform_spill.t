#!/bin/sh
# story-transform with less memory than its input takes: the same bytes come out, the heap stays
# small, nothing is left behind; and when the disk that takes the rest fails, nothing is published.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tmp"
export TMPDIR="$work/tmp" STORYWIRE_NOW=2026-11-22T12:00:00Z

# raw N: so many stories as raw records.
raw() {
	awk -v n="$1" -f tests/bench/stories.awk | "$BIN_DIR/story-ingest" import -q --format graph -
}

# transform OPTION...: leaves status, err, and the hash of the output.
transform() {
	status=0
	"$BIN_DIR/story-transform" -q "$@" "$work/raw" >"$work/out" 2>"$work/err" || status=$?
	hash=$(md5sum <"$work/out")
}

raw 1500 >"$work/raw"
transform --threads 1
wanted=$hash
for options in '--memory 1K --threads 1' '--memory 200K --threads 2' '--memory 1M --threads 3'; do
	# shellcheck disable=SC2086 # a list
	transform $options
	is "$options: the same bytes" "0 $wanted" "$status $hash"
done
is 'nothing is left behind' 0 "$(find "$work/tmp" -type f | wc -l)"

if [ "${MODE:-release}" = release ]; then
	raw 30000 >"$work/raw"
	# shellcheck disable=SC3045 # dash and bash know -d
	small=$( (ulimit -d 32768 && transform --memory 8M --threads 1 && echo "$status $hash"))
	transform --memory 1G
	is '30,000 stories within 32 MiB of heap' "$status $hash" "$small"
	raw 1500 >"$work/raw"
else
	tap_skip 'many stories within little heap' 'this build needs more for itself'
fi

# with_error CALL ERRNO WHEN: a run whose WHEN-th such call on a temporary file fails.
with_error() {
	status=0
	strace -f -o "$work/trace" -e trace="$1" -e inject="$1:error=$2:when=$3" \
		"$BIN_DIR/story-transform" -q --threads 1 --memory 64K "$work/raw" \
		>"$work/out" 2>"$work/err" || status=$?
}

# Each such call fails once: 74, said so, and no end record that would make the output whole.
sweep() {
	for call in pwrite64 pread64; do
		step=1
		while with_error "$call" "$1" "$step" && grep -q INJECTED "$work/trace"; do
			if [ "$status" -ne 127 ]; then # that is the loader, which reads its libraries so
				[ "$status" -eq 74 ] || echo "$call $step: status $status"
				grep -q 'a temporary file cannot be' "$work/err" ||
					echo "$call $step: silence"
				[ "$(grep -c '^{"type":"end"' "$work/out")" -eq 0 ] ||
					echo "$call $step: an end"
			fi
			step=$((step + 3))
		done
		echo "$call $step" >>"$work/steps"
	done
}

if [ "${MODE:-release}" = release ] && strace -o /dev/null true 2>/dev/null; then
	tap_empty 'each call fails once: 74, and the output has no end' "$(sweep EIO)"
	is 'both kinds of call were made to fail' 2 "$(awk '$2 > 1' "$work/steps" | wc -l)"
	with_error pwrite64 ENOSPC 1
	is 'it is said what to do' 1 "$(grep -c '^hint: .*make room.*TMPDIR' "$work/err")"
	with_error pwrite64 EINTR 1
	is 'an interrupted write goes on' "0 $wanted" "$status $(md5sum <"$work/out")"

	spool=$work/spool
	awk -v n=1500 -f tests/bench/stories.awk >"$work/stories.ndjson"
	"$BIN_DIR/story-ingest" import -q --format graph --spool "$spool" "$work/stories.ndjson"
	status=0
	strace -f -o "$work/trace" -e trace=pwrite64 -e inject=pwrite64:error=ENOSPC:when=2 \
		"$BIN_DIR/story-transform" -q --memory 64K --spool "$spool" 2>"$work/err" || status=$?
	is 'with a spool: nothing published, all still waits' '74 0 1 0' \
		"$status $(find "$spool/records" -type f | wc -l) $(find "$spool/raw" -type f | wc -l) $(
			find "$spool/tmp" -type f | wc -l
		)"
	"$BIN_DIR/story-transform" -q --memory 64K --spool "$spool"
	is 'the next run does it' '1 0' \
		"$(find "$spool/records" -type f | wc -l) $(find "$spool/raw" -type f | wc -l)"
else
	tap_skip 'each call fails once' 'strace is missing, or this build is too slow under it'
fi
tap_done
