// What the editor is told of stories that were changed, or gone before their time: as polls and
// readings in the raw records show it.

const LIVE_MAX_MS = 48 * 3600 * 1000;
const CLOCK_MARGIN_MS = 600 * 1000;

/** Complete polls and readings of captions, as raw records tell them. */
export class History {
	constructor() {
		this.polls = new Map(); // by account
		this.captions = new Map(); // by account and story: those that the Graph API told
	}

	take(record) {
		if (record.type === 'poll' && Array.isArray(record.live))
			this.add(this.polls, record.account_id, {
				start: Date.parse(record.started_at), end: Date.parse(record.finished_at),
				whole: record.stories === record.live.length, live: record.live,
			});
		if (record.type === 'raw' && record.source === 'graph' && record.fetched_at)
			for (const item of record.body?.data ?? [])
				if (item.caption)
					this.add(this.captions, `${record.account_id} ${item.ig_id ?? item.id}`, item.caption);
	}

	add(map, key, value) {
		map.set(key, [...(map.get(key) ?? []), value]);
	}

	/** Whether a complete poll missed the story while it should have been live, and no later one had it. */
	vanished(story) {
		const seen = Date.parse(story.last_seen), end = Date.parse(story.expires_at);
		const after = (this.polls.get(story.account_id) ?? []).filter(({start}) => start > seen && start < end);
		const isIn = ({live}) => live.some((each) => each.story_id === story.story_id ||
			(story.graph_id && each.graph_id === story.graph_id));
		const listed = Math.max(seen, ...after.filter(isIn).map(({start}) => start));
		return after.some((poll) => poll.start > listed && poll.start > end - LIVE_MAX_MS && poll.whole &&
			poll.end < end - CLOCK_MARGIN_MS);
	}

	edited(story) {
		return new Set(this.captions.get(`${story.account_id} ${story.story_id}`) ?? []).size > 1;
	}
}

function told(view, reason) {
	return view.article.review.filter((note) => note.reason === reason).map((note) => note.story_id).sort().join(' ');
}

function history(view, say) {
	if (!view.raw)
		return;
	const ids = (holds) => view.stories.filter((story) => holds(story)).map((story) => story.story_id).sort().join(' ');
	const gone = ids((story) => view.raw.history.vanished(story)), edited = ids((story) => view.raw.history.edited(story));
	if (told(view, 'vanished_early') !== gone)
		say(`polls say that these vanished: '${gone}'; the notes: '${told(view, 'vanished_early')}'`);
	if (told(view, 'caption_edited') !== edited)
		say(`these captions were changed: '${edited}'; the notes: '${told(view, 'caption_edited')}'`);
}

export const historyRules = {history};
