# What proves the programs: unit tests, fuzz targets, and the targets that run them.
# `make check TEST=unit/lib` runs only the test files whose name matches the pattern.

TEST_BIN := $(BUILD)/test
unit_tests = $(patsubst tests/unit/$(1)/%.c,$(TEST_BIN)/$(1)/%,$(wildcard tests/unit/$(1)/test_*.c))
room_objects = $(filter-out %/main.o,$(call objects,$(ROOM_$(1))))

UNIT_TESTS := $(foreach room,lib ingest transform load,$(call unit_tests,$(room)))
PROVED_transform := $(TRANSFORM_DATA)
PROVED_load := $(OBJ)/gen/sql.o

define unit_rule
$(call unit_tests,$(1)): $(TEST_BIN)/$(1)/%: $(OBJ)/tests/unit/$(1)/%.o \
		$(call room_objects,$(1)) $(PROVED_$(1)) $(filter-out $(OBJ)/$(1)/%,$(LIB_OBJ))
	@mkdir -p $$(@D)
	$$(call quiet,LINK) $$(LINK) -o $$@ $$^ $$(LIBS_$(1)) -lcmocka
endef
$(foreach room,lib ingest transform load,$(eval $(call unit_rule,$(room))))

.PHONY: tests
tests: $(UNIT_TESTS) $(BIN)/graph-standin $(BIN)/cut-proxy

FUZZ_FLAGS := -std=c17 $(WARNINGS) -g -O1 -fsanitize=fuzzer,address,undefined \
	-fno-sanitize-recover=all
FUZZ_TESTS := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 300

# Objects with the fuzzer's coverage; each target is linked with those it is a proof of.
FUZZ_OBJ := build/fuzz/obj
fuzz_objects = $(patsubst %.c,$(FUZZ_OBJ)/%.o,$(filter-out ingest/main.c transform/main.c,\
	$(foreach folder,$(1),$(wildcard $(folder)/*.c))))

$(FUZZ_OBJ)/%.o: %.c | setup-check
	@mkdir -p $(@D)
	$(call quiet,CC) clang $(CPPFLAGS) $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

build/fuzz/fuzz_import: $(call fuzz_objects,$(ROOM_ingest))
build/fuzz/fuzz_import: FUZZ_LIBS := $(LIBS_ingest)
build/fuzz/fuzz_line: $(addprefix $(FUZZ_OBJ)/load/,line.o scan.o)
build/fuzz/fuzz_usage: $(addprefix $(FUZZ_OBJ)/ingest/,quota/usage.o quota/pool.o \
	quota/budget.o ids.o)
FUZZ_TEXT := $(call fuzz_objects,transform/text transform/time) \
	$(addprefix $(FUZZ_OBJ)/transform/,arena.o cast/letter.o)

build/fuzz/fuzz_wikidata: $(filter-out %/verb.o %/advice.o,$(call fuzz_objects,transform/facts)) \
	$(FUZZ_TEXT)

build/fuzz/fuzz_raw: $(filter-out %/verb.o %/advice.o,$(call fuzz_objects,transform/facts \
	transform/harvest transform/map)) \
	$(FUZZ_TEXT) $(FUZZ_OBJ)/transform/cast/mention.o

build/fuzz/fuzz_preview build/fuzz/fuzz_caption: \
	$(filter-out %/main.o,$(call fuzz_objects,$(ROOM_transform))) $(TRANSFORM_DATA)
build/fuzz/fuzz_preview build/fuzz/fuzz_caption: FUZZ_LIBS := $(LIBS_transform)

build/fuzz/%: $(FUZZ_OBJ)/tests/fuzz/%.o $(call fuzz_objects,lib)
	@mkdir -p $(@D)
	$(call quiet,LINK) clang $(FUZZ_FLAGS) -o $@ $^ $(or $(FUZZ_LIBS),$(LIBS_lib))

# Each reader of an archive format is also given everything, whatever it looks like.
FUZZ_FORMATS := $(shell sed -n 's/^ *\.name = "\(.*\)",$$/\1/p' ingest/import/formats/*.c)

.PHONY: fuzz fuzz-programs
fuzz-programs: $(FUZZ_TESTS)
fuzz: $(FUZZ_TESTS)
	for target in $^; do tests/run-fuzz.sh $$target $(FUZZ_SECONDS) || exit 1; done
	for format in $(FUZZ_FORMATS); do \
		tests/run-fuzz.sh build/fuzz/fuzz_import $(FUZZ_SECONDS) $$format || exit 1; done

# clang-tidy is slow, so a file that was clean is looked at again only when its object was made anew.
# What a function may do is followed so far: a third of the way that clang goes by itself, in a third
# of the time. It found all the faults that were put in to try it. 225000 is the whole way.
TIDY_NODES ?= 75000
TIDY_FILES := $(wildcard $(ROOMS:%=%/*.c) tests/standin/*.c tests/cutproxy/*.c)

build/tidy/%.clean: %.c .clang-tidy $(OBJ)/%.o | setup-check
	@mkdir -p $(@D)
	$(call quiet,TIDY) clang-tidy --quiet --warnings-as-errors='*' $< -- $(CPPFLAGS) \
		-I$$(pg_config --includedir) -std=c17 $(WARNINGS) \
		-Xclang -analyzer-config -Xclang max-nodes=$(TIDY_NODES)
	@touch $@

.PHONY: tidy
tidy: $(TIDY_FILES:%.c=build/tidy/%.clean)

# Validators of what we export, as packages of npm with fixed versions. Their scripts do not run.
NPM := build/npm/node_modules/.package-lock.json

$(NPM): tests/npm/package.json tests/npm/package-lock.json | setup-check
	@mkdir -p build/npm
	cp tests/npm/package.json tests/npm/package-lock.json build/npm
	cd build/npm && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

SUITES := gates unit filter sql e2e fuzz

.PHONY: check $(SUITES:%=check-%)
check: setup-check $(NPM)
	@TEST='$(TEST)' tests/run.sh $(SUITES)
$(SUITES:%=check-%): check-%: setup-check $(NPM)
	@TEST='$(TEST)' tests/run.sh $*

# `make tools` brings whatever any target needs.
.PHONY: tools setup-build setup-demo setup-bench setup-check
tools: setup-check $(NPM)
setup-build setup-demo setup-bench setup-check: setup-%:
	@tests/setup.sh $*
