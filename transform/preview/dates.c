#include "transform/preview/dates.h"

#include <inttypes.h>

#include "transform/collect/ui.h"
#include "transform/time/zone.h"

#define DAY_TEXT_MAX 128 /* bytes */

static const char *
month_name(const struct local_date *date)
{
	return ui((enum ui_word)((int)UI_january + date->month - 1));
}

void
date_print(struct buf *out, const char *day)
{
	struct local_date date;

	if (local_date_parse(day, &date))
		buf_printf(out, "%s %d, %d", month_name(&date), date.day, date.year);
	else
		buf_puts(out, day);
}

void
date_put(struct markup *markup, const char *day)
{
	struct buf text = BUF_MAX(DAY_TEXT_MAX);
	struct local_date date;

	markup_open(markup, "time");
	if (local_date_parse(day, &date)) {
		markup_attribute(markup, "datetime", day);
		buf_printf(&text, "%s, ", ui((enum ui_word)((int)UI_sunday + date.weekday)));
	}
	date_print(&text, day);
	markup_text(markup, buf_text(&text));
	markup_close(markup);
	buf_release(&text);
}

void
month_put(struct markup *markup, const char *day)
{
	struct local_date date;

	if (!local_date_parse(day, &date)) {
		markup_text(markup, day);
		return;
	}
	markup_open(markup, "time");
	markup_attribute_printf(markup, "datetime", "%04d-%02d", date.year, date.month);
	markup_printf(markup, "%s %d", month_name(&date), date.year);
	markup_close(markup);
}

void
clock_put(struct markup *markup, when_ms at, const char *zone)
{
	char utc[WHEN_TEXT_MAX];
	int minute;

	if (at == WHEN_NONE)
		return;
	minute = zone_minute_of_day(zone, at);
	markup_open(markup, "time");
	markup_attribute(markup, "datetime", when_print(at, utc));
	markup_printf(markup, "%02d:%02d", minute / 60, minute % 60);
	markup_close(markup);
}

void
length_print(struct buf *out, int64_t milliseconds)
{
	int64_t seconds = milliseconds / 1000 + (milliseconds % 1000 >= 500);

	buf_printf(out, "%" PRId64 ":%02" PRId64, seconds / 60, seconds % 60);
}
