/* story-ingest: from the Graph API and from archives to raw records. */
#include "ingest/doctor/doctor.h"
#include "ingest/graph/graph.h"
#include "ingest/import/import.h"
#include "ingest/secret.h"
#include "ingest/state/gaps.h"
#include "ingest/tokens/refresh.h"
#include "lib/program.h"

static const struct verb verbs[] = {
    {"graph", "--accounts FILE", "read the live stories of the accounts, and their insights",
     graph_run},
    {"doctor", "--accounts FILE", "check tokens, clock, disk and spool", doctor_run},
    {"refresh", "--accounts FILE", "refresh the tokens that are old enough", refresh_run},
    {"import", "FILE|DIR|- ...", "read archives of stories", import_run},
    {"gaps", "", "list the intervals in which stories may have been lost", gaps_run},
};

int
main(int argc, char **argv)
{
	static const struct program program = {
	    .id = PROGRAM_INGEST,
	    .name = "story-ingest",
	    .purpose = "reads Instagram Stories, live or from archives, and writes raw records",
	    .verbs = verbs,
	    .verbs_n = COUNT(verbs),
	};

	secret_harden_process();
	return program_main(&program, argc, argv);
}
