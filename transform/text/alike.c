#include "transform/text/alike.h"

#include <stdlib.h>
#include <uchar.h>
#include <utf8proc.h>

#include "lib/mem.h"

struct form {
	char16_t form;
	char letter;
};

/*
 * Case-folded, by their numbers: letters of Latin (small capitals above all), Greek and Cyrillic.
 * Where a large letter looks like another one than the small letter does, the large one counts.
 */
/* clang-format off */
static const struct form forms[] = {
	{u'ƅ', 'b'}, {u'ƙ', 'k'}, {u'ɑ', 'a'}, {u'ɛ', 'e'}, {u'ɡ', 'g'}, {u'ɢ', 'g'}, {u'ɩ', 'i'},
	{u'ɪ', 'i'}, {u'ɴ', 'n'}, {u'ɵ', 'o'}, {u'ʀ', 'r'}, {u'ʋ', 'v'}, {u'ʌ', 'a'}, {u'ʏ', 'y'},
	{u'ʙ', 'b'}, {u'ʜ', 'h'}, {u'ʟ', 'l'}, {u'α', 'a'}, {u'β', 'b'}, {u'γ', 'y'}, {u'ε', 'e'},
	{u'ζ', 'z'}, {u'η', 'h'}, {u'ι', 'i'}, {u'κ', 'k'}, {u'μ', 'm'}, {u'ν', 'n'}, {u'ο', 'o'},
	{u'ρ', 'p'}, {u'τ', 't'}, {u'υ', 'y'}, {u'χ', 'x'}, {u'ω', 'w'}, {u'а', 'a'}, {u'в', 'b'},
	{u'г', 'r'}, {u'е', 'e'}, {u'и', 'n'}, {u'к', 'k'}, {u'м', 'm'}, {u'н', 'h'}, {u'о', 'o'},
	{u'п', 'n'}, {u'р', 'p'}, {u'с', 'c'}, {u'т', 't'}, {u'у', 'y'}, {u'х', 'x'}, {u'ь', 'b'},
	{u'я', 'r'}, {u'ѕ', 's'}, {u'і', 'i'}, {u'ј', 'j'}, {u'ѵ', 'v'}, {u'ү', 'y'}, {u'һ', 'h'},
	{u'ӏ', 'l'}, {u'ԁ', 'd'}, {u'ԛ', 'q'}, {u'ԝ', 'w'}, {u'ᴀ', 'a'}, {u'ᴄ', 'c'}, {u'ᴅ', 'd'},
	{u'ᴇ', 'e'}, {u'ᴊ', 'j'}, {u'ᴋ', 'k'}, {u'ᴍ', 'm'}, {u'ᴏ', 'o'}, {u'ᴘ', 'p'}, {u'ᴛ', 't'},
	{u'ᴜ', 'u'}, {u'ᴠ', 'v'}, {u'ᴡ', 'w'}, {u'ᴢ', 'z'}, {u'ꜰ', 'f'}, {u'ꜱ', 's'},
};
/* clang-format on */

/* Signs that are letters in black circles and squares; others of that kind are taken apart. */
static const struct {
	int32_t a, z;
} alphabets[] = {{0x1f150, 0x1f169}, {0x1f170, 0x1f189}};

static int
by_form(const void *key, const void *entry)
{
	int32_t point = *(const int32_t *)key, form = ((const struct form *)entry)->form;

	return (point > form) - (point < form);
}

int32_t
alike_letter(int32_t point)
{
	const struct form *found;

	if (point < forms[0].form)
		return point;
	for (size_t i = 0; i < COUNT(alphabets); i++)
		if (point >= alphabets[i].a && point <= alphabets[i].z)
			return 'a' + point - alphabets[i].a;
	found = bsearch(&point, forms, COUNT(forms), sizeof *forms, by_form);
	return found != NULL ? found->letter : point;
}

enum script {
	SCRIPT_NONE, /* no letter, or of a script whose letters are like none of ours */
	SCRIPT_LATIN = 1,
	SCRIPT_ALIKE = 2,
};

static enum script
script_of(int32_t point)
{
	static const struct {
		int32_t first, last;
		enum script script;
	} scripts[] = {
	    {'A', 0x24f, SCRIPT_LATIN},     /* with what is beyond ASCII */
	    {0x370, 0x58f, SCRIPT_ALIKE},   /* Greek, Cyrillic, Armenian */
	    {0x13a0, 0x13ff, SCRIPT_ALIKE}, /* Cherokee */
	    {0x1e00, 0x1eff, SCRIPT_LATIN}, /* with marks */
	    {0x1f00, 0x1fff, SCRIPT_ALIKE}, /* Greek with marks */
	    {0x2c80, 0x2cff, SCRIPT_ALIKE}, /* Coptic */
	    {0xa4d0, 0xa4ff, SCRIPT_ALIKE}, /* Lisu */
	};

	for (size_t i = 0; i < COUNT(scripts); i++)
		if (point >= scripts[i].first && point <= scripts[i].last)
			return scripts[i].script;
	return SCRIPT_NONE;
}

bool
alike_mixes_scripts(const char *text)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
	unsigned scripts = 0;
	utf8proc_int32_t point;
	utf8proc_ssize_t n;

	while (scripts != (SCRIPT_LATIN | SCRIPT_ALIKE) && *p != '\0' &&
	       (n = utf8proc_iterate(p, -1, &point)) > 0) {
		utf8proc_category_t category = utf8proc_category(point);

		if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO)
			scripts |= script_of(point);
		else if (category < UTF8PROC_CATEGORY_MN || category > UTF8PROC_CATEGORY_ME)
			scripts = 0; /* another word begins; marks do not end one */
		p += n;
	}
	return scripts == (SCRIPT_LATIN | SCRIPT_ALIKE);
}
