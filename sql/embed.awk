# Turns SQL files into C: query/NAME.sql becomes the text sql_NAME, migrate/NNN_NAME.sql an entry
# of the ordered list migrations[]. Reads the files named; load/sql.h declares what it writes.

function c_line(line)
{
	gsub(/\\/, "\\\\&", line)
	gsub(/"/, "\\\"", line)
	return "\t\"" line "\\n\""
}

BEGIN {
	print "#include \"load/sql.h\"\n"
	# ISO C promises string literals of 4095 bytes; both compilers take far longer ones.
	print "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
}

FNR == 1 {
	if (NR != 1)
		print "\t;\n"
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.sql$/, "", name)
	if (FILENAME ~ /\/migrate\//) {
		names[++count] = name
		print "static const char migration_" name "[] ="
	} else
		print "const char sql_" name "[] ="
}

{
	print c_line($0)
}

END {
	print "\t;\n\nconst struct migration migrations[] = {"
	for (i = 1; i <= count; i++)
		printf "\t{%d, \"%s\", migration_%s},\n", substr(names[i], 1, 3), names[i], names[i]
	print "};\n\nconst size_t migrations_n = sizeof migrations / sizeof migrations[0];"
}
