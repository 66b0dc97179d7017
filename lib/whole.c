#include "lib/whole.h"

#include <errno.h>
#include <unistd.h>

#define READ_SIZE 8192

bool
whole_write(int fd, struct span bytes)
{
	while (bytes.n != 0) {
		ssize_t done = write(fd, bytes.p, bytes.n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done == 0)
			errno = EIO;
		if (done <= 0)
			return false;
		bytes.p += done;
		bytes.n -= (size_t)done;
	}
	return true;
}

bool
whole_read(int fd, struct buf *out)
{
	char part[READ_SIZE];
	ssize_t n;

	do {
		n = read(fd, part, sizeof part);
		if (n > 0)
			buf_put(out, part, (size_t)n);
	} while ((n > 0 && !out->over) || (n < 0 && errno == EINTR));
	return n >= 0;
}
