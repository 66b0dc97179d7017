// What generated worlds are made of: invented people, real cities, and captions of every kind.

export const FIRST = {
	she: ['Maren', 'Odile', 'Priya', 'Saoirse', 'Yuki', 'Beatriz', 'Amara', 'Ingrid', 'Zoë', 'Leocadia'],
	he: ['Tomas', 'Kwame', 'Björn', 'Ravi', 'Matteo', 'Declan', 'Hiro', 'Santiago', 'Emre', 'Anders'],
	they: ['Rowan', 'Sasha', 'Quill', 'Jules', 'Ari'],
};
export const LAST = ['Okafor', 'Lindqvist', 'Marchetti', "O'Dowd", 'Takahashi', 'Bravo', 'Nakamura Reyes',
	'de la Cruz', 'Fenwick', 'Öztürk', 'Smith-Avery', 'Castellanos', 'Baptiste', 'Halloran', 'Varga'];

// Children of the posters. Those who are not cleared have names that no caption has by chance.
export const CLEARED = ['Juniper', 'Saint', 'North', 'Otis', 'Wren', 'Chicago', 'Marlowe', 'Pia'];
export const GUARDED = ['Zephyrine', 'Ottoline', 'Bix', 'Quillon', 'Isaura', 'Dream', 'Thessaly', 'Evander'];

export const OCCUPATIONS = ['singer', 'actor', 'designer', 'chef', 'model', 'businesswoman', 'footballer'];
export const WORKS = [
	['Paper Lanterns', 'song', 'the “Paper Lanterns” singer'], ['Salt & Ivory', 'brand', 'the Salt & Ivory founder'],
	['Night Ferry', 'show', 'the “Night Ferry” star'], ['Halcyon', 'residency', ''],
	['Glass Weather', 'song', 'the “Glass Weather” singer'], ['Ten Winters', 'show', 'the “Ten Winters” star'],
	['Kestrel Lane', 'brand', 'the Kestrel Lane founder'], ['Low Tide', 'song', 'the “Low Tide” singer'],
];

export const CITIES = [
	['Las Vegas, Nevada', 'Las Vegas', 'US', 'America/Los_Angeles', 36.17, -115.14],
	['Reykjavík, Iceland', 'Reykjavík', 'IS', 'Atlantic/Reykjavik', 64.15, -21.94],
	['São Paulo, Brazil', 'São Paulo', 'BR', 'America/Sao_Paulo', -23.55, -46.63],
	['Auckland, New Zealand', 'Auckland', 'NZ', 'Pacific/Auckland', -36.85, 174.76],
	['Kathmandu, Nepal', 'Kathmandu', 'NP', 'Asia/Kathmandu', 27.72, 85.32],
	['Tokyo, Japan', 'Tokyo', 'JP', 'Asia/Tokyo', 35.68, 139.69],
	['Lord Howe Island', '', 'AU', 'Australia/Lord_Howe', -31.55, 159.08],
	['London, United Kingdom', 'London', 'GB', 'Europe/London', 51.51, -0.13],
	['Apia, Samoa', 'Apia', 'WS', 'Pacific/Apia', -13.83, -171.77],
	['Paris, France', 'Paris', 'FR', 'Europe/Paris', 48.86, 2.35],
	['Tehran, Iran', 'Tehran', 'IR', 'Asia/Tehran', 35.69, 51.39],
	['Honolulu, Hawaii', 'Honolulu', 'US', 'Pacific/Honolulu', 21.31, -157.86],
	["Nuku'alofa, Tonga", "Nuku'alofa", 'TO', 'Pacific/Tongatapu', -21.14, -175.2],
	['Kiritimati', '', 'KI', 'Pacific/Kiritimati', 1.87, -157.4],
];
// Stickers of places that nobody keeps.
export const STRAY_PLACES = ['Casa “Azul”', 'The Old Mill', 'قصر الحمراء', '東京タワー', 'Pier 39 & <Main>', 'Home 🏠'];

export const ZONES = ['America/Los_Angeles', 'America/New_York', 'Europe/London', 'Europe/Madrid', 'Asia/Tokyo',
	'Asia/Kolkata', 'Australia/Sydney', 'America/Sao_Paulo', 'Pacific/Auckland', 'America/St_Johns', ''];

// {p} somebody's name, {f} their first name, {h} their handle, {c} a child's name, {w} a work.
export const CAPTIONS = [
	'Dreams come true.', 'Best night ever!!!!', 'So grateful 💕', 'Sunday mood ☕️', 'good morning', 'WOW', '✨✨✨',
	'{p} called us on stage!!!!', 'Dinner with {p} tonight 🍝', '@{h} you are the best 💖', 'thank you @{h}.',
	'@{h}, @{h} and @nobody.knows.me', 'Happy birthday {f}!! 🎂', 'Happy birthday to my daughter 🎈',
	'My son said “{w} is the best song” and I agree', "can't stop listening to {w}", 'It\'s {c}\'s turn now',
	'{c} made breakfast 🥞', 'Me and {c} at the pool', 'my mom is 60 today', 'On tour with {f} — day 3 of 40',
	'NEW collection out now #ad #{t} @{h}', '{t2} forever #{t} #{t2} #love', '#{t} #{t2}', 'Swipe up https://example.com/a?b=1&c=2',
	'Link in bio: www.example.org/shop', 'He said "yes"!', 'She said ‘maybe’', 'Quote: “To be, or not to be.”',
	'5 reasons. 10 days. 1 team!', 'On Monday, May 4, I start again', 'See you in Paris on Friday',
	'line one\nline two\n\nline three', 'wait…', 'what?!', '¿Qué tal, familia? Hoy toca playa ☀️', 'Feliz cumpleaños {f} 🎉',
	'Mi hija y yo en casa', 'Quelle soirée avec {p} !', 'Joyeux anniversaire {f}', 'Alles Gute, {f}! Schöner Abend mit {p}.',
	'Obrigada, {p} ❤️', 'Grazie mille @{h}', 'ليلة سعيدة مع {p} 🌙', 'שבת שלום לכולם', 'おはよう、{f}さん', '오늘도 화이팅', '谢谢大家 {p}',
	'family 👨‍👩‍👧‍👦 flags 🏴󠁧󠁢󠁥󠁮󠁧󠁿🇧🇷 keycap 1️⃣ tone 👍🏽', 'नमस्ते दोस्तों', 'e\u0301clair cafe\u0301', 'soooo tired zzzz', 'LOVE THIS!!!!1',
	'</script><script>alert(1)</script>', '<b>bold</b> & "quoted" \'single\'', 'esc \u001b]0;owned\u0007 end',
	'bidi \u202eabc\u202c done \u2067x\u2069', 'zero\u200bwidth\ufeff here', 'tabs\tand  blanks   here', '{{slot}} [part] {name} %s %n',
	'a@b.com is no handle', 'Dr. {p} told me. It was 9 a.m. when we left. The rest is history. ' + 'We went on and on through the town, past the river and the old bridge. '.repeat(6) + 'The end.',
	'x'.repeat(500), '🎂'.repeat(150), 'Her name is {p}. His name is {p}.', 'Mr. {p}’s “{w}” is out… finally, finally!', 'ends with quote “like this”',
	'"', '“', '”', '.', '!!!', '@{h}', '{p}', '{c}', 'RIP grandpa, the funeral was today', 'in the hospital again', '   ',
	'She is 9 years old', 'rumor has it {p} is coming', 'apparently {f} knows 😂', 'Katy Perry who?', 'North of the border', 'Saint Tropez vibes',
];

export const TAGS = ['travel', 'love', 'paris', 'birthday', 'tour2023', 'été', 'friyay', 'モデル', 'north', 'family'];
export const STRAY_HANDLES = ['some.body', 'fan_page_99', 'x', 'the.real.nobody', 'brand_official'];

// Captions of sessions that are about something; {p} and {f} are then of whose birthday it is.
export const OCCASIONS = {
	birthday: ['Happy birthday {f}!', 'Happy birthday, {p}!! 🎂', 'Feliz cumpleaños {f} 🎉', 'birthday breakfast',
		'It\'s my birthday today!', '{f} is turning another year older', 'Party for {p} tonight', 'happy bday {f} ❤️'],
	promotion: ['#ad my favorite {w} things, link below', 'Paid partnership with @{h}', 'New drop at 9 a.m. sharp'],
	family: ['{c} and me', 'Baking with {c} today', 'So proud of {c} and {p}', 'My daughter and my son', 'Mom life with {c}'],
	show: ['{p} on stage tonight!', 'Front row for {p} 🎶', '@{h} killed it', 'Singing {w} with {f}', 'What a show, {f}!'],
};
