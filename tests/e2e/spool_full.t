#!/bin/sh
# A disk that fails or is full under story-ingest: every call that may fail fails once, and no
# record is lost; a disk without room is met before anything is asked, and the reserve is used.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
data=${DATA_DIR:-$PWD/tests/data}/vegas
work=$(mktemp -d)
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
spool=$work/spool
export STORYWIRE_NOW=2026-11-22T12:00:00Z

# What all whole segments hold, each record once; and the segments that are not whole.
contents() {
	find "$1/raw" -name '*.ndjson' -exec cat {} + | grep -v '^{"type":"end"' | sort -u | md5sum
}
cut_segments() {
	find "$spool/raw" -name '*.ndjson' | while read -r segment; do
		tail -n 1 "$segment" | grep -q '^{"type":"end"' || echo "$segment"
	done
}

# with_error CALL ERRNO WHEN: an import whose WHEN-th such call fails; leaves status and err.
with_error() {
	rm -rf "$spool"
	status=0
	strace -o "$work/trace" -e trace="$1" -e inject="$1:error=$2:when=$3" \
		"$BIN_DIR/story-ingest" import --spool "$spool" "$data/archive" \
		>"$work/out" 2>"$work/err" || status=$?
}

sweep() {
	for call in write fsync renameat2; do
		for error in EIO ENOSPC EDQUOT; do
			step=1
			while with_error "$call" "$error" "$step" && grep -q INJECTED "$work/trace"; do
				[ "$status $(contents "$spool")" = "0 $wanted" ] ||
					echo "$call $step $error: $status, other records"
				grep -q 'a segment was written anew' "$work/err" ||
					echo "$call $step $error: silence"
				[ -z "$(cut_segments)" ] || echo "$call $step $error: a segment is cut"
				step=$((step + 1))
			done
			echo "$call $error $((step - 1))" >>"$work/steps"
		done
	done
}

if [ "${MODE:-release}" = release ] && strace -o /dev/null true 2>/dev/null; then
	"$BIN_DIR/story-ingest" import --spool "$spool" "$data/archive"
	wanted=$(contents "$spool")
	is 'there is a reserve' 4194304 "$(stat -c %s "$spool/state/reserve")"
	faults=$(sweep)
	tap_empty 'one call fails: the segment is written anew, nothing is lost' "$faults"
	is 'each kind of call was made to fail' 9 "$(awk '$3 > 0' "$work/steps" | wc -l)"
	with_error write EINTR 1
	is 'an interrupted write goes on' "0 $wanted 0" \
		"$status $(contents "$spool") $(wc -c <"$work/err")"
	for call in write fsync renameat2; do
		with_error "$call" ENOSPC 1+
		is "every $call fails: 74, nothing half, nothing left" '74 0 0' \
			"$status $(find "$spool/raw" -type f | wc -l) $(find "$spool/tmp" -type f | wc -l)"
	done
	is 'it is said what to do' 1 "$(grep -c '^hint: .*Free some room or mend the disk' "$work/err")"
	with_error fsync EIO 1
	is 'no second fsync on a file that failed once' '' "$(awk -F '[(,)]' '/INJECTED/ { bad = $2; next }
		bad != "" && $2 == bad { n++ } END { if (n > 1) print n }' "$work/trace")"
else
	tap_skip 'each call fails once' 'strace is missing, or this build is too slow under it'
fi

# A small file system of our own: what lies in $work/disk/spool at its end is left in $spool.
# on_disk OPTIONS SCRIPT: runs the script there.
on_disk() {
	rm -rf "$work/disk" "$spool"
	mkdir "$work/disk"
	{
		echo 'set -eu'
		echo "mount -t tmpfs -o mode=700,$1 none '$work/disk'"
		echo "mkdir -m 700 '$work/disk/spool'"
		echo "spool=$work/disk/spool work=$work"
		cat
		echo "rm -f '$work/disk/fill'* '$work/disk/again'* && cp -r '$work/disk/spool' '$spool'"
	} >"$work/inside"
	unshare -m sh "$work/inside"
}
ingest="$BIN_DIR/story-ingest"

if unshare -m true 2>/dev/null; then
	standin_world 1 1
	standin_start --accounts 1 --stories-per-day 12 --now "$STORYWIRE_NOW"
	on_disk size=24m <<-END
		"$ingest" import --spool "\$spool" "$data/archive"
		dd if=/dev/zero of="\$work/disk/fill" bs=64k 2>/dev/null || :
		status=0
		"$ingest" graph --all --accounts "\$work/accounts.csv" --spool "\$spool" 2>"\$work/err.1" || status=\$?
		echo "\$status \$(ls "\$spool/raw" | wc -l) \$(ls "\$spool/state" | grep -c reserve)" >"\$work/first"
		dd if=/dev/zero of="\$work/disk/fill2" bs=4k 2>/dev/null || :
		: >"\$work/requests"
		status=0
		"$ingest" graph --all --accounts "\$work/accounts.csv" --spool "\$spool" 2>"\$work/err.2" || status=\$?
		echo "\$status \$(ls "\$spool/raw" | wc -l)" >"\$work/second"
		rm "\$work/disk/fill" "\$work/disk/fill2"
		status=0
		"$ingest" graph --all --accounts "\$work/accounts.csv" --spool "\$spool" || status=\$?
		echo "\$status \$(ls "\$spool/raw" | wc -l) \$(ls "\$spool/state" | grep -cx reserve)" >"\$work/third"
	END
	is 'a full disk: the stories go into the room of the reserve' '0 2 0' "$(cat "$work/first")"
	is 'that is said' 1 "$(grep -c 'the reserve is given up for this run' "$work/err.1")"
	is 'a full disk without one: 74 before anything is asked' '74 2 1' \
		"$(cat "$work/second") $(grep -c 'disk is full' "$work/err.2")"
	is 'with a hint' 1 "$(grep -c '^hint: Nothing was asked' "$work/err.2")"
	is 'with room again: all is well, and there is a new reserve' '0 3 1' "$(cat "$work/third")"
	is 'every segment is whole' '' "$(cut_segments)"

	on_disk size=24m,nr_inodes=60 <<-END
		"$ingest" graph --all --accounts "\$work/accounts.csv" --spool "\$spool"
		i=0
		while touch "\$work/disk/fill\$i" 2>/dev/null; do
			i=\$((i + 1))
		done
		status=0
		"$ingest" graph --all --accounts "\$work/accounts.csv" --spool "\$spool" 2>"\$work/err.1" || status=\$?
		echo "\$status \$(ls "\$spool/raw" | wc -l)" >"\$work/first"
		while touch "\$work/disk/again\$i" 2>/dev/null; do
			i=\$((i + 1))
		done
		status=0
		"$ingest" graph --all --accounts "\$work/accounts.csv" --spool "\$spool" 2>"\$work/err.2" || status=\$?
		echo "\$status \$(ls "\$spool/raw" | wc -l)" >"\$work/second"
	END
	is 'no inode is free: the same' '0 2 74 2' "$(cat "$work/first" "$work/second" | xargs)"
else
	tap_skip 'a disk that is full' 'this user cannot mount'
fi
tap_done
