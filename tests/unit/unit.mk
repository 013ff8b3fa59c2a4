# SPDX-License-Identifier: GPL-3.0-or-later
# make unit: every tests/unit/test_*.c with the objects of server/base and the rules of features, checked by ASan and UBSan.
# Included by the top Makefile. They go in as an archive, so a test takes what it calls.

.PHONY: unit
ifeq ($(FLAVOUR),checked)
UNIT_C := $(wildcard tests/unit/test_*.c)
UNIT := $(UNIT_C:%.c=$(OUT)/%)
UNIT_BASE := $(OUT)/tests/unit/base.a
# Files of other rooms that are pure, and tested here.
UNIT_MORE := server/http/host.c server/files/zip_write.c server/features/paper/template.c server/files/csv_read.c server/files/plain.c server/files/dsn.c server/files/ical.c server/files/letters.c server/files/syllable.c $(addprefix server/features/exchange/,package.c value.c cycles.c)

unit: $(UNIT)
	@bad=0; for t in $(UNIT); do \
		$$t > $$t.log 2>&1 || { cat $$t.log; echo "FAILED $$t"; bad=1; }; \
	done; [ $$bad = 0 ] && echo "unit: $(words $(UNIT)) programs passed"
# The calendar is read back by a library of its own.
$(OUT)/tests/unit/test_ical: UNIT_LIBS := libical
$(UNIT): $(OUT)/%: $(OUT)/%.o $(UNIT_BASE)
	$(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs cmocka libsodium nettle libutf8proc $(UNIT_LIBS))
$(UNIT_BASE): $(patsubst %.c,$(OUT)/%.o,$(wildcard server/base/*.c server/features/*/*_rule.c) $(UNIT_MORE)) tests/unit/unit.mk
	@mkdir -p $(@D)
	rm -f $@ && ar rcs $@ $(filter %.o,$^)
-include $(UNIT:=.d)
else
unit:
	$(MAKE) FLAVOUR=checked unit
endif
