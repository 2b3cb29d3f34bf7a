/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fast_paths/twin.h"

#include <string.h>

#include "isa/board.h"
#include "isa/probe.h"
#include "isa/tlb.h"
#include "vmm/layout.h"

/* The guest is the first VM. */
enum { GUEST = 1 };

static bool is_guest(const struct twin *t)
{
    return t->s.ledger.current == GUEST;
}

/* mcycle and time, by any name; what the guest may not read counts as well. */
static bool reads_clock(const struct machine *m, uint32_t word)
{
    struct insn in = isa_decode(word, m->config.variant);
    uint32_t csr = insn_csr(&in);
    bool counter = (csr & 0xf60) == CSR_mcycle || (csr & 0xf60) == CSR_cycle;
    bool access = in.op >= OP_csrrw && in.op <= OP_csrrci;
    return access && counter && (csr & 0x1f) <= (CSR_time & 0x1f);
}

static bool is_clock(uint32_t device)
{
    return device - RTC_BASE < RTC_SIZE || device - (CLINT_BASE + CLINT_MTIME) < 8;
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    struct twin *t = context;
    if (m->hart.priv.mode == MODE_USER && is_guest(t)) {
        t->cause = cause;
        t->tval = tval;
        t->at = m->hart.pc;
        t->timed |= cause == CAUSE_illegal && reads_clock(m, tval);
    }
}

/* A hidden miss is no event of the guest's. */
static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct twin *t = context;
    bool counts = event == COST_EMULATE || event == COST_TLB_WRITE || event == COST_DEVICE ||
                  event == COST_TOHOST || event == COST_REFLECT || event == COST_REFLECTED_MISS ||
                  event == COST_INTERRUPT;
    if (m->hart.priv.mode == MODE_SUPERVISOR && is_guest(t)) {
        t->events += counts;
        t->timed |= event == COST_DEVICE && is_clock(value);
    }
}

static void on_mret(void *context, struct machine *m, enum mode to)
{
    (void)to;
    struct twin *t = context;
    if (is_guest(t)) {
        t->entered = true;
        machine_stop(m);
    }
}

bool twin_open(struct twin *t, const char *experiment, bool fast)
{
    const char *sets[] = {fast ? "monitor.fast_paths=on" : "monitor.fast_paths=off"};
    *t = (struct twin){.events = 0};
    if (config_load(&t->config, experiment, false, sets, 1) != 0) {
        return false;
    }
    if (session_open(&t->s, &t->config, (struct flat){true, RAM_BASE}, -1) != 0) {
        config_free(&t->config);
        return false;
    }
    t->s.console.quiet = true;
    t->observer =
        (struct observer){.context = t, .trap = on_trap, .mret = on_mret, .probe = on_probe};
    observer_add(t->s.machine, &t->observer);
    return true;
}

void twin_close(struct twin *t)
{
    observer_remove(t->s.machine, &t->observer);
    session_close(&t->s);
    config_free(&t->config);
}

void twin_advance(struct twin *t, uint64_t cycles)
{
    t->entered = false;
    enum stop_reason stop = machine_run(t->s.machine, (struct run_limit){UINT64_MAX, cycles});
    t->ended = stop != STOP_LIMIT && stop != STOP_REQUEST;
    t->ended |= t->s.ledger.parties[GUEST].stopped;
    /* Nobody is left to run: the guest waits, or the monitor has found it out to loop. */
    t->timed |= stop == STOP_IDLE && t->tval != isa_rows[OP_wfi].match;
}

uint64_t twin_position(struct twin *t)
{
    const struct party *p = &t->s.ledger.parties[GUEST];
    ledger_settle(&t->s.ledger, t->s.machine);
    return p->instructions[RAN_USER] + p->instructions[RAN_SUPERVISOR] + t->events;
}

/* --- comparing --- */

/* What of struct priv is the guest's alone: not its counters, which are brought up to date late. */
static const struct {
    const char *name;
    size_t offset;
} fields[] = {
#define FIELD(name) {#name, offsetof(struct priv, name)},
    FIELD(mode) FIELD(mstatus) FIELD(mtvec) FIELD(mepc) FIELD(mcause) FIELD(mtval) FIELD(mscratch)
        FIELD(mie) FIELD(mip) FIELD(matp) FIELD(mtlbidx) FIELD(mtlbwired) FIELD(mtlbrand)
            FIELD(tlb_entries) FIELD(mcounteren) FIELD(mcountinhibit) FIELD(menvcfg)
                FIELD(cyclecfgh) FIELD(instretcfgh)};

static uint32_t priv_word(const struct claims *c, size_t offset)
{
    unsigned from_mode = (unsigned)((offset - offsetof(struct priv, mode)) / 4);
    return claims_value(c, GUEST, INSPECT_mode, from_mode);
}

static bool differs(char why[TWIN_TEXT], const char *what, unsigned n, uint32_t a, uint32_t b)
{
    if (a != b) {
        snprintf(why, TWIN_TEXT, "%s %u: 0x%08x with fast paths, 0x%08x without", what, n, a, b);
    }
    return a != b;
}

/* A guest's register: the hart's, while it runs. */
static uint32_t x(const struct twin *t, const struct claims *c, unsigned n)
{
    return t->ended ? claims_value(c, GUEST, INSPECT_x, n) : t->s.machine->hart.x[n];
}

static uint32_t pc(const struct twin *t, const struct claims *c)
{
    return t->ended ? claims_value(c, GUEST, INSPECT_pc, 0) : t->s.machine->hart.pc;
}

/*
 * The registers that are in the special page, if the guest has one: the vCPU's are older. What the
 * guest has put there becomes legal when the monitor looks, which it need not have done.
 */
static bool in_special_page(const struct claims *c, size_t offset, uint32_t *value)
{
    static const struct {
        size_t offset;
        uint32_t legal;
    } words[] = {{offsetof(struct priv, mscratch), ~0u},
                 {offsetof(struct priv, mepc), ~3u},
                 {offsetof(struct priv, mcause), MCAUSE_BITS},
                 {offsetof(struct priv, mtval), ~0u}};
    uint32_t ma;
    if (!claims_machine(c, GUEST, SPECIAL_REGISTERS, &ma)) {
        return false;
    }
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].offset == offset) {
            *value = machine_word(machine_ram(c->machine, ma + 4 * i, 4)) & words[i].legal;
            return true;
        }
    }
    return false;
}

static uint32_t guest_register(const struct claims *c, size_t offset)
{
    uint32_t value;
    return in_special_page(c, offset, &value) ? value : priv_word(c, offset);
}

static bool same_priv(const struct claims *a, const struct claims *b, char why[TWIN_TEXT])
{
    for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (differs(why, fields[i].name, 0, guest_register(a, fields[i].offset),
                    guest_register(b, fields[i].offset))) {
            return false;
        }
    }
    return true;
}

static bool same_tlb(const struct claims *a, const struct claims *b, char why[TWIN_TEXT])
{
    uint32_t entries = claims_value(a, GUEST, INSPECT_tlb_entries, 0);
    for (unsigned i = 0; i < entries && i < TLB_MAX; i++) {
        struct tlb_entry e = claims_tlb_entry(a, GUEST, i);
        struct tlb_entry f = claims_tlb_entry(b, GUEST, i);
        if (differs(why, "tlb, high word of entry", i, e.hi, f.hi) ||
            differs(why, "tlb, low word of entry", i, e.lo, f.lo)) {
            return false;
        }
    }
    return true;
}

/* A page's bytes; zeros, if it has no frame yet. */
static const uint8_t *page(const struct claims *c, uint32_t pa)
{
    static const uint8_t zeros[PAGE_SIZE];
    uint32_t ma;
    bool there = claims_machine(c, GUEST, pa, &ma) && ma != 0;
    return there ? machine_ram(c->machine, ma, PAGE_SIZE) : zeros;
}

static bool same_memory(const struct claims *a, const struct claims *b, char why[TWIN_TEXT])
{
    uint32_t size = claims_value(a, GUEST, INSPECT_memory_size, 0);
    for (uint32_t at = 0; at < size; at += PAGE_SIZE) {
        const uint8_t *p = page(a, RAM_BASE + at);
        const uint8_t *q = page(b, RAM_BASE + at);
        for (uint32_t i = 0; memcmp(p, q, PAGE_SIZE) != 0 && i < PAGE_SIZE; i += 4) {
            if (differs(why, "memory, word", (RAM_BASE + at + i), machine_word(p + i),
                        machine_word(q + i))) {
                return false;
            }
        }
    }
    return true;
}

bool twin_same(struct twin *a, struct twin *b, char why[TWIN_TEXT])
{
    struct claims c, d;
    if (claims_open(&c, &a->s) || claims_open(&d, &b->s)) {
        snprintf(why, TWIN_TEXT, "the monitor shows no VMs");
        return false;
    }
    for (unsigned i = 0; i < 32; i++) {
        if (differs(why, "x", i, x(a, &c, i), x(b, &d, i))) {
            return false;
        }
    }
    return !differs(why, "pc of hart", 0, pc(a, &c), pc(b, &d)) && same_priv(&c, &d, why) &&
           same_tlb(&c, &d, why) && same_memory(&c, &d, why) &&
           !differs(why, "reason to stop", 0, claims_value(&c, GUEST, INSPECT_stop, 0),
                    claims_value(&d, GUEST, INSPECT_stop, 0)) &&
           !differs(why, "exit code", 0, claims_value(&c, GUEST, INSPECT_exit_code, 0),
                    claims_value(&d, GUEST, INSPECT_exit_code, 0));
}
