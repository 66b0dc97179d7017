#!/bin/sh
# Secrets stay where they were put: tokens and an app secret with canaries in them are used in
# every way, with everything going wrong, and looked for in all that is left behind.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
unset STORYWIRE_NOW STORYWIRE_SPOOL STORYWIRE_STATE

runs=0

# use OPTION...: one run, in a way that says and keeps as much as there is.
use() {
	runs=$((runs + 1))
	"$BIN_DIR/story-ingest" "$@" --accounts "$work/accounts.csv" --app-id 4242 \
		--app-secret-file "$work/secret" --metrics "$left/metrics.$runs" -v \
		>"$left/out.$runs" 2>"$left/err.$runs" || :
}

# All verbs, each time in the next of the three spellings of messages.
use_all() {
	case $log in
	text) log=logfmt ;;
	logfmt) log=json ;;
	*) log=text ;;
	esac
	touch -d '8 days ago' "$work/token"/?
	rm -rf "$left/spool/state/quota" "$left/state/quota" # a token once parked would ask nothing
	use graph --spool "$left/spool" --log "$log" --all
	use doctor --spool "$left/spool" --log "$log"
	use refresh --state "$left/state" --log "$log"
}

left=$work/left
mkdir -m 700 "$left" "$left/state"
(
	umask 077
	echo 'sEcReT-canary/4242' >"$work/secret"
)
printf '{"object":"instagram","entry":[{"id":"17841400000000000","time":1700000000,"changes":[%s]}]}' \
	'{"field":"story_insights","value":{"media_id":"1","reach":7}}' >"$work/notice"
signature=$(openssl dgst -sha256 -hmac 'sEcReT-canary/4242' <"$work/notice" | sed 's/.* //')

# What an answer can do with a token of the run: repeat it, in any spelling, to whichever account.
echo_token='path=/v25.0/* -> error code=190 message=EAAcanary/1.x-Y_access_token=EAAcanary/1.x-Y'
escaped='path=*/stories -> body text={"data":[],"x":"EAAcanary\/1.x-Y","y":"access_token=EAAcanary\/1.x-Y&z"}'
spelt='path=*/stories -> body text={"error":{"code":190,"message":"EAA\u0063anary\u002f1.x-Y"}}'
linked='path=*/insights -> body text={"data":[],"x":"EAAcanary%2F1.x-Y","y":"EAAcanary\u00252f1.x-Y"}'
log=text
for login in facebook instagram; do
	standin_world 2 2 "$login"
	standin_start --accounts 2 --login "$login" --stories-per-day 3
	use_all
	use graph --state "$left/state" --all
	use graph --dry-run
	use doctor --json
	use import --format webhook --signature "sha256=$signature" "$work/notice"
	use import --format webhook --signature "sha256=0$signature" "$work/notice"
	for fault in "$echo_token" "$escaped" "$spelt" "$linked" 'path=* -> html' 'path=* -> half-json' \
		'path=*/insights -> error code=10' 'path=* -> error code=4' 'path=* -> redirect'; do
		standin_faults "$fault"
		use_all
		rm -rf "$left/spool/state/quota" # else a parked token is not asked with again
	done
	standin_stop
	use_all
done
: >"$work/secret"
use doctor
use import --signature "sha256=$signature" "$work/notice"
echo 'sEcReT-canary/4242 two words' >"$work/secret"
use refresh
chmod 644 "$work/secret" "$work/token/1"
use doctor
use graph --spool "$left/spool" --all

is 'there was much to look at' yes "$([ "$(find "$left" -type f | wc -l)" -gt 100 ] &&
	[ "$(find "$left" -name '*.ndjson' | wc -l)" -gt 10 ] && echo yes)"
tap_empty 'no secret in anything that was said or kept' "$(grep -rlaiE '(c|\\\\u0063)anary' "$left" | head -n 5)"
tap_empty 'nor in base64' "$(grep -rlaE 'Y2FuYXJ5|NhbmFye|jYW5hcn' "$left" | head -n 5)"
proof=$(printf 'EAAcanary/1.x-Y' | openssl dgst -sha256 -hmac 'sEcReT-canary/4242' | sed 's/.* //')
tap_empty 'nor a proof made of both' "$(grep -rlaE "appsecret_proof=[^R]|$proof" "$left" | head -n 5)"

# A run that is shot while it holds the token leaves no core, whatever the limits say.
standin_world 1 1
standin_start --accounts 1 --latency-ms 3000
cores=$work/cores
mkdir "$cores"
for signal in ABRT SEGV; do
	before=$(standin_calls .)
	(
		cd "$cores"
		# shellcheck disable=SC3045 # dash has it, where there is anything to limit
		ulimit -c unlimited 2>/dev/null || :
		ASAN_OPTIONS=disable_coredump=0:abort_on_error=0:handle_segv=0:handle_abort=0 exec \
			"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" >/dev/null 2>&1
	) &
	pid=$!
	tries=0
	until [ "$(standin_calls .)" -gt "$before" ] || [ "$tries" -gt 100 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	is "$signal: a process has nothing to dump" 0 \
		"$(awk '/^Max core file size/ { print $5 }' "/proc/$pid/limits" 2>/dev/null)"
	kill -s "$signal" "$pid"
	wait "$pid" 2>/dev/null || :
done
tap_empty 'no core was left' "$(find "$cores" -type f)"
tap_done
