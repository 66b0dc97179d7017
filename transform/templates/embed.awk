# Turns templates/<lang>.txt into one C table: { language, text } with the text as it stands.
BEGIN {
	print "#include \"transform/article/template.h\"\n"
	# ISO C promises string literals of 4095 bytes; both compilers take far longer ones.
	print "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
}
FNR == 1 {
	if (NR > 1) print "\t;"
	n = split(FILENAME, path, "/")
	lang = path[n]
	sub(/\.txt$/, "", lang)
	langs[++count] = lang
	print "static const char text_" lang "[] ="
}
/^#/ || /^[ \t]*$/ { next }
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\\n\""
}
END {
	print "\t;\n\nconst struct template_file template_files[] = {"
	for (i = 1; i <= count; i++)
		print "\t{\"" langs[i] "\", text_" langs[i] "},"
	print "\t{NULL, NULL},\n};"
}
