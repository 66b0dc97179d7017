# Stories of ten accounts on some days, shaped like the Graph API's, whose captions would break a
# page that does not escape, measure or cut with care: jq -nc --argjson days 10 -f hostile.jq
def captions: [
	"<script>alert('caption')</script> & \"quotes\" 'too' </script><!-- ",
	"</p></article></main><h1>Not a heading</h1><img src=x onerror=alert(1)>",
	"]]>&lt;b&gt;&amp;amp; &#x3c;i&#x3e; \\u003cscript\\u003e {{7*7}} ${7*7} %s%n",
	"javascript:alert(1) data:text/html,<script>alert(2)</script> http://evil.example/x.png",
	"\u202eright to left override\u202c and \u2066isolates\u2069 \u200f\u200e",
	"مرحبا بالعالم، هذا نص طويل من اليمين إلى اليسار مع English inside و ١٢٣",
	"שלום עולם! 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇺🇳 👍🏽",
	([range(0;400) | "a"] | join("")),
	([range(0;60) | "wide ¶ word"] | join(" ")),
	"line one\nline two\n\n\n  line three with trailing blanks   \n",
	"Z̸̢̛a̵l̷g̶o̴ t̸e̵x̶t̷ 日本語のキャプション、とても長い文字列です。",
	"@star1 and @star2 with #tag #日本 #<b> at “somewhere”, ‘nested “quotes”’",
	"--> <style>*{display:none}</style> <base href=//evil.example/> <meta http-equiv=refresh content=0>",
	"\u2028line separator\u2029 paragraph separator </script",
	"" ];
range(0; 10) as $account | range(0; $days) as $day | range(0; 1 + ($account + $day) % 5) as $n
| ($account * 10 * $days + $day * 10 + $n) as $i
| captions[$i % (captions | length)] as $caption
| {
	id: "179\(100000 + $i)", ig_id: "30000000000\(1000000 + $i)",
	media_type: (["IMAGE", "VIDEO", "CAROUSEL_ALBUM"][$i % 3]),
	timestamp: ((1681570000 + $day * 86400 + $n * 1800) | todate),
	username: "star\($account)", owner: { id: "1784140000000\(1000 + $account)" },
	permalink: (if $i % 4 == 0 then "javascript:alert(3)"
		else "https://www.instagram.com/stories/star\($account)/\($i)?a=1&b=\"<x>\"" end)
} + (if $caption == "" then {} else { caption: $caption } end)
