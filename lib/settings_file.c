/* The settings file: key = value, a line each. */
#include <errno.h>

#include "lib/buf.h"
#include "lib/settings_private.h"
#include "lib/word.h"

#define CONFIG_LINE_MAX 8192 /* bytes */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define SYSTEM_CONFIG "/etc/storywire/storywire.conf"

static size_t
find_key(char *key)
{
	size_t id = 0;

	for (char *c = key; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	while (id < SETTINGS && strcmp(settings_table[id].id, key) != 0)
		id++;
	return id;
}

static int
unknown_key(const char *path, size_t number, const char *key, struct fail *fail)
{
	fail_set(fail, EX_CONFIG, "%s: line %zu: unknown key '%.60s'", path, number, key);
	return fail_hint(fail, "The nearest known key is '%s'.",
			 settings_table[settings_nearest(~0U, true, key)].id);
}

static int
file_line(struct settings *settings, const char *path, size_t number, char *line, struct fail *fail)
{
	char where[SETTING_NAME_MAX + 4096];
	char *equals, *key;
	size_t id;

	line = word_trim(line);
	if (line[0] == '\0' || line[0] == '#')
		return 0;
	equals = strchr(line, '=');
	if (equals == NULL || equals == line)
		return fail_set(fail, EX_CONFIG, "%s: line %zu: not 'key = value'", path, number);
	*equals = '\0';
	key = word_trim(line);
	id = find_key(key);
	if (id == SETTINGS)
		return unknown_key(path, number, key, fail);
	if (setting_is_option_only(id))
		return fail_set(fail, EX_CONFIG, "%s: line %zu: '%s' can only be an option", path,
				number, key);
	snprintf(where, sizeof where, "%s: line %zu: %s", path, number, key);
	if (settings_set(settings, id, FROM_FILE, word_trim(equals + 1), where, fail) < 0)
		fail->status = EX_CONFIG;
	return fail->status == EX_OK ? 0 : -1;
}

static int
read_file(struct settings *settings, const char *path, bool must_exist, struct fail *fail)
{
	char line[CONFIG_LINE_MAX];
	FILE *file = fopen(path, "re");
	int result = 0;

	if (file == NULL && !must_exist && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
		return 0;
	if (file == NULL)
		return fail_errno(fail, EX_CONFIG, "%s: cannot be opened", path);
	for (size_t number = 1; result == 0 && fgets(line, sizeof line, file) != NULL; number++) {
		bool marked = number == 1 && strncmp(line, BYTE_ORDER_MARK, 3) == 0;

		result = file_line(settings, path, number, line + (marked ? 3 : 0), fail);
	}
	if (result == 0 && ferror(file))
		result = fail_errno(fail, EX_CONFIG, "%s: cannot be read", path);
	fclose(file);
	return result;
}

/* The user's file, else the system's; the first that is there. */
static int
read_default_file(struct settings *settings, struct fail *fail)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct buf path = BUF_MAX(4096);
	FILE *file = NULL;
	int result;

	if (xdg != NULL && xdg[0] == '/')
		buf_printf(&path, "%s/storywire/storywire.conf", xdg);
	else if (home != NULL && home[0] == '/')
		buf_printf(&path, "%s/.config/storywire/storywire.conf", home);
	if (path.n != 0)
		file = fopen(buf_text(&path), "re");
	if (file != NULL)
		fclose(file);
	result = read_file(settings, file != NULL ? buf_text(&path) : SYSTEM_CONFIG, false, fail);
	buf_release(&path);
	return result;
}

int
settings_read_file(struct settings *settings, const char *path, struct fail *fail)
{
	return path != NULL ? read_file(settings, path, true, fail)
			    : read_default_file(settings, fail);
}
