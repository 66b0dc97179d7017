/* What the narrow reader of JSON takes, jansson takes too, with the same meaning. */
#include "tests/unit/scan_judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	/* a copy of exactly that size, so that reading beyond it is seen */
	char *copy = must_malloc(n);

	memcpy(copy, bytes, n);
	if (n != 0 && judge_scan((struct span){copy, n}) < 0)
		abort();
	free(copy);
	return 0;
}
