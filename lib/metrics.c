#include "lib/metrics.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"

#define PATH_SIZE 4096 /* bytes */
#define PUBLIC_MODE 0644

static int
write_all(FILE *file, const char *stage, const struct metric *metrics, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(file,
			"# HELP storywire_%s %s\n# TYPE storywire_%s gauge\n"
			"storywire_%s{stage=\"%s\"} %.17g\n",
			metrics[i].name, metrics[i].help, metrics[i].name, metrics[i].name, stage,
			metrics[i].value);
	/* node_exporter is another user, whatever the umask of ours */
	return ferror(file) || fflush(file) != 0 || fchmod(fileno(file), PUBLIC_MODE) < 0 ? -1 : 0;
}

int
metrics_write(const char *path, const char *stage, const struct metric *metrics, size_t n,
	      struct fail *fail)
{
	char temporary[PATH_SIZE];
	FILE *file;
	int result;

	if (path == NULL)
		return 0;
	snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
	file = fopen(temporary, "wxe");
	if (file == NULL)
		return fail_errno(fail, EX_CANTCREAT, "%s: cannot be created", temporary);
	result = write_all(file, stage, metrics, n);
	if (fclose(file) != 0 || result < 0 || rename(temporary, path) < 0) {
		fail_errno(fail, EX_IOERR, "%s: cannot be written", path);
		unlink(temporary);
		return -1;
	}
	return 0;
}
