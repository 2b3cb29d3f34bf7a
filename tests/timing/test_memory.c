/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fetches and accesses cost: caches, memory without them, devices: see docs/timing.md. */
#include "tests/timing/bench.h"

enum { UART_STATUS = 0x10000005, MISS = 10, WRITE = 7 };

static void costs(const struct timing_config *timing, const uint32_t *words, unsigned count,
                  const struct walk_cost *expected)
{
    static struct bench b;
    bench_begin(&b, timing);
    for (unsigned i = 0; i < count; i++) {
        put(&b.p, words[i]);
    }
    b.p.m->hart.x[A1] = UART_STATUS;
    b.p.m->hart.x[A2] = BENCH_DATA + 0xffe; /* two bytes before a page's end */
    b.p.m->hart.x[A3] = BENCH_END - 2;      /* two bytes before that of RAM */
    b.p.m->hart.x[A4] = 2;
    bench_costs(&b, count, expected);
}

#define COST(timing, expected, ...)                                                                \
    do {                                                                                           \
        const uint32_t words[] = {__VA_ARGS__};                                                    \
        costs(&(timing), words, COUNT(words), expected);                                           \
    } while (0)

/* A data cache of `ways` lines of 16 bytes in one set. Address A0 + 16 n is in line n. */
static struct timing_config one_set(uint32_t ways, enum replacement replacement)
{
    struct timing_config timing = bench_pipeline();
    timing.dcache = (struct cache_config){.size = 16 * ways,
                                          .line = 16,
                                          .ways = ways,
                                          .replacement = replacement,
                                          .miss = MISS,
                                          .write = WRITE};
    return timing;
}

#define LOAD(line) lw(T0, A0, 16 * (line))
#define STORE(line) sw(A0, A0, 16 * (line))

/* --- fetching --- */

/* Lines of four words, two of them. */
static void test_icache(void **state)
{
    struct timing_config timing = bench_pipeline();
    (void)state;
    timing.icache = (struct cache_config){.size = 32, .line = 16, .ways = 1, .miss = 20};
    COST(timing, COSTS(48, [STALL_icache] = 40), NOP, NOP, NOP, NOP, NOP, NOP, NOP, NOP);
}

/* The loop fits into two lines, but not into one. */
static void test_icache_loop(void **state)
{
    struct timing_config timing = bench_pipeline();
    const uint32_t words[] = {addi(A4, A4, -1), NOP, NOP, NOP, NOP, NOP, NOP, bne(A4, ZERO, -28)};
    static struct bench b;
    (void)state;
    timing.icache = (struct cache_config){.size = 32, .line = 16, .ways = 1, .miss = 20};
    for (int size = 32; size >= 16; size -= 16) {
        timing.icache.size = (uint32_t)size;
        bench_begin(&b, &timing);
        for (unsigned i = 0; i < COUNT(words); i++) {
            put(&b.p, words[i]);
        }
        b.p.m->hart.x[A4] = 2;
        bench_costs(&b, 16,
                    size == 32 ? COSTS(58, [STALL_icache] = 40, [STALL_mispredict] = 2)
                               : COSTS(98, [STALL_icache] = 80, [STALL_mispredict] = 2));
    }
}

static void test_no_icache(void **state)
{
    struct timing_config timing = bench_pipeline();
    (void)state;
    timing.icache.miss = 6;
    COST(timing, COSTS(21, [STALL_icache] = 18), NOP, NOP, NOP);
}

/* A miss in IF and a multiplication in EX add up, though they stand side by side. */
static void test_waits_add_up(void **state)
{
    struct timing_config timing = bench_pipeline();
    (void)state;
    timing.icache = (struct cache_config){.size = 64, .line = 8, .ways = 1, .miss = 20};
    COST(timing, COSTS(46, [STALL_icache] = 40, [STALL_mul] = 2), mul(T0, A0, A0), NOP, NOP, NOP);
    timing.dcache = (struct cache_config){.size = 0, .line = 8, .ways = 1, .miss = MISS};
    COST(timing,
         COSTS(57, [STALL_icache] = 40, [STALL_dcache] = 10, [STALL_mul] = 2, [STALL_load_use] = 1),
         lw(T0, A0, 0), mul(T0, T0, A0), NOP, NOP);
}

static void test_fence_i(void **state)
{
    struct timing_config timing = bench_pipeline();
    (void)state;
    timing.icache = (struct cache_config){.size = 64, .line = 32, .ways = 1, .miss = 20};
    COST(timing, COSTS(49, [STALL_icache] = 40, [STALL_fence_i] = 4), NOP, NOP, FENCE_I, NOP, NOP);
    timing.fence_i_empties = false;
    COST(timing, COSTS(29, [STALL_icache] = 20, [STALL_fence_i] = 4), NOP, NOP, FENCE_I, NOP, NOP);
}

static void stop_before(void *context, struct machine *m, const struct insn *in)
{
    bool *stops = context;
    (void)in;
    *stops = !*stops;
    if (*stops) {
        machine_stop(m);
    }
}

/* To stop before an instruction, and then go on with it, takes no time. */
static void test_stops(void **state)
{
    static struct bench b;
    bool stops = false;
    struct observer observer = {.context = &stops, .insn = stop_before};
    struct timing_config timing = bench_pipeline();
    (void)state;
    timing.icache.miss = 6;
    bench_begin(&b, &timing);
    put(&b.p, NOP);
    put(&b.p, NOP);
    observer_add(b.p.m, &observer);
    for (int i = 0; i < 4; i++) { /* every other of them goes on */
        machine_step(b.p.m);
    }
    assert_int_equal(b.p.m->instructions, 2);
    assert_int_equal(b.p.m->cycles, 14);
    follow_close(&b.f);
    machine_free(b.p.m);
}

/* --- which line goes --- */

static void test_lru(void **state)
{
    struct timing_config timing = one_set(2, REPLACE_LRU);
    (void)state; /* misses: 0, 1, 2 in place of 1 */
    COST(timing, COSTS(35, [STALL_dcache] = 30), LOAD(0), LOAD(1), LOAD(0), LOAD(2), LOAD(0));
}

static void test_fifo(void **state)
{
    struct timing_config timing = one_set(2, REPLACE_FIFO);
    (void)state; /* misses: 0, 1, 2 in place of 0, 0 in place of 1 */
    COST(timing, COSTS(45, [STALL_dcache] = 40), LOAD(0), LOAD(1), LOAD(0), LOAD(2), LOAD(0));
}

/* The generator's first numbers are 2, 3, 0, 2 mod 4. */
static void test_random(void **state)
{
    struct timing_config timing = one_set(4, REPLACE_RANDOM);
    (void)state;
    /* 0 to 3; 4 in place of 2, 5 of 3, 6 of 0; 1 and 4 are there; 0 in place of 4. */
    COST(timing, COSTS(90, [STALL_dcache] = 80), LOAD(0), LOAD(1), LOAD(2), LOAD(3), LOAD(4),
         LOAD(5), LOAD(6), LOAD(1), LOAD(4), LOAD(0));
    /* ... so 4 has gone, and 5 has not. */
    COST(timing, COSTS(101, [STALL_dcache] = 90), LOAD(0), LOAD(1), LOAD(2), LOAD(3), LOAD(4),
         LOAD(5), LOAD(6), LOAD(0), LOAD(1), LOAD(5), LOAD(4));
}

/* Two sets of one line: the even lines displace each other, and not the odd ones. */
static void test_sets(void **state)
{
    struct timing_config timing = one_set(2, REPLACE_LRU);
    (void)state;
    timing.dcache.ways = 1;
    COST(timing, COSTS(46, [STALL_dcache] = 40), LOAD(0), LOAD(1), LOAD(2), LOAD(1), LOAD(0),
         LOAD(1));
}

/* --- what is written --- */

static void test_dirty_victim(void **state)
{
    struct timing_config timing = one_set(1, REPLACE_LRU);
    (void)state;
    COST(timing, COSTS(40, [STALL_dcache] = 30, [STALL_write] = 7), STORE(0), LOAD(1), LOAD(0));
    COST(timing, COSTS(30, [STALL_dcache] = 20, [STALL_write] = 7), LOAD(0), STORE(0), LOAD(1));
}

static void test_write_through(void **state)
{
    struct timing_config timing = one_set(1, REPLACE_LRU);
    (void)state;
    timing.dcache.write_through = true; /* 10 and 7; 7; there; 10 */
    COST(timing, COSTS(38, [STALL_dcache] = 20, [STALL_write] = 14), STORE(0), STORE(0), LOAD(0),
         LOAD(1));
    timing.dcache.write_around = true; /* 7; 10; 7; there */
    COST(timing, COSTS(28, [STALL_dcache] = 10, [STALL_write] = 14), STORE(0), LOAD(0), STORE(0),
         LOAD(0));
}

static void test_write_around(void **state)
{
    struct timing_config timing = one_set(1, REPLACE_LRU);
    (void)state;
    timing.dcache.write_around = true; /* 7; 10; dirty now; 10 and 7 */
    COST(timing, COSTS(38, [STALL_dcache] = 20, [STALL_write] = 14), STORE(0), LOAD(0), STORE(0),
         LOAD(1));
    /* An AMO is a write that fetches nothing here. */
    COST(timing, COSTS(9, [STALL_write] = 7, [STALL_amo] = 1), AMOADD(T0, ZERO, A0));
}

/* An AMO makes its line dirty; so does an SC that succeeds; one that fails accesses nothing. */
static void test_atomics(void **state)
{
    struct timing_config timing = one_set(1, REPLACE_LRU);
    (void)state;
    COST(timing, COSTS(30, [STALL_dcache] = 20, [STALL_write] = 7, [STALL_amo] = 1),
         AMOADD(T0, ZERO, A0), LOAD(1));
    COST(timing, COSTS(32, [STALL_dcache] = 20, [STALL_write] = 7, [STALL_amo] = 2), LR(T0, A0),
         SC(T0, A1, A0), LOAD(1));
    COST(timing, COSTS(13, [STALL_dcache] = 10, [STALL_amo] = 1), SC(T0, A1, A0), LOAD(1));
}

static void test_no_dcache(void **state)
{
    struct timing_config timing = one_set(1, REPLACE_LRU);
    (void)state;
    timing.dcache.size = 0;
    COST(timing, COSTS(30, [STALL_dcache] = 20, [STALL_write] = 7), LOAD(0), LOAD(0), STORE(0));
    COST(timing, COSTS(9, [STALL_write] = 7, [STALL_amo] = 1), AMOADD(T0, ZERO, A0));
}

/* --- not aligned --- */

static void test_misaligned(void **state)
{
    struct timing_config timing = one_set(1, REPLACE_LRU);
    (void)state;
    COST(timing, COSTS(12, [STALL_dcache] = 10, [STALL_misaligned] = 1), lw(T0, A0, 1));
    COST(timing, COSTS(22, [STALL_dcache] = 20, [STALL_misaligned] = 1), lw(T0, A0, 14));
    COST(timing, COSTS(22, [STALL_dcache] = 20, [STALL_misaligned] = 1), lw(T0, A2, 0));
    timing.dcache.size = 0; /* twice; byte by byte across pages */
    COST(timing, COSTS(22, [STALL_dcache] = 20, [STALL_misaligned] = 1), lw(T0, A0, 1));
    COST(timing, COSTS(42, [STALL_dcache] = 40, [STALL_misaligned] = 1), lw(T0, A2, 0));
    COST(timing, COSTS(30, [STALL_write] = 28, [STALL_misaligned] = 1), sw(T0, A2, 0));
    COST(timing, COSTS(22, [STALL_dcache] = 20, [STALL_misaligned] = 1), load(1, T0, A2, 1));
    COST(timing, COSTS(22, [STALL_dcache] = 20, [STALL_misaligned] = 1), load(1, T0, A0, 1));
}

/* The third byte is not there: a load has accessed two; a store is checked before any. */
static void test_fault_across_pages(void **state)
{
    struct timing_config timing = one_set(1, REPLACE_LRU);
    (void)state;
    timing.dcache.size = 0;
    COST(timing, COSTS(25, [STALL_dcache] = 20, [STALL_trap] = 5), lw(T0, A3, 0));
    COST(timing, COSTS(5, [STALL_trap] = 5), sw(T0, A3, 0));
}

/* --- devices --- */

static void test_device(void **state)
{
    struct timing_config timing = one_set(1, REPLACE_LRU);
    (void)state;
    COST(timing, COSTS(42, [STALL_device] = 40), lbu(T0, A1, 0), lbu(T0, A1, 0));
    COST(timing, COSTS(5, [STALL_trap] = 5), lw(T0, A1, 0)); /* refused: not aligned */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_icache),
        cmocka_unit_test(test_icache_loop),
        cmocka_unit_test(test_no_icache),
        cmocka_unit_test(test_waits_add_up),
        cmocka_unit_test(test_fence_i),
        cmocka_unit_test(test_stops),
        cmocka_unit_test(test_lru),
        cmocka_unit_test(test_fifo),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_dirty_victim),
        cmocka_unit_test(test_write_through),
        cmocka_unit_test(test_write_around),
        cmocka_unit_test(test_atomics),
        cmocka_unit_test(test_no_dcache),
        cmocka_unit_test(test_misaligned),
        cmocka_unit_test(test_fault_across_pages),
        cmocka_unit_test(test_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
