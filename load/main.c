#include "lib/program.h"
#include "load/erase.h"
#include "load/expire.h"
#include "load/reconcile.h"
#include "load/report.h"
#include "load/run.h"
#include "load/schema.h"
#include "load/status.h"

int
main(int argc, char **argv)
{
	static const struct verb verbs[] = {
	    {"run", "[FILE ...]", "load records from files or standard input (default)", run_load},
	    {"migrate", "[--check]", "bring the schema to this version, or say what is missing",
	     schema_migrate},
	    {"erase", "--story ID | --account ID --reason TEXT",
	     "take down for good, in the database and in the spool", erase_run},
	    {"expire", "", "delete what is older than the settings say", expire_run},
	    {"reconcile", "", "queue again what the database lost", reconcile_run},
	    {"status", "[CODE]", "say what is there and what waits, or how a takedown stands",
	     status_run},
	    {"report", "FILE.html",
	     "write a page of coverage, losses, insights, rejects and drafts", report_run},
	};
	static const struct program program = {
	    .id = PROGRAM_LOAD,
	    .name = "story-load",
	    .purpose = "puts stories and article records into PostgreSQL",
	    .verbs = verbs,
	    .verbs_n = COUNT(verbs),
	    .has_default = true,
	};

	return program_main(&program, argc, argv);
}
