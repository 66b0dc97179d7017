#!/bin/sh
# story-ingest graph over many accounts of a world with a clock: who is due, what is asked again,
# what is remembered, and how a run is stopped.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT

# at TIME: the clock of the world and ours.
at() {
	STORYWIRE_NOW=$1
	export STORYWIRE_NOW
	standin_control "{\"now\":\"$1\"}" >/dev/null
	: >"$work/requests"
}

# run OPTION...: leaves err and status; records go to the spool.
run() {
	status=0
	"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --spool "$work/spool" "$@" \
		>"$work/out" 2>"$work/err" || status=$?
}

records() {
	cat "$work/spool/raw"/*.ndjson
}

spool() {
	rm -rf "$work/spool"
	mkdir -m 700 "$work/spool"
}

fresh() {
	spool
	standin_world "$1" 2
	standin_start --accounts "$1" --stories-per-day "$2" --now 2026-10-01T12:00:00Z
	at 2026-10-01T12:00:00Z
}

lists='/stories?'
readings='/insights?'

fresh 20 4
standin_faults 'query=*has_poll* -> error code=100 status=400 message=Tried~accessing~nonexisting~field~(has_poll)
query=*is_ai_generated* -> error code=100 status=400 message=Tried~accessing~nonexisting~field~(is_ai_generated)'
run -v
is 'first run: exit status' 0 "$status"
is 'first run: every account' 20 "$(records | grep -c '"outcome":"ok"')"
is 'first run: what a complete poll listed is in its record' 20 \
	"$(records | jq -c 'select(.type == "poll") | select(.stories == (.live | length))' | wc -l)"
is 'first run: unknown fields are found once, not by each account' 1 \
	"$(($(grep "$lists" "$work/requests" | awk -F'\t' '$4 == 400' | wc -l) <= 2 * 8))"
is 'first run: what is unknown is said once each' 1 \
	"$(grep -c 'refused, and left out for a week: has_poll' "$work/err")"
is 'first run: every story once' "$(records | grep '"type":"poll"' | jq -s 'map(.stories) | add')" \
	"$(records | jq -r 'select(.type == "raw" and .http_status == 200 and (has("story_id") | not)) |
		.body.data[].id' | sort -u | wc -l)"

at 2026-10-01T12:05:00Z
run
is 'five minutes later nobody is due' '0 0' "$status $(standin_calls)"

at 2026-10-01T13:05:00Z
run
is 'an hour later: everybody, and nothing is refused again' '0 20 0' \
	"$status $(standin_calls "$lists") $(grep "$lists" "$work/requests" | awk -F'\t' '$4 == 400' | wc -l)"
is 'an hour later: insights of few stories are due' 1 \
	"$(($(standin_calls "$readings") < 3 * 20 * 4 / 2))"

at 2026-10-01T14:05:00Z
run
is 'two hours later: insights are read again' 1 "$(($(standin_calls "$readings") >= 3 * 20))"

at 2026-10-01T14:05:30Z
run --all --account account3
is 'all: that one is read though it is not due' '0 1' "$status $(standin_calls "$lists")"

# The last forty minutes of a story: one more reading, with what is asked only then.
fresh 1 1
taken=$(curl -sS -H 'Authorization: Bearer EAAcanary/1.x-Y' \
	"$(cat "$work/url")/v25.0/17841400000000000/stories?fields=timestamp" |
	jq -r '.data[0].timestamp | sub("[+]0000"; "Z") | fromdate')
at "$(date -u -d "@$((taken + 22 * 3600))" +%Y-%m-%dT%H:%M:%SZ)"
run
at "$(date -u -d "@$((taken + 23 * 3600 + 30 * 60))" +%Y-%m-%dT%H:%M:%SZ)"
run
is 'last reading: the rare metrics too' '0 3 1' \
	"$status $(standin_calls 'metric=views\|metric=navigation\|metric=profile_activity') $(standin_calls 'metric=link_clicks')"
at "$(date -u -d "@$((taken + 23 * 3600 + 45 * 60))" +%Y-%m-%dT%H:%M:%SZ)"
run --all
is 'last reading: it is made once' '1 0' \
	"$(standin_calls "$lists") $(records | jq -r 'select(.fetched_at > "'"$STORYWIRE_NOW"'" and has("story_id"))' | wc -l)"

# One account in trouble costs the others nothing.
fresh 20 2
run
at 2026-10-01T13:05:00Z
standin_faults 'account=17841400000000007 -> error code=190 sub=463 status=400
account=17841400000000008 -> status status=500'
run
is 'one denied, one down: exit status' 77 "$status"
is 'one denied, one down: the outcomes' '1 denied, 1 failed, 18 ok' \
	"$(records | jq -r 'select(.type == "poll" and .started_at > "2026-10-01T13") | .outcome' | sort | uniq -c | awk '{ printf "%s%s %s", s, $1, $2; s = ", " }')"
sed -i '/account7,/d' "$work/accounts.csv"
at 2026-10-01T14:10:00Z
run
is 'down for an hour: no alarm yet' '0 ' "$status $(cat "$work/err")"
at 2026-10-02T08:00:00Z
run
is 'down for 20 hours: stories may soon be lost' 75 "$status"
is 'down for 20 hours: it is said of whom' 1 "$(grep -c 'account8: poll: failed' "$work/err")"
standin_faults ''
at 2026-10-02T14:00:00Z
run
is 'down for 26 hours: a gap is found' 1 "$(grep -c 'account8: gap: stories taken from' "$work/err")"

# A throttle that is soon over is waited for; one that is not, is left to the next run.
fresh 2 1
standin_faults 'account=17841400000000000 -> status status=429 retry-after=1 x1'
run
is 'Retry-After of a second: it is waited for' '0 2' "$status $(records | grep -c '"outcome":"ok"')"

# Too much at once: pages get smaller until Meta can.
fresh 1 8
standin_faults 'query=*limit=100* -> error code=1 message=Please~reduce~the~amount~of~data status=500
query=*limit=50* -> error code=1 message=Please~reduce~the~amount~of~data status=500'
run
is 'too much data: half, and half of that' '0 1' "$status $(standin_calls 'limit=25' | awk '{ print ($1 > 0) }')"

# One unsuitable metric costs only itself, and only for a week; the poll is complete all the same.
fresh 3 2
standin_faults 'query=*shares* -> error code=100 status=400'
run
is 'a metric is refused: polls are complete' '0 3' "$status $(records | grep -c '"outcome":"ok"')"
is 'a metric is refused: the others are read one by one' 1 \
	"$(($(standin_calls 'metric=views$') > 0 && $(standin_calls 'metric=profile_visits$') > 0))"
at 2026-10-01T14:05:00Z
run
is 'a metric is refused: it is left out of the next reading' '0 0' \
	"$status $(standin_calls 'shares')"
is 'a metric is refused: the others go together again' 1 \
	"$(($(standin_calls 'metric=views,reach,replies,total_interactions') > 0))"
at 2026-10-08T15:00:00Z
run
is 'a metric is refused: a week later it is tried again' 1 "$(($(standin_calls 'shares') > 0))"

fresh 2 2
standin_faults 'path=*/insights -> error code=100 status=400'
run
is 'all metrics are refused: nothing is learned from that' '0 2' \
	"$status $(records | grep -c '"outcome":"ok"')"
standin_faults ''
at 2026-10-01T14:05:00Z
run
is 'all metrics are refused: they are asked again' 1 \
	"$(($(standin_calls 'metric=views,reach,replies,shares') > 0))"

# A story that is gone between the list and its insights: the list was complete.
fresh 1 2
standin_faults 'path=*/insights -> error code=100 sub=33 status=400 x1'
run
is 'a story is gone: the poll is complete' '0 ok' \
	"$status $(records | jq -r 'select(.type == "poll") | .outcome')"
is 'a story is gone: it is left alone' 1 \
	"$(records | jq -r 'select(.http_status == 400 and has("story_id")) | .story_id' | sort | uniq -c | awk '{ n += $1 } END { print n }')"

# A field is refused without its name: it is found, and costs nobody a poll.
fresh 1 2
standin_faults 'query=*copyright_check_information* -> error code=9005 status=400'
run
is 'a field without a name: the poll is complete' '0 ok' \
	"$status $(records | jq -r 'select(.type == "poll") | .outcome')"
is 'a field without a name: all others are in the last list' 1 \
	"$(($(grep "$lists" "$work/requests" | tail -n 1 | grep -c 'is_ai_generated,legacy_instagram_media_id,has_poll') > 0))"
at 2026-10-01T13:05:00Z
run
is 'a field without a name: the next run knows' "0 1" "$status $(standin_calls "$lists")"

# The app's secret makes a proof that goes with every call and is kept nowhere.
fresh 1 1
(umask 077 && printf 'app-secret-canary\n' >"$work/app_secret")
proof=$(printf '%s' 'EAAcanary/1.x-Y' | openssl dgst -sha256 -hmac app-secret-canary -r | cut -d' ' -f1)
run --app-secret-file "$work/app_secret"
is 'proof: it goes with every call' "0 $(standin_calls)" "$status $(standin_calls "appsecret_proof=$proof")"
is 'proof: it is kept nowhere' '' \
	"$(grep -rl -e "$proof" -e app-secret-canary "$work/spool" "$work/out" "$work/err" || :)"

# Told to stop, it ends what it has in hand, and what came is kept.
spool
standin_world 200 2
standin_start --accounts 200 --stories-per-day 2 --latency-ms 50
unset STORYWIRE_NOW
"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --spool "$work/spool" \
	>"$work/out" 2>"$work/err" &
pid=$!
sleep 1.5
began=$(date +%s%N)
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
took=$((($(date +%s%N) - began) / 1000000))
is 'stopped: exit status' 75 "$status"
tap_ok "$([ "$took" -lt 2000 ]; echo $?)" "stopped: within two seconds ($took ms)"
is 'stopped: what came is in whole segments' 1 "$(($(records | grep -c '"outcome":"ok"') > 2))"
is 'stopped: nothing is left in tmp' 0 "$(find "$work/spool/tmp" -type f | wc -l)"
polled=$(records | jq -r 'select(.type == "poll") | .account_id' | sort -u | wc -l)
is 'stopped: no account is in trouble by it' "$polled" "$(records | grep -c '"outcome":"ok"')"
tap_done
