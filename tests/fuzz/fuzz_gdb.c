/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first byte chooses a machine; the others are what a client of `trapeze gdb` sends. A `$` to
 * a `#` is made a good packet, so that most get to those who understand them.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "panel/options.h"
#include "tests/fuzz/fuzz.h"

#define HELLO FUZZ_BUILD "/guests/hello"

enum { BYTES_MOST = 4096 };

/* Bare, and under the monitor, each far from its end without limits. */
static const char *bare[] = {"machine.ram=1MiB", "limits.instructions=20k"};
static const char *monitored[] = {
    "machine.ram=2MiB",   "monitor.kind=vmm",    "vms[0].memory=128KiB", "limits.cycles=100k",
    "monitor.quantum=2k", "monitor.soft_tlb=64", "machine.tlb=16"};

/* Behind each `#`, the sum of what has come since the last `$`. */
static size_t with_sums(const uint8_t *in, size_t size, uint8_t *out)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < size && n + 3 <= 2 * BYTES_MOST; i++) {
        out[n++] = in[i];
        if (in[i] == '#') {
            out[n++] = (uint8_t)digits[sum >> 4];
            out[n++] = (uint8_t)digits[sum & 0xf];
        }
        sum = in[i] == '$' ? 0 : (uint8_t)(sum + in[i]);
    }
    return n;
}

/* What is read from standard input meanwhile. */
static int run_with_input(const struct options *o, const char *path)
{
    int kept = dup(STDIN_FILENO);
    int in = open(path, O_RDONLY);
    fuzz_check(in >= 0 && dup2(in, STDIN_FILENO) == STDIN_FILENO);
    close(in);
    int status = cmd_gdb(o);
    if (kept >= 0) {
        dup2(kept, STDIN_FILENO);
        close(kept);
    }
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t bytes[2 * BYTES_MOST];
    struct fuzz_bytes in = {data, size};
    bool with = fuzz_byte(&in) & 1;
    const char *operands[] = {HELLO};
    struct options o = {.command = COMMAND_gdb,
                        .file = HELLO,
                        .operands = {operands, 1},
                        .pipe = true,
                        .color = COLOR_NEVER,
                        .sets = {with ? monitored : bare, with ? COUNT(monitored) : COUNT(bare)}};
    setenv("TRAPEZE_HOME", FUZZ_BUILD, 1);
    size_t n = with_sums(in.at, in.left < BYTES_MOST ? in.left : BYTES_MOST, bytes);
    fuzz_check(run_with_input(&o, fuzz_file("packets", bytes, n)) == 0);
    return 0;
}
