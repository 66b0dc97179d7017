#!/bin/sh
# Archives as others made them, file by file: what each is taken for, how many items it has, and
# what becomes of them, to the caption. The table is ours; of their content it holds hashes.
set -eu
. tests/tap.sh

fixtures=../shared/fixtures/archives
BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The stories of the records on standard input: their number, and a hash of what they say.
stories() {
	"$BIN_DIR/story-transform" 2>"$work/said" | jq -r 'select(.type == "story") |
		[.account_id, .story_id, .handle, .taken_at, .expires_at, .media_type,
		(.caption // "-"), (.alt_text // "-"), .duration_ms // 0, (.mentions // [] | map(.handle)),
		(.hashtags // []), (.places // [] | map(.name)), (.links // [] | map(.url)),
		.paid_partnership // "-"] | tojson' >"$work/stories"
	echo "$(wc -l <"$work/stories") $(sha256sum <"$work/stories" | cut -c1-16)"
}

# read_as OPTIONS PATH: format, summary of the import, stories and their hash.
read_as() {
	status=0
	[ "$1" != - ] || set -- "" "$2"
	# shellcheck disable=SC2086 # options are words
	"$BIN_DIR/story-ingest" import -v --explain $1 "$fixtures/$2" >"$work/raw" 2>"$work/err" ||
		status=$?
	got=$(jq -r 'select(.type == "raw") | .source' "$work/raw" | sort -u | tr '\n' ' ')
	summary=$(sed -n 's/^story-ingest: files=//p' "$work/err")
	printf '%s\t%s\t%s\t%s\n' "$status" "${got:-- }" "$summary" "$(stories <"$work/raw")"
}

if [ "${1:-}" = --make ]; then # a new table for tests/data, to be looked at line by line
	while IFS='	' read -r options path rest; do
		printf '%s\t%s\t%s\n' "$options" "$path" "$(read_as "$options" "$path")"
	done <tests/data/archives-expected.tsv
	exit 0
fi
if [ ! -d "$fixtures" ]; then
	tap_skip 'archives of others' "$fixtures is not there"
	tap_done
fi
while IFS='	' read -r options path want; do
	got=$(read_as "$options" "$path")
	tap_status=0
	[ "$got" = "$want" ] || tap_status=1
	tap_ok "$tap_status" "$path"
	[ "$tap_status" -eq 0 ] || printf '#   wanted: %s\n#   got:    %s\n' "$want" "$got"
done <tests/data/archives-expected.tsv
cut -f 2 tests/data/archives-expected.tsv | sort -u >"$work/listed"
unlisted=$(cd "$fixtures" && find . -type f ! -name SOURCES.tsv ! -name '*.srt' | sed 's,^\./,,' |
	sort | comm -23 - "$work/listed")
tap_empty 'no file of theirs was left out' "$unlisted"
tap_done
