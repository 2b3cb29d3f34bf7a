/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   fast_paths BUILD FOLDER FIRST COUNT [SECONDS]
 *
 * Random privileged programs, each in two machines, one with the monitor's fast paths and one
 * without. Whenever the guest has been entered in both at the same point of its own, all that is
 * the guest's must be the same: registers, CSRs, TLB, memory. COUNT seeds from FIRST on, or as many
 * as there is time for. With BROKEN set, the monitor of the first machine is damaged on purpose.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/fast_paths/program.h"
#include "tests/fast_paths/twin.h"

/* END_SLACK: events that may still be announced of a guest after its end. */
enum { PATH = 512, CYCLES = 2000000, FAILURES_MOST = 5, END_SLACK = 2 };

/* What is drawn for a seed, and what came of it. */
struct trial {
    uint32_t seed;
    struct writer writer;
    char experiment[PATH], settings[TWIN_TEXT], why[TWIN_TEXT];
    uint64_t compared;
};

static struct twin fast, plain;

static bool write_file(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(bytes, 1, size, f) == size;
    return f && fclose(f) == 0 && ok;
}

static uint32_t pick(struct rng *r, const uint32_t *of, unsigned count)
{
    return of[rng_below(r, count)];
}

/* Machine and monitor. */
static bool write_experiment(struct trial *t, const char *quiet)
{
    static const uint32_t tlb[] = {8, 9, 16, 64}, soft[] = {0, 0, 24, 512},
                          quantum[] = {2000, 5000, 100000};
    struct rng *r = &t->writer.rng;
    char text[4 * PATH];
    int n = snprintf(
        t->settings, sizeof t->settings,
        "machine: {ram: 1MiB, tlb: %u, misaligned: %s, timing: %s}\n"
        "monitor: {kind: vmm, soft_tlb: %u, asids: %s, quantum: %u, special_page: %s}\n",
        pick(r, tlb, 4), rng_below(r, 4) ? "hardware" : "trap",
        rng_below(r, 8) ? "none" : "pipeline", pick(r, soft, 4),
        rng_below(r, 4) ? "tagged" : "flush", pick(r, quantum, 3), rng_below(r, 2) ? "off" : "on");
    t->writer.alone = rng_below(r, 4) != 0;
    snprintf(text, sizeof text, "%svms:\n  - {name: guest, image: program, memory: 64KiB}\n%s%s%s",
             t->settings, t->writer.alone ? "" : "  - {name: quiet, memory: 64KiB, image: ",
             t->writer.alone ? "" : quiet, t->writer.alone ? "" : "}\n");
    return n > 0 && write_file(t->experiment, text, strlen(text));
}

static bool make(struct trial *t, uint32_t seed, const char *folder, const char *quiet)
{
    static uint8_t image[PROGRAM_SIZE];
    char path[PATH];
    *t = (struct trial){.seed = seed, .writer = {.rng = {seed * 2654435761u ^ 0xfa57fa57u}}};
    t->writer.rng.state += t->writer.rng.state == 0;
    for (int i = 0; i < 8; i++) {
        rng_next(&t->writer.rng); /* neighbouring seeds part */
    }
    snprintf(t->experiment, sizeof t->experiment, "%s/twins.yaml", folder);
    snprintf(path, sizeof path, "%s/program", folder);
    if (!write_experiment(t, quiet)) {
        return false;
    }
    program_write(&t->writer, image);
    return write_file(path, image, sizeof image);
}

/* A fault that this test is to find: mepc keeps its lowest bits in fast_paths.S. */
static void damage(struct twin *t)
{
    enum { MEPC = 5, ENTRY_SIZE = 8, MASK = 4 };
    const struct symbol *table = image_symbol(&t->s.monitor, "fast_csr");
    uint8_t *mask =
        table ? machine_ram_write(t->s.machine, table->address + MEPC * ENTRY_SIZE + MASK, 1)
              : NULL;
    if (mask) {
        *mask = 0xff;
    }
}

/* Nothing more is to be learnt: limits are time, and time is not the same in both. */
static bool over(void)
{
    return fast.timed || plain.timed || fast.s.machine->cycles >= CYCLES ||
           plain.s.machine->cycles >= CYCLES;
}

/* The one that is behind goes on; whether both are at the same point of the guest's now. */
static bool catch_up(struct trial *t)
{
    uint64_t f = twin_position(&fast);
    uint64_t p = twin_position(&plain);
    bool late = (fast.ended && p > f + END_SLACK) || (plain.ended && f > p + END_SLACK);
    if (late || (fast.ended && plain.ended && f != p)) {
        snprintf(t->why, sizeof t->why,
                 "the guest ended sooner %s fast paths: its position is %" PRIu64
                 " with them, %" PRIu64 " without",
                 f < p ? "with" : "without", f, p);
    } else if (fast.ended == plain.ended && f == p) {
        return true;
    } else if (plain.ended || (!fast.ended && f < p)) {
        twin_advance(&fast, CYCLES);
    } else {
        twin_advance(&plain, CYCLES);
    }
    return false;
}

static void follow(struct trial *t, bool broken)
{
    do {
        twin_advance(&fast, CYCLES);
        twin_advance(&plain, CYCLES);
        if (broken) {
            damage(&fast);
        }
        while (!over() && !t->why[0] && !catch_up(t)) {
        }
        if (over() || t->why[0]) {
            return;
        }
        t->compared++;
    } while (twin_same(&fast, &plain, t->why) && !fast.ended);
}

static void run(struct trial *t, bool broken)
{
    if (!twin_open(&fast, t->experiment, true)) {
        snprintf(t->why, sizeof t->why, "the experiment cannot be opened");
        return;
    }
    if (!twin_open(&plain, t->experiment, false)) {
        snprintf(t->why, sizeof t->why, "the experiment cannot be opened");
    } else {
        follow(t, broken);
        twin_close(&plain);
    }
    twin_close(&fast);
}

static void report(const struct trial *t)
{
    printf("not ok seed %u: %s\n# its last trap: cause 0x%x, value 0x%08x, at pc 0x%08x, after "
           "%" PRIu64 " comparisons\n# repeat it: make fast-paths SEED=%u N=1\n%s",
           t->seed, t->why, fast.cause, fast.tval, fast.at, t->compared, t->seed, t->settings);
}

int main(int argc, char **argv)
{
    static struct trial t;
    static char quiet[PATH];
    if (argc < 5 || setenv("TRAPEZE_HOME", argv[1], 1) != 0) {
        fprintf(stderr, "usage: fast_paths BUILD FOLDER FIRST COUNT [SECONDS]\n");
        return 2;
    }
    snprintf(quiet, sizeof quiet, "%s/test/tests/vmm/quiet.bin", argv[1]);
    uint32_t first = (uint32_t)strtoul(argv[3], NULL, 0);
    uint32_t count = (uint32_t)strtoul(argv[4], NULL, 0);
    time_t end = argc >= 6 ? time(NULL) + (time_t)strtoul(argv[5], NULL, 0) : 0;
    uint64_t compared = 0;
    unsigned failures = 0;
    uint32_t n = 0;
    for (; (end ? time(NULL) < end : n < count) && failures < FAILURES_MOST; n++) {
        if (!make(&t, first + n, argv[2], quiet)) {
            fprintf(stderr, "fast_paths: the files of seed %u cannot be written\n", first + n);
            return 2;
        }
        run(&t, getenv("BROKEN") != NULL);
        compared += t.compared;
        if (getenv("VERBOSE")) {
            printf("# seed %u: %" PRIu64 " comparisons\n", t.seed, t.compared);
        }
        if (t.why[0]) {
            failures++;
            report(&t);
        }
    }
    if (failures == 0) {
        printf("ok seeds %u to %u: the same with fast paths and without, %" PRIu64 " comparisons\n",
               first, first + n - 1, compared);
    }
    return failures != 0;
}
