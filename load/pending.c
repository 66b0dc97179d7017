#include "load/pending.h"

#include <unistd.h>

#include "lib/say.h"
#include "lib/segment.h"

static int
load_segment(const struct spool *spool, const char *name, struct input *input,
	     struct counts *counts, struct fail *why)
{
	int fd = spool_read(spool, SPOOL_RECORDS, name, why), result;

	if (fd < 0)
		return -1;
	result = input_load(input, fd, name, counts, why);
	close(fd);
	return result;
}

int
pending_load(const struct spool *spool, const struct spool_names *names, bool dry,
	     struct input *input, struct counts *counts, struct fail *fail)
{
	bool bad = false;
	int result = 0;

	for (size_t i = 0; i < names->n && result == 0; i++) {
		const char *name = names->list[i];
		struct fail why = FAIL_NONE;

		if (load_segment(spool, name, input, counts, &why) == 0) {
			if (!dry)
				result = spool_move(spool, SPOOL_RECORDS, SPOOL_DONE, name, fail);
		} else if (why.status == EX_DATAERR) {
			bad = true;
			if (dry)
				say_fail(&why);
			else
				result = segment_quarantine(spool, SPOOL_RECORDS, name, &why, fail);
		} else {
			*fail = why;
			result = -1;
		}
	}
	/* each bad segment has had its own words already */
	return result == 0 && bad ? fail_set(fail, EX_DATAERR, "%s", "") : result;
}
