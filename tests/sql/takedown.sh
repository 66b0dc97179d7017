#!/bin/sh
# Takedowns by story-load of ids that look like something else, beside records with texts that do: what
# was named goes, everything else is loaded. Needs a migrated database (PG*) that nobody else uses, and
# the programs in $BIN_DIR.
# shellcheck disable=SC2317 # tap_run calls the functions
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh
. tests/orders.sh

# story ACCOUNT ID; poll ACCOUNT [LIVE]
story() {
	printf '{"type":"story","account_id":"%s","story_id":"%s","taken_at":"2023-04-15T10:00:00Z",' "$1" "$2"
	printf '"expires_at":"2023-04-16T10:00:00Z","raw_sha256":"%064d","provenance":{}}\n' 1
}
poll() {
	printf '{"type":"poll","account_id":"%s","started_at":"2023-04-15T11:00:00Z",' "$1"
	printf '"finished_at":"2023-04-15T11:00:01Z","outcome":"ok","stories":1%s}\n' "${2:+,\"live\":$2}"
}
erase() {
	"$load" -q erase --reason asked "$@" >"$work/receipt"
}
count() {
	query -c "SELECT count(*) FROM storywire.$1"
}

{
	story NULL null
	story NULL 5
	story 7 NULL
	story 7 6
} >"$work/nulls"
tap_run 'ids that look like no value are loaded' "$load" -q --no-end "$work/nulls"
erase --account 7 --story NULL
is 'a story of such an id goes' 3 "$(count story)"
erase --account NULL
is 'and so does an account' 7/6 "$(query -c "SELECT account_id || '/' || story_id FROM storywire.story")"

erase --story -
{
	poll 7
	poll 8 '[{"story_id":"a\\b"},{"story_id":"-"}]'
	printf '{"type":"reject","key":"files\\\\101/7\\\\x","reason":"odd"}\n'
} >"$work/odd"
tap_run 'texts with a backslash are compared with what was taken down' "$load" -q --no-end "$work/odd"
is 'no poll goes with a story' 2 "$(count poll)"
is 'but what it listed of it' '[{"story_id": "a\\b"}, {}]' \
	"$(query -c "SELECT live FROM storywire.poll WHERE account_id = '8'")"
is 'nor does a reject' 1 "$(count reject)"
is 'the key of a text is that of its bytes' "$(printf 'storywire story 8 a\\b' | sha256sum | cut -c1-64)" \
	"$(query -c "SELECT storywire.story_key('8', 'a\\b')")"
tap_done
