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
	is "$name" "$want" "$got"
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

# Each recorded answer makes a poll that says so, with its code. There are no insights here, so of
# two stories or more all are "not there, or not for this token" (100/33): an alarm, 77.
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
		"\($status) \(.outcome) \(.error_code) \(.error_subcode) \(.stories)"' "$work/out")
	is "$name" "$want" "$got"
done <<'LIST'
stories-empty-v25 0 empty null null 0
stories-list-ids-only 77 ok null null 6
stories-list-2020-images 77 ok null null 3
stories-two-videos-anonymised 77 ok null null 2
stories-page1-next 77 partial 100 null 2
stories-page2-previous 0 ok null null 1
stories-multi-ids 76 failed null null 0
story-single 76 failed null null 0
user-profile-v25 76 failed null null 0
media-last-page-v25 77 ok null null 12
media-page1-v25 77 partial 100 null 25
batch-first-item-failed 76 failed null null 0
error-10-no-permission-v25 77 denied 10 null 0
error-10-permission-denied 77 denied 10 null 0
error-10-not-enough-viewers 76 failed 10 null 0
error-100-33-graphmethod 77 denied 100 33 0
error-100-metric-index-invalid-v24 76 failed 100 null 0
error-100-metric-not-for-product-type 76 failed 100 null 0
error-100-missing-permission-feature 76 failed 100 null 0
error-100-needs-metric-type-v24 76 failed 100 null 0
error-100-nonexisting-field 76 failed 100 null 0
error-104-no-access-token 77 denied 104 null 0
error-190-460-all-fields 77 denied 190 460 0
error-190-463-token-expired 77 denied 190 463 0
error-190-467-logged-out 77 denied 190 467 0
error-190-cannot-parse 77 denied 190 null 0
error-200-not-authorized 77 denied 200 null 0
error-2-service-unavailable 75 failed 2 null 0
error-2-transient-retry-later 75 failed 2 null 0
error-2108006-posted-before-business 76 failed 100 2108006 0
error-2500-unknown-path 76 failed 2500 null 0
error-32-page-limit 75 throttled 32 null 0
error-368-blocked 75 throttled 368 null 0
error-4-app-request-limit 75 throttled 4 null 0
error-80002-too-many-calls 75 throttled 80002 null 0
LIST

# Each recorded answer on insights makes readings, or says why there are none.
now=2026-11-22T12:00:00Z
echo '{"data":[{"id":"4711","ig_id":"3082019939238816683","media_type":"IMAGE",
	"timestamp":"2026-11-22T10:00:00+0000"}]}' >"$work/answers/stories-page1.json"
while read -r name want; do
	cp "$fixtures/graph/$name.json" "$work/answers/insights-4711.json"
	got=$(STORYWIRE_NOW=$now "$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" \
		--graph-url "$(cat "$work/url")" 2>/dev/null | "$BIN_DIR/story-transform" |
		jq -r 'select(.type == "observation" and .state != "not_yet") |
			"\(.metric)=\(.value // .state)"' | paste -sd ' ')
	is "insights: $name" "$want" "$got"
done <<'LIST'
story-insights-values follows=5 profile_visits=23 reach=105 replies=0 shares=0 total_interactions=4
story-insights-navigation navigation=25 navigation_swipe_forward=1 navigation_tap_back=4 navigation_tap_exit=1 navigation_tap_forward=19
media-insights-profile-activity profile_activity=4 profile_activity_bio_link_clicked=1 profile_activity_direction=1 profile_activity_email=1 profile_activity_text=1
media-insights-2021-values reach=5
error-10-not-enough-viewers follows=too_few_viewers profile_visits=too_few_viewers reach=too_few_viewers replies=too_few_viewers shares=too_few_viewers total_interactions=too_few_viewers views=too_few_viewers
error-2108006-posted-before-business follows=unsupported profile_visits=unsupported reach=unsupported replies=unsupported shares=unsupported total_interactions=unsupported views=unsupported
error-100-metric-not-for-product-type follows=unsupported navigation=unsupported profile_activity=unsupported profile_visits=unsupported reach=unsupported replies=unsupported shares=unsupported total_interactions=unsupported views=unsupported
LIST
counts 'a notice of the test button is nobody'"'"'s' \
	'files=1 unknown=0 items=1 records=0 duplicates=0 rejects=1 skipped=0 no_owner=1' \
	"$fixtures/graph/webhook-story-insights.json"
counts 'the same, with an owner' \
	'files=1 unknown=0 items=1 records=1 duplicates=0 rejects=0 skipped=0' \
	--owner 17841400000000001 "$fixtures/graph/webhook-story-insights.json"
counts 'notices of other fields and objects' \
	'files=2 unknown=0 items=2 records=0 duplicates=0 rejects=0 skipped=2 not_a_story=2' \
	"$fixtures/graph/webhook-mentions.json" "$fixtures/graph/webhook-verification-user-photos.json"
tap_done
