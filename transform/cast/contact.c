#include "transform/cast/contact.h"

#include <ctype.h>

#define DIGITS_MIN 9 /* of a telephone number with its area; dates have eight */

/* Digits with no more between them than telephone numbers have: "+44 (0)113 496-0123". */
static bool
is_number(const char *p)
{
	size_t digits = 0, apart = 0;

	for (; digits < DIGITS_MIN && apart <= 2; p++) {
		bool digit = isdigit((unsigned char)*p);

		if (!digit && (*p == '\0' || strchr(" ()-./", *p) == NULL))
			return false;
		digits += digit;
		apart = digit ? 0 : apart + 1;
	}
	return digits == DIGITS_MIN;
}

static bool
is_of_address(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Whether the "@" at p stands between a name and a host with a dot in it. */
static bool
is_mail(const char *text, const char *p)
{
	size_t host = 1;

	if (p == text || !is_of_address(p[-1]))
		return false;
	while (is_of_address(p[host]))
		host++;
	return host > 1 && p[host] == '.' && isalpha((unsigned char)p[host + 1]);
}

bool
contact_in(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		bool begins =
		    isdigit((unsigned char)*p) && (p == text || !isalnum((unsigned char)p[-1]));

		if ((begins && is_number(p)) || (*p == '@' && is_mail(text, p)))
			return true;
	}
	return false;
}
