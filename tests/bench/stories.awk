# Stories shaped like the Graph API's, for timing: awk -v n=100000 -f stories.awk
# 200 accounts, about six stories a session, most with a caption; the same for the same n.
function roll(sides) {
	seed = (seed * 1103515245 + 12345) % 2147483648
	return int(seed / 65536) % sides
}
# Three of ten stories have none.
function make_caption(    caption, left) {
	if (roll(10) >= 7)
		return ""
	for (left = 3 + roll(25); left > 0; left--)
		caption = caption word[1 + roll(words)] " "
	caption = caption sign[1 + roll(emoji)]
	return roll(5) == 0 ? caption " #tour @star" roll(200) : caption
}
# The first members of the story with that number and id, and the last ones.
function story_begin(number, id,    caption, type) {
	caption = make_caption()
	type = roll(2) ? "VIDEO" : "IMAGE"
	return sprintf("{\"id\":\"179%014d\",\"ig_id\":\"%s\",\"media_type\":\"%s\",", number, id, type) \
		(caption != "" ? "\"caption\":\"" caption "\"," : "")
}
function story_end(account, id, taken) {
	return sprintf("\"permalink\":\"https://www.instagram.com/stories/star%d/%s\"," \
		"\"timestamp\":\"%s+0000\",\"username\":\"star%d\",\"owner\":{\"id\":\"%s\"}",
		account, id, strftime("%Y-%m-%dT%H:%M:%S", taken, 1), account, account_id(account))
}
function account_id(account) {
	return sprintf("17841400%09d", account)
}
BEGIN {
	words = split("today we are so happy to share this moment with you all from the stage " \
		"tonight thank you love music friends family coffee morning light summer tour", word, " ")
	emoji = split("💖 🎉 ✨ 🔥 ☕", sign, " ")
	seed = 42
	for (i = 0; i < n; i++) {
		account = int(i / 6) % 200
		taken = 1672570800 + int(i / 1200) * 86400 + ((i % 6) * 20 + roll(20)) * 60
		id = sprintf("30%017d", i)
		printf "%s\"media_url\":\"https://scontent.cdninstagram.com/v/%d_n.jpg?oh=%d\",%s}\n",
			story_begin(i, id), i, roll(9999), story_end(account, id, taken)
	}
}
