# Functions for scripts that test against a world of graph-standin; read after tests/tap.sh with
# `. tests/standin/standin.sh`. They keep their files in $work, which the script makes, and want
# $BIN_DIR. standin_stop belongs into the script's trap.
# shellcheck shell=sh
# shellcheck disable=SC2154 # work and BIN_DIR are the script's

. tests/standin/wait.sh

standin_pid=

# standin_start OPTION...: starts it on the tokens of $work/tokens, exports STORYWIRE_GRAPH_URL, and
# writes the requests down in $work/requests.
standin_start() {
	standin_stop
	rm -f "$work/url" "$work/requests"
	: >"$work/requests"
	"$BIN_DIR/graph-standin" --token-file "$work/tokens" --requests "$work/requests" \
		--seconds 300 "$@" >"$work/url" 2>"$work/standin.err" </dev/null &
	standin_pid=$!
	standin_wait "$work/url"
	STORYWIRE_GRAPH_URL=$(cat "$work/url")
	export STORYWIRE_GRAPH_URL
}

standin_stop() {
	[ -z "$standin_pid" ] || kill "$standin_pid" 2>/dev/null || :
	[ -z "$standin_pid" ] || wait "$standin_pid" 2>/dev/null || :
	standin_pid=
}

# standin_world ACCOUNTS TOKENS [LOGIN]: writes tokens and an accounts.csv that fits --accounts N.
# The tokens have the letters "canary" in them, to be looked for.
standin_world() {
	mkdir -p "$work/token"
	(
		umask 077
		rm -f "$work/token"/* "$work/tokens"
		for standin_i in $(seq "$2"); do
			echo "EAAcanary/$standin_i.x-Y" | tee "$work/token/$standin_i" >>"$work/tokens"
		done
	)
	awk -v n="$1" -v tokens="$2" -v login="${3:-facebook}" 'BEGIN {
		print "account_id,handle,login,token_file,media"
		for (i = 0; i < n; i++)
			printf "178414000%08d,account%d,%s,token/%d,none\n", i, i, login, i % tokens + 1
	}' >"$work/accounts.csv"
}

# standin_control JSON: changes the world; see tests/standin/control.c.
standin_control() {
	curl -sS -X POST --data-binary "$1" "$(cat "$work/url")/_control"
}

# standin_faults LINES: these faults and no others from now on.
standin_faults() {
	standin_control "$(printf '%s' "$1" | jq -Rs '{clear: true, faults: .}')" >/dev/null
}

# standin_calls [PATTERN]: how many requests were written down whose line matches.
standin_calls() {
	grep -c -e "${1-}" "$work/requests" || :
}
