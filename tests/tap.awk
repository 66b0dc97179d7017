# Judges the TAP output of one test file. Variables: name, status (of the file's process), seconds.
# Prints one line for the counts to `counts`, one line for people, and every failure in detail.

function note(text) {
	if (++notes <= 60)
		failures = failures "  " text "\n"
}

/^1\.\.[0-9]+/ {
	planned = substr($1, 4) + 0
	plans++
	if (planned == 0 && tolower($0) ~ /# *skip/) {
		skipped++
		whole_skip = $0
		sub(/.*# *[Ss][Kk][Ii][Pp] */, "", whole_skip)
		skips = skips "  skipped: " whole_skip "\n"
	}
	next
}
/^(not )?ok/ && tolower($0) ~ /# *skip/ {
	seen++
	skipped++
	failing = 0
	skips = skips "  skipped: " $0 "\n"
	next
}
/^ok/ {
	seen++
	passed++
	failing = 0
	next
}
/^not ok/ {
	seen++
	failed++
	failing = 1
	note($0)
	next
}
/^Bail out!/ {
	failed++
	note($0)
	next
}
/^[ \t]*#/ || failing {
	recent = $0
	if (failing)
		note($0)
}

END {
	if (plans != 1) {
		failed++
		note(plans == 0 ? "no plan was printed" : "more than one plan was printed")
	} else if (planned != seen && whole_skip == "") {
		failed++
		note("planned " planned " tests, saw " seen + 0)
	}
	if (status != 0 && failed == 0) {
		failed++
		note(status == 124 ? "took too long" : "ended with status " status)
	}
	print passed + 0, failed + 0, skipped + 0 >counts
	printf "%-6s %-44s %4d passed%s%s %6.1f s\n", failed ? "FAILED" : "ok", name, passed,
		failed ? ", " failed " failed" : "", skipped ? ", " skipped " skipped" : "", seconds
	printf "%s", skips
	printf "%s", failures
	exit failed != 0
}
