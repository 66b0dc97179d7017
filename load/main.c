#include "lib/program.h"
#include "load/run.h"
#include "load/schema.h"

int
main(int argc, char **argv)
{
	static const struct verb verbs[] = {
	    {"run", "[FILE ...]", "load records from files or standard input (default)", run_load},
	    {"migrate", "[--check]", "bring the schema to this version, or say what is missing",
	     schema_migrate},
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
