# storywire. `make` builds, `make demo` shows it at work, `make check` proves it.
# MODE=release (default), asan or clang; each mode has its own folder below build/.

MODE ?= release
prefix ?= /usr/local
bindir ?= $(prefix)/bin
mandir ?= $(prefix)/share/man
DESTDIR ?=
VERSION := 0.1.0

BUILD := build$(if $(filter-out release,$(MODE)),/$(MODE))
OBJ := $(BUILD)/obj
BIN := $(BUILD)/bin
GEN := $(BUILD)/gen

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wvla -Werror
CPPFLAGS += -D_GNU_SOURCE -I. -I$(GEN)
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -fstack-clash-protection
LDFLAGS_release := -pie -Wl,-z,relro,-z,now -Wl,--as-needed
CFLAGS_asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS_asan := -fsanitize=address,undefined
CFLAGS_clang = $(CFLAGS_release)
LDFLAGS_clang = $(LDFLAGS_release)
ifeq ($(MODE),clang)
CC := clang
endif
CFLAGS += -std=c17 $(WARNINGS) $(CFLAGS_$(MODE))
LDFLAGS += $(LDFLAGS_$(MODE))

# The link lines are the architecture: no room can reach what its line does not name.
LIBS_lib := -ljansson -lnettle -lutf8proc -lcsv
LIBS_ingest := $(LIBS_lib) -lcurl
LIBS_transform := $(LIBS_lib) -luuid
LIBS_load := $(LIBS_lib) -lpq

PROGRAMS := $(addprefix $(BIN)/story-,ingest transform load run)
objects = $(patsubst %.c,$(OBJ)/%.o,$(wildcard $(1)/*.c))
LIB_OBJ := $(call objects,lib)

.PHONY: all
all: $(PROGRAMS)

$(BIN)/story-ingest: LIBS = $(LIBS_ingest)
$(BIN)/story-ingest: $(call objects,ingest) $(LIB_OBJ)
$(BIN)/story-transform: LIBS = $(LIBS_transform)
$(BIN)/story-transform: $(call objects,transform) $(OBJ)/gen/templates.o $(LIB_OBJ)
$(BIN)/story-load: LIBS = $(LIBS_load)
$(BIN)/story-load: $(call objects,load) $(OBJ)/gen/sql.o $(LIB_OBJ)

$(BIN)/story-ingest $(BIN)/story-transform $(BIN)/story-load:
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

# A stand-in of the Graph API for demo and tests; not installed.
$(BIN)/graph-standin: $(OBJ)/tests/standin/graph-standin.o $(LIB_OBJ)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_lib) -lmicrohttpd

$(OBJ)/%.o: %.c | setup-build
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(OBJ)/gen/%.o: $(GEN)/%.c | setup-build
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(GEN)/templates.c: transform/templates/embed.awk $(wildcard transform/templates/*.txt)
	@mkdir -p $(@D)
	awk -f transform/templates/embed.awk $(filter %.txt,$^) > $@.tmp && mv $@.tmp $@

# One constant a file: sql/query/<name>.sql becomes sql_<name>, sql/migrate a list.
$(GEN)/sql.c: sql/embed.awk $(wildcard sql/query/*.sql sql/migrate/*.sql)
	@mkdir -p $(@D)
	awk -f sql/embed.awk $(filter %.sql,$^) > $@.tmp && mv $@.tmp $@

include tests/check.mk

-include $(wildcard $(OBJ)/*/*.d $(OBJ)/tests/*/*.d $(OBJ)/tests/unit/*/*.d)
