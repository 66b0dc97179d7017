#include "lib/faults.h"

#include "lib/mem.h"
#include "lib/say.h"

struct fail *
faults_next(struct faults *faults)
{
	faults->count++;
	if (faults->n == FAULTS_MAX) {
		faults->spare = FAIL_NONE;
		return &faults->spare;
	}
	faults->list = mem_grow(faults->list, faults->n, &faults->cap, sizeof *faults->list);
	faults->list[faults->n] = FAIL_NONE;
	return &faults->list[faults->n++];
}

int
faults_tell(const struct faults *faults, const char *subject, struct fail *fail)
{
	if (faults->count == 0)
		return 0;
	if (faults->count == 1) {
		const struct fail *only = &faults->list[0];

		fail_set(fail, only->status, "%s", only->text);
		return only->hint[0] != '\0' ? fail_hint(fail, "%s", only->hint) : -1;
	}
	for (size_t i = 0; i < faults->n; i++)
		say_fail(&faults->list[i]);
	fail_set(fail, faults->list[0].status, "%s: %zu errors", subject, faults->count);
	return faults->count > faults->n
		   ? fail_hint(fail, "Correct the %zu told here first, then look again.", faults->n)
		   : fail_hint(fail, "Correct each of them; nothing was read in their place.");
}

void
faults_release(struct faults *faults)
{
	free(faults->list);
	*faults = FAULTS_NONE;
}
