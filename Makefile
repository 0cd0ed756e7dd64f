# Builds everything below build/ (or O=...).  What is in a folder is built: a feature is a folder under src/feature
# and a line in src/app/features.c, nothing else.
#
#   make                 build/zhibu
#   make unit            build and run the unit tests
#   make O=build/asan SAN=1 [CC=clang] ...      the same with AddressSanitizer and UBSan

O ?= build
comma := ,
ifeq ($(origin CC),default)
CC = gcc
endif
OPT ?= -O2
NPM ?= npm
PKGS = liboath zlib libmicrohttpd sqlite3 libpq icu-uc jansson libzip expat xlsxwriter libsodium libcrypto pangocairo libqrencode libseccomp

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes \
       -Wwrite-strings -Wno-missing-field-initializers -Werror
CPPFLAGS += -D_GNU_SOURCE -Isrc -I$(O)/gen -Itest
CFLAGS += -std=c17 -g $(OPT) -fno-strict-aliasing -fstack-protector-strong -pthread $(WARN)
LDFLAGS += -pthread
ifdef SAN
CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
endif
ifdef FUZZ
CFLAGS += -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LDFLAGS += -fsanitize=address,undefined
endif
# A test build honours ZHIBU_TODAY and the fault switches; the product does not know them.
ifdef TESTBUILD
CPPFLAGS += -DZHIBU_TEST
endif
# Their headers are not written for our warnings.
CPPFLAGS += $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PKGS)))
LDLIBS += $(shell pkg-config --libs $(PKGS)) -lxlsxwriter -lm

# --- sources, and what the generators make of them --------------------------------------------------------------------
SRC  := $(wildcard src/base/*.c src/db/*.c src/http/*.c src/web/*.c src/doc/*.c src/app/*.c src/feature/*/*.c)
SQL  := $(wildcard src/*/*.sql src/feature/*/*.sql)
HTML := $(wildcard src/web/*.html src/feature/*/*.html)
MIGR := $(wildcard src/*/migrations src/feature/*/migrations)
GEN  := $(O)/gen

SQL_C  := $(patsubst src/%.sql,$(GEN)/%.sql.c,$(SQL))
SQL_H  := $(patsubst src/%.sql,$(GEN)/%.sql.h,$(SQL))
HTML_C := $(patsubst src/%.html,$(GEN)/%.html.c,$(HTML))
HTML_H := $(patsubst src/%.html,$(GEN)/%.html.h,$(HTML))
MIGR_C := $(patsubst src/%/migrations,$(GEN)/%/migrations.c,$(MIGR))
MADE_C := $(SQL_C) $(HTML_C) $(MIGR_C) $(GEN)/base/pinyin_table.c $(GEN)/web/static_files.c

# A feature that makes C of its own says how in its folder.
.DEFAULT_GOAL := all
include $(wildcard src/feature/*/build.mk)

OBJ := $(patsubst src/%.c,$(O)/obj/%.o,$(SRC)) $(patsubst $(GEN)/%.c,$(O)/obj/gen/%.o,$(MADE_C))

.PHONY: all unit unit-programs scenarios tools clean
.SECONDARY:
all: $(O)/zhibu

$(O)/zhibu: $(O)/obj/main.o $(O)/libzhibu.a
	$(CC) $(LDFLAGS) $(FAULT_LINK) -o $@ $^ $(LDLIBS)

# In a test build alone, test/faults stands between our objects and what can fail.
ifdef TESTBUILD
FAULT_POINTS = malloc calloc realloc sqlite3_prepare_v3 sqlite3_step PQsendQuery PQsendQueryPrepared \
               $(addprefix arena_,alloc array copy strdup strndup printf vprintf)
FAULT_LINK = $(addprefix -Wl$(comma)--wrap=,$(FAULT_POINTS))
$(O)/zhibu: $(O)/obj/test/test/faults/points.o
endif

$(O)/libzhibu.a: $(OBJ)
	@rm -f $@
	@ar rcs $@ $(OBJ)

$(O)/obj/%.o: src/%.c | $(SQL_H) $(HTML_H)
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(O)/obj/gen/%.o: $(GEN)/%.c | $(SQL_H) $(HTML_H)
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# --- generators: plain C, run at build time ---------------------------------------------------------------------------
$(O)/tools/%: tools/%.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE -g -O1 $(WARN) -o $@ $(filter %.c,$^) $(TOOL_LIBS)
$(O)/tools/tplgen: tools/tplgen_code.c tools/tplgen.h
$(O)/tools/sqlgen: tools/sqlgen_body.c tools/sqlgen_emit.c tools/sqlgen.h
$(O)/tools/pinyingen: TOOL_LIBS = $(shell pkg-config --libs icu-i18n icu-uc)
$(O)/tools/embed: TOOL_LIBS = -lz -lcrypto
tools: $(O)/tools/sqlgen $(O)/tools/tplgen $(O)/tools/pinyingen $(O)/tools/embed $(O)/tools/depcheck

MACROS := $(wildcard src/web/*.sql src/feature/org/*.sql src/feature/member/*.sql src/feature/grant/*.sql)
$(GEN)/%.sql.c $(GEN)/%.sql.h &: src/%.sql $(O)/tools/sqlgen $(MACROS)
	@mkdir -p $(@D)
	$(O)/tools/sqlgen $< $(GEN)/$*.sql.h $(GEN)/$*.sql.c $(MACROS)

$(GEN)/%.html.c $(GEN)/%.html.h &: src/%.html $(O)/tools/tplgen
	@mkdir -p $(@D)
	$(O)/tools/tplgen $< $(GEN)/$*.html.h $(GEN)/$*.html.c

# migrations/001_name.sql ... become one const array in file order
$(GEN)/%/migrations.c: src/%/migrations src/%/migrations/*.sql $(O)/tools/embed
	@mkdir -p $(@D)
	$(O)/tools/embed migrations $* $@ $(sort $(wildcard src/$*/migrations/*.sql))

$(GEN)/base/pinyin_table.c: $(O)/tools/pinyingen tools/pinyin_overrides.txt
	@mkdir -p $(@D)
	$(O)/tools/pinyingen tools/pinyin_overrides.txt $@

# the front end: npm fills node_modules once, esbuild bundles, everything is gzipped and embedded
WEB_SRC := $(wildcard web/*.txt web/*.json web/*.mjs web/src/* web/icons/*)
web/node_modules/.stamp: web/package.json web/package-lock.json
	cd web && $(NPM) ci --no-audit --no-fund --loglevel=error && touch node_modules/.stamp
$(GEN)/static/.stamp: web/node_modules/.stamp $(WEB_SRC)
	@mkdir -p $(GEN)/static
	cd web && node build.mjs $(abspath $(GEN)/static)
	@touch $@
$(GEN)/web/static_files.c: $(GEN)/static/.stamp $(O)/tools/embed
	@mkdir -p $(@D)
	$(O)/tools/embed static $(GEN)/static $@

# --- fuzzers: make O=build/fuzz CC=clang FUZZ=1 build/fuzz/fuzz_xlsx -----------------------------------------------------
$(O)/fuzz_%: test/fuzz/fuzz_%.c $(O)/libzhibu.a
	@echo "  FUZZ $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $< $(O)/libzhibu.a $(LDLIBS)

# --- tests ------------------------------------------------------------------------------------------------------------
UNIT_SQL := $(patsubst test/%.sql,$(GEN)/%.sql.h,$(wildcard test/unit/*.sql))
$(GEN)/unit/%.sql.c $(GEN)/unit/%.sql.h &: test/unit/%.sql $(O)/tools/sqlgen
	@mkdir -p $(@D)
	$(O)/tools/sqlgen $< $(GEN)/unit/$*.sql.h $(GEN)/unit/$*.sql.c
UNIT_SRC := $(wildcard test/unit/*.c src/feature/*/test/unit_*.c)
UNIT_BIN := $(patsubst %.c,$(O)/test/%,$(UNIT_SRC))
$(O)/test/%: %.c $(O)/libzhibu.a | $(UNIT_SQL)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(O)/libzhibu.a $(LDLIBS) -lcmocka
unit: $(UNIT_BIN) $(O)/tools/sqlgen
	@set -e; for t in $(UNIT_BIN); do echo "== $$t"; $$t; done
	test/sqlgen/run.sh $(O)/tools/sqlgen $(CC)
unit-programs: $(UNIT_BIN)

# Scenarios and rights: the features bring arrays; test/hostile/NAME.c brings void hostile_NAME(struct run *); all are
# found here.
SCENARIO_SRC := $(wildcard src/feature/*/test/scenarios.c)
SCENARIO_FEATURES := $(patsubst src/feature/%/test/scenarios.c,%,$(SCENARIO_SRC))
RIGHTS_SRC := $(wildcard src/feature/*/test/rights.c)
RIGHTS_FEATURES := $(patsubst src/feature/%/test/rights.c,%,$(RIGHTS_SRC))
HOSTILE_SRC := $(wildcard test/hostile/*.c)
HOSTILE := $(patsubst test/hostile/%.c,%,$(HOSTILE_SRC))
$(GEN)/test/scenario_lists.c: $(SCENARIO_SRC) $(RIGHTS_SRC) $(HOSTILE_SRC) Makefile
	@mkdir -p $(@D)
	@{ echo '#include "harness/rights.h"'; echo '#include "harness/run.h"'; \
	  for f in $(RIGHTS_FEATURES); do echo "extern const struct right $${f}_rights[];"; done; \
	  echo 'const struct right *const right_lists[] = {'; \
	  for f in $(RIGHTS_FEATURES); do echo "    $${f}_rights,"; done; echo '    NULL };'; \
	  for f in $(SCENARIO_FEATURES); do echo "extern const struct scenario $${f}_scenarios[];"; done; \
	  for h in $(HOSTILE); do echo "void hostile_$$h(struct run *r);"; done; \
	  echo 'const struct scenario_list scenario_lists[] = {'; \
	  for f in $(SCENARIO_FEATURES); do echo "    { \"$$f\", $${f}_scenarios },"; done; \
	  echo '    { NULL, NULL } };'; echo 'const struct hostile hostile_tests[] = {'; \
	  for h in $(HOSTILE); do echo "    { \"$$h\", hostile_$$h },"; done; echo '    { NULL, NULL } };'; } >$@
SCENARIO_C := $(wildcard test/harness/*.c) $(HOSTILE_SRC) $(SCENARIO_SRC) $(RIGHTS_SRC) $(GEN)/test/scenario_lists.c
SCENARIO_O := $(patsubst %.c,$(O)/obj/test/%.o,$(SCENARIO_C:$(GEN)/%=%))
$(O)/obj/test/test/scenario_lists.o: $(GEN)/test/scenario_lists.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(O)/obj/test/%.o: %.c | $(SQL_H) $(HTML_H)
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(O)/test/scenarios: $(SCENARIO_O) $(O)/libzhibu.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
scenarios: $(O)/test/scenarios $(O)/zhibu
	rm -rf $(O)/scenarios
	$(O)/test/scenarios $(O)/zhibu $(O)/scenarios

# What the bench and the soak run beside the server.
$(O)/bench/yardstick: test/bench/yardstick.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE -O2 -o $@ $< -lmicrohttpd
$(O)/bench/%: test/bench/%.c $(O)/libzhibu.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(O)/libzhibu.a $(LDLIBS)

# What script/attack starts from.
$(O)/attack/%: test/attack/%.c $(O)/libzhibu.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(O)/libzhibu.a $(LDLIBS)

clean:
	rm -rf $(O)

-include $(shell find $(O)/obj $(O)/test -name '*.d' 2>/dev/null)
