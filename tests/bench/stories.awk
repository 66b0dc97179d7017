# Stories shaped like the Graph API's, for timing: awk -v n=100000 -f stories.awk
# 200 accounts, about six stories a session, most with a caption; the same for the same n.
function roll(sides) {
	seed = (seed * 1103515245 + 12345) % 2147483648
	return int(seed / 65536) % sides
}
BEGIN {
	words = split("today we are so happy to share this moment with you all from the stage " \
		"tonight thank you love music friends family coffee morning light summer tour", word, " ")
	emoji = split("💖 🎉 ✨ 🔥 ☕", sign, " ")
	seed = 42
	for (i = 0; i < n; i++) {
		account = int(i / 6) % 200
		day = int(i / 1200)
		minute = (i % 6) * 20 + roll(20)
		taken = 1672570800 + day * 86400 + minute * 60
		caption = ""
		if (roll(10) < 7) {
			length_wanted = 3 + roll(25)
			for (w = 0; w < length_wanted; w++)
				caption = caption word[1 + roll(words)] " "
			caption = caption sign[1 + roll(emoji)]
			if (roll(5) == 0)
				caption = caption " #tour @star" roll(200)
		}
		printf "{\"id\":\"179%014d\",\"ig_id\":\"30%017d\",", i, i
		printf "\"media_type\":\"%s\",", roll(2) ? "VIDEO" : "IMAGE"
		if (caption != "")
			printf "\"caption\":\"%s\",", caption
		printf "\"media_url\":\"https://scontent.cdninstagram.com/v/%d_n.jpg?oh=%d\",", i, roll(9999)
		printf "\"permalink\":\"https://www.instagram.com/stories/star%d/30%017d\",", account, i
		printf "\"timestamp\":\"%s+0000\",", strftime("%Y-%m-%dT%H:%M:%S", taken, 1)
		printf "\"username\":\"star%d\",\"owner\":{\"id\":\"17841400%09d\"}}\n", account, account
	}
}
