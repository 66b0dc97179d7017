// Every fact of the article that the project started from, by the line and words gold-facts.json
// has for it: how it is looked for in a record, or why the bundle cannot hold it, or the words by
// which it would be known if somebody had made it up.

const folded = (text) => text.normalize('NFC').toLowerCase();

/** What a record says, in the ways the table asks for it. */
export class Held {
	constructor(article, view) {
		this.article = article;
		this.view = view;
		this.lede = article.blocks.find((block) => block.kind === 'lede')?.text ?? '';
		this.text = [article.headline, article.dek ?? '', article.body_text].join('\n');
	}

	headline(name) {
		return this.article.headline.includes(name);
	}

	person(id, name) {
		return this.article.people.some((person) => person.person_id === id) && this.text.includes(name);
	}

	age(id, years) {
		const listed = this.article.people.find((person) => person.person_id === id);
		return listed?.age_shown === years && this.textWith('age', String(years));
	}

	/** A text that rests on a fact of the kind and says its value. */
	textWith(kind, value) {
		return this.view.texts.some((text) => folded(text.text).includes(folded(value)) &&
			text.facts.some((fact) => fact.kind === kind && folded(fact.value).includes(folded(value))));
	}

	relation(word, name) {
		return this.view.texts.some((text) => text.text.includes(name) && text.text.includes(word) &&
			text.facts.some((fact) => fact.kind === 'relation' && fact.value.includes(word)));
	}

	epithet(words, title) {
		const told = this.textWith('epithet', words);
		return told || (this.article.works ?? []).some((work) => work.title === title);
	}

	credit(number) {
		return this.article.figures[number]?.credit_line === 'Kim Kardashian/Instagram';
	}

	/** Words of a caption, shown between quotation marks. */
	quote(words) {
		return this.article.quotes.some((quote) => quote.verbatim.includes(words)) &&
			this.view.texts.some((text) => text.spans.some((span) => span.value.includes(words)));
	}

	quotesInOrder(...words) {
		const places = words.map((each) => this.article.body_text.indexOf(each.replace(/[.!]+$/, '')));
		return places.every((place, i) => place !== -1 && (i === 0 || place > places[i - 1]));
	}

	/** What was posted first is told first, or said to have been earlier. */
	firstIsEarlier() {
		const {story_ids: [first], quotes, sentences} = this.article;
		const quote = quotes.find((each) => each.story_id === first);
		const told = quote && sentences.find((sentence) => sentence.text.includes(quote.verbatim));
		return told !== undefined && (quote === quotes[0] || /\bearlier\b/i.test(told.text));
	}

	media(type, words) {
		return this.article.figures.filter((figure) => figure.media_type === type).length > 1 &&
			this.text.includes(words);
	}

	background(...names) {
		return (this.article.related ?? []).length !== 0 && this.view.texts.some((text) =>
			text.facts.some((fact) => fact.origin === 'archive') &&
			names.every((name) => text.text.includes(name)));
	}
}

// Why the bundle cannot hold a fact; `suppliable`: more rows or stories of the same kinds could.
const NO_WORK = {reason: 'works.csv of the bundle has no row for it', suppliable: true};
const NOT_SHOWN = {reason: 'no story tags or names them: it would be an invented presence', suppliable: true};
const NO_COLUMN = {reason: 'the facts keep no accounts of other platforms, and none that two people share',
	suppliable: false};

// [line, kind, some of the words, how it is found, or why it is lacking]
export const HELD = [
	[3, 'headline.subject', 'Katy Perry', (h) => h.headline('Katy Perry')],
	[3, 'headline.person', 'North West', (h) => h.headline('North West')],
	[3, 'headline.place', 'Las Vegas', (h) => h.headline('Las Vegas')],
	[5, 'work', 'California Gurls', (h) => h.epithet('California Gurls', 'California Gurls'), NO_WORK],
	[7, 'person', 'Katy Perry', (h) => h.person('katy-perry', 'Katy Perry')],
	[7, 'person', 'Kim Kardashian', (h) => h.person('kim-kardashian', 'Kim Kardashian')],
	[7, 'person', 'North West', (h) => h.person('north-west', 'North West')],
	[7, 'relation', 'North West daughter', (h) => h.relation('daughter', 'North')],
	[7, 'place', 'Las Vegas', (h) => h.lede.includes('Las Vegas')],
	[7, 'date', 'Saturday', (h) => h.lede.includes('Saturday')],
	[9, 'epithet', 'Skims founder', (h) => h.epithet('Skims founder', 'Skims')],
	[9, 'media', 'many videos', (h) => h.media('VIDEO', 'Instagram Stor')],
	[9, 'subject', 'videos show North', (h) => h.person('north-west', 'North') &&
		h.article.quotes.some((quote) => /\bNorth\b/.test(quote.verbatim) &&
			h.view.story(quote.story_id).media_type === 'VIDEO')],
	[11, 'age', 'North West 9', (h) => h.age('north-west', 9)],
	[11, 'epithet', 'Teenage Dream', (h) => h.epithet('Teenage Dream', 'Teenage Dream')],
	[11, 'fact', 'North and mother share', () => false, NO_COLUMN],
	[15, 'figure.credit', 'Kim Kardashian/Instagram', (h) => h.credit(0)],
	[18, 'figure.credit', 'Kim Kardashian/Instagram', (h) => h.credit(1)],
	[22, 'quote.caption', 'Katy Perry called North', (h) =>
		h.quote('Katy Perry called North and her friends on stage!!!!')],
	[22, 'quote.caption', 'Dreams come true.', (h) => h.quote('Dreams come true.')],
	[22, 'age', 'Kim Kardashian 42', (h) => h.age('kim-kardashian', 42)],
	[22, 'attribution', 'captioned a video', (h) => h.quotesInOrder('Katy Perry called North', 'Dreams come true') &&
		h.article.quotes.every((quote) => quote.speaker === 'kim-kardashian')],
	[30, 'figure.credit', 'Kim Kardashian/Instagram', (h) => h.credit(2)],
	[32, 'person', 'Kourtney', (h) => h.person('kourtney-kardashian', 'Kourtney'), NOT_SHOWN],
	[32, 'relation', 'Penelope daughter', (h) => h.person('penelope-disick', 'Penelope') &&
		h.relation('daughter', 'Penelope'), NOT_SHOWN],
	[32, 'age', 'Penelope 10', (h) => h.age('penelope-disick', 10), NOT_SHOWN],
	[34, 'age', 'North West 9', (h) => h.age('north-west', 9)],
	[36, 'epithet', 'Last Friday Night', (h) => h.epithet('Last Friday Night', 'Last Friday Night'), NO_WORK],
	[36, 'age', 'Katy Perry 38', (h) => h.age('katy-perry', 38)],
	[39, 'epithet', 'Roar singer', (h) => h.epithet('Roar', 'Roar')],
	[40, 'figure.credit', 'Kim Kardashian/Instagram', (h) => h.credit(3)],
	[42, 'time', 'earlier that day', (h) => h.firstIsEarlier()],
	[42, 'quote.partial', 'surprise', (h) => h.quote('surprise')],
	[42, 'quote.partial', 'more excited', (h) => h.quote('more excited')],
	[42, 'work', 'Play', (h) => h.quote('Play residency') || h.epithet('Play', 'Play')],
	[44, 'epithet', 'Kardashians star', (h) => h.epithet('The Kardashians', 'The Kardashians')],
	[44, 'quote.partial', 'Kim Air Mocktails', (h) => h.quote('Kim Air Mocktails')],
	[46, 'background', 'earlier trip', (h) => h.background('Saint', 'England')],
	[46, 'relation', 'Saint son', (h) => h.relation('son', 'Saint')],
];

// Class V: what only eyes and ears, or somebody else, could tell. Words that would give it away.
export const UNSEEN = [
	[3, 'headline.action', 'invites', /\binvit/i], [3, 'headline.colour', 'epic', /\bepic\b|dance-off/i],
	[5, 'hook', 'wordplay', /by storm/i], [7, 'event', 'invited', /\binvit|\bstage\b/i],
	[9, 'event', 'asked whether', /\basked\b|join in/i], [9, 'event', 'dance and jump', /\bdanc|\bjump/i],
	[11, 'quote.partial', 'huge fan', /\bfan\b/i], [11, 'fact', 'lip-sync', /lip-sync/i],
	[13, 'figure.alt', 'figure 1', /cartwheel/i], [14, 'figure.caption', 'figure 1', /participat/i],
	[16, 'figure.alt', 'figure 2', /\btalk/i], [17, 'figure.caption', 'figure 2', /grows? up/i],
	[17, 'quote.speech', 'everything', /everything/i], [20, 'event', 'asked what', /\breplied\b|wants? to be/i],
	[20, 'clothes', 'dressed', /\bdressed\b|\bwearing\b|\bblack\b/i], [20, 'quote.speech', 'Everything', /everything/i],
	[28, 'figure.alt', 'figure 3', /\bhops?\b/i], [29, 'figure.caption', 'figure 3', /\bdeclared\b|entrant/i],
	[32, 'presence', 'Penelope', /joined the group|\bgroup\b/i],
	[32, 'speculation', 'decided against', /\bseems?\b|decided against/i],
	[34, 'event', 'named winners', /\bwinners?\b|\bwon\b/i], [34, 'quote.partial', 'walk off', /walk[ -]off/i],
	[36, 'event', 'rewarded', /\bpizza|\brewarded\b|escorted/i], [38, 'figure.alt', 'figure 4', /selfie/i],
	[39, 'figure.caption', 'figure 4', /backstage|after the show/i],
	[42, 'event', 'quick trip', /\btrip to Vegas|\bjet\b/i],
	[44, 'fact', 'named after hits', /cotton candy|goodies|named after/i],
];

// Class X: wrong in the article itself. Nowhere in the record, in quotation marks or out of them.
export const WRONG = [
	[7, 'quote.partial', 'exit contest', /exit contest|walking contest/i],
	[14, 'pronoun', "'his' for North", /\bhis\b|\bhimself\b/i],
	[14, 'quote.partial', 'walking', /\bwalking\b/i],
	[38, 'name', "'northwest'", /north ?west(?<!North West|NORTH WEST|north west)|\bnorthwest/i],
];
