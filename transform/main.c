#include "lib/program.h"

#include "transform/diff/verb.h"
#include "transform/facts/verb.h"
#include "transform/preview/verb.h"
#include "transform/run.h"

static const struct verb verbs[] = {
    {"run", "[FILE|-]...", "turn raw records into stories, observations and articles (default)",
     transform_run},
    {"diff", "[FILE|-]...", "say what the raw would change in the records of --against", diff_run},
    {"preview", "DIR [FILE|-]...",
     "make a static site of articles, with the evidence of each sentence", preview_run},
    {"facts", "", "check the facts directory and say what is worth knowing of it", facts_run},
};

static const struct program program = {
    .id = PROGRAM_TRANSFORM,
    .name = "story-transform",
    .purpose = "turns what ingest captured into records an editor can trust",
    .verbs = verbs,
    .verbs_n = COUNT(verbs),
    .has_default = true,
};

int
main(int argc, char **argv)
{
	return program_main(&program, argc, argv);
}
