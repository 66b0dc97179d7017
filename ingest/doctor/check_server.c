/* The server's headers: its clock against ours, the version that answered. */
#include <inttypes.h>

#include "ingest/doctor/checks.h"

/* ms our clock may be off; stories are dated by the server, deadlines by us. */
#define CLOCK_OFF_MAX (30 * WHEN_SECOND)

bool
http_time(const char *text, when_ms *ms)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4], made[WHEN_TEXT_MAX];
	unsigned day, year, hour, minute, second;
	const char *at;
	int end = 0;

	/* NOLINTNEXTLINE(cert-err34-c): every number is bounded by its width */
	if (sscanf(text, "%*3s, %2u %3s %4u %2u:%2u:%2u GMT%n", &day, month, &year, &hour, &minute,
		   &second, &end) != 6 ||
	    end == 0)
		return false;
	at = strstr(months, month);
	if (at == NULL || strlen(month) != 3 || (at - months) % 3 != 0)
		return false;
	snprintf(made, sizeof made, "%04u-%02u-%02uT%02u:%02u:%02uZ", year % 10000,
		 (unsigned)(at - months) / 3 + 1, day % 100, hour % 100, minute % 100,
		 second % 100);
	return when_parse(span_of(made), ms);
}

static void
check_clock(struct findings *findings, const char *server, const struct hearing *hearing,
	    when_ms now)
{
	when_ms theirs, off;

	if (!http_time(hearing->date, &theirs))
		return;
	off = now > theirs ? now - theirs : theirs - now;
	if (off > CLOCK_OFF_MAX)
		found(findings, EX_OK, "clock",
		      "Set it by NTP: when a story is about to be lost is reckoned by this clock.",
		      "this machine is %" PRId64 " s %s %s", off / WHEN_SECOND,
		      now > theirs ? "ahead of" : "behind", server);
	else
		found_ok(findings, "clock", "agrees with %s", server);
}

void
check_server(struct findings *findings, const char *server, const char *version,
	     const struct hearing *hearing, when_ms now)
{
	check_clock(findings, server, hearing, now);
	if (hearing->api_version[0] == '\0')
		return;
	if (strcmp(hearing->api_version, version) != 0)
		found(findings, EX_OK, "version",
		      "Set graph_version to one that is alive; Meta's changelog lists them.",
		      "%s was asked, %.40s answered at %s", version, hearing->api_version, server);
	else
		found_ok(findings, "version", "%s answers at %s", version, server);
}
