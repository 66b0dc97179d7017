// The record as a whole: identity, session, quotes, figures, and that all its forms say the same.

import {createHash} from 'node:crypto';
import {editorialDay, printDay} from './days.mjs';
import {sameMarks} from './text.mjs';

const NAMESPACE = '7a1f1c1e-3b5a-4d0e-9f43-52c7b8c0e6d1'; // storywire's own, fixed for ever
const SESSION_GAP_MS = 6 * 3600 * 1000;
const SLUG_MAX = 80; // bytes

/** A UUID of version 5: SHA-1 of name space and name. */
export function uuid5(name) {
	const space = Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex');
	const hash = createHash('sha1').update(space).update(name).digest();
	hash[6] = (hash[6] & 0x0f) | 0x50;
	hash[8] = (hash[8] & 0x3f) | 0x80;
	return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
}

function identity(view, say) {
	const {article} = view;
	const key = uuid5(`ig:${article.account_id}:${article.story_ids[0]}`);
	if (article.event_key !== key)
		say(`the event_key is not ${key}`);
	if (article.uri !== `urn:uuid:${article.article_id}`)
		say(`the uri is ${article.uri}`);
	if (article.article_id !== article.event_key)
		say('a new article has another id than its event');
}

const SEAL = /"content_sha256":"([0-9a-f]{64})"/;

/** The hash of what stands after it in the line. */
export function contentHash(line) {
	const found = SEAL.exec(line);
	return createHash('sha256').update(line.slice(found.index + found[0].length)).digest('hex');
}

function sealed(view, say) {
	if (SEAL.exec(view.line)?.[1] !== contentHash(view.line))
		say('content_sha256 is not the hash of the content');
	for (const [name, hash] of Object.entries(view.facts.hashes))
		if (view.article.facts_files[name] !== hash)
			say(`the hash of ${name} is another`);
	const [lang, , hash] = view.article.template_set.split('/');
	if (lang !== view.article.lang || !view.templates.sha256.startsWith(hash))
		say(`the template set ${view.article.template_set} is not the one looked at`);
}

function session(view, say) {
	const {article, stories} = view;
	for (const id of view.missing)
		say(`story ${id} is not among the records`);
	if (new Set(article.story_ids).size !== article.story_ids.length)
		say('a story stands twice');
	if (article.time_zone !== (view.posterRow?.tz || 'UTC'))
		say(`the zone is ${article.time_zone}`);
	stories.forEach((story, i) => {
		const day = printDay(editorialDay(article.time_zone, story.taken_at));
		if (day !== article.editorial_day)
			say(`story ${story.story_id} is of ${day}`);
		const gap = i === 0 ? 0 : Date.parse(story.taken_at) - Date.parse(stories[i - 1].taken_at);
		if (gap < 0 || gap > SESSION_GAP_MS)
			say(`story ${story.story_id} comes ${gap / 1000} s after the one before`);
	});
	if (stories.length !== 0 && (article.event_start !== stories[0].taken_at ||
		article.event_end !== stories.at(-1).taken_at))
		say('event_start or event_end is not of the first or last story');
}

function quotes(view, say) {
	for (const quote of view.article.quotes) {
		const caption = Buffer.from(view.story(quote.story_id)?.caption ?? '');
		const at = caption.indexOf(quote.verbatim);
		if (at === -1)
			say(`'${quote.verbatim}' is not in the caption of ${quote.story_id}`);
		if (quote.start !== undefined &&
			caption.subarray(quote.start, quote.end).toString() !== quote.verbatim)
			say(`bytes ${quote.start} to ${quote.end} of the caption are not '${quote.verbatim}'`);
		if (quote.speaker !== view.poster?.person_id)
			say(`'${quote.verbatim}' is put into the mouth of ${quote.speaker}`);
	}
}

function figures(view, say) {
	const {figures: list, story_ids: ids} = view.article;
	if (list.map((figure) => figure.story_id).join() !== ids.join())
		say('not every story has its figure, in their order');
	const names = [view.posterRow?.credit_name, view.poster?.full_name,
		...view.stories.map((story) => `@${story.handle}`), view.article.account_id].filter(Boolean);
	for (const figure of list) {
		if (figure.alt === figure.caption || figure.alt.includes(figure.caption))
			say(`figure ${figure.position}: alt says the same as the caption`);
		if (!names.some((name) => figure.credit_line.includes(name)) ||
			!figure.credit_line.includes('Instagram'))
			say(`figure ${figure.position}: the credit is ${figure.credit_line}`);
		figureOfStory(view, figure, say);
	}
}

function figureOfStory(view, figure, say) {
	const story = view.story(figure.story_id) ?? {};
	for (const name of ['taken_at', 'expires_at', 'width', 'height', 'duration_ms', 'permalink'])
		if (figure[name] !== story[name])
			say(`figure ${figure.position}: ${name} is not the story's`);
	if (figure.media_type !== (story.media_type ?? 'UNKNOWN'))
		say(`figure ${figure.position}: the media type is not the story's`);
	if (figure.creator !== undefined && figure.creator !== view.poster?.person_id)
		say(`figure ${figure.position}: made by ${figure.creator}`);
}

function body(view, say) {
	const {article} = view;
	if (article.body_text !== article.blocks.map((block) => block.text).join('\n\n'))
		say('body_text is not the blocks, an empty line between them');
	if ('body_html' in article)
		say('HTML is made of the blocks where it is shown, and no part of the record');
	article.blocks.forEach((block, i) => {
		const said = article.sentences.filter((sentence) => sentence.block === i)
			.map((sentence) => sentence.text).join(' ');
		const isNote = block.kind === 'note' && i === article.blocks.length - 1;
		if (block.position !== i || (block.text !== said && !(isNote && block.text === article.disclosure)))
			say(`block ${i} is not its sentences`);
	});
}

function slug(view, say) {
	const {slug: text, event_key: key} = view.article;
	if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) || text.length > SLUG_MAX)
		say(`the slug is ${text}`);
	if (!text.endsWith(`-${key.slice(0, 6)}`))
		say(`the slug does not end with the key: ${text}`);
}

function tags(view, say) {
	const {tags: list, people, places, works = []} = view.article;
	const known = new Set([...people.map((each) => each.name_shown), ...places.map((each) => each.name),
		...places.map((each) => each.city), ...works.map((each) => each.title),
		...people.map((each) => view.facts.person.get(each.person_id)?.full_name),
		...view.stories.flatMap((story) => story.hashtags ?? [])]);
	for (const tag of list)
		if (!known.has(tag) && !known.has(tag.replace(/^#/, '')))
			say(`the tag '${tag}' is of nothing in the article`);
	if (new Set(list).size !== list.length)
		say('a tag stands twice');
}

function things(view, say) {
	const stickers = view.stories.flatMap((story) => story.places ?? []);
	for (const place of view.article.places) {
		const sticker = stickers.find((each) => each.place_id === place.place_id);
		const kept = view.facts.place.get(place.place_id) ?? {};
		const names = [sticker?.name, sticker?.short_name, kept.name, kept.city].filter(Boolean);
		if (!sticker || !names.includes(place.name))
			say(`the place ${place.place_id} '${place.name}' is on no story`);
		for (const name of ['city', 'country'])
			if (place[name] !== undefined && place[name] !== kept[name])
				say(`the place ${place.place_id} has another ${name}`);
	}
	for (const work of view.article.works ?? []) {
		const known = view.facts.works.some((row) => row.title === work.title &&
			row.person_id === work.person_id && row.kind === work.kind);
		if (!known)
			say(`the work '${work.title}' is not in works.csv`);
		if (!view.texts.some((text) => text.sentence && sameMarks(text.text).includes(sameMarks(work.title))))
			say(`the work '${work.title}' is listed, and no text names it`);
	}
}

function bearers(view, crossing) {
	const has = {
		place: (story) => (story.places ?? []).some((place) => place.place_id === crossing.key),
		hashtag: (story) => (story.hashtags ?? []).includes(crossing.key),
		tag: (story) => (story.mentions ?? []).some((mention) => {
			const row = view.facts.owner(mention, view.day);
			return [row?.account_id, mention.ig_pk, `handle:${mention.handle.toLowerCase()}`]
				.includes(crossing.key);
		}),
	};
	return view.stories.filter((story) => has[crossing.kind]?.(story));
}

function crossings(view, say) {
	for (const crossing of view.article.crossings ?? []) {
		const stories = bearers(view, crossing);
		if (stories.length === 0 || crossing.from !== stories[0].taken_at ||
			crossing.to !== stories.at(-1).taken_at)
			say(`the crossing ${crossing.kind} ${crossing.key} is not borne by the stories`);
	}
	for (const related of view.article.related ?? [])
		if (!(view.archive ?? []).some((old) => old.article_id === related.article_id &&
			old.headline === related.headline && old.uri === related.uri))
			say(`the related article ${related.uri} is not in the archive`);
}

function inputs(view, say) {
	if (view.raw === undefined)
		return;
	const {account_id: account} = view.article;
	const numbers = new Set([account, ...view.stories.map((story) => story.ig_pk).filter(Boolean)]);
	const sources = view.raw.sourcesOf(view.stories, [...numbers]);
	if (view.article.input_count !== sources)
		say(`input_count is ${view.article.input_count}, there were ${sources}`);
}

export const recordRules = {
	identity, sealed, session, quotes, figures, body, slug, tags, things,
	crossings, inputs,
};
