# SPDX-License-Identifier: GPL-3.0-or-later
# hocvu: make run | test | race | lint | fuzz | bench. A fresh Debian needs nothing else; see README.md.

CFLAGS_STD := -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Werror
HARDEN := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
LINK := -pie -Wl,-z,relro,-z,now
PKGS := libmicrohttpd jansson libsodium nettle libpq libutf8proc libzip expat xlsxwriter
DRAW_PKGS := pangocairo fontconfig libqrencode
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

# What gcc 12's analyzer gets wrong in C like ours: it does not know that arena blocks are never freed
# one by one, nor that fatal() and assert() end a path in another file.
ANALYZER := -Wno-analyzer-malloc-leak -Wno-analyzer-file-leak

# FLAVOUR is a folder of build/ with its own objects: release (default), checked (ASan and UBSan: what
# the tests run), raced (ThreadSanitizer), fuzzed (checked, with what libFuzzer watches) or analyzed
# (gcc -fanalyzer; the objects only).
FLAVOUR ?= release
OUT := build/$(FLAVOUR)
ifeq ($(FLAVOUR),checked)
CFLAGS := -O1 -g $(SANITIZE) -DARENA_POISON
LDFLAGS := $(SANITIZE)
else ifeq ($(FLAVOUR),raced)
CFLAGS := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
LDFLAGS := -fsanitize=thread
else ifeq ($(FLAVOUR),fuzzed)
CC := clang
CFLAGS := -O1 -g -Wno-missing-field-initializers -fsanitize=fuzzer-no-link $(SANITIZE) -DARENA_POISON
LDFLAGS := -fsanitize=fuzzer $(SANITIZE)
else ifeq ($(FLAVOUR),analyzed)
CFLAGS := -O1 -g -fanalyzer $(ANALYZER)
else
CFLAGS := -O2 -g $(HARDEN)
LDFLAGS := $(LINK)
endif
INCLUDE := -Iserver -I. $(shell pkg-config --cflags $(PKGS) $(DRAW_PKGS) 2>/dev/null)
LIBS = $(shell pkg-config --libs $(PKGS)) -lcsv -lm -lpthread

SERVER_C := $(wildcard server/*.c server/*/*.c server/features/*/*.c)
SQL := $(sort $(wildcard server/*/*.sql server/features/*/*.sql))
EMBED := $(sort $(wildcard schema/*.sql schema/data/*.csv schema/data/*.json schema/reference/*.csv web/messages/*.json server/features/*/templates/*.txt \
	web/dist/*.* web/dist/assets/*))
OBJ := $(SERVER_C:%.c=$(OUT)/%.o) $(OUT)/sql.o $(OUT)/embed.o
# What speaks to the server of mails is a program of its own: libcurl costs memory that hocvud hardly ever needs.
MAIL_C := $(wildcard mail/*.c)
MAIL_OBJ := $(MAIL_C:%.c=$(OUT)/%.o) $(addprefix $(OUT)/server/base/,arena.o text.o clock.o log.o)
# What draws papers is a program of its own: its 35 libraries cost hocvud 4 to 7 MiB that it hardly ever needs.
DRAW_C := $(wildcard draw/*.c)
DRAW_OBJ := $(DRAW_C:%.c=$(OUT)/%.o) \
	$(addprefix $(OUT)/server/,base/arena.o base/text.o base/clock.o base/log.o files/fence.o files/pdf_said.o)
CLI_C := $(wildcard cli/*.c)
CLI_EMBED := $(sort $(wildcard cli/completion.*sh))
CLI_OBJ := $(CLI_C:%.c=$(OUT)/%.o) $(OUT)/cli_embed.o \
	$(addprefix $(OUT)/server/,base/arena.o base/text.o base/clock.o base/utf8.o base/log.o base/embed.o base/row_code.o \
	files/csv_read.o files/plain.o)

.PHONY: all run install openapi web test race lint bench clean analyzed
JOBS := -j$(shell nproc)
all: $(OUT)/hocvud $(OUT)/hocvud-draw $(OUT)/hocvud-mail $(OUT)/hocvu

$(OUT)/hocvud: $(OBJ)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
# A server whose queries ask nobody's rights, for the test that rows are locked all the same; never installed.
$(OUT)/hocvud-unlocked: $(filter-out $(OUT)/sql.o,$(OBJ)) $(OUT)/sql_unlocked.o
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
$(OUT)/hocvud-draw: $(DRAW_OBJ)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs $(DRAW_PKGS))
$(OUT)/hocvud-mail: $(MAIL_OBJ)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs libcurl)
# What workbooks cost at the least, for the bench; never installed.
$(OUT)/bench-floor: $(OUT)/tests/bench/floor.o
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs libzip expat xlsxwriter)
$(OUT)/hocvu: $(CLI_OBJ)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs libcurl jansson libutf8proc libsodium)
$(OUT)/%.o: %.c build/sql.h build/handlers.h build/words.def build/values.def
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) $(CFLAGS_STD) $(CFLAGS) $(INCLUDE) -MMD -MP -c -o $@ $<
# A query may be longer than the 4,095 bytes ISO C promises for a string; every compiler we use takes it.
$(OUT)/sql.o $(OUT)/sql_unlocked.o: $(OUT)/%.o: build/%.c build/sql.h build/handlers.h
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) $(CFLAGS_STD) -Wno-overlength-strings $(CFLAGS) $(INCLUDE) -c -o $@ $<
$(OUT)/embed.o: $(EMBED)
$(OUT)/cli_embed.o: $(CLI_EMBED)
$(OUT)/embed.o $(OUT)/cli_embed.o: $(OUT)/%.o: build/%.S
	@mkdir -p $(@D)
	$(CC) -c -I. -o $@ $<

# The .sql files as constants, the embedded files as one table. A list changes when files come or go.
build/sql.list: LISTED := $(SQL)
build/embed.list: LISTED := $(EMBED)
build/cli_embed.list: LISTED := $(CLI_EMBED)
build/sql.list build/embed.list build/cli_embed.list: FORCE
	@mkdir -p build
	@printf '%s\n' $(LISTED) | cmp -s - $@ || printf '%s\n' $(LISTED) > $@
build/sql.c: server/db/sql.awk $(SQL) build/sql.list
	@LC_ALL=C awk -f server/db/sql.awk $(SQL) > $@.new && mv $@.new $@
build/sql_unlocked.c: server/db/sql.awk $(SQL) build/sql.list
	@LC_ALL=C awk -v unlocked=1 -f server/db/sql.awk $(SQL) > $@.new && mv $@.new $@
build/sql.h: server/db/sql.awk $(SQL) build/sql.list
	@LC_ALL=C awk -v header=1 -f server/db/sql.awk $(SQL) > $@.new && { cmp -s $@.new $@ || mv $@.new $@; }
build/handlers.h: server/http/handlers.awk server/routes.def
	@mkdir -p build
	@LC_ALL=C awk -f server/http/handlers.awk server/routes.def > $@.new && { cmp -s $@.new $@ || mv $@.new $@; }
build/words.def: cli/words.awk web/messages/vi.json web/messages/en.json
	@mkdir -p build
	@LC_ALL=C awk -f $^ > $@.new && { cmp -s $@.new $@ || mv $@.new $@; }
# The words for values of closed lists, which the command line keeps, for files that the server writes.
build/values.def: cli/sentences.def
	@mkdir -p build
	@grep '^WORD(' $< > $@.new && { cmp -s $@.new $@ || mv $@.new $@; }
build/embed.S build/cli_embed.S: build/%.S: server/base/embed.awk build/%.list
	@LC_ALL=C awk -f $^ > $@
FORCE:

-include $(OBJ:.o=.d) $(DRAW_OBJ:.o=.d) $(MAIL_OBJ:.o=.d) $(CLI_OBJ:.o=.d)

# On a fresh machine what is missing is installed first; nothing is asked of apt when all is there.
run:
	@deploy/install.sh run
	@$(MAKE) --no-print-directory $(JOBS) all
	@exec build/release/hocvud dev $(ARGS)
# The programs, and what shells and man(1) look for; PREFIX and DESTDIR as usual.
PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
install: all
	install -D -t $(DESTDIR)$(PREFIX)/bin $(OUT)/hocvud $(OUT)/hocvud-draw $(OUT)/hocvud-mail $(OUT)/hocvu
	install -d $(SHARE)/man/man1 $(SHARE)/man/vi/man1 $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions
	$(OUT)/hocvu man --lang en > $(SHARE)/man/man1/hocvu.1
	$(OUT)/hocvu man --lang vi > $(SHARE)/man/vi/man1/hocvu.1
	$(OUT)/hocvu completion bash --lang vi > $(SHARE)/bash-completion/completions/hocvu
	$(OUT)/hocvu completion zsh --lang vi > $(SHARE)/zsh/site-functions/_hocvu
# The committed description of the API, which the tests compare.
openapi: all
	$(OUT)/hocvud openapi > server/openapi.json
# web/dist anew out of web/src: for who changes the web app. hocvud carries what is committed there.
web: web/node_modules/.package-lock.json
	@cd web && npm run --silent api && npm run --silent build
web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --loglevel=error
	@touch $@
test:
	@deploy/install.sh test
	@$(MAKE) --no-print-directory $(JOBS) all build/release/bench-floor
	@$(MAKE) --no-print-directory $(JOBS) FLAVOUR=checked all build/checked/hocvud-unlocked
	@tests/run.sh
# ThreadSanitizer watches the event loop, the lanes, the jobs and the queues while many ask at once.
RACED := crowd http http_trouble rates seats_race
race:
	@deploy/install.sh test
	@$(MAKE) --no-print-directory $(JOBS) FLAVOUR=raced all
	@HOCVU_BUILD=build/raced tests/run.sh $(RACED:%=tests/scenarios/%.test.js)
# Every figure of tests/bench/README.md in one run, or some: make bench ONLY=person_get,page_50
bench:
	@deploy/install.sh bench
	@$(MAKE) --no-print-directory $(JOBS) FLAVOUR=release all build/release/bench-floor
	@HOCVU_BUILD=build/release node tests/bench/bench.js --only "$(ONLY)"

# Three readers of the sources. What is switched off is explained here, in .clang-tidy and in
# tests/cppcheck.txt.
lint:
	@deploy/install.sh test
	@$(MAKE) --no-print-directory --keep-going $(JOBS) FLAVOUR=analyzed analyzed
	printf '%s\n' $(SERVER_C) $(DRAW_C) $(MAIL_C) $(CLI_C) | xargs -P $(shell nproc) -I{} clang-tidy --quiet --warnings-as-errors='*' {} \
		-- -std=c17 -D_GNU_SOURCE $(INCLUDE)
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
		--suppressions-list=tests/cppcheck.txt -D_GNU_SOURCE '-Djson_array_foreach(a,i,v)=for(;;)' \
		'-Djson_object_foreach(o,k,v)=for(;;)' -Iserver -I. $(JOBS) $$(grep -LE '$(GENERIC)' $(SERVER_C) $(DRAW_C) $(MAIL_C) $(CLI_C))
# cppcheck 2.10 does not parse, and may crash on, the _Generic in db.h's macros: it reads the files without them.
GENERIC := (^|[^a-z_])(db_rows?|db_run|db_int|db_bool|db_text|arg|fault|refuse|work_ok|reply_one|reply_page)\(
analyzed: $(OBJ) $(DRAW_OBJ) $(MAIL_OBJ) $(CLI_OBJ)

-include tests/unit/unit.mk
-include tests/fuzz/fuzz.mk

clean:
	rm -rf build
