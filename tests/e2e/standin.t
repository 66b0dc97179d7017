#!/bin/sh
# The stand-in of the Graph API itself: a world, its clock, its paging, its refusals and faults.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
first=17841400000000000

# ask PATH [CURL OPTION...]: with the first token; the exit status of curl in $status.
ask() {
	path=$1
	shift
	status=0
	curl -sS -m 1 -H "Authorization: Bearer $(head -n 1 "$work/tokens")" "$@" \
		"$STORYWIRE_GRAPH_URL/v25.0/$path" 2>"$work/curl" || status=$?
}

# all_ids ACCOUNT: the ids of all pages.
all_ids() {
	after=
	while :; do
		ask "$1/stories?fields=id&limit=100$after" >"$work/page"
		jq -r '.data[].id' "$work/page"
		jq -e '.paging.next' "$work/page" >/dev/null || break
		after="&after=$(jq -r .paging.cursors.after "$work/page")"
	done
}

standin_world 4 2
standin_start --accounts 4 --stories-per-day 8 --pages 3 --now 2026-11-22T12:00:00Z --few-viewers

ask "$first/stories" >"$work/page"
is 'a page has ids only, and says that there is more' '["id"] true' \
	"$(jq -r '"\(.data[0] | keys | tostring) \(.paging | has("next"))"' "$work/page")"
for i in 0 2; do
	all_ids "1784140000000000$i" >"$work/ids"
	is "account $i: eight stories or so, none twice" "$(wc -l <"$work/ids")" \
		"$(sort -u "$work/ids" | wc -l)"
	is "account $i: as many as a day has" 1 "$(awk 'END { print (NR >= 7 && NR <= 9) }' "$work/ids")"
done
is 'each end of a list has a shape of its own' 'null|["before"]|["after","before"]' "$(
	for i in 0 1 2; do
		account=1784140000000000$i
		token=$(sed -n "$((i % 2 + 1))p" "$work/tokens")
		next=$(curl -sS "$STORYWIRE_GRAPH_URL/v25.0/$account/stories?limit=100&access_token=$token")
		while link=$(printf '%s' "$next" | jq -er .paging.next); do
			next=$(curl -sS "$link")
		done
		printf '%s' "$next" | jq -c 'if .paging then .paging.cursors | keys else null end'
	done | paste -sd '|'
)"
all_ids $first >"$work/before"
standin_control '{"advance_s": 86400}' >/dev/null
all_ids $first >"$work/after"
is 'a day later all are others' 0 "$(grep -cFxf "$work/before" "$work/after" || :)"
story=$(head -n 1 "$work/after")
ask "$story?fields=id,ig_id,timestamp,permalink,shortcode,username,media_type" >"$work/story"
is 'a story has its fields' 1 "$(jq -s 'map(select(.ig_id as $pk | .shortcode and
	(.timestamp | test("[+]0000$")) and (.permalink | endswith("/" + $pk)))) | length' "$work/story")"
is 'the pk tells the time' "$(jq -r '.timestamp' "$work/story" | cut -c1-19)" \
	"$(jq -r '(.ig_id | tonumber / 8388608 | floor + 1314220021721) / 1000 | todate | .[:19]' "$work/story")"
ask "$story?fields=id,nothing" >"$work/page"
is 'an unknown field is refused' '100' "$(jq .error.code "$work/page")"
ask "$story/insights?metric=views,nothing" >"$work/page"
is 'an unknown metric is named by its place' 'metric[1]' \
	"$(jq -r .error.message "$work/page" | grep -o 'metric\[[0-9]*\]')"
ask "$story/insights?metric=reach,facebook_views" >"$work/page"
is 'one metric that cannot be had voids all' 2207086 "$(jq .error.error_subcode "$work/page")"
ask "$story/insights?metric=navigation&breakdown=story_navigation_action_type" >"$work/page"
is 'the parts of a breakdown are the whole' true "$(jq '.data[0].total_value |
	([.breakdowns[0].results[].value] | add) == .value' "$work/page")"
standin_control "{\"delete\": \"$story\"}" >/dev/null
ask "$story/insights?metric=reach" >"$work/page"
is 'a deleted story is gone' '100 33' "$(jq -r '.error | "\(.code) \(.error_subcode)"' "$work/page")"
is 'and left the list' 0 "$(all_ids $first | grep -c "$story" || :)"
ask 17841400000000001/stories >"$work/page"
is 'the account of another token is not there' '100 33' \
	"$(jq -r '.error | "\(.code) \(.error_subcode)"' "$work/page")"
is 'a wrong token' 190 "$(curl -sS -H 'Authorization: Bearer EAAwrong' \
	"$STORYWIRE_GRAPH_URL/v25.0/$first/stories" | jq .error.code)"
is 'me' "$first" "$(ask me | jq -r .id)"
is 'me/accounts' "[\"$first\",\"17841400000000002\",null]" \
	"$(ask me/accounts | jq -c '.data | map(.instagram_business_account.id)')"

ask "$first/stories?fields=media_url" >"$work/page"
url=$(jq -r '[.data[].media_url // empty][0]' "$work/page")
is 'media: a picture' '200 2000' "$(curl -sS -o "$work/media" -w '%{http_code} %{size_download}' "$url")"
is 'media: the rest of it' "$(tail -c 100 "$work/media" | sha256sum)" \
	"$(curl -sS -r 1900- "$url" | sha256sum)"
standin_control '{"advance_s": 864000}' >/dev/null
is 'media: an old address' 'URL signature expired' "$(curl -sS "$url")"

standin_control '{"account_budget": 10}' >/dev/null
for _ in $(seq 9); do ask "$first/stories" -o /dev/null; done
ask "$first/stories" -D "$work/head" -o /dev/null
is 'usage rises: 100 % under two keys' '[100,100]' "$(sed -n 's/^X-Business-Use-Case-Usage: //p' \
	"$work/head" | jq -c '[.[][].call_count]')"
ask "$first/stories" >"$work/page"
is 'over budget' 80002 "$(jq .error.code "$work/page")"
standin_control '{"advance_s": 90000, "account_budget": 0, "budget": 2}' >/dev/null
ask "$first/stories" -o /dev/null
ask "$first/stories" -D "$work/head" -o /dev/null
is "the app's budget" 100 "$(sed -n 's/^X-App-Usage: //p' "$work/head" | jq .call_count)"
ask "$first/stories" >"$work/page"
is "over the app's budget" 4 "$(jq .error.code "$work/page")"
standin_control '{"budget": 0}' >/dev/null

# fault LINE: the exit status of curl and the HTTP status.
fault() {
	standin_faults "path=*/stories -> $1"
	ask "$first/stories?limit=100" --compressed -o "$work/page" -w '%{http_code}' >"$work/code"
	echo "$status $(cat "$work/code")"
}
is 'fault: a status' '0 503' "$(fault 'status code=503')"
is 'fault: an error in a 200' '0 200' "$(fault 'error code=17 status=200')"
is 'fault: a cut body (curl 18)' '18 200' "$(fault 'cut at=20')"
is 'fault: a cut chunk (curl 18)' '18 200' "$(fault 'cut-chunks at=20')"
is 'fault: a length that is too long (curl 18)' '18 200' "$(fault 'length by=50')"
is 'fault: a length that is too short' '0 200' "$(fault 'length by=-50')"
is 'fault: cut gzip with the right length' '0 200' "$(fault cut-gzip)"
is 'fault: no gzip (curl 61)' '61 200' "$(fault bad-gzip)"
is 'fault: closed (curl 52)' '52 000' "$(fault close)"
is 'fault: reset (curl 56)' '56 000' "$(fault reset)"
is 'fault: reset in the body (curl 56)' '56 200' "$(fault 'reset at=body')"
is 'fault: silence (curl 28)' '28 000' "$(fault hang)"
is 'fault: a drip (curl 28)' '28 200' "$(fault 'drip ms=200')"
is 'fault: garbage (curl 1)' '1 000' "$(fault garbage)"
is 'fault: a redirect' '0 302' "$(fault 'redirect to=http://127.0.0.1:9/')"
is 'fault: endless (curl 28)' '28 200' "$(fault endless | cat)"
is 'fault: gone after two' '500 500 200' "$(
	standin_faults 'path=*/stories -> status code=500 x2'
	for _ in 1 2 3; do ask "$first/stories" -o /dev/null -w '%{http_code}\n'; done | paste -sd ' '
)"
standin_faults ''

# eight calls at once wait side by side
standin_stop
standin_world 4 1
standin_start --accounts 4 --latency-ms 300
begin=$(date +%s%N)
# shellcheck disable=SC2046 # a list
ask "{$(seq 0 7 | sed 's/.*/x&/' | paste -sd ,)}/stories" -Z --parallel-immediate -o /dev/null
is 'calls at once wait side by side' 1 "$(($(date +%s%N) - begin < 1500000000))"
is 'every request is written down' 8 "$(standin_calls)"
is 'no token is' 0 "$(standin_calls canary)"
tap_done
