// Every way an article could be wrong that the checker must see: each changes a good article and
// names the rules of which one must speak up. A change returns false where an article has nothing
// of the kind.

import {addSentence, factOf, replaceValue, sentencesOf, shown} from './edit.mjs';
import {parseDay, printDay} from './days.mjs';
import {isProtected} from './facts.mjs';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function otherDay(value) {
	const day = WEEKDAYS.find((name) => value.includes(name));
	return day && value.replaceAll(day, WEEKDAYS[(WEEKDAYS.indexOf(day) + 3) % 7]);
}

function more(value) {
	const digits = /\d+/.exec(value);
	if (digits)
		return value.replace(digits[0], String(Number(digits[0]) + 1));
	const word = NUMBERS.find((name) => new RegExp(`\\b${name}\\b`).test(value));
	return word && NUMBERS[NUMBERS.indexOf(word) + 1] &&
		value.replace(new RegExp(`\\b${word}\\b`), NUMBERS[NUMBERS.indexOf(word) + 1]);
}

function otherDate(value) {
	return value.replace(/(?<!\d)\d{1,2}(?!\d)/, (day) => String(Number(day) % 28 + 1));
}

function otherLetter(value) {
	return /\p{L}/u.test(value) ? value.replace(/\p{L}(?=\P{L}*$)/u, (letter) => (letter === 'q' ? 'z' : 'q'))
		: undefined;
}

function inSentence(article, edit) {
	const sentence = sentencesOf(article)[0];
	const text = edit(sentence.text);
	const changed = text !== sentence.text;
	sentence.text = text;
	return changed;
}

function minorsName(article, {facts}) {
	return facts.people.find((person) => isProtected(person, parseDay(article.editorial_day)))?.full_name;
}

function absentPerson(article, {facts}) {
	const there = new Set(article.people.map((shown_) => shown_.person_id));
	return facts.people.find((person) => !there.has(person.person_id) &&
		!isProtected(person, parseDay(article.editorial_day)));
}

function quoteMutation(article, edit) {
	const [quote] = article.quotes;
	const value = quote && edit(quote.verbatim);
	if (!value)
		return undefined;
	const sentence = article.sentences.find((each) => each.text.includes(quote.verbatim));
	if (!sentence)
		return undefined;
	return {quote, sentence, value, fact: article.facts.find((fact) => fact.value === quote.verbatim)};
}

function dropNote(article, reason) {
	const at = article.review.findIndex((note) => note.reason === reason);
	return at !== -1 && article.review.splice(at, 1).length === 1;
}

const names = {
	'an invented name': [['words'], (a) => replaceValue(a, 'person', 'Brunhilde Nobody')],
	'an invented name with an invented fact': [['truth'], (a) => replaceValue(a, 'person', 'Brunhilde Nobody', true)],
	'somebody of the facts who was not there': [['truth', 'presence'], (a, c) => {
		const person = absentPerson(a, c);
		return person !== undefined && replaceValue(a, 'person', person.full_name, true);
	}],
	'a half of two names': [['words'], (a) => replaceValue(a, 'person', (name) => name.includes(' ')
		? `${name.split(' ')[0]} Voss` : undefined)],
	'somebody who is not listed': [['truth', 'presence', 'people-evidence'], (a) => a.people.shift() !== undefined],
	'somebody listed without evidence': [['people-evidence'], (a) => {
		const other = a.people.find((person) => person.role !== 'poster');
		return other !== undefined && (other.evidence = [], true);
	}],
	'evidence that is not there': [['people-evidence'], (a) => {
		const other = a.people.find((person) => person.role !== 'poster' && !person.evidence.includes('tag'));
		return other !== undefined && other.evidence.push('tag') > 0;
	}],
	'somebody under another name': [['people-evidence'], (a) => a.people.length !== 0 &&
		(a.people[0].name_shown = 'Nobody', true)],
	'a relation that is none': [['relations'], (a) => a.people.length > 1 && (a.people[1].relation = 'uncle', true)],
	'a confidence beyond its scale': [['people-evidence'], (a) => a.people.length !== 0 &&
		(a.people[0].confidence = 101, true)],
	'somebody twice in the list': [['people-evidence'], (a) => a.people.length !== 0 && a.people.push(a.people[0]) > 0],
};

const minors = {
	'a minor in a tag': [['minors'], (a, c) => minorsName(a, c) !== undefined && a.tags.push(minorsName(a, c)) > 0],
	'a minor in the text for the blind': [['minors'], (a, c) => minorsName(a, c) !== undefined &&
		(a.figures[0].alt += ` with ${minorsName(a, c)}`, true)],
	'a minor run together in a note': [['minors'], (a, c) => minorsName(a, c) !== undefined &&
		a.review.push({reason: 'unknown_tag', detail: `@the_real_${minorsName(a, c).replace(/\P{L}/gu, '').toLowerCase()}`,
			story_id: a.story_ids[0]}) > 0],
	'a minor in the list of people': [['minors'], (a, c) => {
		const minor = c.facts.people.find((person) => isProtected(person, parseDay(a.editorial_day)));
		return minor !== undefined && a.people.push({person_id: minor.person_id, role: 'mentioned',
			name_shown: minor.full_name, evidence: ['full name']}) > 0;
	}],
};

const histories = {
	'a story that vanished, which nobody is told of': [['history'], (a) => dropNote(a, 'vanished_early')],
	'a story that never vanished': [['history'], (a) => !a.review.some((note) => note.reason === 'vanished_early') &&
		a.review.push({reason: 'vanished_early', detail: 'gone', story_id: a.story_ids[0]}) > 0],
	'a caption that was changed, which nobody is told of': [['history'], (a) => dropNote(a, 'caption_edited')],
};

const ages = {
	'another age in the text': [['words'], (a) => replaceValue(a, 'age', more)],
	'another age in text and fact': [['truth', 'whose-age'], (a) => replaceValue(a, 'age', more, true)],
	'the age of another person': [['whose-age'], (a) => {
		const all = a.facts.filter((fact) => fact.kind === 'age' && /^\d+$/.test(fact.value));
		const [first, second] = all.filter((fact, i) => all.findIndex((each) => each.value === fact.value) === i);
		return second !== undefined && replaceValue(a, 'age', second.value, true);
	}],
	'another age in the list': [['ages'], (a) => {
		const person = a.people.find((each) => each.age_shown !== undefined);
		return person !== undefined && (person.age_shown++, true);
	}],
	'an age as of another year': [['ages'], (a) => {
		const person = a.people.find((each) => each.age_shown !== undefined);
		return person !== undefined && (person.age_as_of = '1999-12-31', true);
	}],
};

const days = {
	'another weekday in the text': [['words'], (a) => replaceValue(a, 'weekday', otherDay)],
	'another weekday in text and fact': [['truth', 'days'], (a) => replaceValue(a, 'weekday', otherDay, true)],
	'another date in the text': [['words', 'days'], (a) => replaceValue(a, 'date', otherDate)],
	'another date in text and fact': [['truth', 'days'], (a) => replaceValue(a, 'date', otherDate, true)],
	'a weekday that is not the date\'s': [['truth', 'days'], (a) => replaceValue(a, 'date', otherDay, true)],
	'another year under a figure': [['days', 'words', 'truth'], (a) => {
		const before = a.figures[0].alt;
		a.figures[0].alt = before.replace(/20\d\d/, (year) => String(Number(year) - 1));
		return a.figures[0].alt !== before;
	}],
	'another weekday under a figure': [['one-calendar'], (a) => {
		const before = a.figures[0].caption, lede = a.sentences.find((each) => each.template_id === 'lede');
		a.figures[0].caption = otherDay(before) ?? before;
		return a.figures[0].caption !== before && WEEKDAYS.filter((day) => lede.text.includes(day)).length === 1;
	}],
	'another editorial day': [['session'], (a) => (a.editorial_day = printDay(parseDay(a.editorial_day) + 1), true)],
	'another zone': [['session'], (a) => (a.time_zone = 'Antarctica/Troll', true)],
};

const counts = {
	'a number more in the text': [['words'], (a) => replaceValue(a, 'media_count', more)],
	'a number more in text and fact': [['truth'], (a) => replaceValue(a, 'media_count', more, true)],
	'a photo for a video': [['truth'], (a) => replaceValue(a, 'media_type', (v) => (/photo/.test(v)
		? v.replace('photo', 'video') : v.replace('video', 'photo')), true)],
};

const places = {
	'another place in the text': [['words'], (a) => replaceValue(a, 'place', 'Atlantis')],
	'another place in text and fact': [['truth'], (a) => replaceValue(a, 'place', 'Atlantis', true)],
	'a place that no story bears': [['things'], (a) => a.places.push({place_id: '1', name: 'Atlantis'}) > 0],
	'a work that nobody made': [['things'], (a) => (a.works ??= []).push({person_id: 'x', title: 'Y', kind: 'song'}) > 0],
	'another relation': [['truth'], (a) => replaceValue(a, 'relation', (v) => v.replace(/\p{L}+$/u, 'uncle'), true)],
	'an epithet that is in no file': [['truth'], (a) => replaceValue(a, 'epithet', 'the “Hello” singer', true)],
	'an epithet twice': [['epithets'], (a) => {
		const found = shown(a, 'epithet');
		return found !== undefined && addSentence(a, found.sentence.text, found.sentence.fact_ids,
			found.sentence.template_id);
	}],
	'the epithet of another person': [['whose-epithet'], (a, c) => {
		const found = shown(a, 'epithet');
		const owner = found && c.facts.works.find((row) => row.epithet === found.fact.value).person_id;
		const other = c.facts.works.find((row) => row.epithet && row.person_id !== owner);
		const apposed = found && found.sentence.text.includes(`, ${found.fact.value}`);
		return Boolean(apposed && other) && replaceValue(a, 'epithet', other.epithet, true);
	}],
	'the relation of another person': [['whose-relation'], (a, c) => {
		const seen = new Set(a.facts.filter((fact) => fact.kind === 'relation').map((fact) => fact.value));
		const other = ['mother', 'father', 'wife', 'husband', 'sister', 'brother'].find((word) => !seen.has(word));
		return replaceValue(a, 'relation', (v) => v.replace(/\p{L}+$/u, other), true);
	}],
	'a figure that tells of another story': [['whose-figure'], (a) => {
		const fact = a.facts.find((each) => each.kind === 'media_type' && each.story_id !== a.figures[0].story_id);
		return fact !== undefined && a.figures[0].fact_ids.push(fact.fact_id) > 0;
	}],
	'somebody tagged once more': [['whose-tags', 'truth', 'words'], (a) => replaceValue(a, 'tag_count', more, true)],
	'another pronoun': [['pronouns'], (a) => a.sentences.some((sentence) => {
		const text = sentence.text.replace(/ her (?=\p{L})/u, ' his ').replace(/^She /, 'He ');
		const changed = text !== sentence.text && !sentence.text.includes('“');
		return changed && (sentence.text = text, true);
	})],
	'another pronoun in the fact as well': [['truth', 'pronouns'], (a) => {
		const fact = factOf(a, 'pronouns');
		return fact !== undefined && (fact.value = 'xe/xem', true);
	}],
	'a pronoun nobody set': [['pronouns'], (a) => !factOf(a, 'pronouns') && inSentence(a, (text) => `She ${text}`)],
};

const quotes = {
	'a letter of a quote in the text': [['quotes-stand', 'quoted-span'], (a) => {
		const found = quoteMutation(a, otherLetter);
		return found !== undefined && (found.sentence.text = found.sentence.text.replace(found.quote.verbatim,
			() => found.value), true);
	}],
	'a letter of a quote everywhere': [['quotes', 'truth'], (a) => {
		const found = quoteMutation(a, otherLetter);
		if (!found?.fact)
			return false;
		found.sentence.text = found.sentence.text.replace(found.quote.verbatim, () => found.value);
		found.quote.verbatim = found.fact.value = found.value;
		return true;
	}],
	'a quote of somebody else': [['quotes'], (a) => a.quotes.length !== 0 && (a.quotes[0].speaker = 'nobody', true)],
	'a quote at another place': [['quotes'], (a) => a.quotes.length !== 0 &&
		(a.quotes[0].start = 1, a.quotes[0].end = 3, true)],
	'a quote that no text has': [['quotes-stand', 'quotes'], (a) => a.quotes.length !== 0 &&
		a.quotes.push({...a.quotes[0], verbatim: 'zzzz'}) > 0],
	'words in marks that nobody wrote': [['quoted-span'], (a) => inSentence(a, (text) => `${text} “So be it.”`)],
	'a straight mark': [['marks', 'shape'], (a) => inSentence(a, (text) => text.replace(/\.$/, ' "on stage".'))],
};

const taste = {
	'a quote of nothing but marks': [['quote-worth'], (a) => a.quotes.length !== 0 && (a.quotes[0].verbatim = '!!!', true)],
	'a quote of nothing but a handle': [['quote-worth'], (a) => a.quotes.length !== 0 &&
		(a.quotes[0].verbatim = '@some.body', true)],
	'a quote of nothing but handles': [['quote-worth'], (a) => a.quotes.length !== 0 &&
		(a.quotes[0].verbatim = '@some.body, @x and @another', true)],
	'a quote twice': [['quote-once'], (a) => a.quotes.length !== 0 && a.quotes.push(a.quotes[0]) > 0],
	'another language of a quote': [['whose-language', 'truth'], (a) => replaceValue(a, 'language', 'Klingon', true)],
	'a language told twice': [['language-once'], (a) => {
		const {fact_id: id} = factOf(a, 'language') ?? {};
		const sentence = a.sentences.find((each) => each.fact_ids.includes(id));
		return sentence !== undefined && addSentence(a, sentence.text, sentence.fact_ids, sentence.template_id);
	}],
	'a text of two lines': [['quote-form'], (a) => inSentence(a, (text) => text.replace(' ', '\n'))],
	'a list with and twice': [['lists'], (a) => replaceValue(a, 'person', (name) => `${name} and ${name} and ${name}`)],
	'a sentence that begins with figures': [['figures-first'], (a) => inSentence(a, (text) => `12 ${text}`)],
	'a relation that may be of another': [['bare-relation'], (a) => {
		const found = shown(a, 'relation'), person = a.facts.find((fact) => fact.kind === 'person');
		if (!found || !person || !/^\p{L}+$/u.test(found.fact.value))
			return false;
		found.sentence.text += ` ${person.value}, ${found.fact.value} ${person.value}.`;
		found.sentence.fact_ids.push(person.fact_id);
		return true;
	}],
	'a quote told as earlier that was not': [['order'], (a) => {
		const sentence = a.sentences.findLast((each) => each.text.includes('“') && each.template_id.startsWith('quote.'));
		const moved = sentence !== undefined && a.quotes.length > 1;
		return moved && (sentence.template_id = 'earlier.closed', true);
	}],
};

const texts = {
	'a sentence without facts': [['evidence'], (a) => (sentencesOf(a)[0].fact_ids = [], true)],
	'a sentence that lacks a fact': [['words'], (a) => {
		const [sentence] = sentencesOf(a), {fact_ids: ids} = sentence;
		const gone = a.facts.find((fact) => ids.includes(fact.fact_id) && sentence.text.includes(fact.value) &&
			/\p{Lu}|\d/u.test(fact.value));
		sentence.fact_ids = ids.filter((id) => !a.facts.some((fact) => fact.fact_id === id &&
			(fact.value.includes(gone.value) || gone.value.includes(fact.value))));
		return sentence.fact_ids.length !== 0;
	}],
	'a fact that is not there': [['evidence'], (a) => sentencesOf(a)[0].fact_ids.push('f99999') > 0],
	'a fact that nothing uses': [['evidence'], (a) => a.facts.push({fact_id: 'f99999', kind: 'person',
		value: a.facts[0].value, origin: 'people'}) > 0],
	'a fact of a story of another article': [['truth'], (a) => {
		const fact = a.facts.find((each) => each.story_id);
		return fact !== undefined && (fact.story_id = '42', true);
	}],
	'a fact out of nowhere': [['origins'], (a) => (a.facts[0].origin = 'hearsay', true)],
	'a fact twice': [['truth'], (a) => a.facts.push(a.facts[0]) > 0],
	'an invented sentence': [['shape', 'words'], (a) => addSentence(a, 'Fans danced all night.', [a.facts[0].fact_id])],
	'an invented sentence of the templates\' own words': [['shape'], (a) => addSentence(a,
		`${a.facts[0].value} on and from a photo.`, [a.facts[0].fact_id])],
	'a sentence of another template': [['shape'], (a) => (sentencesOf(a)[0].template_id = 'credit', true)],
	'a guess': [['filler'], (a) => inSentence(a, (text) => text.replace(/ /, ' apparently '))],
	'praise': [['filler'], (a) => inSentence(a, (text) => text.replace(/ /, ' adorable '))],
	'a comma twice': [['punctuation'], (a) => inSentence(a, (text) => text.replace(/ /, ',, '))],
	'a stop twice': [['punctuation'], (a) => inSentence(a, (text) => `${text}.`)],
	'two blanks': [['punctuation'], (a) => inSentence(a, (text) => text.replace(' ', '  '))],
	'no stop': [['punctuation'], (a) => inSentence(a, (text) => text.replace(/[.!?…]”?\.?$/, ''))],
	'a turn of the text nobody sees': [['clean'], (a) => inSentence(a, (text) => `\u202e${text}`)],
	'a headline too long': [['headline'], (a) => {
		a.sentences[0].text = a.sentences[0].text.padEnd(200, ' and on');
		return true;
	}],
	'a headline in the past tense': [['present'], (a) => (a.sentences[0].text += ' and posted', true)],
	'a headline that ends with a stop': [['punctuation'], (a) => (a.sentences[0].text += '.', true)],
};

// These are not carried through the other forms: it is they that must agree.
const forms = {
	'another headline than its evidence is for': [['headline'], (a) => (a.headline += ' today', true)],
	'another body text': [['body'], (a) => (a.body_text += '.', true)],
	'a block that is not its sentences': [['body'], (a) => (a.blocks[0].text += ' Indeed.', true)],
	'a body in HTML as well': [['body'], (a) => (a.body_html = `<p>${a.blocks[0].text}</p>`, true)],
	'alt and caption alike': [['figures', 'shape'], (a) => (a.figures[0].alt = a.figures[0].caption, true)],
	'the credit of somebody else': [['figures'], (a) => (a.figures[0].credit_line = 'Nobody/Instagram', true)],
	'a figure of another kind': [['figures'], (a) => (a.figures[0].media_type = 'AUDIO', true)],
	'a figure too few': [['figures'], (a) => a.figures.pop() !== undefined],
	'a figure of another time': [['figures'], (a) => (a.figures[0].taken_at = '2001-01-01T00:00:00Z', true)],
	'an invented tag': [['tags'], (a) => a.tags.push('scandal') > 0],
	'a tag twice': [['tags'], (a) => a.tags.length !== 0 && a.tags.push(a.tags[0]) > 0],
	'another slug': [['slug'], (a) => (a.slug = 'Über_Uns', true)],
	'a slug of another event': [['slug'], (a) => (a.slug = a.slug.replace(/.{6}$/, '000000'), true)],
	'an unknown subject': [['subjects'], (a) => (a.subjects = [{code: '99999999', name: 'gossip'}], true)],
	'another event key': [['identity'], (a) => (a.event_key = a.event_key.replace(/^./, (c) => (c === '0' ? '1' : '0')), true)],
	'another address': [['identity'], (a) => (a.uri = 'urn:uuid:0', true)],
	'a story too few': [['session', 'figures', 'identity'], (a) => a.story_ids.length > 1 && a.story_ids.pop() !== undefined],
	'a story that is not there': [['session'], (a) => a.story_ids.push('42') > 0],
	'a story twice': [['session'], (a) => a.story_ids.push(a.story_ids.at(-1)) > 0],
	'another beginning': [['session'], (a) => (a.event_start = '2001-01-01T00:00:00Z', true)],
	'an input too many': [['inputs'], (a) => (a.input_count++, true)],
	'another angle than there is': [['angle'], (a, c, records) => a.story_ids.every((id) => {
		const story = records.stories.get(`${a.account_id} ${id}`);
		return !story.paid_partnership && !story.links && !/www|http/.test(story.caption);
	}) && (a.angle = 'promotion', true)],
	'another kind of article': [['kinds'], (a) => (a.kind = 'novel', true)],
	'advertising that is not told': [['advertising'], (a) => {
		const told = a.review.length;
		a.review = a.review.filter((note) => note.reason !== 'paid_partnership');
		return a.review.length !== told;
	}],
	'a note of another story': [['notes'], (a) => a.review.length !== 0 && (a.review[0].story_id = '42', true)],
	'an unknown angle': [['angle'], (a) => (a.angle = 'scandal', true)],
	'no disclosure': [['kinds'], (a) => (a.disclosure = '.', true)],
	'a related article that is not there': [['crossings'], (a) => (a.related = [{kind: 'background', uri: 'urn:uuid:1',
		article_id: '1', headline: 'x'}], true)],
	'a crossing nobody bears': [['crossings'], (a) => (a.crossings = [{kind: 'hashtag', key: 'zzz', from: a.event_start,
		to: a.event_end}], true)],
	'other facts files': [['sealed'], (a) => (a.facts_files['people.csv'] = '0'.repeat(64), true)],
	'other templates': [['sealed'], (a) => (a.template_set = a.template_set.replace(/[^/]*$/, '000000000000'), true)],
};

/** By name: [rules, change, whether the change is carried through the other forms]. */
export const MUTATIONS = new Map([
	...[names, minors, histories, ages, days, counts, places, quotes, taste, texts].flatMap(Object.entries)
		.map(([name, [rules, change]]) => [name, {rules, change, rebuilt: true}]),
	...Object.entries(forms).map(([name, [rules, change]]) => [name, {rules, change, rebuilt: false}]),
]);
