/* Whatever the record, what is taken of it without a tree is what is taken of it with one. */
#include <getopt.h>

#include "tests/unit/intake_judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static struct intake_judge judge;

static void
begin(void)
{
	char *argv[] = {(char[]){"story-transform"}, NULL};
	struct fail fail = FAIL_NONE;

	optind = 1;
	if (settings_read(&judge.settings, PROGRAM_TRANSFORM, 1, argv, &fail) < 0)
		abort();
	judge_init(&judge);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (judge.settings == NULL)
		begin();
	if (n != 0 && !judge_line(&judge, (struct span){(const char *)bytes, n}))
		abort();
	return 0;
}
