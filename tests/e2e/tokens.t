#!/bin/sh
# refresh and doctor against a server: what is replaced, what stays, what is said.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
unset STORYWIRE_NOW STORYWIRE_SPOOL STORYWIRE_STATE

# run VERB OPTION...: what it says is in $work/out and $work/err, how it ends in $status.
run() {
	status=0
	"$BIN_DIR/story-ingest" "$@" --accounts "$work/accounts.csv" >"$work/out" 2>"$work/err" ||
		status=$?
}

# Days since each token file was written: two are due, one is fresh.
age() {
	touch -d "$1 days ago" "$work/token/1"
	touch -d "$2 days ago" "$work/token/2"
	touch -d "$3 days ago" "$work/token/3"
}

tokens() {
	cat "$work/token/1" "$work/token/2" "$work/token/3" | tr '\n' ' '
}

# found LEVEL WORDS: whether doctor says that.
found() {
	grep "^$1 " "$work/out" | grep -c -e "$2" || :
}

standin_world 4 3 instagram
standin_start --accounts 4 --login instagram --rotate

age 8 8 6
run refresh
is 'what is a week old is refreshed' \
	'0 EAAcanary/1.x-YR EAAcanary/2.x-YR EAAcanary/3.x-Y ' "$status $(tokens)"
is 'nobody who does not look hears of it' '' "$(cat "$work/out" "$work/err")"
is 'a token that two accounts share is asked for once' 2 "$(standin_calls refresh_access_token)"
is 'the old token is kept' 'EAAcanary/1.x-Y' "$(cat "$work/token/1.old")"
is 'the files are for the owner alone, and nothing else is left' \
	'1 1.old 2 2.old 3 600 ' \
	"$(cd "$work/token" && find . -type f | sed 's#^./##' | sort | tr '\n' ' ')$(
		cd "$work/token" && stat -c %a ./* | sort -u | tr '\n' ' ')"
run refresh
is 'a second run has nothing to do' '0 2' "$status $(standin_calls refresh_access_token)"

mkdir -m 700 "$work/state"
age 2 2 0
run refresh --all --state "$work/state"
is 'with --all a day is enough, but less is not' '0 EAAcanary/1.x-YRR EAAcanary/2.x-YRR EAAcanary/3.x-Y ' \
	"$status $(tokens)"
is 'what is remembered has no token in its name or text' '2 0' \
	"$(find "$work/state/tokens" -type f | wc -l) $(grep -rc canary "$work/state" | grep -vc ':0$' || :)"
age 30 30 0
run refresh --state "$work/state"
is 'what is remembered goes before the time of a file' '0 4' \
	"$status $(standin_calls refresh_access_token)"

# Whatever fails, the tokens stay.
kept=$(tokens)
stays() {
	is "$1: status, tokens, leftovers" "$2 $kept 0" \
		"$status $(tokens) $(find "$work/token" -name '.*.new' -type f | wc -l)"
}
age 8 0 0
for fault in 'error code=190 sub=463|77' 'error code=4|75' 'status code=500|75' 'html|76' \
	'body text={}|76' 'body text={"access_token":"","expires_in":5184000}|76' \
	'body text={"access_token":"a","expires_in":5}|76' 'body text={"access_token":"a"}|76' \
	'body text={"access_token":"a\u0000b","expires_in":5184000}|76' 'half-json|76' 'reset|75'; do
	standin_faults "path=/refresh_access_token -> ${fault%|*}"
	run refresh
	stays "${fault%|*}" "${fault#*|}"
	is "${fault%|*}: says what to do, and no token" '1 0' \
		"$(grep -c '^hint: The old token stays' "$work/err") $(grep -c canary "$work/err" || :)"
done
standin_faults ''
calls=$(standin_calls refresh_access_token)
mkdir "$work/token/.1.new"
run refresh
rmdir "$work/token/.1.new"
stays 'a folder that cannot be written' 73
is 'then the server is not asked' "$calls" "$(standin_calls refresh_access_token)"
(
	flock 9
	run refresh
	echo "$status" >"$work/busy"
) 9>"$work/token/.1.new"
status=$(cat "$work/busy")
is 'another run at the same token' "75 $kept" "$status $(tokens)"
is 'then the server is not asked either' "$calls" "$(standin_calls refresh_access_token)"
run refresh
is 'what a dead run left behind is used again' '0 EAAcanary/1.x-YRRR' \
	"$status $(cat "$work/token/1")"

# Killed at any step of the replacement: a whole token is there, the old or the new one.
sweep() {
	step=1
	until strace -o /dev/null -e trace="$1" -e inject="$1:signal=SIGKILL:when=$step" \
		"$BIN_DIR/story-ingest" refresh --accounts "$work/accounts.csv" >/dev/null 2>&1; do
		now=$(cat "$work/token/1")
		case $now in
		EAAcanary/1.x-Y*R) ;;
		*) echo "$1 $step: '$now'" ;;
		esac
		age 8 0 0
		step=$((step + 1))
		[ "$step" -lt 30 ] || break
	done 2>/dev/null
	echo "$((step - 1))"
}
if [ "${MODE:-release}" = release ] && strace -o /dev/null true 2>/dev/null; then
	for call in fsync renameat linkat,unlinkat ftruncate fchmod pwrite64; do
		age 8 0 0
		said=$(sweep "$call")
		is "killed at $call: the token is whole, and the next run goes on" yes \
			"$([ "$said" -ge 1 ] 2>/dev/null && echo yes || echo "$said")"
	done
else
	tap_skip 'refresh, killed at any step' 'strace is missing, or this build is too slow under it'
fi

age 0 0 0
run doctor
is 'doctor: all is well' '0 0 4' "$status $(grep -cv '^ok' "$work/out" || :) $(found ok 'the account answers')"
run doctor --json
is 'doctor --json says the same' '0 10 ["ok"]' \
	"$(jq -r '"\(.status) \(.findings | length) \([.findings[].level] | unique | tostring)"' "$work/out")"
STORYWIRE_NOW=$(date -u -d '2 minutes' +%Y-%m-%dT%H:%M:%SZ)
export STORYWIRE_NOW
run doctor
unset STORYWIRE_NOW
is 'doctor: a clock that is wrong' '0 1' "$status $(found warn 'ahead of')"
sed -i '2s/account0/renamed/; 3s/17841400000000001/17841400000000002/; 4d' "$work/accounts.csv"
run doctor
is 'doctor: another handle, another token' '77 1 1' \
	"$status $(found warn 'is called account0 now') $(found bad 'cannot be read')"
standin_faults 'path=*/17841400000000003 -> html'
run doctor --account 17841400000000003
is 'doctor: something else answers' '76 1' "$status $(found bad 'cannot be read')"

spool=$work/spool
"$BIN_DIR/story-ingest" graph --spool "$spool" --accounts "$work/accounts.csv" >/dev/null 2>&1 || :
touch -d '7 hours ago' "$spool"/raw/*
: >"$spool/quarantine/x"
: >"$spool/tmp/x"
touch -d '2 days ago' "$spool/tmp/x"
standin_faults ''
run doctor --spool "$spool"
is 'doctor: what waits in the spool, broke, or was left there' '1 1 1 1' \
	"$(found warn 'wait in raw, the oldest for 7 hours') $(found warn '1 files in quarantine') $(
		found warn '1 leftovers') $(grep -c '^[a-z]* *disk ' "$work/out")"

# Facebook Login.
standin_world 2 2
standin_start --accounts 2 --rotate
touch -d '8 days ago' "$work/token/1"
run refresh
is 'Facebook Login without the app' 78 "$status"
echo sEcret-canary >"$work/secret"
chmod 600 "$work/secret"
run refresh --app-id 4242 --app-secret-file "$work/secret"
is 'Facebook Login with the app' '0 EAAcanary/1.x-YR' "$status $(cat "$work/token/1")"
touch -d '8 days ago' "$work/token/1"
standin_faults 'path=*/debug_token -> body text={"data":{"is_valid":true,"expires_at":0}}'
run refresh --app-id 4242 --app-secret-file "$work/secret"
is 'a token without an end is left alone' '0 EAAcanary/1.x-YR' "$status $(cat "$work/token/1")"
standin_faults 'path=*/debug_token -> body text={"data":{"is_valid":true,"expires_at":0,"scopes":["instagram_basic"]}}'
run doctor
is 'doctor: permissions that are missing' '77 2' "$status $(found bad 'permissions are missing: instagram_manage_insights')"
is 'doctor: the server is judged by accounts of either login' 1 "$(found ok 'agrees with')"

standin_stop
awk 'BEGIN { print "account_id,handle,login,token_file,media"
	for (i = 0; i < 40; i++) print "1784140000" i ",a" i ",facebook,token/1,none" }' >"$work/accounts.csv"
began=$(date +%s)
run doctor
is 'doctor: nobody answers: each account is told of, quickly' '75 40 yes' \
	"$status $(found bad 'cannot be read') $([ $(($(date +%s) - began)) -lt 5 ] && echo yes)"
tap_done
