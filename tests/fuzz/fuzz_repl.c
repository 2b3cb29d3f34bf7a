/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first byte chooses a machine; the others are a script for the front panel. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "panel/options.h"
#include "tests/fuzz/fuzz.h"

#define HELLO FUZZ_BUILD "/guests/hello"

/* Bare, and under the monitor, each far from its end without limits. */
static const char *bare[] = {"machine.ram=1MiB", "limits.instructions=20k"};
static const char *monitored[] = {
    "machine.ram=2MiB",   "monitor.kind=vmm",   "vms[0].memory=128KiB", "vms[0].input=typed",
    "limits.cycles=100k", "monitor.quantum=2k", "monitor.soft_tlb=64",  "machine.tlb=16"};

/* Commands that write files are remarks: what they would write to is anybody's. */
static void tame(char *script, size_t size)
{
    for (size_t i = 0; i + 3 < size; i++) {
        bool first = i == 0 || script[i - 1] == '\n' || isspace((unsigned char)script[i - 1]);
        if (first && (strncmp(script + i, "sa", 2) == 0 || strncmp(script + i, "tra", 3) == 0)) {
            script[i] = '#';
        }
    }
}

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
    char *script = malloc(in.left + 1);
    fuzz_check(script != NULL);
    memcpy(script, in.at, in.left);
    tame(script, in.left);
    o.script = fuzz_file("script", (const uint8_t *)script, in.left);
    free(script);
    int status = cmd_repl(&o);
    fuzz_check(status == 0 || status == EXIT_GUEST);
    return 0;
}
