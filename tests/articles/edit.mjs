// Changes to an article record, carried through all its forms, so that only what was meant to be
// wrong is wrong.

import {contentHash} from './rules-record.mjs';

/** Makes blocks and body_text of the sentences anew. */
export function rebuild(article) {
	article.blocks.forEach((block, i) => {
		const sentences = article.sentences.filter((sentence) => sentence.block === i);
		if (sentences.length !== 0)
			block.text = sentences.map((sentence) => sentence.text).join(' ');
	});
	article.headline = article.sentences.find((sentence) => sentence.position === -2).text;
	const dek = article.sentences.find((sentence) => sentence.position === -1);
	if (dek)
		article.dek = dek.text;
	article.body_text = article.blocks.map((block) => block.text).join('\n\n');
}

/** The line of an article, with the hash of its content. */
export function sealedLine(article) {
	const line = JSON.stringify(article);
	return line.replace(article.content_sha256, contentHash(line));
}

/** Whether a sentence is one of words only, without a caption in it. */
export function sentencesOf(article) {
	return article.sentences.filter((sentence) => sentence.block !== undefined);
}

export function factOf(article, kind, sentence) {
	return article.facts.find((fact) => fact.kind === kind &&
		(sentence === undefined || sentence.fact_ids.includes(fact.fact_id)));
}

/** The first sentence that shows the value of a fact of this kind: {sentence, fact}. */
export function shown(article, kind) {
	for (const sentence of article.sentences)
		for (const fact of article.facts.filter((each) => each.kind === kind))
			if (sentence.fact_ids.includes(fact.fact_id) && sentence.text.includes(fact.value))
				return {sentence, fact};
	return undefined;
}

/** Puts another value for a fact's, in the texts that rest on it; with `fact` in the fact as well. */
export function replaceValue(article, kind, to, alsoFact) {
	const found = shown(article, kind);
	if (!found)
		return false;
	const {fact} = found, from = fact.value, value = typeof to === 'function' ? to(from) : to;
	if (value === undefined || value === from)
		return false;
	const edit = (text) => text.replaceAll(from, value);
	if (alsoFact) {
		for (const each of article.sentences.filter((s) => s.fact_ids.includes(fact.fact_id)))
			each.text = edit(each.text);
		fact.value = value;
	} else {
		found.sentence.text = edit(found.sentence.text);
	}
	return true;
}

/** Adds a sentence to the last block of words. */
export function addSentence(article, text, factIds, templateId) {
	const last = sentencesOf(article).at(-1);
	article.sentences.push({...last, position: last.position + 1, text, fact_ids: factIds,
		template_id: templateId ?? last.template_id});
	return true;
}
