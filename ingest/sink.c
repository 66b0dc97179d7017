#include "ingest/sink.h"

#include <unistd.h>

int
sink_open(struct sink *sink, const struct settings *settings, const char *stage, struct fail *fail)
{
	*sink = (struct sink){.stream = NULL};
	if (settings_text(settings, SET_spool) == NULL || settings_flag(settings, SET_dry_run)) {
		sink->stream = stream_out_new(STDOUT_FILENO);
		return 0;
	}
	if (spool_enter(&sink->spool, settings, stage, fail) < 0)
		return -1;
	sink->segment = segment_begin(sink->spool, fail);
	if (sink->segment == NULL)
		return -1;
	sink->stream = segment_stream(sink->segment);
	return 0;
}

int
sink_end(struct sink *sink, const char *members, struct fail *fail)
{
	if (stream_end(sink->stream, members, fail) < 0)
		return -1;
	return sink->segment != NULL ? segment_publish(sink->segment, SPOOL_KIND_RAW, fail) : 0;
}

void
sink_close(struct sink *sink)
{
	if (sink->segment == NULL)
		stream_out_free(sink->stream);
	segment_free(sink->segment);
	spool_close(sink->spool);
	*sink = (struct sink){.stream = NULL};
}
