/* The loader's reader of lines judges and reads each as lib/record.h does. */
#include "tests/unit/load/same_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const char *differs;
	struct line line;

	line_init(&line);
	differs = same_line(&line, (struct span){(const char *)bytes, n});
	if (differs != NULL) {
		fprintf(stderr, "%s\n", differs);
		abort();
	}
	line_release(&line);
	return 0;
}
