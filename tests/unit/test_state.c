/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snapshots: a machine that is put back, or made anew from one, lives the same life again. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "machine/state.h"
#include "tests/costs.h"
#include "tests/unit/program.h"
#include "tests/unit/story.h"

enum { INSTANTS = 25, EVENTS = 12, SEEDS = 6, DISK = 8 * SECTOR_SIZE };

/* Small ones, each with other devices. */
static struct machine_config configs[] = {
    {.ram_size = PROGRAM_RAM, .tlb_entries = PROGRAM_TLB, .disk_size = DISK, .epoch = 1000000000},
    {.ram_size = PROGRAM_RAM, .tlb_entries = 64, .virtio_console = true, .misaligned_traps = true},
    {.ram_size = PROGRAM_RAM,
     .tlb_entries = TLB_MAX,
     .disk_size = DISK,
     .virtio_legacy = true,
     .virtio_console = true},
    {.ram_size = PROGRAM_RAM, .tlb_entries = PROGRAM_TLB}, /* and time: see main() */
    {.ram_size = PROGRAM_RAM, .tlb_entries = PROGRAM_TLB},
};

/* --- saving and loading --- */

static struct archive bytes_of(struct machine *m)
{
    struct archive a = {.loading = false};
    state_archive(&a, m);
    archive_pages(&a, &m->ram);
    archive_pages(&a, &m->disk);
    assert_false(a.failed);
    return a;
}

/* A machine made from an archive; null if it is refused. */
static struct machine *machine_of(const uint8_t *bytes, size_t size,
                                  const struct machine_config *config)
{
    struct machine *m = machine_new(config);
    struct archive a = archive_of(bytes, size);
    assert_non_null(m);
    state_archive(&a, m);
    archive_pages(&a, &m->ram);
    archive_pages(&a, &m->disk);
    if (a.failed || a.at != a.size) {
        machine_free(m);
        return NULL;
    }
    return m;
}

/* What can be compared without archives: two machines at the same instant. */
static void check_same(const struct machine *a, const struct machine *b)
{
    assert_memory_equal(a->hart.x, b->hart.x, sizeof a->hart.x);
    assert_int_equal(a->hart.pc, b->hart.pc);
    assert_memory_equal(&a->hart.priv, &b->hart.priv, sizeof a->hart.priv);
    assert_memory_equal(a->hart.tlb.entry, b->hart.tlb.entry, sizeof a->hart.tlb.entry);
    assert_int_equal(a->hart.reserved, b->hart.reserved);
    assert_int_equal(a->hart.reservation, b->hart.reservation);
    assert_memory_equal(a->ram.bytes, b->ram.bytes, a->config.ram_size);
    assert_memory_equal(a->disk.bytes, b->disk.bytes, a->config.disk_size);
    assert_memory_equal(&a->uart, &b->uart, sizeof a->uart);
    assert_int_equal(a->cycles, b->cycles);
    assert_int_equal(a->instructions, b->instructions);
    assert_int_equal(a->idle_cycles, b->idle_cycles);
    assert_int_equal(a->waiting, b->waiting);
    assert_int_equal(a->stop, b->stop);
    assert_int_equal(a->exit_code, b->exit_code);
    assert_int_equal(a->input.count, b->input.count);
}

/* --- in memory --- */

/* A story's instant, and what came of it. */
struct instant {
    struct snapshot snapshot;
    struct rng rng;
    uint64_t heard, digest, end;
};

static void remember(struct instant *i, struct story *s)
{
    assert_true(snapshot_take(&i->snapshot, s->m));
    assert_int_equal(i->snapshot.instructions, s->m->instructions);
    assert_int_equal(i->snapshot.cycles, s->m->cycles);
    i->rng = s->rng;
    i->heard = s->heard;
    i->digest = story_digest(s);
}

/* Put an instant back: all is as it was then, and as it becomes from there. */
static void live_again(struct instant *i, struct story *s, unsigned events, uint64_t end)
{
    snapshot_put_back(&i->snapshot, s->m);
    s->rng = i->rng;
    s->heard = i->heard;
    assert_true(story_digest(s) == i->digest);
    story_go_on(s, events);
    assert_true(story_digest(s) == end);
}

static void put_back_any(struct story *s, struct instant *instants)
{
    for (unsigned n = 0; n < INSTANTS; n++) {
        remember(&instants[n], s);
        story_go_on(s, EVENTS);
    }
    uint64_t end = story_digest(s);
    struct rng order = {42};
    for (unsigned n = 0; n < INSTANTS; n++) {
        unsigned i = rng_below(&order, INSTANTS);
        live_again(&instants[i], s, EVENTS * (INSTANTS - i), end);
    }
    for (unsigned n = 0; n < INSTANTS; n++) {
        snapshot_free(&instants[(n * 7) % INSTANTS].snapshot); /* in some order */
    }
}

/* At every instant, in any order, as often as one likes. */
static void test_put_back(void **state)
{
    struct instant *instants = malloc(INSTANTS * sizeof *instants);
    (void)state;
    assert_non_null(instants);
    for (uint32_t seed = 1; seed <= SEEDS * COUNT(configs); seed++) {
        struct story s;
        story_begin(&s, &configs[seed % COUNT(configs)], seed);
        put_back_any(&s, instants);
        story_end(&s);
    }
    free(instants);
}

/* Taking one changes nothing. */
static void test_taking_is_not_noticed(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= SEEDS * COUNT(configs); seed++) {
        struct story a;
        struct story b;
        story_begin(&a, &configs[seed % COUNT(configs)], seed);
        story_begin(&b, &configs[seed % COUNT(configs)], seed);
        for (unsigned n = 0; n < INSTANTS; n++) {
            struct snapshot s;
            assert_true(snapshot_take(&s, a.m));
            snapshot_free(&s);
            story_go_on(&a, EVENTS);
        }
        story_go_on(&b, EVENTS * INSTANTS);
        check_same(a.m, b.m);
        assert_true(a.heard == b.heard && story_digest(&a) == story_digest(&b));
        story_end(&a);
        story_end(&b);
    }
}

/* The stories are worth it: what they print, and what they touch. */
static void test_stories_are_eventful(void **state)
{
    unsigned heard = 0;
    unsigned idle = 0;
    unsigned served = 0;
    (void)state;
    for (uint32_t seed = 1; seed <= SEEDS * COUNT(configs); seed++) {
        struct story s;
        story_begin(&s, &configs[seed % COUNT(configs)], seed);
        for (unsigned n = 0; n < INSTANTS * EVENTS; n++) {
            story_go_on(&s, 1);
            served += s.m->virtio[0].queue[0].taken > 0;
        }
        heard += s.heard_count;
        idle += s.m->idle_cycles > 0;
        story_end(&s);
    }
    assert_true(heard > 100 && idle > 3 && served > 100);
}

static uint32_t shared(const struct page_set *a, const struct page_set *b)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        count += a->page[i] == b->page[i];
    }
    return count;
}

/* What was not written since is shared with the snapshot before, RAM's pages and the disk's. */
static void test_costs_what_was_written(void **state)
{
    struct program p;
    struct snapshot s[3];
    (void)state;
    program_begin(&p);
    for (uint32_t at = PROGRAM_START + 0x1000; at < PROGRAM_START + PROGRAM_RAM; at += PAGE_SIZE) {
        put_word(&p, at, at);
    }
    put_li(&p, T0, PROGRAM_START + 0x3000);
    put(&p, sw(T0, T0, 0x10));
    put(&p, sw(T0, T0, -4));
    put_exit(&p, 0);
    assert_true(snapshot_take(&s[0], p.m));
    assert_true(snapshot_take(&s[1], p.m));
    program_exits(&p, 0);
    assert_true(snapshot_take(&s[2], p.m));
    assert_int_equal(s[0].ram.count, PROGRAM_RAM / PAGE_SIZE);
    assert_int_equal(shared(&s[0].ram, &s[1].ram), PROGRAM_RAM / PAGE_SIZE);
    assert_int_equal(shared(&s[1].ram, &s[2].ram), PROGRAM_RAM / PAGE_SIZE - 2);
    assert_ptr_not_equal(s[1].ram.page[2], s[2].ram.page[2]);
    assert_ptr_not_equal(s[1].ram.page[3], s[2].ram.page[3]);
    snapshot_put_back(&s[1], p.m);
    program_exits(&p, 0);
    program_end(&p);
    for (unsigned i = 0; i < 3; i++) {
        snapshot_free(&s[i]); /* the machine need not be there any more */
    }
}

/* Whoever watches goes on watching. */
static void test_observers_stay(void **state)
{
    struct program p;
    struct snapshot s;
    struct observer o = {.context = NULL};
    (void)state;
    program_begin(&p);
    put(&p, NOP);
    put_exit(&p, 3);
    assert_true(snapshot_take(&s, p.m));
    observer_add(p.m, &o);
    program_exits(&p, 3);
    snapshot_put_back(&s, p.m);
    assert_ptr_equal(p.m->observers, &o);
    assert_ptr_equal(p.m->console_context, &p);
    program_exits(&p, 3);
    observer_remove(p.m, &o);
    snapshot_free(&s);
    program_end(&p);
}

/* --- as bytes --- */

/* Any bytes of a snapshot make a machine that goes on as the first one. */
static void load_and_compare(struct story *s, const struct machine_config *config)
{
    struct archive a = bytes_of(s->m);
    struct story twin = *s;
    struct machine *m = machine_of(a.bytes, a.size, config);
    assert_non_null(m);
    check_same(s->m, m);
    story_move(&twin, m);
    story_go_on(&twin, EVENTS);
    story_go_on(s, EVENTS);
    check_same(s->m, m);
    assert_true(s->heard == twin.heard);
    assert_true(story_digest(s) == story_digest(&twin));
    story_end(&twin);
    archive_free(&a);
}

static void test_load(void **state)
{
    (void)state;
    for (uint32_t seed = 100; seed < 100 + SEEDS * COUNT(configs); seed++) {
        struct story s;
        story_begin(&s, &configs[seed % COUNT(configs)], seed);
        for (unsigned n = 0; n < INSTANTS; n++) {
            load_and_compare(&s, &configs[seed % COUNT(configs)]);
        }
        story_end(&s);
    }
}

/* --- every member --- */

/* Legal values, other than those at reset and than each other's. */
static void scramble_virtio(struct virtio *v, struct rng *r)
{
    uint32_t *const words[] = {&v->status,    &v->interrupt,   &v->device_sel,  &v->driver_sel,
                               &v->queue_sel, &v->accepted[0], &v->accepted[1], &v->page_size};
    for (size_t i = 0; i < COUNT(words); i++) {
        *words[i] = rng_next(r);
    }
    v->request = (struct virtio_request){.queue = 1,
                                         .head = (uint16_t)rng_next(r),
                                         .readable = rng_next(r),
                                         .writable = rng_next(r),
                                         .written = rng_next(r),
                                         .next = (uint16_t)rng_next(r),
                                         .steps = rng_next(r),
                                         .more = true,
                                         .writing = true,
                                         .address = rng_next(r),
                                         .length = rng_next(r),
                                         .to_disk = true,
                                         .offset = rng_next(r),
                                         .left = rng_next(r)};
    v->fault = VIRTIO_BAD_ORDER;
    v->free_at = rng_next(r);
    for (unsigned i = 0; i < VIRTIO_QUEUES; i++) {
        v->queue[i] = (struct virtq){.size = 16,
                                     .ready = true,
                                     .beyond = true,
                                     .align = rng_next(r),
                                     .desc = rng_next(r),
                                     .avail = rng_next(r),
                                     .used = rng_next(r),
                                     .taken = (uint16_t)rng_next(r)};
    }
}

static void scramble_plic(struct plic *p, struct rng *r)
{
    for (unsigned i = 0; i < PLIC_SOURCES; i++) {
        p->priority[i] = rng_next(r) & 7;
    }
    for (unsigned i = 0; i < PLIC_WORDS; i++) {
        p->line[i] = rng_next(r);
        p->pending[i] = rng_next(r);
        p->claimed[i] = rng_next(r);
        p->enable[i] = rng_next(r);
    }
    p->threshold = 5;
}

static void scramble(struct machine *m, struct rng *r)
{
    struct rtc rtc = {rng_next(r), rng_next(r), rng_next(r), true, true, true};
    m->rtc = rtc;
    m->clint =
        (struct clint){.mtimecmp = rng_next(r), .offset = rng_next(r), .msip = 1, .armed = true};
    scramble_plic(&m->plic, r);
    uint8_t *uart = (uint8_t *)&m->uart;
    for (size_t i = 0; i < sizeof m->uart; i++) {
        uart[i] = !uart[i]; /* bytes and bools, all of which may be 0 and 1 */
    }
    for (unsigned i = 0; i < VIRTIO_SLOTS; i++) {
        scramble_virtio(&m->virtio[i], r);
    }
    m->virtio[0].notified = 1;
    for (unsigned i = 0; i < STALL_COUNT; i++) {
        m->timing.stalls[i] = 1000 + i;
    }
    m->instructions = 500000003;
    m->idle_cycles = 123456789;
    m->cycles = m->instructions + m->idle_cycles + timing_stalls(&m->timing);
    m->counted_cycles = m->cycles - 1;
    m->counted_instructions = 400000009;
    m->waiting = true;
    m->traps_in_a_row = 3;
    m->has_tohost = true;
    m->tohost = rng_next(r);
    m->exit_code = rng_next(r);
    m->stop = STOP_HTIF;
}

static void check_request(const struct virtio_request *p, const struct virtio_request *q)
{
    assert_int_equal(p->begun, q->begun);
    assert_int_equal(p->queue, q->queue);
    assert_true(p->head == q->head && p->next == q->next);
    assert_true(p->readable == q->readable && p->writable == q->writable);
    assert_int_equal(p->written, q->written);
    assert_int_equal(p->steps, q->steps);
    assert_true(p->more == q->more && p->writing == q->writing && p->to_disk == q->to_disk);
    assert_true(p->address == q->address && p->length == q->length);
    assert_true(p->offset == q->offset && p->left == q->left);
}

static void check_virtio(const struct virtio *a, const struct virtio *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->legacy, b->legacy);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->interrupt, b->interrupt);
    assert_int_equal(a->device_sel, b->device_sel);
    assert_int_equal(a->driver_sel, b->driver_sel);
    assert_int_equal(a->queue_sel, b->queue_sel);
    assert_memory_equal(a->accepted, b->accepted, sizeof a->accepted);
    assert_int_equal(a->page_size, b->page_size);
    assert_int_equal(a->notified, b->notified);
    assert_int_equal(a->free_at, b->free_at);
    assert_int_equal(a->fault, b->fault);
    check_request(&a->request, &b->request);
    for (unsigned i = 0; i < VIRTIO_QUEUES; i++) {
        const struct virtq *p = &a->queue[i];
        const struct virtq *q = &b->queue[i];
        assert_int_equal(p->size, q->size);
        assert_true(p->ready == q->ready && p->beyond == q->beyond);
        assert_int_equal(p->align, q->align);
        assert_true(p->desc == q->desc && p->avail == q->avail && p->used == q->used);
        assert_int_equal(p->taken, q->taken);
    }
}

static void check_clocks(const struct machine *a, const struct machine *b)
{
    assert_int_equal(a->rtc.offset, b->rtc.offset);
    assert_int_equal(a->rtc.alarm, b->rtc.alarm);
    assert_int_equal(a->rtc.high, b->rtc.high);
    assert_int_equal(a->rtc.armed, b->rtc.armed);
    assert_int_equal(a->rtc.rung, b->rtc.rung);
    assert_int_equal(a->rtc.interrupt, b->rtc.interrupt);
    assert_int_equal(a->clint.mtimecmp, b->clint.mtimecmp);
    assert_int_equal(a->clint.armed, b->clint.armed);
    assert_int_equal(a->clint.offset, b->clint.offset);
    assert_int_equal(a->clint.msip, b->clint.msip);
    assert_int_equal(a->counted_cycles, b->counted_cycles);
    assert_int_equal(a->counted_instructions, b->counted_instructions);
}

static void check_plic(const struct plic *a, const struct plic *b)
{
    assert_memory_equal(a->priority, b->priority, sizeof a->priority);
    assert_memory_equal(a->line, b->line, sizeof a->line);
    assert_memory_equal(a->pending, b->pending, sizeof a->pending);
    assert_memory_equal(a->claimed, b->claimed, sizeof a->claimed);
    assert_memory_equal(a->enable, b->enable, sizeof a->enable);
    assert_int_equal(a->threshold, b->threshold);
}

/* Each member comes back as it was, whatever use is made of it. */
static void test_every_member(void **state)
{
    struct rng r = {11};
    struct machine *m = machine_new(&configs[2]);
    (void)state;
    assert_non_null(m);
    scramble(m, &r);
    struct archive a = bytes_of(m);
    struct machine *loaded = machine_of(a.bytes, a.size, &configs[2]);
    assert_non_null(loaded);
    check_same(m, loaded);
    check_clocks(m, loaded);
    check_plic(&m->plic, &loaded->plic);
    for (unsigned i = 0; i < VIRTIO_SLOTS; i++) {
        check_virtio(&m->virtio[i], &loaded->virtio[i]);
    }
    assert_memory_equal(m->timing.stalls, loaded->timing.stalls, sizeof m->timing.stalls);
    assert_int_equal(m->traps_in_a_row, loaded->traps_in_a_row);
    assert_int_equal(m->has_tohost, loaded->has_tohost);
    assert_int_equal(m->tohost, loaded->tohost);
    archive_free(&a);
    machine_free(loaded);
    machine_free(m);
}

/* What is saved of what was loaded is what was loaded. */
static void test_same_bytes(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s, &configs[2], 7);
    for (unsigned n = 0; n < INSTANTS; n++) {
        story_go_on(&s, EVENTS);
        struct archive a = bytes_of(s.m);
        struct machine *m = machine_of(a.bytes, a.size, &configs[2]);
        assert_non_null(m);
        struct archive b = bytes_of(m);
        assert_int_equal(a.size, b.size);
        assert_memory_equal(a.bytes, b.bytes, a.size);
        archive_free(&a);
        archive_free(&b);
        machine_free(m);
    }
    story_end(&s);
}

/* A run of bounded pieces, each in a machine of its own, ends as one in one piece. */
static void test_in_pieces(void **state)
{
    static const struct machine_config config = {
        .ram_size = PROGRAM_RAM, .tlb_entries = PROGRAM_TLB, .disk_size = DISK};
    enum { LENGTH = 3000, PIECE = 71 };
    (void)state;
    for (uint32_t seed = 1; seed <= SEEDS; seed++) {
        struct story whole;
        story_begin(&whole, &config, seed);
        struct story pieces = whole;
        struct archive a = bytes_of(whole.m);
        story_move(&pieces, machine_of(a.bytes, a.size, &config));
        archive_free(&a);
        machine_run(whole.m, (struct run_limit){LENGTH, 10 * LENGTH});
        for (uint64_t n = PIECE; pieces.m->stop <= STOP_LIMIT && n < LENGTH + PIECE; n += PIECE) {
            uint64_t end = n < LENGTH ? n : LENGTH;
            machine_run(pieces.m, (struct run_limit){end, 10 * LENGTH});
            a = bytes_of(pieces.m);
            machine_free(pieces.m);
            story_move(&pieces, machine_of(a.bytes, a.size, &config));
            archive_free(&a);
        }
        check_same(whole.m, pieces.m);
        assert_true(whole.heard == pieces.heard);
        story_end(&whole);
        story_end(&pieces);
    }
}

/* --- refused --- */

/* Flip a byte: it is refused, or makes a machine that runs; the sanitizers watch. */
static bool flip(const struct archive *a, size_t at, uint8_t mask,
                 const struct machine_config *config)
{
    a->bytes[at] ^= mask;
    struct machine *m = machine_of(a->bytes, a->size, config);
    a->bytes[at] ^= mask;
    if (!m) {
        return false;
    }
    machine_run(m, (struct run_limit){m->instructions + 10000, UINT64_MAX});
    machine_free(m);
    return true;
}

static void flip_all(struct story *s, const struct machine_config *config, size_t *refused)
{
    struct archive pages = {.loading = false};
    struct archive a = bytes_of(s->m);
    archive_pages(&pages, &s->m->ram);
    archive_pages(&pages, &s->m->disk);
    size_t end = a.size - pages.size + 8; /* the number of the first page, too */
    for (size_t at = 0; at < end; at++) {
        uint8_t bit = (uint8_t)(1u << rng_next(&s->rng) % 8);
        *refused += !flip(&a, at, bit, config);
        *refused += !flip(&a, at, 0xff, config);
    }
    archive_free(&pages);
    archive_free(&a);
}

static void test_flipped(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(configs); i++) {
        struct machine_config config = configs[i];
        struct story s;
        size_t refused = 0;
        config.tlb_entries = PROGRAM_TLB;
        story_begin(&s, &config, (uint32_t)i + 1);
        story_go_on(&s, 100);
        flip_all(&s, &config, &refused);
        assert_true(refused > 100);
        story_end(&s);
    }
}

/* Cut off, or with something after it. */
static void test_wrong_length(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s, &configs[0], 3);
    story_go_on(&s, 50);
    struct archive a = bytes_of(s.m);
    uint8_t *more = malloc(a.size + 1);
    assert_non_null(more);
    memcpy(more, a.bytes, a.size);
    more[a.size] = 0;
    assert_null(machine_of(more, a.size + 1, &configs[0]));
    for (size_t size = 0; size < a.size; size += size < 2000 ? 1 : 997) {
        assert_null(machine_of(a.bytes, size, &configs[0]));
    }
    free(more);
    archive_free(&a);
    story_end(&s);
}

#define SENSELESS(name, ...)                                                                       \
    static void bad_##name(struct machine *m)                                                      \
    {                                                                                              \
        __VA_ARGS__;                                                                               \
    }
#define SENSELESS_ROWS                                                                             \
    ROW(mode, m->hart.priv.mode = 1)                                                               \
    ROW(mstatus, m->hart.priv.mstatus |= 1)                                                        \
    ROW(mpp, m->hart.priv.mstatus |= 1u << 11; m->hart.priv.mstatus &= ~(1u << 12))                \
    ROW(mtvec, m->hart.priv.mtvec |= 2)                                                            \
    ROW(mepc, m->hart.priv.mepc |= 1)                                                              \
    ROW(mie, m->hart.priv.mie |= 1)                                                                \
    ROW(mip, m->hart.priv.mip |= 2)                                                                \
    ROW(mcause, m->hart.priv.mcause |= 0x100)                                                      \
    ROW(matp, m->hart.priv.matp |= ~MATP_BITS)                                                     \
    ROW(mtlbidx, m->hart.priv.mtlbidx = PROGRAM_TLB)                                               \
    ROW(mtlbwired, m->hart.priv.mtlbwired = PROGRAM_TLB)                                           \
    ROW(tlb_entries, m->hart.priv.tlb_entries--)                                                   \
    ROW(mcounteren, m->hart.priv.mcounteren |= 8)                                                  \
    ROW(menvcfg, m->hart.priv.menvcfg |= 2)                                                        \
    ROW(mcountinhibit, m->hart.priv.mcountinhibit |= 2)                                            \
    ROW(cyclecfgh, m->hart.priv.cyclecfgh |= 1)                                                    \
    ROW(instretcfgh, m->hart.priv.instretcfgh |= 1)                                                \
    ROW(counters_written, m->hart.priv.counters_written = 1)                                       \
    ROW(tlb_hi, m->hart.tlb.entry[PROGRAM_TLB - 1].hi |= 0x800)                                    \
    ROW(tlb_lo, m->hart.tlb.entry[PROGRAM_TLB - 1].lo |= 0x800)                                    \
    ROW(tlb_twice, m->hart.tlb.entry[0] = m->hart.tlb.entry[5] = (struct tlb_entry){0x100, 1})     \
    ROW(pc, m->hart.pc |= 2)                                                                       \
    ROW(counted_cycles, m->counted_cycles = m->cycles + 1)                                         \
    ROW(counted_instructions, m->counted_instructions = m->instructions + 1)                       \
    ROW(idle, m->idle_cycles = m->cycles + 1)                                                      \
    ROW(msip, m->clint.msip = 2)                                                                   \
    ROW(uart_head, m->uart.head = UART_FIFO)                                                       \
    ROW(uart_count, m->uart.count = UART_FIFO + 1)                                                 \
    ROW(queue_size, m->virtio[0].queue[0].size = 3)                                                \
    ROW(queue_large, m->virtio[0].queue[0].size = 2 * VIRTQ_SIZE_MAX)                              \
    ROW(queue_empty, m->virtio[0].queue[1] = (struct virtq){.ready = true})                        \
    ROW(notified, m->virtio[0].notified = 1u << VIRTIO_QUEUES)                                     \
    ROW(notified_nobody, m->virtio[5].notified = 1)                                                \
    ROW(fault, m->virtio[0].fault = VIRTIO_FAULTS)                                                 \
    ROW(stop, m->stop = (enum stop_reason)(STOP_HTIF + 1))

#define ROW SENSELESS
SENSELESS_ROWS
#undef ROW

static const struct senseless {
    const char *name;
    void (*make)(struct machine *m);
} senseless[] = {
#define ROW(name, ...) {#name, bad_##name},
    SENSELESS_ROWS
#undef ROW
};

static void test_senseless(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(senseless); i++) {
        struct machine *m = machine_new(&configs[0]);
        assert_non_null(m);
        struct archive a = bytes_of(m);
        struct machine *loaded = machine_of(a.bytes, a.size, &configs[0]);
        assert_non_null(loaded);
        machine_free(loaded);
        archive_free(&a);
        senseless[i].make(m);
        a = bytes_of(m);
        loaded = machine_of(a.bytes, a.size, &configs[0]);
        if (loaded) {
            fail_msg("%s was not refused", senseless[i].name);
        }
        archive_free(&a);
        machine_free(m);
    }
}

/* Of another machine: fewer entries, more, RAM that is smaller than what was saved. */
static void test_other_machine(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s, &configs[0], 9);
    story_go_on(&s, 100);
    struct archive a = bytes_of(s.m);
    struct machine_config other = configs[0];
    other.tlb_entries = PROGRAM_TLB - 1;
    assert_null(machine_of(a.bytes, a.size, &other));
    other.tlb_entries = PROGRAM_TLB + 1;
    assert_null(machine_of(a.bytes, a.size, &other));
    other = configs[0];
    other.ram_size = PAGE_SIZE;
    assert_null(machine_of(a.bytes, a.size, &other));
    archive_free(&a);
    story_end(&s);
}

/* --- what a machine is made of --- */

static bool config_loads(struct machine_config c)
{
    struct archive a = {.loading = false};
    struct machine_config loaded = {.ram_size = 0};
    state_config(&a, &c);
    struct archive in = archive_of(a.bytes, a.size);
    state_config(&in, &loaded);
    bool same = loaded.variant == c.variant && loaded.ram_size == c.ram_size &&
                loaded.tlb_entries == c.tlb_entries && loaded.disk_size == c.disk_size &&
                loaded.epoch == c.epoch && loaded.seed == c.seed &&
                loaded.misaligned_traps == c.misaligned_traps &&
                loaded.virtio_legacy == c.virtio_legacy &&
                loaded.virtio_console == c.virtio_console &&
                memcmp(&loaded.timing.unit, &c.timing.unit, sizeof c.timing.unit) == 0 &&
                memcmp(&loaded.timing.icache.size, &c.timing.icache.size, 12) == 0 &&
                loaded.timing.dcache.write == c.timing.dcache.write;
    assert_true(in.failed || same);
    archive_free(&a);
    return !in.failed;
}

/* Costs that no machine can have. */
static void test_costs_refused(void **state)
{
    struct machine_config c = configs[3];
    (void)state;
    c.timing.unit[UNIT_DIV] = COST_MAX + 1;
    assert_false(config_loads(c));
    c.timing.unit[UNIT_DIV] = 0;
    assert_false(config_loads(c));
    c.timing = configs[3].timing;
    c.timing.load_use = COST_SHORT_MAX + 1;
    assert_false(config_loads(c));
    c.timing = configs[3].timing;
    c.timing.icache.ways = 3;
    assert_false(config_loads(c));
    c.timing.icache.ways = 2 * c.timing.icache.size / c.timing.icache.line;
    assert_false(config_loads(c));
    c.timing = configs[3].timing;
    c.timing.dcache.size = 2 * CACHE_SIZE_MAX;
    assert_false(config_loads(c));
    c.timing = configs[3].timing;
    c.timing.predictor.counters = 0;
    assert_false(config_loads(c));
}

static void test_config(void **state)
{
    static const uint32_t rams[] = {0,         1, PAGE_SIZE - 1, PAGE_SIZE + 1, RAM_MAX + PAGE_SIZE,
                                    UINT32_MAX};
    static const uint64_t disks[] = {1, SECTOR_SIZE + 1, DISK_MAX + SECTOR_SIZE, UINT64_MAX};
    struct machine_config c = configs[0];
    (void)state;
    for (size_t i = 0; i < COUNT(configs); i++) {
        assert_true(config_loads(configs[i]));
    }
    for (size_t i = 0; i < COUNT(rams); i++) {
        c.ram_size = rams[i];
        assert_false(config_loads(c));
    }
    c.ram_size = RAM_MAX;
    assert_true(config_loads(c));
    for (size_t i = 0; i < COUNT(disks); i++) {
        c.disk_size = disks[i];
        assert_false(config_loads(c));
    }
    c.disk_size = DISK_MAX;
    assert_true(config_loads(c));
    c.tlb_entries = TLB_MAX + 1;
    assert_false(config_loads(c));
    c.tlb_entries = 0;
    assert_false(config_loads(c));
    c = configs[0];
    c.variant = VARIANT_COUNT;
    assert_false(config_loads(c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put_back),
        cmocka_unit_test(test_taking_is_not_noticed),
        cmocka_unit_test(test_stories_are_eventful),
        cmocka_unit_test(test_costs_what_was_written),
        cmocka_unit_test(test_observers_stay),
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_every_member),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_in_pieces),
        cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_wrong_length),
        cmocka_unit_test(test_senseless),
        cmocka_unit_test(test_other_machine),
        cmocka_unit_test(test_config),
        cmocka_unit_test(test_costs_refused),
    };
    configs[3].timing = test_costs[3];
    configs[4].timing = test_costs[4];
    return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
