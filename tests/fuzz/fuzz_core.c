/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are a program for the bare machine: PROGRAM_AT of settings, then the beginning of RAM,
 * some of which is also typed. It is run at once, step by step, and on the fast core, with costs
 * among those of costs.h: all must come out the same. What any program must leave true of the hart
 * is checked on the way.
 */
#include <string.h>

#include "machine/machine.h"
#include "tests/costs.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/tlb_check.h"

enum { RAM = 32 << 10, INSTRUCTIONS = 4000, TREE = RAM_BASE + RAM - PAGE_SIZE, TLB_CHECK = 64 };

static const uint32_t tlb_sizes[] = {1, 2, 8, 64, 256, 8, 16, 64};

static void check_hart(const struct machine *m)
{
    const struct hart *h = &m->hart;
    fuzz_check(h->x[0] == 0 && h->pc % 4 == 0);
    fuzz_check(h->priv.mode == MODE_USER || h->priv.mode == MODE_SUPERVISOR);
    fuzz_check((h->priv.matp & ~MATP_BITS) == 0 && (h->priv.mcause & ~MCAUSE_BITS) == 0);
    fuzz_check(h->tlb.entries == m->config.tlb_entries);
    fuzz_check(m->cycles == m->instructions + timing_stalls(&m->timing) + m->idle_cycles);
}

static void on_insn(void *context, struct machine *m, const struct insn *in)
{
    (void)context;
    (void)in;
    check_hart(m);
    if (m->instructions % TLB_CHECK == 0) {
        tlb_check(&m->hart.tlb);
    }
}

/* What the UART sent, as one number. */
static void on_console(void *context, uint8_t byte)
{
    uint32_t *hash = context;
    *hash = (*hash ^ byte) * 16777619u;
}

static struct machine *prepare(struct fuzz_bytes in, bool fast, uint32_t *hash)
{
    uint32_t settings = fuzz_word(&in);
    struct machine_config config = {
        .variant = (enum variant)((settings & 0xff) % VARIANT_COUNT),
        .ram_size = RAM,
        .tlb_entries = tlb_sizes[(settings >> 8) % COUNT(tlb_sizes)],
        .fast_core = fast,
        .timing = test_costs[(settings >> 21 & 7) % TEST_COSTS],
    };
    struct machine *m = machine_new(&config);
    fuzz_check(m);
    size_t typed = settings >> 16 & 0x1f;
    size_t size;
    machine_input(m, in.at, typed < in.left ? typed : in.left);
    const uint8_t *program = fuzz_take(&in, RAM, &size);
    memcpy(m->ram.bytes, program, size);
    m->has_tohost = settings >> 24 & 1;
    m->tohost = RAM_BASE + PAGE_SIZE;
    m->console = on_console;
    m->console_context = hash;
    machine_start(m, RAM_BASE, TREE);
    return m;
}

static bool goes_on(enum stop_reason stop)
{
    return stop == STOP_LIMIT;
}

static void check_same(const struct machine *a, const struct machine *b)
{
    fuzz_check(a->stop == b->stop && a->exit_code == b->exit_code);
    fuzz_check(a->cycles == b->cycles && a->instructions == b->instructions);
    fuzz_check(memcmp(a->timing.stalls, b->timing.stalls, sizeof a->timing.stalls) == 0);
    fuzz_check(a->hart.pc == b->hart.pc && a->hart.priv.mode == b->hart.priv.mode);
    fuzz_check(memcmp(a->hart.x, b->hart.x, sizeof a->hart.x) == 0);
    fuzz_check(memcmp(a->hart.tlb.entry, b->hart.tlb.entry, sizeof a->hart.tlb.entry) == 0);
    fuzz_check(memcmp(a->ram.bytes, b->ram.bytes, RAM) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_bytes in = {data, size};
    uint32_t hash[3] = {0, 0, 0};
    struct observer observer = {.insn = on_insn};
    struct machine *a = prepare(in, false, &hash[0]);
    struct machine *b = prepare(in, false, &hash[1]);
    struct machine *c = prepare(in, true, &hash[2]);
    observer_add(a, &observer);
    fuzz_check(machine_run(a, (struct run_limit){INSTRUCTIONS, UINT64_MAX}) != STOP_NONE);
    observer_remove(a, &observer);
    while (b->instructions < INSTRUCTIONS && goes_on(machine_step(b))) {
    }
    check_hart(a);
    tlb_check(&a->hart.tlb);
    check_same(a, b);
    fuzz_check(machine_run(c, (struct run_limit){INSTRUCTIONS, UINT64_MAX}) == a->stop);
    check_same(a, c);
    fuzz_check(hash[0] == hash[1] && hash[0] == hash[2]);
    machine_free(a);
    machine_free(b);
    machine_free(c);
    return 0;
}
