#include "tests/standin/standin.h"

#define APP_WINDOW WHEN_HOUR
#define ACCOUNT_WINDOW WHEN_DAY

static void
put_app_usage(struct reply *reply, uint32_t percent)
{
	char value[128];

	snprintf(value, sizeof value, "{\"call_count\":%u,\"total_cputime\":%u,\"total_time\":%u}",
		 percent, percent / 3, percent / 2);
	reply_header(reply, "X-App-Usage", value);
}

/* One read is told under two keys: the business and the account. */
static void
put_business_usage(struct reply *reply, const struct account *account, uint32_t percent,
		   unsigned regain)
{
	char value[512];

	snprintf(value, sizeof value,
		 "{\"9%.15s\":[{\"type\":\"instagram\",\"call_count\":%u,\"total_cputime\":1,"
		 "\"total_time\":1,\"estimated_time_to_regain_access\":%u}],\"%.20s\":[{\"type\":"
		 "\"instagram\",\"call_count\":%u,\"total_cputime\":1,\"total_time\":1,"
		 "\"estimated_time_to_regain_access\":%u}]}",
		 account->id, percent, regain, account->id, percent, regain);
	reply_header(reply, "X-Business-Use-Case-Usage", value);
}

bool
usage_spend(struct standin *standin, size_t token, struct account *account, struct reply *reply)
{
	struct window *app = &standin->tokens.calls[token];
	when_ms now = world_now(&standin->world);
	uint32_t calls, percent;

	account->asked++;
	/* headers come after the first calls only */
	if (standin->account_budget != 0) {
		window_add(&account->calls, now, ACCOUNT_WINDOW);
		calls = window_calls(&account->calls, now, ACCOUNT_WINDOW);
		percent = (uint32_t)(calls * UINT64_C(100) / standin->account_budget);
		if (percent != 0)
			put_business_usage(reply, account, percent,
					   percent < 100 ? 0
							 : window_regain(&account->calls, now,
									 ACCOUNT_WINDOW));
		if (calls > standin->account_budget) {
			reply_error(reply, 80002, 0,
				    "(#80002) There have been too many calls to this Instagram "
				    "account.");
			return false;
		}
	}
	if (standin->budget != 0) {
		window_add(app, now, APP_WINDOW);
		calls = window_calls(app, now, APP_WINDOW);
		percent = (uint32_t)(calls * UINT64_C(100) / standin->budget);
		if (percent != 0)
			put_app_usage(reply, percent);
		if (calls > standin->budget) {
			reply_error(reply, 4, 0, "(#4) Application request limit reached");
			return false;
		}
	}
	return true;
}
