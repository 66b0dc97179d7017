#!/bin/sh
# story-ingest graph against the stand-in of the Graph API: what comes out when all is well, and
# when answers fail, lie, break off or never end.
set -eu
. tests/tap.sh
. tests/standin/wait.sh

# The hour at which the answers were recorded: the stories are young.
STORYWIRE_NOW=2023-04-16T07:00:00Z
export STORYWIRE_NOW
account=17841400000000042
token='EAAcanary|47/11.x-Y'
data=${DATA_DIR:-$PWD/tests/data}/vegas
BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
standin=

stop_standin() {
	[ -z "$standin" ] || kill "$standin" 2>/dev/null || :
	[ -z "$standin" ] || wait "$standin" 2>/dev/null || :
	standin=
}
trap 'stop_standin; rm -rf "$work"' EXIT

printf 'account_id,handle,login,token_file,media\n%s,kimkardashian,facebook,token,url\n' \
	"$account" >"$work/accounts.csv"
(umask 077 && printf '%s\n' "$token" >"$work/token")

# A folder of answers of its own, to be spoilt.
answers() {
	rm -rf "$work/answers"
	cp -r "$data/graph" "$work/answers"
	chmod -R u+w "$work/answers"
}

start_standin() {
	stop_standin
	rm -f "$work/url"
	"$BIN_DIR/graph-standin" --dir "$work/answers" --token-file "$work/token" \
		--account "$account" --seconds 120 --log "$@" >"$work/url" 2>"$work/requests" &
	standin=$!
	standin_wait "$work/url"
	STORYWIRE_GRAPH_URL=$(cat "$work/url")
	export STORYWIRE_GRAPH_URL
}

# Runs the poll; leaves out, err and status.
poll() {
	status=0
	"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --all "$@" \
		>"$work/out" 2>"$work/err" || status=$?
}

# value FILTER: what jq makes of all records together.
value() {
	jq -rs "$1" "$work/out"
}

# Of every run: the stream is closed, and the token is nowhere.
is_sound() {
	is "$1: the stream has its end record" "$(($(wc -l <"$work/out") - 1))" \
		"$(value '.[-1] | select(.type == "end") | .records')"
	is "$1: the token is in no output" '' "$(grep -l -e canary -e '11\.x-Y' "$work/out" "$work/err" || :)"
}

poll_says='map(select(.type == "poll")) | map("\(.outcome) \(.http_status) \(.error_code) \(.stories)") | join(", ")'
pages='map(select(.type == "raw" and (has("story_id") | not)))'

answers
start_standin
poll
is 'good: exit status' 0 "$status"
is 'good: poll' 'ok 200 null 8' "$(value "$poll_says")"
is 'good: nothing is said' '' "$(cat "$work/err")"
is 'good: two pages and three questions on each story' '2 26' \
	"$(value "\"\($pages | length) \(map(select(.type == \"raw\")) | length)\"")"
is 'good: the answers are kept value for value' \
	"$(jq -cS '.data' "$data/graph/stories-page1.json" "$data/graph/stories-page2.json")" \
	"$(jq -cS 'select(.type == "raw" and (has("story_id") | not)) | .body.data' "$work/out")"
is 'good: the token is cut out of the link' 1 \
	"$(value "$pages | map(.body.paging.next // \"\" | select(contains(\"access_token=REDACTED&\"))) | length")"
is 'good: insights are kept under the pk' 3082019939238816683 \
	"$(value '.[2].story_id')"
is 'good: items in the end record' 8 "$(value '.[-1].items')"
is 'good: insights say when the story was taken' 24 \
	"$(value 'map(select(.type == "raw" and has("story_id") and has("taken_at"))) | length')"
is 'good: a breakdown goes alone' 'navigation&breakdown=story_navigation_action_type' \
	"$(value 'map(select(.request // "" | contains("metric=navigation")))[0].request | split("=")[1:] | join("=")')"
is 'good: 26 requests' 26 "$(wc -l <"$work/requests")"
is_sound good

(umask 077 && echo EAAwrong >"$work/other")
sed 's/,token,/,other,/' "$work/accounts.csv" >"$work/other.csv"
status=0
"$BIN_DIR/story-ingest" graph --accounts "$work/other.csv" >"$work/out" 2>"$work/err" || status=$?
is 'wrong token: exit status' 77 "$status"
is 'wrong token: poll' 'denied 400 190 0' "$(value "$poll_says")"
is 'wrong token: the answer is kept' 190 "$(value '.[0].body.error.code')"
is 'wrong token: a message, its hint, the summary' 3 "$(wc -l <"$work/err")"
is_sound 'wrong token'

answers
echo '{"error":{"message":"try '"$token"' later","code":2,"is_transient":true}}' \
	>"$work/answers/stories-page2.json"
start_standin
poll
is 'page 2 fails: exit status' 75 "$status"
is 'page 2 fails: poll' 'partial 400 2 5' "$(value "$poll_says")"
is 'page 2 fails: page 1 and each try are kept' 4 "$(value "$pages | length")"
is 'page 2 fails: insights of page 1 are there' 15 \
	"$(value 'map(select(.type == "raw" and has("story_id"))) | length')"
is_sound 'page 2 fails'

answers
printf '{"error":{"message":"%300s \\u0045AAcan\\u0061ry|47\\/11.x-Y is bad","code":190}}' '' |
	sed 's/  */try /' >"$work/answers/stories-page1.json"
start_standin
poll
is 'token in escapes: a message without it' 'error 190: the token is not valid: try REDACTED is bad' \
	"$(value 'map(select(.type == "poll") | .detail)[]')"
is 'token in escapes: not in the messages' '' "$(grep canary "$work/err" || :)"

answers
echo '{"error":{"message":"(#4) limit","code":4}}' >"$work/answers/stories-page2.json"
start_standin
poll
is 'page 2 throttled: poll' '75 partial 400 4 5' "$status $(value "$poll_says")"
is 'page 2 throttled: no insights are asked' 2 "$(wc -l <"$work/requests")"
is_sound 'page 2 throttled'

answers
echo '500 2' >"$work/answers/stories-page1.json.status"
start_standin
poll
is '500 twice: exit status' 0 "$status"
is '500 twice: poll' 'ok 200 null 8' "$(value "$poll_says")"
is '500 twice: what came is kept as text' 2 \
	"$(value "$pages | map(select(.http_status == 500 and has(\"body_text\"))) | length")"
is_sound '500 twice'

answers
echo 503 >"$work/answers/stories-page1.json.status"
start_standin
poll
is '503 always: exit status' 75 "$status"
is '503 always: poll' 'failed 503 null 0' "$(value "$poll_says")"
is '503 always: three tries' 3 "$(wc -l <"$work/requests")"
is_sound '503 always'

answers
echo 302 >"$work/answers/stories-page1.json.status"
start_standin
poll
is 'redirect: it is not followed' '76 failed 302 null 0 1' \
	"$status $(value "$poll_says") $(wc -l <"$work/requests")"
is_sound redirect

answers
start_standin
http_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 poll
is 'proxy variables: they do not count' '0 ok 200 null 8' "$status $(value "$poll_says")"

answers
echo '<html>Please log in to the guest network</html>' >"$work/answers/stories-page1.json"
start_standin
poll
is 'captive portal: exit status' 76 "$status"
is 'captive portal: poll' 'failed 200 null 0' "$(value "$poll_says")"
is_sound 'captive portal'

for odd in '' null '[]' '{}' '{"data":null}' '{"data":[}'; do
	answers
	printf '%s' "$odd" >"$work/answers/stories-page1.json"
	start_standin
	poll
	is "200 with '$odd' is not an empty list" '76 failed 200 null 0' \
		"$status $(value "$poll_says")"
done

answers
echo '{"data":[]}' >"$work/answers/stories-page1.json"
start_standin
poll
is 'no story: exit status' 0 "$status"
is 'no story: poll' 'empty 200 null 0' "$(value "$poll_says")"
is_sound 'no story'

answers
echo 1000 >"$work/answers/stories-page1.json.cut"
start_standin
poll
is 'cut answer: exit status' 75 "$status"
is 'cut answer: poll' 'failed 200 null 0' "$(value "$poll_says")"
is 'cut answer: what came is kept' 1000 "$(value '.[0].body_text | length')"
is_sound 'cut answer'

answers
sed -i 's/Katy Perry called/lone \\ud83d and \\u0000, \\u001b[31m, <\/script>/' \
	"$work/answers/stories-page1.json"
start_standin
poll
is 'poisoned caption: exit status' 0 "$status"
is 'poisoned caption: poll' 'ok 200 null 8' "$(value "$poll_says")"
is 'poisoned caption: the page is kept as text' 1 \
	"$(value "$pages | map(select(has(\"body_text\") and (.body_text | contains(\"lone \\\\ud83d and\")))) | length")"
is_sound 'poisoned caption'

answers
sed -i 's/"before": "QVFIUmVhZGVyMQ"/"after": "QVFIUmVhZGVyMg"/; s/"paging": {/"paging": {"next": "https:\/\/elsewhere.example.org\/?after=X",/' \
	"$work/answers/stories-page2.json"
start_standin
poll
is 'cursors in a circle: poll' '76 partial 200 null 8' "$status $(value "$poll_says")"
is 'cursors in a circle: it stops' 2 "$(value "$pages | length")"
is_sound 'cursors in a circle'

answers
{
	printf '{"data":[],"x":"'
	head -c 9000000 /dev/zero | tr '\0' x
	printf '"}'
} >"$work/answers/stories-page1.json"
start_standin
poll
is 'endless answer: poll' '76 failed 200 null 0' "$status $(value "$poll_says")"
is 'endless answer: it is not kept' 0 "$(value "$pages | length")"
is_sound 'endless answer'

answers
cp "$work/answers/insights-too-few-viewers.json" "$work/answers/insights-17990000007000028.json"
start_standin
poll
is 'too few viewers: poll' '0 ok 200 null 8' "$status $(value "$poll_says")"
is 'too few viewers: that answer is kept, that story left alone' '1 22' \
	"$(value 'map(select(.type == "raw" and has("story_id"))) | "\(map(select(.http_status == 400)) | length) \(length)"')"
is_sound 'too few viewers'

answers
echo '{"error":{"message":"(#4) limit","code":4}}' >"$work/answers/insights-17990000006000025.json"
start_standin
poll --concurrency 1
is 'throttled insights: poll' '0 ok 200 null 8' "$status $(value "$poll_says")"
is 'throttled insights: no more are asked' 4 \
	"$(value 'map(select(.type == "raw" and has("story_id"))) | length')"
is 'throttled insights: a warning' 1 "$(grep -c 'stopped at story 2 of 8' "$work/err")"
is_sound 'throttled insights'

answers
printf '17841400000000099,other,instagram,token,none\n' >>"$work/accounts.csv"
start_standin --latency-ms 150
poll
is 'two accounts: exit status' 77 "$status"
is 'two accounts: one good, one not' 'denied 400 100 0, ok 200 null 8' \
	"$(value "map(select(.type == \"poll\")) | sort_by(.outcome) | $poll_says")"
is_sound 'two accounts'
poll --account kimkardashian
is 'one of two accounts: slow, but good' '0 ok 200 null 8' "$status $(value "$poll_says")"

stop_standin
if command -v openssl >/dev/null; then
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/certificate" \
		-days 1 -subj /CN=localhost 2>/dev/null
	port=$((20000 + $$ % 10000))
	openssl s_server -key "$work/key" -cert "$work/certificate" -accept "127.0.0.1:$port" \
		-www -quiet >/dev/null 2>&1 &
	standin=$!
	sleep 1
	poll --account kimkardashian --graph-url "https://127.0.0.1:$port"
	is 'self-signed certificate: poll' '76 failed null null 0' "$status $(value "$poll_says")"
	is_sound 'self-signed certificate'
	stop_standin
else
	tap_skip 'self-signed certificate' 'openssl is not there'
fi

poll --account kimkardashian
is 'no server: poll' '75 failed null null 0' "$status $(value "$poll_says")"
is_sound 'no server'
tap_done
