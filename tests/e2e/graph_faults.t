#!/bin/sh
# story-ingest graph against a server that fails in every way we know. Each account of the world
# has a fault of its own, in one run: what becomes of its poll, that no other account is harmed,
# that all recover, and that no token is anywhere.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
. tests/standin/standin.sh
slow_pid=
stop_all() {
	[ -z "$slow_pid" ] || kill "$slow_pid" 2>/dev/null || :
	standin_stop
	[ ! -s "$work/slow/pid" ] || kill "$(cat "$work/slow/pid")" 2>/dev/null || :
	rm -rf "$work"
}
trap stop_all EXIT
export STORYWIRE_NOW=2026-11-22T12:00:00Z

# The poll of an account (outcome, HTTP status, error code, stories), and what strikes it. "2:" at
# the start: only the second page. Eight stories on two pages are there to be had.
cat >"$work/rows" <<'END'
ok 200 null 8|delay ms=1
ok 200 null 8|status code=429 retry-after=1 x1
throttled 429 null 0|status code=429 retry-after=1800
throttled 429 null 0|status code=429 retry-after=-5
throttled 429 null 0|status code=429 retry-after=Fri,~31~Dec~9999~23:59:59~GMT
throttled 429 null 0|status code=429
ok 200 null 8|status code=500 x2
failed 500 null 0|status code=500
failed 502 null 0|status code=502
failed 503 null 0|status code=503
failed 504 null 0|status code=504
throttled 400 4 0|error code=4
throttled 200 4 0|error code=4 status=200
throttled 200 17 0|error code=17 status=200
throttled 400 32 0|error code=32
throttled 200 613 0|error code=613 status=200
throttled 400 341 0|error code=341
throttled 400 368 0|error code=368
throttled 400 80002 0|error code=80002
throttled 200 80002 0|error code=80002 status=200
partial 400 4 4|2: error code=4
throttled 403 4 0|error code=4 status=403
denied 400 190 0|error code=190 sub=463
denied 400 190 0|error code=190 sub=460
denied 401 190 0|error code=190 sub=467 status=401
partial 400 190 4|2: error code=190 sub=463
denied 400 10 0|error code=10
denied 403 200 0|error code=200 status=403
denied 400 100 0|error code=100 sub=33
failed 400 2 0|error code=2
failed 400 -1 0|error code=-1
ok 200 null 8|error code=1 message=Please~reduce~the~amount~of~data x1
ok 200 null 8|error code=1 x1
failed 200 null 0|html
failed 200 null 0|body
failed 200 null 0|body text=null
failed 200 null 0|body text=[]
failed 200 null 0|body text={}
failed 200 null 0|body text={"data":null}
failed 200 null 0|body text={"data":{}}
failed 204 null 0|status code=204
failed 200 null 0|cut at=100
ok 200 null 8|cut at=100 x1
failed 200 null 0|cut-chunks at=100
failed 200 null 0|half-json
ok 200 null 8|gzip
failed 200 null 0|cut-gzip
failed 200 null 0|bad-gzip
failed 200 null 0|length by=50
failed 200 null 0|length by=-50
failed 200 null 0|two-lengths
failed 200 null 0|bomb
failed 200 null 0|endless
failed null null 0|close
ok 200 null 8|close x1
failed null null 0|reset
ok 200 null 8|reset x1
failed 200 null 0|reset at=body
ok 200 null 8|2: reset at=body x1
failed null null 0|garbage
failed 302 null 0|redirect
failed 302 null 0|redirect to=http://127.0.0.1:9/x
failed 301 null 0|redirect to=https://example.invalid/ code=301
failed 302 null 0|redirect to=file:///etc/passwd
failed 200 null 0|headers n=400000
failed 200 null 0|controls
partial 200 null 1|body text={"data":[7]}
partial 200 null 1|body text={"data":[null]}
partial 200 null 1|body text={"data":[{}]}
partial 200 null 1|body text={"data":[[]]}
partial 200 null 1|body text={"data":[{"id":1.5,"timestamp":"2026-11-22T11:00:00+0000"}]}
partial 200 null 2|body text={"data":[{"id":"17900000000000001","timestamp":"2026-11-22T11:00:00+0000"},{"id":true}]}
partial 200 null 1|body text={"data":[{"id":"17900000000000001","timestamp":{}}]}
partial 200 null 1|body text={"data":[{"id":"17900000000000001","timestamp":"yesterday"}]}
partial 200 null 5|2: body text={"data":["x"]}
partial 200 null 1|body text={"data":[{"id":"17900000000000001"}],"data":[{"id":"17900000000000002"}]}
partial 200 null 0|body text={"data":[{"id":"17900000000000001"}],"data":[]}
partial 200 null 0|body text={"data":[],"paging":{"next":7}}
partial 200 null 0|body text={"data":[],"paging":"more"}
empty 200 null 0|body text={"data":[],"paging":[]}
failed 200 null 0|body text={"data":[],"error":"no"}
empty 200 null 0|body text={"data":[],"error":null}
partial 200 null 0|repeat
partial 200 null 4|2: repeat
partial 200 null 4|next
partial 200 null 4|next to=file:\/\/\/etc\/passwd?after=x
partial 500 null 4|2: status code=500
partial 200 null 4|2: html
partial 200 null 4|2: cut-gzip
partial 200 null 4|header name=X-App-Usage value={"call_count":101}
ok 200 null 8|header name=X-App-Usage value=nonsense
ok 200 null 8|header name=X-Business-Use-Case-Usage value={"1":[{"type":"instagram"
ok 200 null 8|headers n=20000
END
n=$(wc -l <"$work/rows")

# The lines of the script: row i strikes account i.
faults() {
	awk -F '|' '{
		query = sub(/^2: /, "", $2) ? "query=*after=* " : ""
		printf "account=178414000%08d path=*/stories %s-> %s\n", NR - 1, query, $2
	}' "$work/rows"
}

# polls FILE...: the outcomes, in the order of the accounts.
polls() {
	cat "$@" | jq -r 'select(.type == "poll") |
		"\(.account_id) \(.outcome) \(.http_status) \(.error_code) \(.stories)"' |
		sort | cut -d ' ' -f 2-
}

# Beside it, what takes long: a server that falls silent or drips is left after 20 seconds.
start_slow() {
	mkdir "$work/slow"
	cp -r "$work/token" "$work/tokens" "$work/slow"
	head -n 4 "$work/accounts.csv" >"$work/slow/accounts.csv"
	cat >"$work/slow/faults" <<-'END'
		account=17841400000000000 path=*/stories -> hang x1
		account=17841400000000001 path=*/stories -> hang at=body x1
		account=17841400000000002 path=*/stories -> drip ms=150 x1
	END
	"$BIN_DIR/graph-standin" --token-file "$work/tokens" --accounts 3 --now "$STORYWIRE_NOW" \
		--faults "$work/slow/faults" --seconds 200 >"$work/slow/url" </dev/null &
	echo $! >"$work/slow/pid"
	standin_wait "$work/slow/url"
	"$BIN_DIR/story-ingest" graph --accounts "$work/slow/accounts.csv" --all \
		--graph-url "$(cat "$work/slow/url")" >"$work/slow/out" 2>"$work/slow/err" &
	slow_pid=$!
}

standin_world "$((n + 2))" "$((n + 2))"
start_slow
standin_start --accounts "$((n + 2))" --stories-per-day 8 --pages 2 --now "$STORYWIRE_NOW"
standin_faults "$(faults)"

# run: one tick of cron.
run() {
	status=0
	"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --all --spool "$work/spool" \
		--metrics "$work/metrics" -v >"$work/out" 2>"$work/err" || status=$?
}

run
is 'a token that was refused is told by the exit status' 77 "$status"
polls "$work/spool"/raw/* >"$work/got"
i=0
while IFS='|' read -r want fault; do
	i=$((i + 1))
	is "$fault" "$want" "$(sed -n "${i}p" "$work/got")"
done <"$work/rows"
is 'two accounts without a fault are read' 'ok 200 null 8ok 200 null 8' \
	"$(tail -n 2 "$work/got" | tr -d '\n')"
is 'the tries are bounded' '' "$(awk -F '\t' '$7 ~ /\/stories/ { n[$3]++ }
	END { for (id in n) if (n[id] > 20) print id, n[id] }' "$work/requests")"
is 'no answer of an account that failed is taken for an empty list' \
	"$(grep -c '^empty' "$work/rows")" "$(grep -c '^empty' "$work/got" || :)"
is 'what was not understood is told by the poll' \
	'page 2: not all that is listed can be read as stories: 1 of 5 cannot' \
	"$(cat "$work/spool"/raw/* | jq -r 'select(.type == "poll" and .stories == 5) | .detail')"
is 'nobody else was asked' '' "$(grep -v "$(printf '\t')/v25.0/1[78]" "$work/requests" || :)"

# Three quarters of an hour later all is well; nothing can have been lost meanwhile.
mv "$work/spool/raw" "$work/first"
mkdir -m 700 "$work/spool/raw"
export STORYWIRE_NOW=2026-11-22T12:45:00Z
standin_control '{"advance_s": 2700, "clear": true}' >/dev/null
run
is 'afterwards: exit status' 0 "$status"
is 'afterwards: every account recovers' "$((n + 2))" \
	"$(polls "$work/spool"/raw/* | grep -c '^ok 200 null [789]' || :)"
is 'no token is in any output or file' '' \
	"$(grep -rl -e canary "$work/out" "$work/err" "$work/spool" "$work/first" "$work/metrics" || :)"

# A story that goes between the list and its insights, and a token that is revoked just then.
standin_world 3 3
standin_start --accounts 3 --now "$STORYWIRE_NOW"
standin_faults 'account=17841400000000000 path=*/insights -> error code=100 sub=33 x1
account=17841400000000001 path=*/insights -> status code=500'
status=0
"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --all >"$work/out" 2>"$work/err" ||
	status=$?
is 'a story gone before its insights leaves the poll complete' '0 ok 200 null 8' \
	"$status $(polls "$work/out" | sed -n 1p)"
is 'insights that fail leave the poll complete' 'ok 200 null 8' "$(polls "$work/out" | sed -n 2p)"
is 'the answer 100/33 is kept' 1 "$(jq -s 'map(select(.type == "raw" and .http_status == 400 and
	.body.error.error_subcode == 33)) | length' "$work/out")"


# What a person must mend is an alarm also where the list is complete; a metric that is refused by
# itself is not.
standin_faults 'account=17841400000000000 path=*/insights -> error code=190 sub=463
account=17841400000000001 path=*/insights -> error code=100 sub=33'
status=0
"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --all >"$work/out" 2>"$work/err" ||
	status=$?
is 'a token that expires between the list and the insights' '77 ok,ok,ok' \
	"$status $(polls "$work/out" | cut -d ' ' -f 1 | paste -sd ,)"
is 'it is said, and so is that no story can be read' 2 "$(grep -c ': insights: denied: ' "$work/err")"
standin_faults 'path=*/insights -> error code=10 message=Application~lacks~permission~for~this~action'
status=0
"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --all >"$work/out" 2>"$work/err" ||
	status=$?
is 'insights without permission' '77 3' "$status $(grep -c ': insights: denied: ' "$work/err")"

standin_faults ''
(unset STORYWIRE_NOW && "$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --all) \
	>"$work/out" 2>"$work/err" || :
is 'a clock that is not the server'"'"'s is said, once' 1 "$(grep -c ': clock: this machine is ' "$work/err")"

wait "$slow_pid" && status=0 || status=$?
slow_pid=
is 'silence and dripping: asked once more' '0 ok 200 null 8,ok 200 null 8,ok 200 null 8' \
	"$status $(polls "$work/slow/out" | paste -sd ,)"
is 'silence and dripping: no token' '' "$(grep -l canary "$work/slow/out" "$work/slow/err" || :)"
tap_done
