# SPDX-License-Identifier: GPL-3.0-or-later
#
#   make run       everything needed to show two guest kernels under the monitor
#   make check     everything needed to pass the tests
#   make           build/trapeze, build/libtrapeze.a, build/vmm.elf, build/guests/*
#   make tools     install the optional tools;  make install DESTDIR= PREFIX=
#   make lab N=3 OUT=DIR   what a student of lab 3 receives; more of the course: lab-handouts/Makefile.inc
#   make labs      the grader graded: right and wrong solutions of all labs
#   make bench     how fast the simulated machine is, beside QEMU
#   make costs     what the monitor costs, in simulated cycles
#   make fast-paths SECONDS=n   the monitor's assembly against its C, for so long
#   make isolation SECONDS=n    hostile guests beside a quiet one, for so long
#   make figures   the figures of a textbook, and of the labs, out of real runs
#   make experiments   those that the field knows, into build/experiments: all that is not there yet
#   make theory    the zoo of machines that break: what theory says, and what experiment finds
#   make verify    guests under the monitor and bare, in lockstep
#   make verify-faults  which seeded faults that finds
#   make faults    faults put into the monitor, one at a time: a test must find each
#   make coverage  which statements and branches the tests execute, and which they do not, and why
#
# Each folder is compiled with a view of the source tree that holds only the folders it may
# include (build/arrows/FOLDER), so that a wrong arrow is a compile error.

BUILD ?= build
ifeq ($(BUILD),)
$(error BUILD is empty: expected a folder for what is built, such as build)
endif
PREFIX ?= /usr/local
VERSION := 0.1.0

CC ?= cc
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Werror
CFLAGS ?= -O2 -g
HOST_CFLAGS = -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -D_DARWIN_C_SOURCE $(WARNINGS) $(CFLAGS) $(SANITIZE)
LDLIBS := -lreadline -lyaml -ljansson -lm

# Source lines, if libdw is there: `make LIBDW=` does without.
ifeq ($(origin LIBDW),undefined)
LIBDW := $(shell printf '\043include <elfutils/libdw.h>\n' | $(CC) -E - >/dev/null 2>&1 && echo yes)
endif
ifneq ($(LIBDW),)
HOST_CFLAGS += -DTRAPEZE_LIBDW
LDLIBS += -ldw -lelf
endif

# The cross compiler: the first of these prefixes that is installed.
RISCV_PREFIX ?= $(firstword $(foreach p,riscv64-unknown-elf- riscv32-unknown-elf- riscv64-elf- \
	riscv64-linux-gnu-,$(if $(shell command -v $(p)gcc),$(p))) riscv64-unknown-elf-)
RISCV_CC := $(RISCV_PREFIX)gcc
RISCV_OBJCOPY := $(RISCV_PREFIX)objcopy
RISCV_AR := $(RISCV_PREFIX)ar
# GCC 10, which Ubuntu 22.04 has, knows no other specification, nor an option that names one.
RISCV_OLD := $(shell command -v $(RISCV_CC) >/dev/null && \
	! $(RISCV_CC) -misa-spec=2.2 -E -x c /dev/null >/dev/null 2>&1 && echo yes)
RISCV_ARCH := -march=rv32ima $(if $(RISCV_OLD),,-misa-spec=2.2) -mabi=ilp32 -mcmodel=medany
ifneq ($(RISCV_OLD),)
HOST_CFLAGS += -DTRAPEZE_OLD_RISCV_GCC
endif
RISCV_CFLAGS := -std=gnu11 $(RISCV_ARCH) -ffreestanding -nostdlib -fno-pic -fno-stack-protector \
	-fno-common -ffunction-sections -fdata-sections $(WARNINGS)
# Paths in debugging information are relative to this folder, whatever it is called.
SOURCE_PATHS := -ffile-prefix-map=$(CURDIR)=. $(foreach f,vmm hybrid isa,-ffile-prefix-map=$(BUILD)/arrows/$(f)/=)
GUEST_CFLAGS := $(RISCV_CFLAGS) -O2 -g $(SOURCE_PATHS) -Iisa/guest -Iexamples/lib/include
VMM_CFLAGS := $(RISCV_CFLAGS) -O2 -g $(SOURCE_PATHS) -flto -falign-functions=32 -fno-tree-loop-distribute-patterns

# `make V=1` shows whole commands.
Q := $(if $(V),,@)
say = $(if $(V),,@echo "  $(1)")

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all
all: $(BUILD)/trapeze $(BUILD)/vmm.elf $(BUILD)/vmm-timed.elf guests

# --- arrows: which folders a folder may include ---

ARROWS_isa := isa
ARROWS_machine := isa machine
ARROWS_vmm := isa vmm
ARROWS_hybrid := isa vmm hybrid
ARROWS_panel := isa machine panel
ARROWS_tests := isa machine vmm panel tests
FOLDERS := isa machine vmm hybrid panel tests

ARROWS_MADE := $(BUILD)/arrows/made
$(ARROWS_MADE): Makefile
	@rm -rf $(BUILD)/arrows
	@$(foreach f,$(FOLDERS),mkdir -p $(BUILD)/arrows/$(f);$(foreach t,$(ARROWS_$(f)), \
		ln -s $(CURDIR)/$(t) $(BUILD)/arrows/$(f)/$(t);))
	@ln -s $(CURDIR) $(BUILD)/arrows/source # where the program finds what guests are compiled with
	@mkdir -p $(BUILD)/arrows/panel/vmm && ln -s $(CURDIR)/vmm/inspect.h $(CURDIR)/vmm/inspect.def $(BUILD)/arrows/panel/vmm/
	@touch $@

# --- the host program and library ---

ISA_SOURCES := $(wildcard isa/*.c isa/dev/*.c)
MACHINE_SOURCES := $(wildcard machine/*.c)
PANEL_SOURCES := $(wildcard panel/*.c)
LIB_OBJECTS := $(patsubst %.c,$(BUILD)/host/%.o,$(ISA_SOURCES) $(MACHINE_SOURCES))
PANEL_OBJECTS := $(patsubst %.c,$(BUILD)/host/%.o,$(PANEL_SOURCES))

$(BUILD)/host/%.o: %.c $(ARROWS_MADE) | required
	@mkdir -p $(@D)
	$(call say,CC     $<)
	$(Q)$(CC) $(HOST_CFLAGS) -DTRAPEZE_VERSION='"$(VERSION)"' \
		-I$(BUILD)/arrows/$(firstword $(subst /, ,$*)) -MMD -MP -c $< -o $@

$(BUILD)/libtrapeze.a: $(LIB_OBJECTS)
	@rm -f $@
	$(call say,AR     $@)
	$(Q)$(AR) rcs $@ $^

$(BUILD)/trapeze: $(PANEL_OBJECTS) $(BUILD)/libtrapeze.a
	$(call say,LINK   $@)
	$(Q)$(CC) $(HOST_CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

# --- the monitor: a program for PG-32 ---

VMM_SOURCES := $(wildcard vmm/*.c) $(wildcard hybrid/*.c) $(ISA_SOURCES)
VMM_OBJECTS := $(BUILD)/pg32/vmm/entry.o $(BUILD)/pg32/vmm/fast_paths.o $(patsubst %.c,$(BUILD)/pg32/%.o,$(VMM_SOURCES))

$(BUILD)/pg32/%.o: %.c $(ARROWS_MADE) | required
	@mkdir -p $(@D)
	$(call say,PG32   $<)
	$(Q)$(RISCV_CC) $(VMM_CFLAGS) -I$(BUILD)/arrows/$(firstword $(subst /, ,$*)) -MMD -MP -c $< -o $@

$(BUILD)/pg32/%.o: %.S $(ARROWS_MADE) | required
	@mkdir -p $(@D)
	$(call say,PG32   $<)
	$(Q)$(RISCV_CC) $(VMM_CFLAGS) -I$(BUILD)/arrows/$(firstword $(subst /, ,$*)) -MMD -MP -c $< -o $@

# The interpreter's loop: each handler ends in a jump of its own, and shares no code with others.
$(BUILD)/pg32/hybrid/run.o: VMM_CFLAGS += -fno-lto -fno-gcse -fno-crossjumping

$(BUILD)/vmm.elf: $(VMM_OBJECTS) vmm/vmm.ld
	$(call say,LINK   $@)
	$(Q)$(RISCV_CC) $(VMM_CFLAGS) -static -Wl,--gc-sections -Wl,--build-id=none -T vmm/vmm.ld \
		$(VMM_OBJECTS) -lgcc -o $@

# The same with a timing dependency in it (vmm/watchdog.h), to be run in VMs: docs/nesting.md.
TIMED_OBJECTS := $(VMM_OBJECTS:$(BUILD)/pg32/%=$(BUILD)/timed/%)

$(BUILD)/timed/%.o: %.c $(ARROWS_MADE) | required
	@mkdir -p $(@D)
	$(call say,TIMED  $<)
	$(Q)$(RISCV_CC) $(VMM_CFLAGS) -DVMM_TIMING_DEPENDENCY \
		-I$(BUILD)/arrows/$(firstword $(subst /, ,$*)) -MMD -MP -c $< -o $@

$(BUILD)/timed/%.o: $(BUILD)/pg32/%.o # of assembly, which does not care
	@mkdir -p $(@D) && cp $< $@

$(BUILD)/vmm-timed.elf: $(TIMED_OBJECTS) vmm/vmm.ld
	$(call say,LINK   $@)
	$(Q)$(RISCV_CC) $(VMM_CFLAGS) -flto-partition=one -static -Wl,--gc-sections -Wl,--build-id=none -T vmm/vmm.ld \
		$(TIMED_OBJECTS) -lgcc -o $@

# --- guests ---

include examples/guests/Makefile.inc
.PHONY: guests
guests: $(GUESTS)

# --- what the machine must have ---
#
# Looked for at each run of make; only what is missing is installed, by the system's package
# manager, after saying so. With everything present nothing is touched, the network included.

OPTIONAL_PACKAGES := libdw-dev qemu-system-misc gdb-multiarch gnuplot-nox clang libclang-rt-dev gcovr valgrind parallel pandoc groff

# Shell: print the Debian package of each thing that is required and missing.
define MISSING
has() { printf '#include <stdio.h>\n#include <%b>\n' "$$1" | $(CC) $(CFLAGS) -E - >/dev/null 2>&1 || echo $$2; }; \
command -v $(firstword $(CC)) >/dev/null || echo gcc libc6-dev; \
has readline/readline.h libreadline-dev; has yaml.h libyaml-dev; has jansson.h libjansson-dev; \
has 'stdarg.h>\n#include <stddef.h>\n#include <setjmp.h>\n#include <stdint.h>\n#include <cmocka.h' \
	libcmocka-dev; \
command -v $(RISCV_CC) >/dev/null || echo gcc-riscv64-unknown-elf
endef

# Shell: install the packages in $$packages, or say how.
define INSTALL
if ! command -v apt-get >/dev/null; then \
	echo "missing (by Debian's names): $$packages; README.md has them for other systems" >&2; exit 1; \
elif [ "$$(id -u)" = 0 ]; then sudo=; \
elif sudo -n true 2>/dev/null; then sudo=sudo; \
else echo "type: sudo apt-get install -y" $$packages >&2; exit 1; fi; \
echo "installing, with apt-get:" $$packages; \
$$sudo apt-get update -qq && \
$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$packages >/dev/null
endef

.PHONY: required tools
required:
	@packages=$$(echo $$($(MISSING))); [ -z "$$packages" ] || { $(INSTALL); }

tools:
	@packages="$(OPTIONAL_PACKAGES)"; $(INSTALL)

# --- the two commands ---

TWO_KERNELS := run --compare-bare examples/experiments/two-kernels.yaml

.PHONY: run check clean
# For who has not said how many jobs: as many as there are processors.
ALL_PROCESSORS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))

run:
	@$(MAKE) --no-print-directory $(ALL_PROCESSORS) all
	$(BUILD)/trapeze $(TWO_KERNELS)

.PHONY: experiments
experiments: all
	@TRAPEZE=$(BUILD)/trapeze examples/experiments/all.sh $(BUILD)/experiments

.PHONY: figures
figures: all
	TRAPEZE=$(BUILD)/trapeze GUESTS=$(GUEST_DIR) examples/figures/figures.sh examples/figures
	TRAPEZE=$(BUILD)/trapeze GUESTS=$(GUEST_DIR) MONITOR=$(LAB_MONITOR)/vmm.elf lab-handouts/figures.sh

include lab-handouts/Makefile.inc
include tests/Makefile.inc

# --- documentation that is made from the program ---

.PHONY: docs
docs: all $(BENCH_NEEDS) $(BENCH_TRAPS) $(JSON_TOOLS)
	$(BUILD)/trapeze tables >docs/pg32-tables.md
	awk -f docs/commands.awk panel/commands.def >docs/commands.md
	$(BUILD)/trapeze classify --isa all --markdown >docs/classes.md
	@printf '%s\n' '<!-- SPDX-License-Identifier: GPL-3.0-or-later -->' \
		'<!-- Written by `make docs`: it is what `make theory` prints. -->' \
		'# The zoo, by experiment' '' \
		'[theory.md](theory.md#machines-that-break) explains it.' '' >docs/zoo.md
	$(MAKE) -s theory >>docs/zoo.md
	$(TEST_ENVIRONMENT) tests/bench/costs.sh >docs/costs.md
	$(BUILD)/trapeze $(TWO_KERNELS) | \
		awk -v title='trapeze $(TWO_KERNELS)' -f docs/terminal.awk >docs/two-kernels.svg
	sed '/^<!-- What follows/q' docs/experiments.md >docs/experiments.tmp
	(echo && $(BUILD)/trapeze schema) >>docs/experiments.tmp
	mv docs/experiments.tmp docs/experiments.md
	sed '/^<!-- What follows/q' docs/grading.md >docs/grading.tmp
	(echo && $(BUILD)/trapeze schema --lab) >>docs/grading.tmp
	mv docs/grading.tmp docs/grading.md
	BUILD='$(BUILD)' docs/sessions.sh write README.md docs/walkthrough-*.md docs/experiments.md

# --- installing ---

LIB_DIR := $(DESTDIR)$(PREFIX)/lib/trapeze
SHARE_DIR := $(DESTDIR)$(PREFIX)/share/trapeze
DOC_DIR := $(DESTDIR)$(PREFIX)/share/doc/trapeze

.PHONY: install
install: all $(BUILD)/trapeze.1 $(BUILD)/trapeze.bash
	install -d $(DESTDIR)$(PREFIX)/bin $(LIB_DIR)/guests $(SHARE_DIR)/isa/guest \
		$(SHARE_DIR)/include $(SHARE_DIR)/examples $(DOC_DIR) \
		$(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install $(BUILD)/trapeze $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(BUILD)/vmm.elf $(BUILD)/vmm-timed.elf $(BUILD)/guests/libpg32.a $(LIB_DIR)/
	install -m 644 $(GUESTS) $(LIB_DIR)/guests/
	for f in vmm hybrid isa isa/dev; do install -d $(SHARE_DIR)/source/$$f && \
		install -m 644 $$f/*.[ch] $(SHARE_DIR)/source/$$f/ || exit; done
	rm -rf $(LIB_DIR)/labs && mkdir -p $(LIB_DIR)/labs && cp -R $(LAB_MONITOR) $(LIB_DIR)/labs/
	find $(LIB_DIR)/labs -name '*.d' -exec rm {} +
	RISCV_CC='$(RISCV_CC)' lab-handouts/pack.sh --install $(SHARE_DIR)/labs $(LAB_MONITOR)/flags
	chmod -R u+rwX,go+rX $(LIB_DIR)/labs $(SHARE_DIR)/labs
	install -m 644 isa/*.def isa/fields.h $(SHARE_DIR)/isa/
	install -m 644 isa/guest/* $(SHARE_DIR)/isa/guest/
	install -m 644 examples/lib/include/* $(SHARE_DIR)/include/
	install -m 644 examples/lib/link.ld $(SHARE_DIR)/
	install -m 644 examples/experiments/*.yaml examples/gdbinit $(SHARE_DIR)/examples/
	install -m 644 README.md LICENSE docs/*.md $(DOC_DIR)/
	install -m 644 $(BUILD)/trapeze.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 $(BUILD)/trapeze.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/trapeze

$(BUILD)/trapeze.1: $(BUILD)/trapeze
	$(Q)$< manual >$@

$(BUILD)/trapeze.bash: $(BUILD)/trapeze
	$(Q)$< completion bash >$@

clean:
	rm -rf $(BUILD) $(COVERAGE_BUILD)

-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)
