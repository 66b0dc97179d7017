// What kind of article it is: nothing to say, an angle that holds, subjects, advertising labelled.

import {words} from './text.mjs';

/** What must be so for an angle; birthday and family are of people who are listed. */
const ANGLES = {
	birthday: (view) => view.people.some((person) => person && view.birthdays(person).length !== 0),
	family: (view) => view.people.some((person) => person && view.poster &&
		view.relationsTo(view.poster.person_id, person.person_id).length !== 0),
	event: (view) => view.stories.some((story) => story.places) && view.stories.some((story) => story.mentions),
	travel: (view) => view.stories.some((story) => story.places),
	promotion: (view) => view.stories.some((story) => story.paid_partnership || view.leadsElsewhere(story)),
	reshare: (view) => view.stories.length !== 0,
	plain: () => true,
};

function angle(view, say) {
	const {angle: name} = view.article;
	if (name !== undefined && !ANGLES[name]?.(view))
		say(`the angle is ${name}, and nothing is there of it`);
}

function kinds(view, say) {
	const {kind, disclosure, blocks} = view.article;
	if (!['story', 'brief'].includes(kind))
		say(`the kind is ${kind}`);
	if (kind !== 'brief' && view.stories.every((story) => !story.caption && !story.places && !story.mentions))
		say('there is nothing to say, and it is no brief');
	if (words(disclosure).length === 0)
		say('nothing is disclosed');
	if (blocks.at(-1).kind === 'note' && blocks.at(-1).text !== disclosure)
		say('the note at the end is not the disclosure');
}

/** Advertising is said to be that: in the text, and to the editor. */
function advertising(view, say) {
	if (!view.stories.some((story) => story.paid_partnership))
		return;
	if (!view.article.review.some((note) => note.reason === 'paid_partnership'))
		say('no note tells the editor of advertising');
	if (!view.article.facts.some((fact) => fact.kind === 'paid_partnership'))
		say('no text tells of advertising');
}

// IPTC media topics that such an article may bear.
const TOPICS = {
	20000505: 'celebrity', '08000000': 'human interest', '01000000': 'arts, culture, entertainment and media',
	20000002: 'arts and entertainment', 20000018: 'music', 20000020: 'musical performance',
	20001182: 'social media', 20001238: 'birthday', 20001236: 'wedding', 20001143: 'party',
	20000563: 'travel and tourism', 20000011: 'fashion', 20000051: 'television', 20000780: 'family',
	20000787: 'parenting',
};

function subjects(view, say) {
	const list = view.article.subjects ?? [];
	for (const {code, name} of list)
		if (TOPICS[code] === undefined || !name || (view.article.lang === 'en' && TOPICS[code] !== name))
			say(`the subject ${code} '${name}' is not known`);
	if (new Set(list.map((each) => each.code)).size !== list.length)
		say('a subject stands twice');
}

function notes(view, say) {
	for (const note of view.article.review)
		if (!note.reason || (note.story_id !== undefined && !view.article.story_ids.includes(note.story_id)))
			say(`a note of no story: ${note.reason}`);
}

export const kindRules = {kinds, angle, advertising, subjects, notes};
