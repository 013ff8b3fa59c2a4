# SPDX-License-Identifier: GPL-3.0-or-later
# make fuzz: every tests/fuzz/fuzz_*.c for FUZZ_SECONDS, those of FUZZ_FILES for FUZZ_FILES_SECONDS, on the program's own objects built for
# libFuzzer with ASan and UBSan. Included by the top Makefile.

FUZZ_SECONDS ?= 120
# What reads files of strangers: longer where the others are given seconds.
FUZZ_FILES := csv said sheet word xls xlsx
FUZZ_FILES_SECONDS ?= $(FUZZ_SECONDS)
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: fuzz $(FUZZ:%=fuzz-%)
ifeq ($(FLAVOUR),fuzzed)
FUZZ_DIR := $(OUT)/tests/fuzz
# An input that hangs, or takes 1 GiB, is a find like a crash. Finds stay in build/fuzzed/found.
FUZZ_FLAGS = -max_total_time=$(if $(filter $*,$(FUZZ_FILES)),$(FUZZ_FILES_SECONDS),$(FUZZ_SECONDS)) -timeout=20 -rss_limit_mb=1024 -print_final_stats=1 \
	-artifact_prefix=$(OUT)/found/$*- -dict=$(FUZZ_DIR)/$*.dict

fuzz: $(FUZZ:%=fuzz-%)
$(FUZZ:%=fuzz-%): fuzz-%: $(FUZZ_DIR)/fuzz_% $(FUZZ_DIR)/%.dict
	@mkdir -p $(OUT)/corpus/$* $(OUT)/found
	@if UBSAN_OPTIONS=print_stacktrace=1 $< $(FUZZ_FLAGS) $(OUT)/corpus/$* tests/fuzz/corpus/$* > $<.log 2>&1; then \
		echo "ok fuzz $*: $$(sed -n 's/^Done //p' $<.log)"; \
	else grep -v '^#' $<.log | tail -n 60; echo "not ok fuzz $*: see $<.log"; exit 1; fi

# The archive lets a target take what it calls; main() is libFuzzer's.
$(FUZZ:%=$(FUZZ_DIR)/fuzz_%): %: %.o $(FUZZ_DIR)/fuzz.o $(FUZZ_DIR)/server.a
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LIBS) $(FUZZ_LIBS)
$(FUZZ_DIR)/fuzz_feed: FUZZ_LIBS := -lical
$(FUZZ_DIR)/fuzz_csv: FUZZ_LIBS := -Wl,--wrap=read
$(FUZZ_DIR)/server.a: $(filter-out $(OUT)/server/main.o,$(OBJ))
	@mkdir -p $(@D)
	@rm -f $@ && ar rcs $@ $^

# Words to try: the target's own, and the API's: paths and names in a request, names in quotes in JSON.
$(FUZZ:%=$(FUZZ_DIR)/%.dict): $(FUZZ_DIR)/%.dict: tests/fuzz/%.dict server/openapi.json
	@mkdir -p $(@D)
	@{ cat $<; grep -oE '"[a-z_/{}-]+"' server/openapi.json | sort -u | $(FUZZ_NAMES); } > $@
FUZZ_NAMES := sed d
$(FUZZ_DIR)/request.dict: FUZZ_NAMES := cat
$(FUZZ_DIR)/json.dict: FUZZ_NAMES := sed 's/"\(.*\)"/"\\"\1\\""/'
-include $(FUZZ:%=$(FUZZ_DIR)/fuzz_%.d) $(FUZZ_DIR)/fuzz.d
else
fuzz $(FUZZ:%=fuzz-%):
	@deploy/install.sh test
	@$(MAKE) --no-print-directory $(JOBS) FLAVOUR=fuzzed $(FUZZ:%=build/fuzzed/tests/fuzz/fuzz_%)
	@$(MAKE) --no-print-directory --keep-going FLAVOUR=fuzzed $@
endif
