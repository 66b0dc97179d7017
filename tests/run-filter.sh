#!/bin/sh
# Filter tests as TAP: run-filter.sh FOLDER, where FOLDER is a case or holds cases. A case has
#   cmd     a shell line, run in that folder with the programs first in PATH
#   in      its standard input (none: empty)
#   out err what it must write (none: nothing)
#   status  how it must end (none: 0)
# $SCRATCH is an empty folder the line may fill.
set -eu

if [ $# -ne 1 ] || [ ! -d "$1" ]; then
	echo 'usage: run-filter.sh FOLDER' >&2
	exit 64
fi
folder=$(cd "$1" && pwd)
PATH=${BIN_DIR:-$(cd "$(dirname "$0")/.." && pwd)/build/bin}:$PATH
export PATH
work=$(mktemp -d "${TMPDIR:-/tmp}/story-filter.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

run_case() {
	SCRATCH=$work/scratch
	HOME=$SCRATCH
	export SCRATCH HOME
	rm -rf "$SCRATCH"
	mkdir "$SCRATCH"
	input=$1/in
	[ -e "$input" ] || input=/dev/null
	status=0
	(cd "$1" && exec sh ./cmd) <"$input" >"$work/out" 2>"$work/err" || status=$?
	echo "$status" >"$work/status"
}

# Prints what differs as TAP diagnostics; false if anything does.
compare() {
	same=0
	for part in out err status; do
		want=$1/$part
		if [ ! -e "$want" ]; then
			want=$work/none
			[ $part != status ] || want=$work/zero
		fi
		cmp -s "$want" "$work/$part" && continue
		same=1
		echo "# $part differs (- expected, + got):"
		diff -u "$want" "$work/$part" | tail -n +3 | cut -c1-400 | head -n 40 | sed 's/^/#   /'
	done
	return $same
}

: >"$work/none"
echo 0 >"$work/zero"
number=0
bad=0
for cmd in "$folder/cmd" "$folder"/*/cmd; do
	[ -e "$cmd" ] || continue
	number=$((number + 1))
	case_folder=${cmd%/cmd}
	run_case "$case_folder"
	if compare "$case_folder" >"$work/differences"; then
		echo "ok $number - ${case_folder##*/}"
	else
		bad=1
		echo "not ok $number - ${case_folder##*/}"
		cat "$work/differences"
	fi
done
echo "1..$number"
[ "$number" -ne 0 ] || bad=1
exit $bad
