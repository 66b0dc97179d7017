# An archive of many sessions, as its tool would have kept them, and the facts about who is in it:
# awk -v days=N -v facts=DIR -f stories.awk >FILE. Everything is drawn from a counter, so that it
# is the same on every run; captions are such as nobody wishes for.

function pick(n)
{
	state = (state * 1103515245 + 12345) % 2147483648
	return int(state / 65536) % n
}

function json(text)
{
	gsub(/\\/, "&&", text)
	gsub(/"/, "\\\"", text)
	gsub(/\n/, "\\n", text)
	gsub(/\t/, "\\t", text)
	return "\"" text "\""
}

function caption_add(text)
{
	captions[captions_n++] = text
}

function name(who)
{
	return first[who % 6] " " last[int(who / 2) % 6] (who < 12 ? "" : " Jr")
}

# The facts: every other account is of somebody known; each of these has a child who may be named.
function write_facts(    who)
{
	print "person_id,full_name,short_name,last_name,pronouns,birth_date,birth_precision,death_date,public_minor_ok,priority,occupation,source" >(facts "/people.csv")
	print "person_id,account_id,ig_pk,handle,from,to,tz,credit_name" >(facts "/handles.csv")
	print "person_id,alias,context_person_id" >(facts "/aliases.csv")
	print "from_person_id,kind,to_person_id,from,to" >(facts "/relations.csv")
	print "person_id,title,kind,epithet,from,to" >(facts "/works.csv")
	print "place_id,name,city,country,tz,lat,lon" >(facts "/places.csv")
	for (who = 0; who < accounts; who += 2) {
		printf "p%d,%s,,,she/her,19%d-03-0%d,day,,0,%d,,own list\n", who, name(who), 70 + who,
			1 + who % 9, 50 + who >(facts "/people.csv")
		printf "c%d,%s Hall %d,%s,Hall,,2015-06-1%d,day,,1,10,,own list\n", who, child[who / 2],
			who, child[who / 2], who % 10 >(facts "/people.csv")
		printf "c%d,%s,p%d\n", who, child[who / 2], who >(facts "/aliases.csv")
		printf "p%d,1784%d,%d,handle.%d,2012-01-01,,%s,%s\n", who, 1000 + who, 9000 + who, who,
			zones[who % 3], name(who) >(facts "/handles.csv")
		printf "p%d,parent,c%d,2015-06-10,\n", who, who >(facts "/relations.csv")
		printf "p%d,\"Song & \"\"Dance\"\" %d\",song,the “Song %d” singer,2010-01-01,\n", who, who,
			who >(facts "/works.csv")
	}
	for (who = 0; who < 5; who++)
		printf "77%d,Town <%d>,Town %d,US,America/New_York,%d.5,-7%d.25\n", who, who, who,
			30 + who, who >(facts "/places.csv")
}

function tags(who, day,    other)
{
	if (pick(3))
		return ""
	other = (who + 2 * (1 + day % 3)) % accounts
	return sprintf(",\"reel_mentions\":[{\"user\":{\"pk\":%d,\"username\":\"handle.%d\"}}]",
		9000 + other, other)
}

function place(day,    where)
{
	if (pick(3) == 0)
		return ""
	where = day % 5
	return sprintf(",\"story_locations\":[{\"location\":{\"pk\":\"77%d\",\"name\":\"Town %d\"}}]",
		where, where)
}

function caption(who,    text)
{
	if (who % 5 == 4 || pick(4) == 0)
		return "null"
	text = captions[pick(captions_n)]
	gsub(/CHILD/, child[int(who / 2)], text)
	gsub(/OTHER/, name((who + 2) % accounts), text)
	return "{\"text\":" json(text) "}"
}

function story(who, day, n,    time, pk, is_film)
{
	time = 1680350400 + day * 86400 + 3600 * (who % 7) + n * 1500
	pk = sprintf("%d%02d%03d%d", 30000 + who, who, day, n)
	is_film = pick(2)
	printf "%s{\"pk\":%s,\"id\":\"%s_%d\",\"taken_at\":%d,\"expiring_at\":%d,\"media_type\":%d",
		items++ ? ",\n" : "", pk, pk, 9000 + who, time, time + 86400, 1 + is_film
	printf ",\"code\":\"C%s\",\"original_width\":1080,\"original_height\":1920", pk
	if (is_film)
		printf ",\"video_duration\":%d.4", 3 + pick(50)
	printf ",\"user\":{\"pk\":%d,\"username\":\"handle.%d\"}", 9000 + who, who
	printf ",\"caption\":%s%s%s}", caption(who), tags(who, day), place(day)
}

BEGIN {
	accounts = 12
	split("Ada Bea Cleo Dora Elif Fay", list, " ")
	for (i in list)
		first[i - 1] = list[i]
	split("Stone|O'Hara|Müller|De la Cruz|Šimić|Quill", list, "|")
	for (i in list)
		last[i - 1] = list[i]
	split("Juno Kai Lior Mika Nils Oona", list, " ")
	for (i in list)
		child[i - 1] = list[i]
	split("America/Los_Angeles Europe/Berlin Asia/Tokyo", list, " ")
	for (i in list)
		zones[i - 1] = list[i]
	caption_add("Back in the studio today")
	caption_add("</script><script>alert(1)</script> & more")
	caption_add("She said \"go\" & we 'went' <b>home</b> with OTHER")
	caption_add("Family day 👨‍👩‍👧‍👦 with CHILD 🇩🇪 #️⃣ #rare")
	caption_add("שלום לכולם, OTHER!")
	caption_add("مرحبا بالجميع <img src=x onerror=alert(1)> #صباح")
	caption_add("=HYPERLINK(\"http://example.org\",\"x\")")
	caption_add("<!-- ]]> &amp; &lt; \\u003c %s {poster} [x]")
	caption_add("“Curly” and „low“ and «other» marks, CHILD wrote")
	caption_add("Zalgo z̷̢a̸l̵g̶o and a\ttab\nand a second line")
	caption_add("@handle.2 thank you!!!! #love")
	caption_add("My daughter made this. So proud of CHILD")
	for (i = 0; i < 40; i++)
		long = long "A long tale goes on and on. "
	caption_add(long)
	state = 7
	write_facts()
	printf "{\"reels_media\":[{\"items\":["
	for (who = 0; who < accounts; who++)
		for (day = 0; day < days; day++)
			for (n = 0; n <= (who + day) % 5; n++)
				story(who, day, n)
	print "]}]}"
}
