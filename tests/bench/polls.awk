# What capture writes of such stories, for timing: awk -v accounts=300 -f stories.awk -f polls.awk
# Every account posts six stories within 20 hours and is polled every hour for 46, so that each
# story is listed 24 times, every time with another link to its picture and more likes.

# roll() comes round again too soon for what must be different each time.
function draw(sides) {
	chance = chance * 16807 % 2147483647
	return int(chance / 2147483647 * sides)
}
# An id that tells the time. Of its lower 23 bits 13 are used: awk's numbers do not hold more.
function pk(taken, story) {
	return sprintf("%.0f", (taken * 1000 - 1314220021721) * 8388608 + story % 8192 * 1024)
}
function digits(n,    text) {
	while (length(text) < n)
		text = text sprintf("%04x", draw(65536))
	return text
}
function listing(story, likes) {
	return begin[story] "\"media_url\":\"https://scontent-fra3-1.cdninstagram.com/v/t51.2885-15/" \
		story "_n.jpg?stp=dst-jpg_e15&_nc_cat=104&ccb=1-7&_nc_sid=8ae9d6&_nc_ohc=" digits(24) \
		"&_nc_zt=23&_nc_ht=scontent-fra3-1.cdninstagram.com&edm=AB9oSrcEAAAA&oh=00_" \
		digits(40) "&oe=" digits(8) "\"," end[story] ",\"like_count\":" likes "}"
}
# The sha256 is digits that differ from poll to poll: there are no bytes of an answer.
function poll(account, at,    list, story) {
	for (story = account * 6; story < account * 6 + 6; story++)
		if (posted[story] <= at && at < posted[story] + 86400)
			list = list (list != "" ? "," : "") \
				listing(story, story % 1000 + int((at - posted[story]) / 60))
	if (list == "")
		return
	printf "{\"type\":\"raw\",\"source\":\"graph\",\"account_id\":\"%s\",\"handle\":\"star%d\"," \
		"\"fetched_at\":\"%s\",\"request\":\"%s\",\"http_status\":200,\"sha256\":\"%s\"," \
		"\"body\":{\"data\":[%s]}}\n", account_id(account), account,
		strftime("%Y-%m-%dT%H:%M:%SZ", at, 1),
		"/v25.0/" account_id(account) "/stories?fields=" fields "&limit=100", digits(64), list
}
BEGIN {
	fields = "id,ig_id,caption,media_type,media_url,permalink,timestamp,username,owner,like_count"
	chance = 42
	first = 1672549200
	for (story = 0; story < accounts * 6; story++) {
		posted[story] = first + draw(72000)
		id = pk(posted[story], story)
		begin[story] = story_begin(story, id)
		end[story] = story_end(int(story / 6), id, posted[story])
	}
	for (hour = 0; hour < 46; hour++)
		for (account = 0; account < accounts; account++)
			poll(account, first + hour * 3600 + 420 + account % 60)
}
