/* Whatever the bytes are: no import crashes, and every item it finds is in one of the counts. */
#include "tests/unit/ingest/importing.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static bool quiet;
	struct imported imported;

	if (!quiet)
		import_quietly();
	quiet = true;
	imported = import_bytes((struct span){(const char *)bytes, n}, "fuzz");
	if (!is_balanced(&imported.tally))
		abort();
	return 0;
}
