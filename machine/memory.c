/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/memory.h"

#include "isa/cause.h"
#include "machine/bus.h"

static inline void tell(struct machine *m, uint32_t pa, unsigned size, bool write, uint32_t value)
{
    if ((m->observed & OBSERVE_ACCESS) && machine_ram(m, pa, size) &&
        watch_has_page(&m->watch, pa - RAM_BASE)) {
        observe_access(m, &(struct ram_access){pa, size, write, false, value});
    }
}

/* One access of the bus, and the time it takes. */
static bool read_bus(struct machine *m, uint32_t pa, unsigned size, uint32_t *value)
{
    tell(m, pa, size, false, 0);
    bool done = bus_read(m, pa, size, value);
    if (done && m->config.timing.model) {
        timing_access(m, pa, size, false);
    }
    return done;
}

static bool write_bus(struct machine *m, uint32_t pa, unsigned size, uint32_t value)
{
    tell(m, pa, size, true, value);
    bool done = bus_write(m, pa, size, value);
    if (done && m->config.timing.model) {
        timing_access(m, pa, size, true);
    }
    return done;
}

static struct fault load_piece(struct machine *m, uint32_t va, unsigned size, uint32_t *value)
{
    uint32_t pa;
    uint32_t cause = machine_translate(m, va, ACCESS_LOAD, &pa);
    if (cause) {
        return fault_at(cause, va);
    }
    return read_bus(m, pa, size, value) ? no_fault : fault_at(CAUSE_load_access, va);
}

/* An access that crosses a page is made of bytes; the first that faults names its own address. */
static struct fault load(struct machine *m, uint32_t va, unsigned size, uint32_t *value)
{
    if (!crosses_page(va, size)) {
        return load_piece(m, va, size, value);
    }
    *value = 0;
    for (unsigned i = 0; i < size; i++) {
        uint32_t byte;
        struct fault f = load_piece(m, va + i, 1, &byte);
        if (f.raised) {
            return f;
        }
        *value |= byte << 8 * i;
    }
    return no_fault;
}

static struct fault store_piece(struct machine *m, uint32_t va, unsigned size, uint32_t value)
{
    uint32_t pa;
    uint32_t cause = machine_translate(m, va, ACCESS_STORE, &pa);
    if (cause) {
        return fault_at(cause, va);
    }
    return write_bus(m, pa, size, value) ? no_fault : fault_at(CAUSE_store_access, va);
}

/* Both pages are translated before either is written, so a fault leaves memory as it was. */
static struct fault store(struct machine *m, uint32_t va, unsigned size, uint32_t value)
{
    if (!crosses_page(va, size)) {
        return store_piece(m, va, size, value);
    }
    for (unsigned i = 0; i < size; i++) {
        uint32_t pa;
        uint32_t cause = machine_translate(m, va + i, ACCESS_STORE, &pa);
        if (cause || !machine_ram(m, pa, 1)) {
            return fault_at(cause ? cause : CAUSE_store_access, va + i);
        }
    }
    for (unsigned i = 0; i < size; i++) {
        store_piece(m, va + i, 1, value >> 8 * i & 0xff);
    }
    return no_fault;
}

static struct fault load_reserved(struct machine *m, const struct insn *in, uint32_t va)
{
    struct hart *h = &m->hart;
    uint32_t pa;
    uint32_t value;
    uint32_t cause = va & 3 ? CAUSE_load_misaligned : machine_translate(m, va, ACCESS_LOAD, &pa);
    if (cause) {
        return fault_at(cause, va);
    }
    if (!machine_ram(m, pa, 4) || !read_bus(m, pa, 4, &value)) {
        return fault_at(CAUSE_load_access, va); /* devices do no atomics */
    }
    h->reserved = true;
    h->reservation = pa;
    hart_set(m, in->rd, value);
    return no_fault;
}

/* Any sc ends the reservation, whether it succeeds or not [Unpriv 8.2]. */
static struct fault store_conditional(struct machine *m, const struct insn *in,
                                      const struct effect *e)
{
    struct hart *h = &m->hart;
    uint32_t pa;
    uint32_t cause =
        e->addr & 3 ? CAUSE_store_misaligned : machine_translate(m, e->addr, ACCESS_STORE, &pa);
    if (cause) {
        return fault_at(cause, e->addr);
    }
    bool success = h->reserved && h->reservation == pa;
    if (success && !write_bus(m, pa, 4, e->value)) {
        return fault_at(CAUSE_store_access, e->addr);
    }
    h->reserved = false;
    hart_set(m, in->rd, !success);
    return no_fault;
}

/* An AMO needs both permissions; what it lacks is reported as a store's fault [Unpriv 8.4]. */
static struct fault amo(struct machine *m, const struct insn *in, const struct effect *e)
{
    uint32_t pa;
    uint32_t old;
    uint32_t cause =
        e->addr & 3 ? CAUSE_store_misaligned : machine_translate(m, e->addr, ACCESS_STORE, &pa);
    if (cause) {
        return fault_at(cause, e->addr);
    }
    if (machine_translate(m, e->addr, ACCESS_LOAD, &pa)) {
        return fault_at(CAUSE_store_forbidden, e->addr);
    }
    tell(m, pa, 4, false, 0);
    if (!machine_ram(m, pa, 4) || !bus_read(m, pa, 4, &old)) {
        return fault_at(CAUSE_store_access, e->addr);
    }
    write_bus(m, pa, 4, isa_amo((enum op)in->op, old, e->value));
    hart_set(m, in->rd, old);
    return no_fault;
}

/* Loads and stores that are not aligned, where the machine is one that does not do them. */
static bool is_refused(const struct machine *m, const struct effect *e)
{
    bool plain = e->mem == MEM_LOAD || e->mem == MEM_STORE;
    return m->config.misaligned_traps && plain && e->addr % e->size != 0;
}

static struct fault access(struct machine *m, const struct insn *in, const struct effect *e)
{
    uint32_t raw;
    struct fault f;
    switch ((enum mem_op)e->mem) {
    case MEM_LOAD:
        f = load(m, e->addr, e->size, &raw);
        if (!f.raised) {
            hart_set(m, in->rd, isa_extend(e, raw));
        }
        return f;
    case MEM_STORE:
        return store(m, e->addr, e->size, e->value);
    case MEM_LR:
        return load_reserved(m, in, e->addr);
    case MEM_SC:
        return store_conditional(m, in, e);
    case MEM_AMO:
        break;
    }
    return amo(m, in, e);
}

struct fault memory_access(struct machine *m, const struct insn *in, const struct effect *e)
{
    if (is_refused(m, e)) {
        return fault_at(e->mem == MEM_LOAD ? CAUSE_load_misaligned : CAUSE_store_misaligned,
                        e->addr);
    }
    struct fault f = access(m, in, e);
    if (m->config.timing.model && !f.raised && e->addr % e->size != 0) {
        timing_misaligned(m);
    }
    return f;
}
