#include "load/again.h"

#define FIRST_MS 100u /* a deadlock is gone by then; the fifth wait is 1.6 s, 0.8 to 2.4 */

void
again_wait(unsigned n)
{
	uint32_t base = FIRST_MS << (n < AGAIN_MAX ? n - 1 : AGAIN_MAX - 1);
	uint32_t ms = base / 2 + arc4random_uniform(base);
	struct timespec pause = {ms / 1000, (long)(ms % 1000) * 1000000};

	nanosleep(&pause, NULL);
}
