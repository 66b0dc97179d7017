#!/bin/sh
# story-ingest graph within the budgets of the server: what each level of use stops, that one
# account at its limit stops no other, and that two runs at the same time share one budget.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT

# at TIME: the clock of the world and of the runs.
at() {
	export STORYWIRE_NOW="$1"
	standin_control "{\"now\": \"$1\"}" >/dev/null
}

# run OPTION...: $status; polls and requests of this run only.
run() {
	: >"$work/requests"
	status=0
	"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --all --state "$work/state" "$@" \
		>"$work/out" 2>"$work/err" || status=$?
	outcomes=$(jq -r 'select(.type == "poll") | "\(.account_id) \(.outcome)"' "$work/out" | sort |
		cut -d ' ' -f 2 | paste -sd ' ')
}

# fresh ACCOUNTS OPTION...: a world, all on one token, and nothing remembered.
fresh() {
	accounts=$1
	shift
	rm -rf "$work/state"
	mkdir -m 700 "$work/state"
	standin_world "$accounts" 1
	standin_start --accounts "$accounts" --now 2026-11-22T12:00:00Z "$@"
	at 2026-11-22T12:00:00Z
}

# usage PERCENT: what the app's header says from now on.
usage() {
	standin_faults "-> header name=X-App-Usage value={\"call_count\":$1}"
}

fresh 3
usage 74
run
is '74 %: all polls, all insights' '0 ok ok ok' "$status $outcomes"
is '74 %: insights are read' 1 "$(($(standin_calls /insights) >= 24))"

fresh 3
usage 75
begin=$(date +%s%N)
run --concurrency 1
is '75 %: all polls' '0 ok ok ok' "$status $outcomes"
is '75 %: no optional call' 0 "$(standin_calls /insights)"
is '75 %: the calls keep a distance' 1 "$(($(date +%s%N) - begin > 900000000))"

fresh 2 --stories-per-day 2
run
at 2026-11-23T05:15:00Z
usage 96
run --account account1 --concurrency 1
is '96 %: read for one account' '0 ok' "$status $outcomes"
at 2026-11-23T05:20:00Z
run --concurrency 1
is '96 %: who has less than six hours goes, the other waits' 'ok' "$outcomes"
is '96 %: nothing is asked for the other' 0 "$(standin_calls 17841400000000001/)"

fresh 3
standin_faults 'account=17841400000000001 path=*/stories -> header name=X-Business-Use-Case-Usage value={"17841400000000001":[{"type":"instagram","call_count":100,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":19}]}'
run
is 'an account at 100 %: its list came, and the others' 'ok ok ok' "$outcomes"
is 'an account at 100 %: no more of its calls' 1 "$(standin_calls "$(printf '\t')17841400000000001$(printf '\t')")"
standin_faults ''
at 2026-11-22T12:18:00Z
run -v
is 'before its estimate is over: parked, the others go' '0 ok ok' "$status $outcomes"
is 'before its estimate is over: not asked' 0 "$(standin_calls 17841400000000001/)"
is 'before its estimate is over: it is counted' 1 "$(grep -c ' ok=2 .* parked=1 ' "$work/err")"
is 'before its estimate is over: it has not failed' 0,0,0 \
	"$(jq .failures "$work/state/accounts"/*.json | paste -sd ,)"
at 2026-11-22T12:20:00Z
run
is 'after it: all go' '0 ok ok ok' "$status $outcomes"
at 2026-11-23T10:30:00Z
standin_faults "account=17841400000000001 path=*/stories -> error code=80002"
run --account account1
at 2026-11-23T10:31:00Z
run --account account1
is 'parked, and its stories near their end: that is said' '75 0 1' \
	"$status $(standin_calls) $(grep -c 'account1: poll: throttled: the budget' "$work/err")"
standin_faults ''
run --account account0 --account account2
is 'parked, but not asked for: no trouble' 0 "$status"

fresh 3
standin_faults 'account=17841400000000000 -> error code=4'
run --concurrency 1
is 'error 4: the whole token waits' 'throttled' "$outcomes"
is 'error 4: one call' 1 "$(standin_calls)"
standin_faults 'account=17841400000000000 path=*/stories -> error code=80002'
at 2026-11-22T13:00:00Z
run --concurrency 1
is 'error 80002: that account waits' 'throttled ok ok' "$outcomes"

fresh 2
standin_faults '-> header name=X-App-Usage value=nonsense'
run
is 'headers that make no sense: one warning' '0 ok ok 1' \
	"$status $outcomes $(grep -c 'makes no sense' "$work/err" || :)"
is 'no token in the state' '' "$(grep -rl canary "$work/state" "$work/out" "$work/err" || :)"
is 'the state is for its owner only' '' "$(find "$work/state/quota" -type f -perm /077)"

# Who has to wait holds no place: with one request at a time the others are read meanwhile.
fresh 4
standin_faults 'account=17841400000000000 path=*/stories -> status code=429 retry-after=3 x1'
run --concurrency 1
is 'a wait of some seconds: all are read' '0 ok ok ok ok' "$status $outcomes"
is 'a wait of some seconds: the others come first' 17841400000000000 \
	"$(jq -r 'select(.type == "poll") | .account_id' "$work/out" | tail -n 1)"

# Two runs at once, by hand and from cron: 12 calls an hour for both together.
fresh 30 --budget 12 --latency-ms 150
half() {
	exec "$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --all \
		--state "$work/state" --concurrency 1 --shard "$1/2" >"$work/out$1" 2>"$work/err$1"
}
half 0 &
run0=$!
half 1 &
run1=$!
wait "$run0" && first=0 || first=$?
wait "$run1" && second=0 || second=$?
is 'two runs: both say that something is left' '75 75' "$first $second"
is 'two runs: both were at work' 1 "$(($(jq -s 'map(select(.type == "poll" and .outcome == "ok")) | length' \
	"$work/out0") > 0 && $(jq -s 'map(select(.type == "poll" and .outcome == "ok")) | length' "$work/out1") > 0))"
is 'two runs: the budget is used' 1 "$(($(cut -f 4 "$work/requests" | grep -c '^200') >= 11))"
is 'two runs: at most one call was refused' 1 "$(($(cut -f 4 "$work/requests" | grep -c '^400') <= 1))"
tap_done
