// Looks at a preview in headless Chromium: browse.js SITE WORK [PICTURES]
// Prints one fault a line, nothing when all is well; with PICTURES takes screenshots and a PDF.
'use strict';
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const { chromium } = require('playwright-core');

const [site, work, pictures] = process.argv.slice(2);
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const sizes = { phone: [390, 844], desktop: [1280, 900] };
const narrowest = [320, 640]; // WCAG 1.4.10: no scrolling in two directions at 320 CSS pixels
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
	'--disable-background-networking', '--disable-component-update', '--disable-sync'];
// The longest articles are looked at in every size and light, all in one: there without the rows and
// lists that say the same again, and without the colours, which are those of the others.
const SOME = 3;
const repeated = ['#facts tbody tr:nth-child(n + 4)', '#record', '.evidence'];
const faults = [];

const pages = fs.readdirSync(site).filter((name) => name.endsWith('.html')).sort();

function listen(page, name) {
	page.on('request', (request) => {
		if (!/^(file|data):/.test(request.url()))
			faults.push(`${name}: asks for ${request.url()}`);
	});
	page.on('requestfailed', (request) => faults.push(`${name}: lacks ${request.url()}`));
	page.on('console', (message) => {
		if (message.type() === 'error' || message.type() === 'warning')
			faults.push(`${name}: console: ${message.text()}`);
	});
	page.on('dialog', (dialog) => {
		faults.push(`${name}: a script ran: ${dialog.message()}`);
		dialog.dismiss();
	});
}

// The page's own policy would keep axe out, so it is brought in past it, for the test alone.
async function judge(page, name, whole) {
	const client = await page.context().newCDPSession(page);
	const { executionContextId } = await isolated(client);
	const run = async (expression) => (await client.send('Runtime.evaluate', {
		expression, contextId: executionContextId, awaitPromise: true, returnByValue: true,
	}));
	await run(axe);
	const scope = whole ? 'document' : JSON.stringify({ exclude: repeated.map((what) => [what]) });
	const got = await run(`axe.run(${scope}, { preload: false, resultTypes: ['violations'],
		rules: { 'color-contrast': { enabled: ${whole} } } }).then((result) =>
		result.violations.map((v) => v.id + ' ' + v.nodes.length + ' ' + v.nodes[0].html + ' ' +
			v.nodes[0].failureSummary))`);
	if (got.exceptionDetails)
		faults.push(`${name}: axe: ${JSON.stringify(got.exceptionDetails)}`);
	else
		got.result.value.forEach((violation) => faults.push(`${name}: ${violation}`));
}

async function isolated(client) {
	const { frameTree } = await client.send('Page.getFrameTree');
	return client.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
}

async function measure(page, name) {
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	if (wide > 0)
		faults.push(`${name}: is ${wide} px too wide`);
}

// One picture a screenful: a page as a whole is too long to be looked at.
async function shoot(page, name) {
	const { height } = page.viewportSize();
	const whole = await page.evaluate(() => document.documentElement.scrollHeight);
	for (let at = 0, n = 1; at < whole && n <= 9; at += height, n++) {
		await page.evaluate((top) => window.scrollTo({ top, behavior: 'instant' }), at);
		await page.screenshot({ path: `${name}-${n}.png` });
	}
}

async function look(browser, size, [width, height], scheme, list, whole) {
	const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
	const page = await context.newPage();
	let name = '';
	listen(page, size);
	for (const file of list) {
		name = `${file} ${size} ${scheme}`;
		await page.goto(pathToFileURL(path.join(site, file)).href);
		await measure(page, name);
		if (size !== 'narrowest')
			await judge(page, name, whole.includes(file));
		if (pictures)
			await shoot(page, path.join(pictures, `${file.slice(0, 8)}-${size}-${scheme}`));
	}
	await context.close();
}

// Evidence without script: by pointing at a sentence, and by following it with the keyboard.
async function point(browser, file) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 },
		javaScriptEnabled: false, reducedMotion: 'reduce' });
	const page = await context.newPage();
	await page.goto(pathToFileURL(path.join(site, file)).href);
	const sentence = page.locator('.body .sentence').first();
	const evidence = page.locator((await sentence.getAttribute('href')));
	if (await evidence.isVisible())
		faults.push(`${file}: evidence is seen before anybody asks`);
	await sentence.hover();
	if (!(await evidence.isVisible()))
		faults.push(`${file}: pointing at a sentence shows nothing`);
	if (pictures)
		await page.screenshot({ path: path.join(pictures, 'pointed.png') });
	await page.mouse.move(5, 5);
	await sentence.focus();
	await page.keyboard.press('Enter');
	if (!(await evidence.isVisible()))
		faults.push(`${file}: following a sentence shows nothing`);
	if (pictures)
		await page.screenshot({ path: path.join(pictures, 'followed.png') });
	await context.close();
}

async function print(browser, file) {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(pathToFileURL(path.join(site, file)).href);
	const pdf = await page.pdf({ path: path.join(pictures || work, 'print.pdf'), preferCSSPageSize: true });
	if (pdf.subarray(0, 5).toString() !== '%PDF-')
		faults.push(`${file}: does not print`);
	await page.emulateMedia({ media: 'print' });
	if (await page.locator('.evidence > li').first().isHidden())
		faults.push(`${file}: on paper the evidence is missing`);
	if (await page.locator('nav').first().isVisible())
		faults.push(`${file}: on paper there is something to press`);
	await context.close();
}

async function main() {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		args: flags, env: { ...process.env, HOME: work, XDG_CONFIG_HOME: work, XDG_CACHE_HOME: work } });
	const length = (name) => fs.statSync(path.join(site, name)).size;
	const articles = pages.filter((name) => name.length > 20).sort((a, b) => length(b) - length(a));
	const some = pages.filter((name) => !articles.includes(name)).concat(articles.slice(0, SOME));
	await look(browser, 'phone', sizes.phone, 'light', pages, some);
	await look(browser, 'phone', sizes.phone, 'dark', some, some);
	await look(browser, 'desktop', sizes.desktop, 'light', some, some);
	await look(browser, 'desktop', sizes.desktop, 'dark', some, some);
	await look(browser, 'narrowest', narrowest, 'light', pages, []);
	await point(browser, articles[0]);
	await print(browser, articles[0]);
	await browser.close();
}

main().catch((error) => faults.push(String(error))).then(() => {
	faults.forEach((fault) => console.log(fault.replace(/\s+/g, ' ')));
	process.exit(faults.length !== 0 ? 1 : 0);
});
