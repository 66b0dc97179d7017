# Read with `. tests/standin/wait.sh`: for scripts that start graph-standin.
# shellcheck shell=sh

# standin_wait FILE: until the stand-in has written its address there; 69 when it does not. An empty
# address must never be used: the programs would then talk to Meta's server.
standin_wait() {
	for _ in $(seq 100); do
		[ ! -s "$1" ] || return 0
		sleep 0.1
	done
	echo "${0##*/}: the stand-in does not start" >&2
	exit 69
}
