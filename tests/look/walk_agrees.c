/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether debug_walk(), and so `tr`, says what is then done: walk_agrees BOOT N FILE
 * [PATH=VALUE...]
 *
 * An experiment is stopped at N moments at which a guest is about to execute something, after BOOT
 * instructions. At each, an address is made up, and the instruction is replaced by one that
 * accesses it; what the machine, and the monitors of two levels, then do is held against what the
 * walk said before. After that the session is put back to before it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/board.h"
#include "panel/claims.h"
#include "panel/debug.h"
#include "panel/debug_walk.h"
#include "tests/rng.h"

enum { SETTLE = 1000 * 1000, BETWEEN = 3000, A0 = 10, A1 = 11 };

/* What has been seen of one access. */
struct seen {
    bool trapped, interrupted, deciding;
    uint32_t cause;       /* of the first trap */
    unsigned levels;      /* monitors that have handed it on */
    bool gave, installed; /* a frame; an entry of the TLB, before the outcome */
    bool settled;
    enum walk_outcome outcome;
    uint32_t reflected; /* the cause */
};

struct trial {
    struct debugger d;
    struct walk walk; /* what was said of the access */
    struct rng rng;
    struct observer observer;
    struct seen seen;
    unsigned depth; /* monitors under the guest */
    unsigned counts[WALK_STOPPED + 1], first_touches, skipped;
};

/* --- watching --- */

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)m, (void)tval;
    struct trial *t = context;
    if (!t->seen.trapped) {
        t->seen.trapped = true;
        t->seen.cause = cause;
        t->seen.interrupted = cause & MCAUSE_INTERRUPT;
    }
}

static bool cause_is_miss(uint32_t cause)
{
    return cause == CAUSE_fetch_miss || cause == CAUSE_load_miss || cause == CAUSE_store_miss;
}

static void conclude(struct trial *t, enum walk_outcome outcome, uint32_t cause)
{
    if (outcome == WALK_FAULT && ++t->seen.levels < t->depth) {
        return; /* to a monitor, which is the next to say something */
    }
    t->seen.settled = true;
    t->seen.outcome = outcome;
    t->seen.reflected = cause;
    machine_stop(t->d.session.machine);
}

/*
 * An entry that does not permit the access is installed for all that, if the page is one that
 * tohost is on, or if the monitor has composed it before; then the access traps once more.
 */
static bool more_follows(const struct walk *w)
{
    return w->installs_first || (w->outcome == WALK_FAULT && !cause_is_miss(w->cause));
}

/* The monitor of the level that has the trap speaks: the first in supervisor mode, another not. */
static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct trial *t = context;
    bool first = m->hart.priv.mode == MODE_SUPERVISOR;
    if (!t->seen.trapped || t->seen.settled || first != (t->seen.levels == 0)) {
        return;
    }
    switch (event) {
    case COST_FIRST_TOUCH:
        t->seen.gave = true;
        break;
    case COST_HIDDEN_MISS:
        t->seen.installed = true;
        if (!more_follows(&t->walk)) {
            conclude(t, WALK_HIDDEN, 0);
        }
        break;
    case COST_REFLECTED_MISS:
        conclude(t, WALK_FAULT, t->seen.cause);
        break;
    case COST_REFLECT:
        conclude(t, WALK_FAULT, value);
        break;
    case COST_INTERRUPT:
        t->seen.interrupted = true;
        break;
    case COST_DEVICE:
    case COST_TOHOST:
    case COST_STOP:
        conclude(t, WALK_EMULATED, 0);
        break;
    default:
        break;
    }
}

/* --- an access --- */

static uint32_t some_entry(struct trial *t, unsigned layer)
{
    struct claims c;
    const struct tlb *real = &t->d.session.machine->hart.tlb;
    uint32_t index = rng_below(&t->rng, real->entries);
    bool own = t->d.session.monitored && rng_below(&t->rng, 2) &&
               !claims_open_of(&c, &t->d.session, layer);
    if (!own) {
        return real->entry[index].hi & PAGE_FRAME;
    }
    uint32_t ways = claims_tlb_ways(&c, layer);
    index += rng_below(&t->rng, 3) == 0 ? real->entries * rng_below(&t->rng, 1 + ways) : 0;
    return claims_tlb_entry(&c, layer, index).hi & PAGE_FRAME;
}

static uint32_t some_page(struct trial *t, unsigned layer)
{
    static const uint32_t devices[] = {RTC_BASE, CLINT_BASE, PLIC_BASE, UART_BASE, VIRTIO_BASE};
    const struct hart *h = &t->d.session.machine->hart;
    switch (rng_below(&t->rng, 8)) {
    case 0:
        return devices[rng_below(&t->rng, sizeof devices / sizeof devices[0])];
    case 1:
        return rng_edge(&t->rng);
    case 2:
        return h->x[rng_below(&t->rng, 32)];
    case 3:
    case 4:
        return RAM_BASE + rng_below(&t->rng, t->d.session.guests[layer - 1].memory);
    default:
        return some_entry(t, layer);
    }
}

/* The finisher would end it all, and a word on the page of tohost is enough. */
static uint32_t some_address(struct trial *t, unsigned layer)
{
    uint32_t page = some_page(t, layer) & PAGE_FRAME;
    page = page == (FINISHER_BASE & PAGE_FRAME) ? RAM_BASE : page;
    return page | (rng_below(&t->rng, PAGE_SIZE) & ~3u);
}

/* lw a0, 0(a1) or sw a0, 0(a1) in place of the next instruction; or go there. */
static bool prepare(struct trial *t, enum access access, uint32_t va)
{
    static const uint32_t words[] = {0, 0x0005a503, 0x00a5a023};
    struct hart *h = &t->d.session.machine->hart;
    uint32_t ma;
    if (access == ACCESS_FETCH) {
        h->pc = va;
        return true;
    }
    if (machine_translate(t->d.session.machine, h->pc, ACCESS_FETCH, &ma)) {
        return false; /* that would trap first */
    }
    uint8_t *at = machine_ram_write(t->d.session.machine, ma, 4);
    for (unsigned i = 0; i < 4 && at; i++) {
        at[i] = (uint8_t)(words[access] >> 8 * i);
    }
    h->x[A1] = va;
    return at != NULL;
}

static bool is_fetch(uint32_t cause)
{
    return cause == CAUSE_fetch_access || cause == CAUSE_fetch_forbidden ||
           cause == CAUSE_fetch_miss;
}

/* What was fetched may then do what it likes. */
static void perform(struct trial *t, enum access access)
{
    struct machine *m = t->d.session.machine;
    uint64_t before = m->instructions;
    t->seen = (struct seen){.trapped = false};
    machine_step(m);
    if (access == ACCESS_FETCH && t->seen.trapped && !t->seen.interrupted &&
        !is_fetch(t->seen.cause)) {
        t->seen = (struct seen){.settled = true, .outcome = WALK_DONE};
    } else if (!t->seen.trapped) {
        t->seen.settled = m->instructions > before;
        t->seen.outcome = WALK_DONE;
    } else if (!t->d.session.monitored) {
        t->seen.settled = true;
        t->seen.outcome = WALK_FAULT;
        t->seen.reflected = t->seen.cause;
    } else if (!t->seen.interrupted) {
        machine_run(m, (struct run_limit){m->instructions + SETTLE, UINT64_MAX});
    }
}

/* --- what was said, and what was done --- */

/* A device refuses what it has no register for: that is the device's answer. */
static bool refused(const struct walk *w, const struct seen *s)
{
    bool device = w->stage[0].target == WALK_DEVICE && w->stage[0].cause == 0;
    bool fault = s->outcome == WALK_FAULT &&
                 (s->reflected == CAUSE_load_access || s->reflected == CAUSE_store_access);
    return device && fault && w->access != ACCESS_FETCH;
}

static bool agrees(const struct walk *w, const struct seen *s)
{
    enum walk_outcome expected = w->outcome == WALK_OPERATED ? WALK_DONE : w->outcome;
    if (refused(w, s)) {
        return true;
    }
    return s->settled && s->outcome == expected && s->trapped == (w->trap != 0) &&
           (!s->trapped || s->cause == w->trap) &&
           (expected != WALK_FAULT || s->reflected == w->cause) &&
           (!w->installs_first || s->installed) &&
           ((expected != WALK_HIDDEN && !w->installs_first) || s->gave == w->first_touch);
}

static void put_disagreement(const struct trial *t, const struct place *at, const struct walk *w)
{
    const struct seen *s = &t->seen;
    printf("not ok %s:0x%08x access %d after %llu instructions: walk: outcome %d trap %u cause %u "
           "touch %d; seen: settled %d outcome %d trap %d %u reflected %u levels %u touch %d\n",
           layer_name(&t->d.session, at->layer), at->address, (int)w->access,
           (unsigned long long)t->d.session.machine->instructions, (int)w->outcome, w->trap,
           w->cause, w->first_touch, s->settled, (int)s->outcome, s->trapped, s->cause,
           s->reflected, s->levels, s->gave);
}

static bool attempt(struct trial *t)
{
    const struct session *s = &t->d.session;
    struct place at = {.layer = layer_running(s)};
    struct walk *w = &t->walk;
    enum access access = (enum access)rng_below(&t->rng, 3);
    at.address = some_address(t, at.layer);
    t->depth = s->monitored ? s->guests[at.layer - 1].kin->level + 1 : 0;
    if (!debug_walk(&t->d, &at, access, w)) {
        printf("not ok no walk: %s\n", t->d.error);
        return false;
    }
    bool ready = prepare(t, access, at.address);
    if (ready) {
        perform(t, access);
    }
    if (!ready || t->seen.interrupted) {
        t->skipped++;
        return true;
    }
    t->counts[w->outcome]++;
    t->first_touches += w->outcome == WALK_HIDDEN && w->first_touch;
    bool ok = agrees(w, &t->seen);
    if (!ok) {
        put_disagreement(t, &at, w);
    }
    return ok;
}

/* --- moments --- */

/* On to a moment at which a guest is about to execute something; false at the end of it all. */
static bool advance(struct trial *t, uint64_t instructions)
{
    struct session *s = &t->d.session;
    uint64_t until = s->machine->instructions + instructions;
    enum stop_reason stop = machine_run(s->machine, (struct run_limit){until, UINT64_MAX});
    while (stop == STOP_LIMIT && layer_running(s) == LAYER_MONITOR) {
        stop = machine_step(s->machine);
    }
    return stop == STOP_LIMIT || stop == STOP_REQUEST;
}

static bool attempt_and_undo(struct trial *t)
{
    struct session *s = &t->d.session;
    struct snapshot before;
    struct archive books = {.loading = false};
    if (!snapshot_take(&before, s->machine)) {
        return false;
    }
    ledger_archive(&books, &s->ledger);
    observer_add(s->machine, &t->observer);
    bool ok = attempt(t);
    observer_remove(s->machine, &t->observer);
    struct archive in = archive_of(books.bytes, books.size);
    snapshot_put_back(&before, s->machine);
    ledger_archive(&in, &s->ledger);
    snapshot_free(&before);
    archive_free(&books);
    return ok;
}

static int run(struct trial *t, uint64_t boot, unsigned count)
{
    bool ok = true, more = advance(t, boot);
    t->d.session.console.quiet = true;
    t->observer = (struct observer){.context = t, .trap = on_trap, .probe = on_probe};
    for (unsigned i = 0; i < count && ok && more; i++) {
        ok = attempt_and_undo(t);
        more = advance(t, 1 + rng_below(&t->rng, BETWEEN));
    }
    printf("%u done, %u by a device, %u hidden (%u with a frame given), %u emulated, %u faults; "
           "%u left out%s\n",
           t->counts[WALK_DONE], t->counts[WALK_OPERATED], t->counts[WALK_HIDDEN], t->first_touches,
           t->counts[WALK_EMULATED], t->counts[WALK_FAULT], t->skipped,
           more ? "" : "; it has come to its end");
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct trial t = {.rng = {2463534242u}};
    if (argc < 4) {
        return 2;
    }
    const char *operands[] = {argv[3]};
    struct options o = {.command = COMMAND_repl,
                        .file = argv[3],
                        .operands = {operands, 1},
                        .color = COLOR_NEVER,
                        .sets = {(const char **)&argv[4], (unsigned)argc - 4}};
    int status = debug_open(&t.d, &o);
    if (status) {
        return status;
    }
    status = run(&t, strtoull(argv[1], NULL, 10), (unsigned)strtoul(argv[2], NULL, 10));
    debug_close(&t.d);
    return status;
}
