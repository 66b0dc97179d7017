#!/usr/bin/env node
// Makes a newsroom and what it captured, all from a seed: DIR/facts for story-transform, DIR/graph
// and DIR/archive for story-ingest import, and DIR/live.raw, answers of the Graph API between
// which captions were changed or taken away, and polls by which stories were gone.
//
// generate.mjs [--seed N] [--sessions N] DIR

import {createHash} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {CAPTIONS, OCCASIONS, STRAY_HANDLES, TAGS} from './material.mjs';
import {parseDay, wall} from './days.mjs';
import {Random} from './random.mjs';
import {World} from './world.mjs';

const PK_EPOCH_MS = 1314220021721n; // ids carry the time they were made at
const HOUR_MS = 3600000, DAY_MS = 86400000;
const PAGE = 25; // stories of one Graph answer
const GAPS_MS = [1000, 20000, 90000, 600000, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS];

/** A number JSON.stringify would round: written as it is by toJson. */
function big(number) {
	return `#number:${number}`;
}

function toJson(value) {
	return JSON.stringify(value).replace(/"#number:(\d+)"/g, '$1');
}

// What polls said of a story that was read twice: hours after it was posted, whether it was listed,
// and how many were, by their count.
const FATES = {
	gone: [[4, false, 0], [5, false, 0]],
	vague: [[4, false, 1]],
	back: [[4, false, 0], [5, true, 1]],
	ended: [[23.9, false, 0]],
};

class Sessions {
	constructor(world, random) {
		Object.assign(this, {world, random, stories: [], serial: 0});
	}

	/** One session of an account, from a moment on; `shared` is what another account has too. */
	add(account, start, shared = {}) {
		const {random} = this;
		const count = random.pick([1, 1, 2, 3, 4, 5, 8, 8, 13, 40]);
		const session = {
			quiet: random.chance(0.1), // nothing but pictures: a brief
			place: shared.place ?? (random.chance(0.5) ? random.pick(this.world.stickers) : undefined),
			occasion: this.occasion(account, start), shared,
		};
		let at = start;
		for (let i = 0; i < count; i++) {
			this.stories.push(this.story(account, at, session));
			at += random.pick(GAPS_MS);
		}
	}

	/** What a session is about: now and then somebody's birthday, an advertisement, a family. */
	occasion(account, start) {
		const {random, world} = this;
		const close = world.near(account.person).filter((person) => isBirthday(person, start));
		if (close.length !== 0 && random.chance(0.7))
			return {captions: OCCASIONS.birthday, person: random.pick(close)};
		const kind = random.pick([undefined, undefined, undefined, 'promotion', 'family', 'show']);
		return kind && {captions: OCCASIONS[kind], paid: kind === 'promotion', tags: kind === 'show'};
	}

	story(account, at, {quiet, place, occasion, shared}) {
		const {random, world} = this;
		const moves = random.chance(0.1);
		const pk = ((BigInt(at) - PK_EPOCH_MS) << 23n) + BigInt(this.serial++ % 8388608);
		return {
			account, at, sources: random.pick(['graph', 'archive', 'both', 'both']), pk: String(pk),
			graphId: String(17990000000000000n + BigInt(this.serial)),
			video: random.chance(0.5), typeless: random.chance(0.02),
			caption: quiet || random.chance(0.45) ? undefined : this.caption(account, occasion),
			place: quiet || !random.chance(0.7) ? undefined : moves ? random.pick(world.stickers) : place,
			tags: quiet ? [] : [...this.tags(occasion?.tags ? 0.8 : 0.3), ...(shared.tag ? [shared.tag] : [])],
			hashtags: quiet || !random.chance(0.2) ? [] : random.some(TAGS, random.between(1, 3)),
			link: !quiet && random.chance(occasion?.paid ? 0.6 : 0.1),
			paid: !quiet && random.chance(occasion?.paid ? 0.7 : 0.02),
			edited: random.chance(0.08) ? (random.chance(0.5) ? this.caption(account) : undefined) : null,
			fate: random.pick(['', '', ...Object.keys(FATES)]),
		};
	}

	caption(account, occasion) {
		const {random, world} = this;
		const adult = () => occasion?.person ?? random.pick(world.adults);
		const mine = world.children.filter((child) => child.parent === account.person);
		const child = () => random.pick(mine.length !== 0 && random.chance(0.7) ? mine : world.children).person;
		const fill = {
			p: () => adult().full_name, f: () => adult().short_name,
			c: () => random.pick([child().full_name, child().short_name]),
			h: () => random.pick([...world.accounts.map((each) => each.handle), ...STRAY_HANDLES]),
			w: () => random.pick(world.facts.works).title, t: () => random.pick(TAGS), t2: () => random.pick(TAGS),
		};
		const list = occasion && random.chance(0.6) ? occasion.captions : CAPTIONS;
		return random.pick(list).replace(/\{(p|f|c|h|w|t2?)\}/g, (_, key) => fill[key]());
	}

	tags(share) {
		const {random, world} = this;
		if (!random.chance(share))
			return [];
		const strangers = STRAY_HANDLES.map((handle, i) => ({handle, ig_pk: String(77000 + i)}));
		return random.some([...world.accounts, ...strangers], random.between(1, 3));
	}
}

/** Whether a moment is within some days of a person's birthday. */
function isBirthday(person, at) {
	const year = new Date(at).getUTCFullYear();
	const birthday = parseDay(`${year}${person.birth_date.slice(4)}`);
	return birthday !== undefined && Math.abs(birthday * DAY_MS - at) < 4 * DAY_MS;
}

function timestamp(at) {
	return new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');
}

function graphItem(story, caption) {
	const type = story.typeless ? {} : {media_type: story.video ? 'VIDEO' : 'IMAGE'};
	return {
		id: story.graphId, ig_id: story.pk, ...type, media_product_type: 'STORY',
		permalink: `https://www.instagram.com/stories/${story.account.handle}/${story.pk}`,
		timestamp: timestamp(story.at), username: story.account.handle, owner: {id: story.account.account_id},
		...(caption === undefined ? {} : {caption}),
	};
}

function sticker(what) {
	return {x: 0.5, y: 0.5, width: 0.4, height: 0.1, rotation: 0, is_sticker: 1, ...what};
}

function stickersOf(story) {
	const {tags, place, hashtags, link} = story;
	const user = ({ig_pk: pk, handle}) =>
		sticker({user: {pk: big(pk), username: handle, full_name: handle.toUpperCase()}});
	return {
		...(tags.length ? {reel_mentions: tags.map(user)} : {}),
		...(place ? {story_locations: [sticker({location: {pk: place.id, name: place.name,
			...(place.short ? {short_name: place.short} : {})}})]} : {}),
		...(hashtags.length ? {story_hashtags: hashtags.map((name) => sticker({hashtag: {name}}))} : {}),
		...(link ? {story_link_stickers: [sticker({story_link: {url: 'https://shop.example.com/x?a=1&b=2',
			link_title: 'SHOP.EXAMPLE.COM'}})]} : {}),
		...(story.paid ? {is_paid_partnership: true} : {}),
	};
}

function archiveItem(story) {
	const {account: {ig_pk: owner, handle}, at, caption} = story;
	return {
		pk: big(story.pk), id: `${story.pk}_${owner}`, taken_at: Math.floor(at / 1000),
		expiring_at: Math.floor(at / 1000) + 86400, media_type: story.video ? 2 : 1,
		original_width: 1080, original_height: 1920,
		image_versions2: {candidates: [{width: 1080, height: 1920, url: `https://cdn.example.com/${story.pk}.jpg`}]},
		...(story.video ? {video_versions: [{width: 720, height: 1280, type: 101,
			url: `https://cdn.example.com/${story.pk}.mp4`}], video_duration: 12.5} : {}),
		user: {pk: big(owner), username: handle}, caption: caption === undefined ? null : {text: caption},
		...stickersOf(story),
	};
}

function reel(account, stories) {
	return {id: big(account.ig_pk), reel_type: 'user_reel', user: {pk: big(account.ig_pk), username: account.handle},
		items: stories.map(archiveItem)};
}

function instant(at) {
	return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A poll's answer as a raw record; the caption as it was then. */
function rawLine(story, caption, at) {
	const body = {data: [graphItem(story, caption)]};
	const sha256 = createHash('sha256').update(JSON.stringify(body)).digest('hex');
	return `${JSON.stringify({
		type: 'raw', source: 'graph', account_id: story.account.account_id, handle: story.account.handle,
		fetched_at: instant(at),
		request: `/v25.0/${story.account.account_id}/stories`, http_status: 200, sha256, body,
	})}\n`;
}

/** A poll as a record: of its account, whatever else may have been live. */
function pollLine(story, [hours, listed, count]) {
	const start = story.at + hours * HOUR_MS, {account_id: id, handle} = story.account;
	return `${JSON.stringify({
		type: 'poll', account_id: id, handle, started_at: instant(start), finished_at: instant(start + 2000),
		outcome: count ? 'ok' : 'empty', stories: count,
		live: listed ? [{story_id: story.pk, graph_id: story.graphId, taken_at: instant(story.at)}] : [],
	})}\n`;
}

function writeLive(path, stories) {
	const lines = stories.filter((story) => story.edited !== null && story.sources !== 'archive').flatMap((story) => [
		rawLine(story, story.caption, story.at + 600000), rawLine(story, story.edited, story.at + 2 * HOUR_MS),
		...(FATES[story.fate] ?? []).map((poll) => pollLine(story, poll))]);
	const sha256 = createHash('sha256').update(lines.join('')).digest('hex');
	writeFileSync(path, `${lines.join('')}${JSON.stringify({type: 'end', records: lines.length, sha256})}\n`);
}

/** A time of day; often near the local midnight, or near the hour at which the day of news ends. */
function moment(random, zone) {
	if (random.chance(0.6))
		return random.between(0, DAY_MS / 1000 - 1) * 1000;
	const local = random.pick([0, 5]) * HOUR_MS + random.between(-1800, 1800) * 1000;
	return local - wall(zone, DAY_MS * 365 * 53).hour * HOUR_MS; // by the zone's offset in winter
}

/** Writes the files; returns the number of sessions that were begun. */
export function generate(dir, seed, sessions) {
	const random = new Random(seed), world = new World(random), made = new Sessions(world, random);
	for (let i = 0; i < sessions; i++) {
		const account = random.pick(world.accounts);
		const start = world.day(account) * DAY_MS + moment(random, account.tz || 'UTC');
		const other = random.pick(world.accounts);
		const shared = random.chance(0.1) && other !== account ? {place: random.pick(world.stickers), tag: other} : {};
		made.add(account, start, shared);
		if (shared.tag)
			made.add(other, start + HOUR_MS, {place: shared.place, tag: account});
	}
	for (const name of ['facts', 'graph', 'archive'])
		mkdirSync(join(dir, name), {recursive: true});
	world.write(join(dir, 'facts'));
	writeGraph(join(dir, 'graph'), made.stories.filter((story) => story.sources !== 'archive'));
	const reels = world.accounts.map((account) => reel(account, made.stories.filter((story) =>
		story.account === account && story.sources !== 'graph'))).filter((each) => each.items.length);
	writeFileSync(join(dir, 'archive', 'reels_media.json'), toJson({reels_media: reels}));
	writeLive(join(dir, 'live.raw'), made.stories);
	return made.stories;
}

function writeGraph(dir, stories) {
	for (let at = 0, page = 1; at < stories.length; at += PAGE, page++)
		writeFileSync(join(dir, `page${page}.json`), toJson({data: stories.slice(at, at + PAGE)
			.map((story) => graphItem(story, story.caption)), paging: {}}));
}

function main() {
	const {values, positionals: [dir]} = parseArgs({
		allowPositionals: true,
		options: {seed: {type: 'string', default: '1'}, sessions: {type: 'string', default: '100'}},
	});
	const stories = generate(dir, values.seed, Number(values.sessions));
	console.error(`seed ${values.seed}: ${stories.length} stories`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
	main();
