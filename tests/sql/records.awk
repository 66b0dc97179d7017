# Random records with many sightings of few things, ties and broken claims among them, for law 4.
# seed picks the set. Inputs and content of an article are functions of what it is made from, as
# transform makes them.

function pick(n)
{
	return int(rand() * n)
}

function hex(n)
{
	return sprintf("%064x", n)
}

function hour(n)
{
	return sprintf("2023-04-%02dT%02d:00:00Z", 10 + int(n / 24), n % 24)
}

# A member that was recorded, seen to be none, or not recorded.
function field(name, value, stamp)
{
	if (pick(3) == 0)
		return ""
	stamps = stamps sprintf(",\"%s\":\"%s\"", name, stamp)
	return pick(4) == 0 ? "" : sprintf(",\"%s\":%s", name, value)
}

# Where the server does not give the id that a story is kept under, it is known by its Graph id.
function story(account, id,    stamp, key)
{
	stamp = sprintf("%d %s src %x", 10 * (1 + pick(5)), hour(pick(40)), pick(3))
	stamps = sprintf("\"taken_at\":\"%s\"", stamp)
	key = "g" id (pick(4) ? "" : "b")
	if (pick(5) == 0) {
		printf "{\"type\":\"story\",\"account_id\":\"a%d\",\"story_id\":\"%s\"", account, key
		printf ",\"graph_id\":\"%s\"", key
	} else {
		printf "{\"type\":\"story\",\"account_id\":\"a%d\",\"story_id\":\"s%d\"", account, id
		if (pick(3) == 0)
			printf ",\"graph_id\":\"%s\"", key
	}
	printf "%s", field("handle", "\"h" pick(3) "\"", stamp)
	printf ",\"taken_at\":\"%s\",\"expires_at\":\"%s\"", hour(pick(30)), hour(40 + pick(9))
	printf "%s", field("caption", "\"\303\251t\303\251 " pick(4) "\"", stamp)
	printf "%s", field("width", pick(5), stamp)
	printf "%s", field("places", "[{\"id\":" pick(3) "}]", stamp)
	printf "%s", field("paid_partnership", pick(2) ? "true" : "false", stamp)
	if (pick(2))
		printf ",\"first_seen\":\"%s\",\"last_seen\":\"%s\"", hour(pick(40)), hour(pick(40))
	printf ",\"raw_sha256\":\"%s\"%s", hex(pick(9)), pick(4) ? "" : ",\"sanitised\":true"
	printf ",\"provenance\":{%s}}\n", stamps
}

# Known by the story's id, or by one of its Graph ids.
function observation(account, id,    key)
{
	key = pick(2) ? "s" id : "g" id (pick(4) ? "" : "b")
	printf "{\"type\":\"observation\",\"account_id\":\"a%d\",\"story_id\":\"%s\"", account, key
	printf ",\"metric\":\"reach\",\"observed_at\":\"%s\"", hour(pick(5))
	if (pick(2))
		printf ",\"value\":%d,\"state\":\"ok\"", pick(9)
	else
		printf ",\"state\":\"not_yet\""
	printf ",\"source\":\"graph\",\"is_final\":%s", pick(2) ? "true" : "false"
	printf ",\"raw_sha256\":\"%s\"}\n", hex(pick(9))
}

# Now and then a complete one with what it listed, sometimes with one story that has no id.
function poll(account,    id, n, list)
{
	if (pick(3)) {
		for (id = 0; id < 12; id++)
			if (pick(3) == 0)
				list = list sprintf("%s{\"story_id\":\"s%d\"}", n++ ? "," : "", id)
		if (pick(3) == 0)
			list = list sprintf("%s{\"story_id\":\"g%d\",\"graph_id\":\"g%d\"}",
				n++ ? "," : "", pick(9), pick(12))
		id = pick(50)
		printf "{\"type\":\"poll\",\"account_id\":\"a%d\",\"started_at\":\"%s\"", account, hour(id)
		printf ",\"finished_at\":\"%s\",\"outcome\":\"ok\"", hour(id + pick(2))
		printf ",\"stories\":%d,\"live\":[%s]}\n", n + (pick(4) == 0), list
		return
	}
	printf "{\"type\":\"poll\",\"account_id\":\"a%d\",\"started_at\":\"%s\"", account, hour(pick(5))
	printf ",\"finished_at\":\"%s\",\"outcome\":\"ok\"%s,\"stories\":%d}\n", hour(5 + pick(3)),
		pick(2) ? ",\"http_status\":200" : "", pick(3)
}

function media(account, id,    ok)
{
	ok = pick(3) == 0
	printf "{\"type\":\"media\",\"account_id\":\"a%d\",\"story_id\":\"%s%d\"", account,
		account && pick(3) == 0 ? "g" : "s", id
	printf ",\"kind\":\"%s\"", pick(2) ? "media" : "thumbnail"
	printf ",\"state\":\"%s\"", ok ? "ok" : pick(2) ? "failed" : "expired"
	printf ",\"fetched_at\":\"%s\"", hour(pick(4))
	if (ok)
		printf ",\"sha256\":\"%s\",\"bytes\":%d", hex(pick(4)), pick(3)
	if (pick(2))
		printf ",\"content_type\":\"image/%d\"", pick(2)
	printf "%s}\n", pick(2) ? ",\"http_status\":" 200 + pick(2) : ""
}

# The session begins at one story and runs over a few of the next ones, some of which it knows by their
# Graph id, or by both ids as if they were two; now and then it claims the key of another.
function article(account, day,    first, id, n, list, claim, event, inputs, graph)
{
	first = day * 10 + pick(8)
	n = 1
	list = sprintf("\"s%d\"", first)
	inputs = first % 10 + 1
	for (id = first + 1; id <= first + 3; id++)
		if (pick(3)) {
			n++
			graph = pick(4) == 0
			list = list sprintf(",\"%s%d\"", graph ? "g" : "s", id)
			if (graph && pick(3) == 0) {
				graph = 2
				list = list sprintf(",\"s%d\"", id)
			}
			inputs = inputs * 48 + (id - day * 10) * 3 + graph
		}
	n += pick(3)
	claim = pick(12) ? first : day * 10 + pick(10)
	event = sprintf("00000000-0000-5000-8000-%04d%08d", account, claim)
	inputs = hex((inputs * 16 + n) * 64 + claim)
	printf "{\"type\":\"article\",\"account_id\":\"a%d\",\"article_id\":\"%s\"", account, event
	printf ",\"event_key\":\"%s\",\"uri\":\"urn:uuid:%s\"", event, event
	printf ",\"editorial_day\":\"2023-04-%02d\",\"time_zone\":\"UTC\"", 10 + day
	printf ",\"event_start\":\"%s\",\"event_end\":\"%s\"", hour(day), hour(day + 1)
	printf ",\"input_count\":%d", n
	if (pick(4))
		printf ",\"observed_at\":\"%s\"", hour(pick(6))
	printf ",\"inputs_sha256\":\"%s\",\"story_ids\":[%s]", inputs, list
	printf ",\"generator\":\"g\",\"template_set\":\"t\",\"facts_files\":{}"
	printf ",\"content_sha256\":\"%s\",\"lang\":\"en\",\"kind\":\"brief\"", inputs
	printf ",\"slug\":\"s\",\"section\":\"x\",\"headline\":\"%s\"", substr(inputs, 50)
	printf ",\"body_text\":\"b\",\"blocks\":[],\"sentences\":[],\"facts\":[]"
	printf ",\"quotes\":[],\"figures\":[],\"people\":[],\"places\":[],\"tags\":[],\"review\":{}"
	printf ",\"disclosure\":\"d\"}\n"
}

BEGIN {
	srand(seed)
	for (i = 0; i < 400; i++) {
		story(pick(3), pick(12))
		observation(pick(3), pick(4))
		poll(pick(3))
		media(pick(3), pick(6))
	}
	for (i = 0; i < 120; i++)
		article(pick(2), pick(3))
}
