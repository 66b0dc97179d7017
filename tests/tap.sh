# Helpers for tests written in shell; read with `. tests/tap.sh`. The output is TAP, and the plan
# comes last, so that a file that dies is seen to have died.
# shellcheck shell=sh

tap_count=0
tap_failed=0

# tap_ok STATUS NAME: one result; 0 is good. What failed is explained by lines on stdin, if any.
tap_ok() {
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_count - $2"
	else
		echo "not ok $tap_count - $2"
		tap_failed=1
	fi
}

# tap_run NAME COMMAND...: the command must succeed; its output is shown if it does not.
tap_run() {
	tap_name=$1
	shift
	tap_status=0
	tap_said=$("$@" 2>&1) || tap_status=$?
	tap_ok "$tap_status" "$tap_name"
	[ "$tap_status" -eq 0 ] || [ -z "$tap_said" ] || printf '%s\n' "$tap_said" | sed 's/^/#   /'
}

# is NAME WANT GOT: both must be the same text.
is() {
	tap_status=0
	[ "$2" = "$3" ] || tap_status=1
	tap_ok "$tap_status" "$1"
	[ "$tap_status" -eq 0 ] || printf '%s\n' "wanted: $2" "got:    $3" | sed 's/^/#   /'
}

# tap_empty NAME TEXT: the text, a list of faults, must be empty.
tap_empty() {
	tap_status=0
	[ -z "$2" ] || tap_status=1
	tap_ok "$tap_status" "$1"
	[ -z "$2" ] || printf '%s\n' "$2" | sed 's/^/#   /'
}

# tap_skip NAME REASON
tap_skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# tap_done: the plan, and the exit status of the file.
tap_done() {
	echo "1..$tap_count"
	exit "$tap_failed"
}
