/* Which verbs take a setting: the help text, and options that were given to another verb. */
#include "lib/buf.h"
#include "lib/settings_private.h"

#define VERBS_TOLD 2 /* of an option in the help; what more verbs take goes without saying */

/* The next of the words parted by blanks; its end is the start of the rest. */
static struct span
next_word(const char *words)
{
	words += strspn(words, " ");
	return (struct span){words, strcspn(words, " ")};
}

static bool
has_word(const char *words, struct span word)
{
	for (struct span at = next_word(words); at.n != 0; at = next_word(at.p + at.n))
		if (at.n == word.n && memcmp(at.p, word.p, word.n) == 0)
			return true;
	return false;
}

static bool
takes(const struct setting *setting, struct span verb)
{
	return setting->verbs[0] == '\0' || has_word(setting->verbs, verb);
}

/* Those of the program's verbs that take the setting; returns how many, and of how many. */
static size_t
put_verbs(struct buf *out, const struct setting *setting, const char *verbs, size_t *of)
{
	size_t n = 0;

	*of = 0;
	for (struct span verb = next_word(verbs); verb.n != 0; verb = next_word(verb.p + verb.n)) {
		++*of;
		if (!takes(setting, verb))
			continue;
		buf_puts(out, n++ != 0 ? ", " : "");
		buf_put(out, verb.p, verb.n);
	}
	return n;
}

static int
refuse(const struct setting *setting, const char *verb, const char *verbs, struct fail *fail)
{
	struct buf names = BUF_MAX(VERBS_TEXT_MAX);
	char name[SETTING_NAME_MAX];
	size_t of;

	(void)put_verbs(&names, setting, verbs, &of);
	fail_set(fail, EX_USAGE, "--%s: not for the verb %s", setting_option_name(setting, name),
		 verb);
	(void)fail_hint(fail, "It goes with %s.", names.p);
	buf_release(&names);
	return -1;
}

int
settings_check_verb(const struct settings *settings, const char *verb, const char *verbs,
		    struct fail *fail)
{
	for (size_t id = 0; id < SETTINGS; id++)
		if (settings->values[id].origin == FROM_OPTION &&
		    !takes(&settings_table[id], span_of(verb)))
			return refuse(&settings_table[id], verb, verbs, fail);
	return 0;
}

static void
print_option(const struct setting *setting, const char *verbs)
{
	struct buf names = BUF_MAX(VERBS_TEXT_MAX);
	char name[SETTING_NAME_MAX], left[SETTING_NAME_MAX * 2];
	size_t of, n = put_verbs(&names, setting, verbs, &of);
	bool tell = n < of && n <= VERBS_TOLD;

	snprintf(left, sizeof left, "%c%c%s --%s%s%s", setting->letter != 0 ? '-' : ' ',
		 setting->letter != 0 ? setting->letter : ' ', setting->letter != 0 ? "," : " ",
		 setting_option_name(setting, name), setting->argument != NULL ? " " : "",
		 setting->argument != NULL ? setting->argument : "");
	printf("  %-34s %s%s%s\n", left, tell ? buf_text(&names) : "", tell ? ": " : "",
	       setting->help);
	buf_release(&names);
}

void
settings_print_help(enum program_id program, const char *verbs)
{
	puts("\nOptions:");
	for (size_t id = 0; id < SETTINGS; id++)
		if ((settings_table[id].programs & program) != 0)
			print_option(&settings_table[id], verbs);
}
