// What a user would write instead with Node: the field mapping of map.jq, of every story in the raw
// records on stdin.
'use strict'

const words = (text, pattern) => [...text.matchAll(pattern)].map((found) => found[1])

function article(story) {
	const caption = story.caption ?? ''
	const metrics = { likes: story.like_count }
	for (const one of story.insights?.data ?? [])
		metrics[one.name] = one.values[0].value
	const media = { type: story.media_type, url: story.media_url }
	if (story.thumbnail_url)
		media.thumbnail_url = story.thumbnail_url
	return {
		article_id: story.id,
		account: story.username,
		published_at: story.timestamp.replace(/\+0000$/, 'Z'),
		headline: caption.split('\n')[0].slice(0, 80),
		body: caption,
		hashtags: words(caption, /#([^\s#@]+)/g),
		mentions: words(caption, /@([A-Za-z0-9_.]+)/g),
		media,
		source: {
			platform: 'instagram', story_id: story.id, permalink: story.permalink,
			owner_id: story.owner.id,
		},
		metrics,
	}
}

let rest = ''
let out = []

function take(line) {
	for (const story of JSON.parse(line).body.data)
		out.push(JSON.stringify(article(story)))
	if (out.length >= 1000) {
		process.stdout.write(out.join('\n') + '\n')
		out = []
	}
}

process.stdin.setEncoding('utf8')
process.stdin.on('data', (chunk) => {
	const lines = (rest + chunk).split('\n')
	rest = lines.pop()
	lines.forEach(take)
})
process.stdin.on('end', () => process.stdout.write(out.map((line) => line + '\n').join('')))
