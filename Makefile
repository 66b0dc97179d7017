# storywire. `make` builds, `make demo` shows it at work, `make check` proves it.
# MODE=release (default), asan or clang; each mode has its own folder below build/.

MODE ?= release
prefix ?= /usr/local
bindir ?= $(prefix)/bin
mandir ?= $(prefix)/share/man
DESTDIR ?=
VERSION := $(shell sed -n 's/^.define STORYWIRE_VERSION "\(.*\)"/\1/p' lib/program.h)

BUILD := build$(if $(filter-out release,$(MODE)),/$(MODE))
OBJ := $(BUILD)/obj
BIN := $(BUILD)/bin
GEN := $(BUILD)/gen

# Says what is made instead of how; V=1 shows the commands.
ifeq ($(V)$(findstring s,$(firstword -$(MAKEFLAGS))),)
quiet = @echo '  $(1)	$@' &&
endif

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wvla -Werror
CPPFLAGS += -D_GNU_SOURCE -I. -I$(GEN)
HARDENED := -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -fstack-clash-protection
# Transform, which computes most, is optimised as a whole when it is linked: a twentieth of its
# time. All else is linked from the same objects as they stand.
CFLAGS_release := -O3 -flto=auto -ffat-lto-objects $(HARDENED)
LDFLAGS_release := -pie -Wl,-z,relro,-z,now -Wl,--as-needed
LINK_release := -fno-lto
LINK_WHOLE_release := -O3 -flto=auto $(HARDENED)
CFLAGS_asan := -O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS_asan := -fsanitize=address,undefined
# For its warnings, which are the same at any level.
CFLAGS_clang := -O0 -fPIE
LDFLAGS_clang = $(LDFLAGS_release)
ifeq ($(MODE),clang)
CC := clang
endif
CFLAGS += -std=c17 $(WARNINGS) $(CFLAGS_$(MODE))
LDFLAGS += $(LDFLAGS_$(MODE))
LINK = $(CC) $(LDFLAGS) $(LINK_$(MODE))

# The link lines are the architecture: no room can reach what its line does not name.
LIBS_lib := -ljansson -lnettle -lutf8proc -lcsv
LIBS_ingest := $(LIBS_lib) -lcurl -larchive
LIBS_transform := $(LIBS_lib) -luuid -lcld2
LIBS_load := $(LIBS_lib) -lpq -pthread

PROGRAMS := $(addprefix $(BIN)/story-,ingest transform load run)
objects = $(patsubst %.c,$(OBJ)/%.o,$(foreach folder,$(1),$(wildcard $(folder)/*.c)))

# The folders of each room.
ROOM_lib := lib
ROOM_ingest := ingest $(addprefix ingest/,doctor graph import import/formats net quota state tokens)
ROOM_transform := transform $(addprefix transform/,article cast collect diff facts harvest map \
	preview stories text time)
ROOM_load := load
ROOMS := $(ROOM_lib) lib/run $(ROOM_ingest) $(ROOM_transform) $(ROOM_load)
LIB_OBJ := $(call objects,lib)

.PHONY: all
all: $(PROGRAMS)

$(BIN)/story-ingest: LIBS = $(LIBS_ingest)
$(BIN)/story-ingest: $(call objects,$(ROOM_ingest)) $(LIB_OBJ)
TRANSFORM_DATA := $(OBJ)/gen/templates.o $(OBJ)/gen/site_css.o
$(BIN)/story-transform: LIBS = $(LIBS_transform)
$(BIN)/story-transform: LINK = $(CC) $(LDFLAGS) $(LINK_WHOLE_$(MODE))
$(BIN)/story-transform: $(call objects,$(ROOM_transform)) $(TRANSFORM_DATA) $(LIB_OBJ)
$(BIN)/story-load: LIBS = $(LIBS_load)
$(BIN)/story-load: $(call objects,$(ROOM_load)) $(OBJ)/gen/sql.o $(LIB_OBJ)
$(BIN)/story-run: LIBS = $(LIBS_lib)
$(BIN)/story-run: $(call objects,lib/run) $(LIB_OBJ)

$(PROGRAMS):
	@mkdir -p $(@D)
	$(call quiet,LINK) $(LINK) -o $@ $^ $(LIBS)

# A stand-in of the Graph API for demo and tests; not installed.
$(BIN)/graph-standin: $(call objects,tests/standin) $(LIB_OBJ)
	@mkdir -p $(@D)
	$(call quiet,LINK) $(LINK) -o $@ $^ $(LIBS_lib) -lz

# A proxy that cuts connections to the database, for tests; not installed.
$(BIN)/cut-proxy: $(call objects,tests/cutproxy)
	@mkdir -p $(@D)
	$(call quiet,LINK) $(LINK) -o $@ $^

# Only the door to PostgreSQL sees libpq's headers.
$(OBJ)/load/db.o $(OBJ)/load/db_connect.o $(OBJ)/load/db_copy.o: CPPFLAGS += -I$$(pg_config --includedir)

$(OBJ)/%.o: %.c | setup-build
	@mkdir -p $(@D)
	$(call quiet,CC) $(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(OBJ)/gen/%.o: $(GEN)/%.c | setup-build
	@mkdir -p $(@D)
	$(call quiet,CC) $(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# What is made of all files of a folder depends on the folder too: a removed file changes only it.
$(GEN)/templates.c: transform/templates/embed.awk $(wildcard transform/templates/*.txt) \
		transform/templates
	@mkdir -p $(@D)
	$(call quiet,AWK) awk -f transform/templates/embed.awk $(filter %.txt,$^) > $@.tmp && mv $@.tmp $@

$(GEN)/site_css.c: transform/preview/embed.awk transform/preview/site.css
	@mkdir -p $(@D)
	$(call quiet,AWK) awk -f $^ > $@.tmp && mv $@.tmp $@

# One constant a file: sql/query/<name>.sql becomes sql_<name>, sql/migrate a list.
$(GEN)/sql.c: sql/embed.awk $(wildcard sql/query/*.sql sql/migrate/*.sql) sql/query sql/migrate
	@mkdir -p $(@D)
	$(call quiet,AWK) awk -f sql/embed.awk $(filter %.sql,$^) > $@.tmp && mv $@.tmp $@

# One recorded evening through all three stages into a private PostgreSQL; see README.md.
.PHONY: demo
demo: setup-demo
	@$(MAKE) --no-print-directory all $(BIN)/graph-standin
	@BIN_DIR='$(abspath $(BIN))' tests/demo/demo.sh build/demo

# Rates of the stages, and their ratios to jq on the same records; BENCH_STORIES=N for more.
# Then transform alone, of an archive and of hourly polls, beside jq and Node that only map fields,
# on one core and on two.
# Then how close reading BENCH_ACCOUNTS accounts comes to what the server's latency allows.
BENCH_STORIES ?= 50000
BENCH_ACCOUNTS ?= 1000
# Article records that are loaded, and compared with copying them.
BENCH_ARTICLES ?= 50000
# MB of the archive whose import is measured against jansson alone.
BENCH_ARCHIVE_MB ?= 200
.PHONY: bench
bench: setup-bench
	@$(MAKE) --no-print-directory all $(BIN)/graph-standin $(BIN)/jansson-rate
	@tests/bench/bench.sh $(BENCH_STORIES) $(BENCH_ARCHIVE_MB)
	@tests/bench/transform.sh $(BENCH_STORIES)
	@tests/bench/graph.sh $(BENCH_ACCOUNTS)
	@tests/bench/load.sh $(BENCH_ARTICLES)

$(BIN)/jansson-rate: $(OBJ)/tests/bench/jansson-rate.o
	@mkdir -p $(@D)
	$(call quiet,LINK) $(LINK) -o $@ $^ -ljansson

MANUALS := $(wildcard man/*.1 man/*.5)
EXAMPLES := $(wildcard man/examples/*)
docdir ?= $(prefix)/share/doc/storywire

.PHONY: install uninstall
install: all
	install -d '$(DESTDIR)$(bindir)' '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(mandir)/man5' \
		'$(DESTDIR)$(docdir)/examples'
	install -m 755 $(PROGRAMS) '$(DESTDIR)$(bindir)'
	install -m 644 $(filter %.1,$(MANUALS)) '$(DESTDIR)$(mandir)/man1'
	install -m 644 $(filter %.5,$(MANUALS)) '$(DESTDIR)$(mandir)/man5'
	install -m 644 README.md LICENSE '$(DESTDIR)$(docdir)'
	install -m 644 $(EXAMPLES) '$(DESTDIR)$(docdir)/examples'
	sed -i 's|^ExecStart=/usr/bin/|ExecStart=$(bindir)/|' '$(DESTDIR)$(docdir)/examples/storywire.service'

uninstall:
	rm -f $(foreach program,$(notdir $(PROGRAMS)),'$(DESTDIR)$(bindir)/$(program)')
	rm -f $(foreach page,$(MANUALS),'$(DESTDIR)$(mandir)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))')
	rm -rf '$(DESTDIR)$(docdir)'

# A Debian package out of what install puts down. dpkg-shlibdeps (dpkg-dev) knows the exact
# versions of the libraries; without it Debian 12's names must do.
DEB := build/deb
DEB_LIBRARIES := libarchive13, libc6, libcld2-0, libcsv3, libcurl4, libjansson4, libnettle8, libpq5, libutf8proc2, libuuid1

.PHONY: deb
deb: all
	rm -rf $(DEB)
	$(MAKE) --no-print-directory install DESTDIR=$(DEB)/tree prefix=/usr
	strip $(DEB)/tree/usr/bin/*
	install -d $(DEB)/debian $(DEB)/tree/DEBIAN
	touch $(DEB)/debian/control
	cd $(DEB) && libraries=$$(dpkg-shlibdeps -O tree/usr/bin/* 2>/dev/null | cut -d= -f2-) && \
		printf '%s\n' 'Package: storywire' 'Version: $(VERSION)' 'Section: net' \
		'Priority: optional' "Architecture: $$(dpkg --print-architecture)" \
		'Maintainer: The storywire authors <storywire@example.org>' \
		"Depends: $${libraries:-$(DEB_LIBRARIES)}, ca-certificates, tzdata" \
		'Suggests: postgresql' 'Description: article records from Instagram Stories' \
		' Three filters that read the stories of accounts which granted access, keep what' \
		' was answered exactly, write articles in which every word has a source, and load' \
		' them into PostgreSQL.' >tree/DEBIAN/control
	chmod 644 $(DEB)/tree/DEBIAN/control
	dpkg-deb --root-owner-group --build $(DEB)/tree build

.PHONY: clean
clean:
	rm -rf build

include tests/check.mk

-include $(wildcard $(foreach folder,$(ROOMS) tests/* tests/unit/*,$(OBJ)/$(folder)/*.d \
	$(FUZZ_OBJ)/$(folder)/*.d))
