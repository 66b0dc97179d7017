# An archive of the apps' own API: reels of 100 items of about 5 kB each, MB of them in all.
BEGIN {
	for (i = 0; i < 40; i++)
		path = path "0123456789abcdef"
	printf "{\"reels_media\":["
	while (bytes < mb * 1e6) {
		printf "%s{\"id\":\"184000042\",\"items\":[", reel++ ? "," : ""
		for (i = 0; i < 100; i++)
			bytes += put(i)
		printf "],\"user\":{\"pk\":\"184000042\",\"username\":\"kim\"}}"
	}
	print "],\"status\":\"ok\"}"
}

function put(i, text, w) {
	pk = 3081719062863024274 + ++n * 8388608 * 1024
	text = sprintf("%s{\"pk\":\"%.0f\",\"id\":\"%.0f_184000042\",\"taken_at\":%d,\"media_type\":1,",
		i ? "," : "", pk, pk, 1681589560 + n * 1.024)
	text = text "\"image_versions2\":{\"candidates\":["
	for (w = 1080; w > 300; w -= 180)
		text = text sprintf("%s{\"width\":%d,\"height\":%d,\"url\":\"https://cdn.example/v/%s?n=%d&w=%d\"}",
			w < 1080 ? "," : "", w, w * 2, path, n, w)
	text = text "]},\"caption\":{\"text\":\"Gr\\u00fc\\u00dfe \\ud83d\\udcf8 \\\"" n "\\\"\\nfrom \xc3\xbcberall\"},"
	text = text "\"viewers\":[{\"pk\":1,\"username\":\"fan\"},{\"pk\":2,\"username\":\"other\"}],"
	text = text "\"reel_mentions\":[{\"x\":0.5,\"y\":0.25,\"width\":0.3,\"rotation\":0.0,\"user\":{\"pk\":\"" n "\",\"username\":\"friend" n "\"}}],"
	text = text "\"can_reply\":true,\"original_width\":1080,\"original_height\":1920,\"story_hashtags\":[]}"
	printf "%s", text
	return length(text)
}
