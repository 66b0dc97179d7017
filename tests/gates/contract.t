#!/bin/sh
# What is declared once is said alike everywhere: the members of the records and their manual
# pages, the options of the programs and theirs.
set -eu
. tests/tap.sh

# The members that records.def declares for a type.
declared_members() {
	sed -nE "s/^FIELD\($1, ([a-z0-9_]+),.*/\1/p" lib/records.def | sort
}

# The members that a page defines: the items of its lists, one `.It Va name` each.
written_members() {
	sed -nE 's/^\.It Va ([a-z0-9_]+)$/\1/p' "$1" | sort
}

same() {
	printf '%s\n' "$2" >"$work/a"
	printf '%s\n' "$3" >"$work/b"
	if [ -z "$2$3" ]; then
		tap_ok 1 "$1 (both name none)"
		return
	fi
	tap_empty "$1" "$(diff "$work/a" "$work/b" | grep '^[<>]' || :)"
}

options_of_help() {
	"build/bin/story-$1" --help | grep -oE -- '(^|[ ,])--[a-z][a-z-]*' | tr -d ' ,' | sort -u
}

options_of_page() {
	mandoc -T ascii -O width=300 "man/story-$1.1" | sed 's/.\x08//g' |
		grep -oE -- '(^|[^a-z-])--[a-z][a-z-]*' | sed 's/^[^-]//' | sort -u
}

# The verbs of all programs, and those that settings.def names.
verbs_of_help() {
	for program in ingest transform load; do
		"build/bin/story-$program" --help | sed -nE "s/^  story-$program ([a-z]+).*/\1/p"
	done | sort -u
}

verbs_of_settings() {
	sed -nE 's/^SETTING\([a-z_]+, [^,]+, [A-Z]+, [A-Z |]+, "([a-z ]+)".*/\1/p' lib/settings.def |
		tr ' ' '\n' | sort -u
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
types=$(sed -nE 's/^RECORD\(([a-z]+)\).*/\1/p' lib/records.def)
for type in $types; do
	same "storywire-$type(5) and records.def name the same members" \
		"$(declared_members "$type")" "$(written_members "man/storywire-$type.5")"
done
for program in ingest transform load run; do
	same "story-$program(1) and --help name the same options" \
		"$(options_of_help "$program")" "$(options_of_page "$program")"
done
tap_empty 'settings.def names verbs that there are' "$(
	verbs_of_help >"$work/a"
	verbs_of_settings | grep -vxFf "$work/a" || :
)"
tap_done
