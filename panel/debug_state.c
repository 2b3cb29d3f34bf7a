/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers and privileged state of a layer: the hart's, or those that a monitor keeps. */
#include <stddef.h>
#include <string.h>

#include "claims.h"
#include "debug.h"
#include "isa/dev/clint.h"

enum { CYCLES_A_TICK = CORE_HZ / TIMEBASE_HZ };

/* --- whose they are --- */

static bool is_hart(const struct session *s, unsigned layer)
{
    return layer == LAYER_MACHINE || layer == LAYER_MONITOR || !s->monitored;
}

bool debug_enters(const struct session *s, unsigned layer)
{
    const struct ledger *l = session_ledger(s, layer - 1);
    return !l->in_monitor && l->current == s->guests[layer - 1].kin->index + 1;
}

/*
 * The layer whose registers those of `layer` are: its monitor's hart's, and so on down, as long as
 * each of them is entered. *kept is false if that ends at the hart.
 */
static unsigned holder(const struct session *s, unsigned layer, bool *kept)
{
    *kept = false;
    while (!is_hart(s, layer)) {
        if (!debug_enters(s, layer)) {
            *kept = true;
            return layer;
        }
        layer = claims_monitor(s, layer);
    }
    return layer;
}

static bool open_claims(struct debugger *d, struct claims *c, unsigned layer)
{
    uint32_t known;
    const char *why_not = claims_open_of(c, &d->session, layer);
    if (!why_not && !claims_word(c, layer, INSPECT_pc, 0, &known)) {
        why_not = "its monitor does not show it";
    }
    return !why_not || debug_error(d, "%s: %s", layer_name(&d->session, layer), why_not);
}

/* A word of the monitor's memory is another. */
static bool keep_at(struct debugger *d, const struct claims *c, unsigned layer, uint64_t at,
                    uint32_t value)
{
    uint32_t ma;
    uint8_t *to = NULL;
    if (at <= UINT32_MAX && at % 4 == 0 && claims_address(c, (uint32_t)at, &ma)) {
        to = machine_ram_write(d->session.machine, ma, 4);
    }
    if (!to) {
        return debug_error(d, "%s: its monitor keeps that where there is no memory",
                           layer_name(&d->session, layer));
    }
    for (unsigned i = 0; i < 4; i++) {
        to[i] = (uint8_t)(value >> 8 * i);
    }
    return true;
}

static bool keep(struct debugger *d, const struct claims *c, unsigned layer,
                 enum inspect_field field, unsigned index, uint32_t value)
{
    uint64_t at = UINT64_MAX;
    claims_field(c, layer, field, 4 * (size_t)index, &at);
    return keep_at(d, c, layer, at, value);
}

/* --- registers --- */

static bool no_registers(struct debugger *d)
{
    return debug_error(d, "the monitor does not run now, and keeps no registers");
}

static bool monitor_away(const struct session *s, unsigned layer)
{
    return layer == LAYER_MONITOR && layer_running(s) != LAYER_MONITOR;
}

bool debug_registers(struct debugger *d, unsigned layer, struct registers *out)
{
    const struct hart *h = &d->session.machine->hart;
    struct claims c;
    bool kept;
    if (monitor_away(&d->session, layer)) {
        return no_registers(d);
    }
    layer = holder(&d->session, layer, &kept);
    out->claimed = kept;
    if (!kept) {
        memcpy(out->x, h->x, sizeof out->x);
        out->pc = h->pc;
        return true;
    }
    if (!open_claims(d, &c, layer)) {
        return false;
    }
    for (unsigned i = 0; i < 32; i++) {
        out->x[i] = i > 0 ? claims_value(&c, layer, INSPECT_x, i) : 0;
    }
    out->pc = claims_value(&c, layer, INSPECT_pc, 0);
    return true;
}

static bool set_hart(struct debugger *d, unsigned number, uint32_t value)
{
    struct hart *h = &d->session.machine->hart;
    if (number == REGISTER_PC) {
        h->pc = value & ~3u;
    } else if (number != 0) {
        h->x[number] = value;
    }
    return true;
}

bool debug_set_register(struct debugger *d, unsigned layer, unsigned number, uint32_t value)
{
    struct claims c;
    bool kept;
    if (number > REGISTER_PC) {
        return debug_error(d, "no register %u", number);
    }
    if (monitor_away(&d->session, layer)) {
        return no_registers(d);
    }
    layer = holder(&d->session, layer, &kept);
    if (!kept) {
        return set_hart(d, number, value);
    }
    if (!open_claims(d, &c, layer)) {
        return false;
    }
    return number == REGISTER_PC ? keep(d, &c, layer, INSPECT_pc, 0, value & ~3u)
           : number == 0         ? true
                                 : keep(d, &c, layer, INSPECT_x, number, value);
}

/* --- counters of a VM, as it would read them --- */

static uint64_t value_long(const struct claims *c, unsigned layer, enum inspect_field field)
{
    return (uint64_t)claims_value(c, layer, field, 1) << 32 | claims_value(c, layer, field, 0);
}

/* What a device's struct has at an offset. */
static uint64_t clint_offset(const struct claims *c, unsigned layer)
{
    uint8_t b[8] = {0};
    claims_copy(c, layer, INSPECT_clint, offsetof(struct clint, offset), b, sizeof b);
    return machine_word(b) | (uint64_t)machine_word(b + 4) << 32;
}

/*
 * Instructions that the VM completed and that its minstret does not show: those that its monitor
 * has noted, and, while it is entered, what the counter of the monitor's own hart has advanced by.
 */
static void bring_up_to_date(const struct claims *c, const struct session *s, unsigned layer,
                             const struct priv *monitor, struct priv *p)
{
    uint32_t more = claims_value(c, layer, INSPECT_retired, 0);
    bool own_clock = claims_flag(c, layer, INSPECT_virtual_clock);
    if (debug_enters(s, layer)) {
        more += (uint32_t)monitor->minstret - claims_value(c, layer, INSPECT_instructions_seen, 0);
    }
    uint64_t cycles = own_clock ? value_long(c, layer, INSPECT_clock) + more : monitor->mcycle;
    uint64_t now = own_clock ? cycles / CYCLES_A_TICK : monitor->time;
    priv_count(p, cycles - value_long(c, layer, INSPECT_cycles_seen), more);
    p->time = now + clint_offset(c, layer);
}

/* Registers in the special page, in order, and where the first of them is. */
static const uint16_t special_csrs[] = {CSR_mscratch, CSR_mepc, CSR_mcause, CSR_mtval};
enum { SPECIAL_CSRS = sizeof special_csrs / sizeof special_csrs[0], SPECIAL_AT = 0x800 };

/* Where the monitor has one of them, if the VM has such a page. */
static bool special_word(const struct claims *c, unsigned layer, unsigned index, uint32_t *at)
{
    *at = (claims_value(c, layer, INSPECT_special_frame, 0) & PAGE_FRAME) + SPECIAL_AT + 4 * index;
    return claims_value(c, layer, INSPECT_special, 0) != 0;
}

/* While the VM runs, its special page holds some; its monitor takes them out of it when entered. */
static void look_at_special_page(const struct claims *c, const struct session *s, unsigned layer,
                                 struct priv *p)
{
    uint8_t b[4];
    for (unsigned i = 0; i < SPECIAL_CSRS && debug_enters(s, layer); i++) {
        uint32_t at;
        if (special_word(c, layer, i, &at) && claims_read(c, at, b, sizeof b)) {
            priv_csr_write(p, special_csrs[i], machine_word(b));
        }
    }
}

/* Levels are few (CONFIG_LEVELS), so this ends. */
bool debug_priv(struct debugger *d, unsigned layer, struct priv *out)
{
    const struct session *s = &d->session;
    struct claims c;
    struct priv monitor;
    if (is_hart(s, layer)) {
        machine_count(s->machine);
        *out = s->machine->hart.priv;
        return true;
    }
    if (!open_claims(d, &c, layer) || !debug_priv(d, claims_monitor(s, layer), &monitor)) {
        return false;
    }
    claims_priv(&c, layer, out);
    bring_up_to_date(&c, s, layer, &monitor, out);
    look_at_special_page(&c, s, layer, out);
    return true;
}

/* --- CSRs --- */

static bool no_csr(struct debugger *d, uint32_t number)
{
    return debug_error(d, "no CSR 0x%03x", number);
}

bool debug_csr(struct debugger *d, unsigned layer, uint32_t number, uint32_t *value)
{
    struct priv p;
    return debug_priv(d, layer, &p) && (priv_csr_read(&p, number, value) || no_csr(d, number));
}

static bool keep_long(struct debugger *d, const struct claims *c, unsigned layer,
                      enum inspect_field field, uint64_t more)
{
    uint64_t value = value_long(c, layer, field) + more;
    return more == 0 || (keep(d, c, layer, field, 0, (uint32_t)value) &&
                         keep(d, c, layer, field, 1, (uint32_t)(value >> 32)));
}

/* What of p differs from what it was goes to where the monitor keeps it. */
static bool keep_priv(struct debugger *d, const struct claims *c, unsigned layer,
                      const struct priv *was, const struct priv *p)
{
    bool ok = keep_long(d, c, layer, INSPECT_mcycle, p->mcycle - was->mcycle) &&
              keep_long(d, c, layer, INSPECT_minstret, p->minstret - was->minstret);
    for (unsigned i = 0; i < claims_member_count && ok; i++) {
        const struct claims_member *m = &claims_members[i];
        uint32_t before, now;
        memcpy(&before, (const uint8_t *)was + m->offset, sizeof before);
        memcpy(&now, (const uint8_t *)p + m->offset, sizeof now);
        ok = before == now || keep(d, c, layer, m->field, 0, now);
    }
    return ok;
}

/* What the VM reads in its special page, which its monitor takes it from. */
static bool keep_special(struct debugger *d, const struct claims *c, unsigned layer,
                         const struct priv *p)
{
    bool ok = true;
    for (unsigned i = 0; i < SPECIAL_CSRS && ok; i++) {
        uint32_t at, value;
        if (special_word(c, layer, i, &at) && priv_csr_read(p, special_csrs[i], &value)) {
            ok = keep_at(d, c, layer, at, value);
        }
    }
    return ok;
}

static bool read_only(struct debugger *d, uint32_t number)
{
    uint32_t value;
    bool there = priv_csr_read(&d->session.machine->hart.priv, number, &value);
    return there ? debug_error(d, "CSR 0x%03x is read-only", number) : no_csr(d, number);
}

/* A counter keeps what is written, as if no instruction had written it. */
static bool write(struct priv *p, uint32_t number, uint32_t value)
{
    uint32_t written = p->counters_written;
    bool done = priv_csr_write(p, number, value);
    p->counters_written = written;
    return done;
}

bool debug_set_csr(struct debugger *d, unsigned layer, uint32_t number, uint32_t value)
{
    struct priv was, p;
    struct claims c;
    if (!debug_priv(d, layer, &was)) {
        return false;
    }
    p = was;
    if (!write(&p, number, value)) {
        return read_only(d, number);
    }
    if (is_hart(&d->session, layer)) {
        d->session.machine->hart.priv = p;
        d->session.machine->next_event = 0;
        return true;
    }
    return open_claims(d, &c, layer) && keep_priv(d, &c, layer, &was, &p) &&
           keep_special(d, &c, layer, &p);
}
