# What tests of the whole way share: one recorded evening, a server that has it, a spool and a
# database. Read with `. tests/evening.sh` after tests/tap.sh and tests/standin/wait.sh.
# Makes $work, which goes with the test.
# shellcheck shell=sh
# shellcheck disable=SC2034 # some of it is for the test

account=17841400000000042
BIN_DIR=${BIN_DIR:-$PWD/build/bin}
data=${DATA_DIR:-$PWD/tests/data}/vegas
work=$(mktemp -d)
spool=$work/spool
evening_server=

# shellcheck disable=SC2317 # called by the trap
evening_end() {
	[ -z "$evening_server" ] || kill "$evening_server" 2>/dev/null || :
	tests/cluster.sh stop "$work/cluster"
	rm -rf "$work"
}
trap evening_end EXIT

# What the stages need; the clock stands still, so every run reads the same at the same time.
evening_begin() {
	printf 'account_id,handle,login,token_file,media\n%s,kimkardashian,facebook,token,url\n' \
		"$account" >"$work/accounts.csv"
	(umask 077 && echo 'a-token' >"$work/token")
	"$BIN_DIR/graph-standin" --dir "$data/graph" --token-file "$work/token" \
		--account "$account" --seconds 390 >"$work/url" </dev/null &
	evening_server=$!
	standin_wait "$work/url"
	printf '%s\n' "spool = $spool" "accounts = $work/accounts.csv" "all = yes" \
		"facts = $data/facts" "graph_url = $(cat "$work/url")" >"$work/conf"
	export STORYWIRE_CONFIG="$work/conf" STORYWIRE_NOW=2023-04-16T07:00:00Z
	eval "$(tests/cluster.sh start "$work/cluster")"
	"$BIN_DIR/story-load" migrate
	query -f tests/proof.sql
}

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# No spool, and nothing in the tables.
fresh() {
	rm -rf "$spool"
	query -c 'SELECT proof.empty()' >/dev/null
}

# stage NAME WORD...: runs it; leaves out, err and status.
stage() {
	program=$1
	shift
	status=0
	"$BIN_DIR/story-$program" "$@" >"$work/out" 2>"$work/err" || status=$?
}
