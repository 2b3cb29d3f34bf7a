/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first byte chooses a machine; the others are a script for the front panel. */
#include <stdlib.h>

#include "panel/options.h"
#include "tests/fuzz/fuzz.h"

#define HELLO FUZZ_BUILD "/guests/hello"

/* Bare, and under the monitor, each far from its end without limits. */
static const char *bare[] = {"machine.ram=1MiB", "limits.instructions=20k"};
static const char *monitored[] = {
    "machine.ram=2MiB",   "monitor.kind=vmm",   "vms[0].memory=128KiB", "vms[0].input=typed",
    "limits.cycles=100k", "monitor.quantum=2k", "monitor.soft_tlb=64",  "machine.tlb=16"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_bytes in = {data, size};
    bool with = fuzz_byte(&in) & 1;
    const char *operands[] = {HELLO};
    struct options o = {.command = COMMAND_repl,
                        .file = HELLO,
                        .operands = {operands, 1},
                        .color = COLOR_NEVER,
                        .sets = {with ? monitored : bare, with ? COUNT(monitored) : COUNT(bare)}};
    setenv("TRAPEZE_HOME", FUZZ_BUILD, 1);
    o.script = fuzz_file("script", in.at, in.left);
    int status = cmd_repl(&o);
    fuzz_check(status == 0 || status == EXIT_GUEST);
    return 0;
}
