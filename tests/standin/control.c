#include <inttypes.h>

#include "lib/jsontext.h"
#include "tests/standin/standin.h"

/*
 * GET /_control says how the world stands. POST /_control changes it; a JSON object of:
 *
 *   advance_s  N     seconds that the world's clock goes on
 *   now        T     sets a clock that stands
 *   clear      true  forgets the faults
 *   faults     TEXT  lines of faults to add, see fault.h
 *   world      TEXT  lines to add, see world.h
 *   delete     ID    takes a story away before its time
 *   budget, account_budget  N   see the options
 */

static bool
set_clock(struct standin *standin, const json_t *wish)
{
	const json_t *now = json_object_get(wish, "now");
	const json_t *by = json_object_get(wish, "advance_s");
	when_ms time;

	if (json_is_string(now)) {
		if (!when_parse((struct span){json_string_value(now), json_string_length(now)},
				&time))
			return false;
		standin->world.standing = true;
		standin->world.now = time;
	}
	if (json_is_number(by))
		world_advance(&standin->world, (when_ms)(json_number_value(by) * 1000));
	return true;
}

static void
set_budgets(struct standin *standin, const json_t *wish)
{
	const json_t *budget = json_object_get(wish, "budget");
	const json_t *account_budget = json_object_get(wish, "account_budget");

	if (json_is_integer(budget))
		standin->budget = (size_t)json_integer_value(budget);
	if (json_is_integer(account_budget))
		standin->account_budget = (size_t)json_integer_value(account_budget);
}

static bool
grant(struct standin *standin, const json_t *wish, char bad[80])
{
	const json_t *faults = json_object_get(wish, "faults");
	const json_t *world = json_object_get(wish, "world");
	const json_t *gone = json_object_get(wish, "delete");

	snprintf(bad, 80, "now");
	if (!json_is_object(wish) || !set_clock(standin, wish))
		return false;
	set_budgets(standin, wish);
	if (json_is_true(json_object_get(wish, "clear")))
		faults_clear(standin->faults);
	if (json_is_string(gone))
		world_delete(&standin->world, json_string_value(gone));
	return faults_read(standin->faults,
			   (struct span){json_string_value(faults), json_string_length(faults)},
			   bad) &&
	       world_read(&standin->world,
			  (struct span){json_string_value(world), json_string_length(world)}, bad);
}

void
control_answer(struct standin *standin, const struct request *request, struct reply *reply)
{
	char reason[JSONTEXT_REASON_MAX], bad[80] = "", now[WHEN_TEXT_MAX];
	json_t *wish;

	if (strcmp(request->method, "POST") == 0) {
		wish = jsontext_load(request->post, reason);
		if (!grant(standin, wish, bad)) {
			reply->status = 400;
			buf_printf(&reply->body, "not understood: %s\n", bad);
		}
		json_decref(wish);
	}
	if (reply->status != 200)
		return;
	buf_printf(&reply->body, "{\"now\":\"%s\",\"calls\":%" PRIu64 ",\"struck\":[",
		   when_print(world_now(&standin->world), now), standin->calls);
	faults_count(standin->faults, &reply->body);
	buf_puts(&reply->body, "]}\n");
}
