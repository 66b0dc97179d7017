#include "ingest/tokens/app.h"

#include "ingest/secret.h"

int
app_read(struct app *app, const struct settings *settings, struct fail *fail)
{
	const char *file = settings_text(settings, SET_app_secret_file);
	char *path;
	int result;

	*app = (struct app){.id = settings_text(settings, SET_app_id)};
	if (app->id != NULL &&
	    (app->id[0] == '\0' || app->id[strspn(app->id, "0123456789")] != '\0'))
		return fail_set(fail, EX_CONFIG, "app_id: not a number: '%.40s'", app->id);
	if (file == NULL)
		return 0;
	path = secret_path(NULL, file);
	result = secret_read(path, "app secret", app->secret, fail);
	app->has_secret = result == 0;
	free(path);
	return result;
}

void
app_wipe(struct app *app)
{
	secret_wipe(app->secret);
	app->has_secret = false;
}

bool
app_is_known(const struct app *app)
{
	return app->id != NULL && app->has_secret;
}
