# Turns a style sheet into lines of C: a string literal as a whole may not be longer than 4 KB.
BEGIN { print "#include \"transform/preview/page.h\"\n\nconst char *const site_css[] = {" }
{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\\n\","
}
END { print "\tNULL,\n};" }
