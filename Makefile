# SPDX-License-Identifier: ISC
# make help lists the targets. Objects, libraries and test programs live in $(BUILD) only.

BUILD  ?= build
PREFIX ?= /usr/local
CC     ?= gcc
VERSION = 0.1.0

ROOMS = base session parse walk report tui lab cli
PKGS  = libssh jansson libpcre2-8 ncursesw libsodium libuv

# make V=1 shows the whole commands.
V ?= 0
Q  = $(if $(filter 0,$(V)),@)
say = @$(if $(filter 0,$(V)),printf '%-5s %s\n' '$(1)' '$@',:)

WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
OPT     ?= -O2 -g
WERROR  ?=
CPPFLAGS += -I. -D_GNU_SOURCE -DPEERWALK_VERSION='"$(VERSION)"' -DPEERWALK_PREFIX='"$(PREFIX)"' \
            $(shell pkg-config --cflags $(PKGS))
CFLAGS   += -std=c17 $(WARN) $(WERROR) $(OPT) $(SANITIZE)
LDFLAGS  += $(SANITIZE)
LDLIBS    = $(shell pkg-config --libs $(PKGS)) -ljq

# A static library for each room; the linker reads them from the top of the house downward.
lib  = $(BUILD)/lib$(1).a
srcs = $(sort $(wildcard $(1)/*.c $(1)/*/*.c))
objs = $(patsubst %.c,$(BUILD)/%.o,$(call srcs,$(1)))
LIBS = $(foreach r,cli tui report walk lab parse session base,$(call lib,$(r)))

UNIT_SRCS = $(sort $(wildcard $(foreach r,$(ROOMS),tests/$(r)/test_*.c)))
UNIT      = $(patsubst %.c,$(BUILD)/%,$(UNIT_SRCS))
E2E       = $(sort $(wildcard tests/e2e/test_*.sh))

# A fuzz target runs over its corpus as a test, or, with -fsanitize=fuzzer, under libFuzzer.
FUZZ_SRCS = $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ      = $(patsubst %.c,$(BUILD)/%,$(FUZZ_SRCS))
FUZZ_MAIN = $(BUILD)/tests/fuzz/replay.o
T        ?= 60

BENCH = $(sort $(filter-out %.c %.py,$(wildcard tools/bench-*)))

.PHONY: all check unit e2e asan valgrind fuzz fuzz-programs bench lab-load faults accuracy kill lint format install uninstall clean help
.SECONDARY:

all: $(BUILD)/peerwalk ## build the program (default)

$(BUILD)/peerwalk: $(BUILD)/cli/main.o $(LIBS)
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(LIBS) $(LDLIBS)

define room_rule
$(call lib,$(1)): $(filter-out $(BUILD)/cli/main.o,$(call objs,$(1)))
	$$(call say,AR)
	@rm -f $$@
	$$(Q)$$(AR) rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_rule,$(r))))

$(BUILD)/%.o: %.c
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(LIBS)
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(LIBS) $(LDLIBS) -lcmocka

$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(filter %.o,$(FUZZ_MAIN)) $(LIBS)
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(FUZZ_MAIN) $(LIBS) $(LDLIBS)

FAULTS = $(BUILD)/tests/faults/matrix
$(FAULTS): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/faults/*.c)) $(LIBS)
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS) $(LDLIBS)

unit: $(UNIT) $(FUZZ) ## build and run the unit tests, and the fuzz targets over their corpora
	@BUILD=$(BUILD) tools/run-tests $(UNIT) $(FUZZ)

e2e: all $(FAULTS) ## run the end-to-end tests against the built program
	@BUILD=$(BUILD) tools/run-tests $(E2E)

check: all $(UNIT) $(FAULTS) $(FUZZ) ## run every test
	@BUILD=$(BUILD) tools/run-tests $(UNIT) $(FUZZ) $(E2E)

asan: ## run every test under the Address and Undefined Behaviour sanitizers
	$(MAKE) BUILD=build/asan OPT='-O1 -g -fno-omit-frame-pointer' \
	    SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all' check

fuzz-programs: $(FUZZ)

fuzz: ## run every fuzz target under libFuzzer for T seconds (60): make fuzz T=10
	$(MAKE) BUILD=build/fuzz CC=clang OPT='-O1 -g -fno-omit-frame-pointer' FUZZ_MAIN=-fsanitize=fuzzer \
	    SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' fuzz-programs
	@BUILD=build/fuzz tools/fuzz $(T)

VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
           --child-silent-after-fork=yes --suppressions=tests/valgrind.supp
valgrind: $(UNIT) $(FUZZ) ## run the unit tests and the corpora under valgrind (takes half an hour)
	@BUILD=$(BUILD) TEST_TIMEOUT=3000 TEST_SLOWNESS=20 TEST_WRAPPER='$(VALGRIND)' \
	    tools/run-tests $(UNIT) $(FUZZ)

lab-load: $(BUILD)/tests/lab/test_load ## start 200 labs at once; print the time and memory they take
	@LAB_PAIRS=200 $<

bench: all $(BUILD)/tests/tui/test_many ## time it beside other programs; prints ratios, asserts nothing
	@for b in $(BENCH); do echo; BUILD=$(BUILD) $$b || exit 1; done

faults: all $(FAULTS) ## cut or silence the wire at every offset of a walk; print what the runs did
	@$(FAULTS) $(BUILD)/peerwalk $(or $(STEP),50) $(or $(JOBS),6)

accuracy: all ## walk every fault of the lab from both ends and from one; print which cause was found
	@BUILD=$(BUILD) tools/accuracy

kill: all ## kill 200 runs in the middle of a change; undo has to put the routers back (N=, SEED=)
	@BUILD=$(BUILD) KILLS=$(or $(N),200) tests/e2e/test_kill_undo.sh

lint: ## check format, static analysis, scripts, manuals and the house rules
	tools/lint

format: ## rewrite the sources in the house format
	clang-format -i $(foreach r,$(ROOMS),$(wildcard $(r)/*.[ch] $(r)/*/*.[ch] tests/$(r)/*.[ch])) tests/fuzz/*.[ch]

install: all ## install below $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/peerwalk \
	    $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 755 $(BUILD)/peerwalk $(DESTDIR)$(PREFIX)/bin/peerwalk
	cp -R playbooks $(DESTDIR)$(PREFIX)/share/peerwalk/
	install -m 644 man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 man/*.5 $(DESTDIR)$(PREFIX)/share/man/man5/
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 644 completions/peerwalk.bash \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/peerwalk

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/peerwalk
	rm -rf $(DESTDIR)$(PREFIX)/share/peerwalk
	rm -f $(patsubst man/%.1,$(DESTDIR)$(PREFIX)/share/man/man1/%.1,$(wildcard man/*.1))
	rm -f $(patsubst man/%.5,$(DESTDIR)$(PREFIX)/share/man/man5/%.5,$(wildcard man/*.5))
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/peerwalk

clean: ## remove everything that was built
	rm -rf build

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' Makefile | expand -t 12

-include $(patsubst %.c,$(BUILD)/%.d,$(foreach r,$(ROOMS),$(call srcs,$(r))) $(UNIT_SRCS) $(FUZZ_SRCS) tests/fuzz/replay.c $(wildcard tests/faults/*.c))
