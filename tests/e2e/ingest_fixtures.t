#!/bin/sh
# Archives and answers as others made them: each is read to the last item, and the count is known.
set -eu
. tests/tap.sh
. tests/standin/wait.sh

fixtures=../shared/fixtures
BIN_DIR=${BIN_DIR:-$PWD/build/bin}

# counts NAME WANT PATH...: the summary of an import.
counts() {
	name=$1
	want=$2
	shift 2
	got=$("$BIN_DIR/story-ingest" import -v "$@" 2>&1 >/dev/null | sed -n 's/^story-ingest: files=/files=/p')
	tap_status=0
	[ "$got" = "$want" ] || tap_status=1
	tap_ok "$tap_status" "$name"
	[ "$tap_status" -eq 0 ] || printf '#   wanted: %s\n#   got:    %s\n' "$want" "$got"
}

if [ ! -d "$fixtures" ]; then
	tap_skip 'archives of others' "$fixtures is not there"
	tap_done
fi
counts 'items of the private API' \
	'files=11 unknown=2 items=16 records=14 duplicates=1 rejects=0 skipped=1 close_friends=1' \
	"$fixtures/archives/private-api"
counts 'thin shapes of vendors' \
	'files=2 unknown=0 items=4 records=4 duplicates=0 rejects=0 skipped=0' \
	"$fixtures/archives/commercial"
counts 'stories of the Graph API' \
	'files=4 unknown=0 items=8 records=8 duplicates=0 rejects=0 skipped=0' \
	"$fixtures/graph/stories-list-2020-images.json" "$fixtures/graph/stories-multi-ids.json" \
	"$fixtures/graph/stories-two-videos-anonymised.json" "$fixtures/graph/story-single.json"
counts 'posts are no stories' \
	'files=1 unknown=0 items=25 records=0 duplicates=0 rejects=0 skipped=25 not_a_story=25' \
	"$fixtures/graph/media-page1-v25.json"
counts 'pages whose times were not asked for' \
	'files=1 unknown=0 items=2 records=0 duplicates=0 rejects=2 skipped=0 no_taken_at=2' \
	"$fixtures/graph/stories-page1-next.json"

# Each recorded error of the API makes a poll that says so, with its code.
work=$(mktemp -d)
standin=
trap '[ -z "$standin" ] || kill "$standin"; rm -rf "$work"' EXIT
(umask 077 && echo EAAcanary >"$work/token")
printf 'account_id,handle,login,token_file,media\n17,kim,facebook,token,url\n' >"$work/accounts.csv"
mkdir "$work/answers"
"$BIN_DIR/graph-standin" --dir "$work/answers" --token-file "$work/token" --account 17 \
	--seconds 120 >"$work/url" &
standin=$!
standin_wait "$work/url"
while read -r name want; do
	cp "$fixtures/graph/$name.json" "$work/answers/stories-page1.json"
	status=0
	"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" \
		--graph-url "$(cat "$work/url")" >"$work/out" 2>/dev/null || status=$?
	got=$(jq -r --arg status "$status" 'select(.type == "poll") |
		"\($status) \(.outcome) \(.error_code) \(.error_subcode)"' "$work/out")
	tap_status=0
	[ "$got" = "$want" ] || tap_status=1
	tap_ok "$tap_status" "$name"
	[ "$tap_status" -eq 0 ] || printf '#   wanted: %s\n#   got:    %s\n' "$want" "$got"
done <<'LIST'
stories-empty-v25 0 empty null null
stories-list-ids-only 0 ok null null
stories-list-2020-images 0 ok null null
stories-page1-next 76 partial 100 null
error-10-no-permission-v25 77 denied 10 null
error-100-33-graphmethod 77 denied 100 33
error-100-nonexisting-field 76 failed 100 null
error-190-463-token-expired 77 denied 190 463
error-190-467-logged-out 77 denied 190 467
error-200-not-authorized 77 denied 200 null
error-2-transient-retry-later 75 failed 2 null
error-32-page-limit 75 throttled 32 null
error-368-blocked 75 throttled 368 null
error-4-app-request-limit 75 throttled 4 null
error-80002-too-many-calls 75 throttled 80002 null
error-2500-unknown-path 76 failed 2500 null
LIST
tap_done
