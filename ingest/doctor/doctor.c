#include "ingest/doctor/doctor.h"

#include <unistd.h>

#include "ingest/doctor/checks.h"
#include "ingest/secret.h"
#include "lib/mem.h"

#define TABLE_MAX ((size_t)64 << 20) /* bytes: some 100,000 accounts */

/* After so many connections that failed and none that did not, the rest is not tried. */
#define DEAD_MAX 8

#define TURN_MS 1000 /* the longest wait for something to happen */

/* What is asked about one account. */
struct patient {
	const struct account *account;
	struct fail token_fail;
	bool asked, asked_token;
	struct token_life life;
	bool guessed;
	struct hearing self, token;
};

struct doctor {
	const struct settings *settings;
	struct reach reach;
	struct app app;
	struct http *http;
	struct state *state;
	struct spool *spool;
	int log;
	when_ms now;
	struct patient *patients;
	size_t n;
	struct findings findings;
};

static void
ask_patient(struct doctor *d, struct patient *patient, const char *token)
{
	const struct account *account = patient->account;
	struct buf url = BUF_MAX(HEARING_URL_MAX), second = BUF_MAX(HEARING_URL_MAX);
	char bearer[APP_BEARER_MAX];

	ask_account(&url, &d->reach, account->login, account->account_id, token, &d->app);
	hearing_start(&patient->self, d->http, &url, token);
	patient->asked = true;
	if (account->login != LOGIN_FACEBOOK)
		return;
	snprintf(bearer, sizeof bearer, "%s", token);
	if (app_is_known(&d->app))
		app_bearer(&d->app, bearer);
	ask_token(&second, &d->reach, token);
	hearing_start(&patient->token, d->http, &second, bearer);
	explicit_bzero(bearer, sizeof bearer);
	patient->asked_token = true;
}

static void
begin(struct doctor *d, struct patient *patient)
{
	char token[SECRET_MAX + 1];

	patient->token_fail = FAIL_NONE;
	if (account_read_token(patient->account, token, &patient->token_fail) == 0) {
		patient->life =
		    token_log_read(d->log, token, patient->account->token_path, &patient->guessed);
		ask_patient(d, patient, token);
	}
	secret_wipe(token);
}

/* Whether nobody answers: then the rest need not be waited for. */
static bool
is_dead(const struct doctor *d)
{
	size_t failed = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct hearing *self = &d->patients[i].self;

		if (!d->patients[i].asked || !self->ended)
			continue;
		if (self->reached)
			return false;
		failed++;
	}
	return failed >= DEAD_MAX;
}

static void
ask_all(struct doctor *d)
{
	for (size_t i = 0; i < d->n; i++)
		begin(d, &d->patients[i]);
	while (http_turn(d->http, TURN_MS) != 0)
		if (is_dead(d))
			http_abort(d->http);
}

static void
judge(struct doctor *d, const struct patient *patient)
{
	const struct account *account = patient->account;

	if (patient->token_fail.status != EX_OK)
		found(&d->findings, patient->token_fail.status, account->handle,
		      patient->token_fail.hint, "%s", patient->token_fail.text);
	if (patient->asked)
		check_account(&d->findings, account, &patient->self);
	if (patient->asked_token && patient->token.reached)
		check_token(&d->findings, account, &patient->token, d->now);
	else if (patient->asked)
		check_token_life(&d->findings, account, &patient->life, patient->guessed, d->now);
	if (d->state != NULL && state_folder(d->state) >= 0)
		check_deadline(&d->findings, account,
			       state_account(d->state, account->account_id, account->handle),
			       d->now);
}

/* Once for each server that answered. */
static void
judge_servers(struct doctor *d)
{
	for (int login = 0; login < LOGINS; login++) {
		const char *server =
		    d->reach.server != NULL ? d->reach.server : url_server((enum login)login);

		for (size_t i = 0; i < d->n; i++) {
			const struct patient *patient = &d->patients[i];

			if (!patient->self.reached ||
			    (d->reach.server == NULL && (int)patient->account->login != login))
				continue;
			check_server(&d->findings, server, d->reach.version, &patient->self,
				     d->now);
			break;
		}
		if (d->reach.server != NULL)
			break;
	}
}

/* A state that cannot be read is a finding, not the end. */
static void
open_place(struct doctor *d)
{
	const char *path = settings_text(d->settings, SET_spool);
	struct fail fail = FAIL_NONE;

	if (path != NULL && spool_open(&d->spool, path, false, &fail) < 0) {
		fail_hint(&fail, "Name the spool that story-ingest graph writes to.");
		found(&d->findings, fail.status, "spool", fail.hint, "%s", fail.text);
		d->spool = NULL;
	}
	fail = FAIL_NONE;
	if (state_open(&d->state, d->settings, d->spool, false, d->now, &fail) < 0)
		found(&d->findings, fail.status, "state", fail.hint, "%s", fail.text);
	d->log = token_log_open(d->settings, false);
}

static void
judge_place(struct doctor *d)
{
	if (d->spool == NULL)
		return;
	check_disk(&d->findings, spool_path(d->spool));
	check_spool(&d->findings, d->spool, d->now);
}

static void
examine(struct doctor *d)
{
	open_place(d);
	ask_all(d);
	judge_place(d);
	judge_servers(d);
	for (size_t i = 0; i < d->n; i++)
		judge(d, &d->patients[i]);
}

static int
report(const struct doctor *d, struct fail *fail)
{
	struct buf out = BUF_MAX(TABLE_MAX);
	int status = findings_status(&d->findings);

	if (settings_flag(d->settings, SET_json))
		findings_json(&out, &d->findings);
	else
		findings_table(&out, &d->findings);
	(void)fwrite(buf_text(&out), 1, out.n, stdout);
	buf_release(&out);
	/* the table has said why */
	return status == EX_OK ? 0 : fail_set(fail, status, "%s", "");
}

static void
close_all(struct doctor *d)
{
	for (size_t i = 0; i < d->n; i++) {
		hearing_release(&d->patients[i].self);
		hearing_release(&d->patients[i].token);
	}
	free(d->patients);
	findings_release(&d->findings);
	if (d->log >= 0)
		close(d->log);
	state_close(d->state);
	spool_close(d->spool);
	http_free(d->http);
	app_wipe(&d->app);
	reach_free(&d->reach);
}

static void
choose(struct doctor *d, const struct accounts *accounts)
{
	const char *misspelt;

	d->patients = must_calloc(accounts->n + 1, sizeof *d->patients);
	for (size_t i = 0; i < accounts->n; i++) {
		const struct account *account = &accounts->list[i];

		if (account_is_wanted(d->settings, account))
			d->patients[d->n++].account = account;
	}
	misspelt = accounts_misspelt(d->settings, d->n);
	if (misspelt != NULL)
		found(&d->findings, EX_OK, "account",
		      "Name accounts by their handle or account_id there.",
		      "'%.80s' is not in %s: nothing was asked", misspelt,
		      settings_text(d->settings, SET_accounts));
}

int
doctor_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct doctor d = {.settings = settings, .log = -1, .now = when_now()};
	struct accounts accounts;
	int result = -1;

	if (n != 0)
		return fail_set(fail, EX_USAGE, "doctor: takes no words: '%.80s'", words[0]);
	if (accounts_read_named(&accounts, settings, "doctor", fail) < 0)
		return -1;
	if (reach_read(&d.reach, settings, fail) == 0 && app_read(&d.app, settings, fail) == 0)
		d.http = http_new(&d.reach.http, fail);
	if (d.http != NULL) {
		choose(&d, &accounts);
		examine(&d);
		result = report(&d, fail);
	}
	close_all(&d);
	accounts_free(&accounts);
	return result;
}
