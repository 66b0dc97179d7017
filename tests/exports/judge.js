// What others' validators say of our exports: node judge.js WHAT FILE, with NODE_PATH at the
// packages. FILE has one JSON value a line. Prints a line for each fault: the number of the line,
// who found it, and what. Nothing printed and status 0: no fault.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');

const [what, file] = process.argv.slice(2);
const values = fs.readFileSync(file, 'utf8').split('\n').filter((line) => line !== '')
	.map((line) => JSON.parse(line));
const schemas = process.env.SCHEMAS_DIR;
let faults = 0;

function fault(place, judge, text) {
	faults++;
	console.log(`${place + 1}: ${judge}: ${text}`.slice(0, 400));
}

function schema(name) {
	return JSON.parse(fs.readFileSync(name, 'utf8'));
}

function judge_by_schema(main, ...others) {
	const Ajv = require('ajv/dist/2020');
	const ajv = new Ajv({ strict: false, allErrors: true });

	require('ajv-formats')(ajv);
	others.forEach((other) => ajv.addSchema(schema(other)));
	const validate = ajv.compile(schema(main));
	values.forEach((value, i) => {
		if (!validate(value))
			validate.errors.forEach((e) => fault(i, 'ajv',
				`${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`));
	});
}

// Which members a document has, and what kind of value each: all that a type can judge of ours.
function shape_of(value) {
	if (Array.isArray(value))
		return `[${[...new Set(value.map(shape_of))].sort()}]`;
	if (value === null || typeof value !== 'object')
		return typeof value;
	return `{${Object.keys(value).sort().map((key) => key + ':' + (key === '@type' ? value[key]
		: shape_of(value[key])))}}`;
}

// The compiler knows every property of schema.org and what may be its value. It is slow, so of
// documents of one shape it gets one.
function judge_vocabulary() {
	const ts = require('typescript');
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'story-ts.'));
	const name = path.join(dir, 'docs.ts');
	const types = path.join(path.dirname(require.resolve('schema-dts/package.json')), 'dist/schema');
	const shapes = new Map(values.map((value, i) => [shape_of(value), i]));
	const places = [...shapes.values()];

	fs.writeFileSync(name, [
		`import type { NewsArticle, WithContext } from ${JSON.stringify(types)};`,
		...places.map((i) =>
			`export const d${i}: WithContext<NewsArticle> = ${JSON.stringify(values[i])};`),
	].join('\n'));
	const program = ts.createProgram([name], { noEmit: true, strict: true, types: [] });
	ts.getPreEmitDiagnostics(program).forEach((d) => {
		const line = d.file ? d.file.getLineAndCharacterOfPosition(d.start).line : 0;

		fault(line > 0 ? places[line - 1] : -1, 'tsc',
			ts.flattenDiagnosticMessageText(d.messageText, ' '));
	});
	fs.rmSync(dir, { recursive: true });
}

function escaped(text) {
	return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

// A page as a site would make it of article_text and article_jsonld.
function page_of(value) {
	return `<!DOCTYPE html>
<html lang="${value.lang}">
<head>
<meta charset="utf-8">
<title>${escaped(value.headline)}</title>
<script type="application/ld+json">${value.script}</script>
</head>
<body>
<main>
<h1>${escaped(value.headline)}</h1>
${value.body_html}
</main>
</body>
</html>
`;
}

async function judge_html(i, page) {
	const { HtmlValidate, StaticConfigLoader } = require('html-validate');
	const html = new HtmlValidate(new StaticConfigLoader({
		extends: ['html-validate:recommended'],
		rules: { 'long-title': 'off' }, // a headline may have 110 characters
	}));

	(await html.validateString(page)).results.forEach((r) => r.messages.forEach((m) =>
		fault(i, 'html-validate', `${m.ruleId}: ${m.message}`)));
}

// Whole pages as texts.
async function judge_documents() {
	for (const [i, page] of values.entries())
		await judge_html(i, page);
}

async function judge_pages() {
	for (const [i, value] of values.entries()) {
		const page = page_of(value);
		const script = page.slice(page.indexOf('ld+json">') + 9, page.indexOf('</script'));

		await judge_html(i, page);
		if ((page.match(/<\/?script/gi) || []).length !== 2)
			fault(i, 'script', 'the text opens or ends a script');
		try {
			if (JSON.stringify(JSON.parse(script)) !== JSON.stringify(value.doc))
				fault(i, 'script', 'what is embedded is another document');
		} catch (e) {
			fault(i, 'script', e.message);
		}
	}
}

// A picture is asked for by one of them; an article without kept media has none.
async function judge_for_search_engines() {
	const { structuredDataTest } = require('structured-data-testing-tool');
	const { Google } = require('structured-data-testing-tool/presets');
	const { default: Validator } = await import(require.resolve('@adobe/structured-data-validator'));
	const { default: Extractor } = await import(require.resolve('@marbec/web-auto-extractor'));

	for (const [i, value] of values.entries()) {
		const page = page_of(value);
		const extracted = new Extractor().parse(page);
		const result = await structuredDataTest(page, { presets: [Google] }).catch((e) => e.res || e);

		if (!(result.schemas || []).includes('NewsArticle'))
			fault(i, 'sdtt', `no NewsArticle is found ${result.message || ''}`);
		(result.failed || []).filter((t) => value.doc.image || t.test !== 'NewsArticle[0].image')
			.forEach((t) => fault(i, 'sdtt', t.test));
		if (!extracted.jsonld || !extracted.jsonld.NewsArticle)
			fault(i, 'extractor', 'no NewsArticle is found');
		(await new Validator().validate(extracted)).filter((x) => x.severity === 'ERROR')
			.forEach((x) => fault(i, 'adobe', `${x.issueMessage} ${JSON.stringify(x.path)}`));
	}
}

const judges = {
	ninjs: () => judge_by_schema(`${schemas}/ninjs31.json`, `${schemas}/geo.json`),
	'json-feed': () => judge_by_schema(path.join(__dirname, 'json-feed.json')),
	vocabulary: judge_vocabulary,
	pages: judge_pages,
	documents: judge_documents,
	'search-engines': judge_for_search_engines,
};

Promise.resolve(judges[what]()).then(() => {
	process.exitCode = faults !== 0 ? 1 : 0;
}).catch((e) => {
	console.log(`0: judge: ${e.stack}`);
	process.exitCode = 70;
});
