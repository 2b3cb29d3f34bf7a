/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "debug_point.h"

#include <stdlib.h>
#include <string.h>

#include "debug.h"

enum { POINTS_MOST = 1000 };

static struct point *add(struct debugger *d, enum point_kind kind, const char *condition)
{
    struct points *p = &d->points;
    if (p->count == POINTS_MOST) {
        debug_error(d, "there are %d points already: expected fewer", POINTS_MOST);
        return NULL;
    }
    p->item = xrealloc(p->item, (p->count + 1) * sizeof *p->item);
    struct point *new = &p->item[p->count++];
    *new = (struct point){.number = ++p->last,
                          .kind = kind,
                          .condition = condition ? xstrdup(condition) : NULL,
                          .enabled = true};
    return new;
}

struct point *debug_break(struct debugger *d, const struct place *at, const char *condition)
{
    if (at->address % 4 != 0) {
        debug_error(d, "0x%08x is not aligned: instructions are at multiples of 4", at->address);
        return NULL;
    }
    struct point *p = add(d, POINT_BREAK, condition);
    if (p) {
        p->place = *at;
        p->size = 4;
    }
    return p;
}

/* All of it must be memory in a row, for a point watches one piece. */
static bool find_memory(struct debugger *d, const struct place *at, uint32_t size, uint32_t *first)
{
    if (size < 1 || size > WATCH_SIZE_MOST) {
        return debug_error(d, "%u bytes cannot be watched: expected 1 to %d", size,
                           WATCH_SIZE_MOST);
    }
    for (uint32_t i = 0; i < size; i++) {
        struct place byte = *at;
        uint32_t ma;
        byte.address += i;
        enum readable r = debug_translate(d, &byte, ACCESS_LOAD, &ma);
        if (r > READ_CLAIMED || !machine_ram(d->session.machine, ma, 1)) {
            return debug_unreadable(d, &byte, r);
        }
        *first = i == 0 ? ma : *first;
        if (ma != *first + i) {
            return debug_error(d,
                               "0x%08x is not next to 0x%08x in the machine's memory: expected "
                               "bytes in one page",
                               byte.address, byte.address - 1);
        }
    }
    return true;
}

struct point *debug_watch(struct debugger *d, enum point_kind kind, const struct place *at,
                          uint32_t size, const char *condition)
{
    uint32_t ma = 0;
    struct point *p = find_memory(d, at, size, &ma) ? add(d, kind, condition) : NULL;
    if (p) {
        p->place = *at;
        p->size = size;
        p->machine = ma;
    }
    return p;
}

/* What goes on by itself cannot be waited for. */
static bool is_counter(uint32_t csr)
{
    uint32_t low = csr & 0xf7f;
    return (low >= CSR_mcycle && low <= CSR_minstret) || (low >= CSR_cycle && low <= CSR_instret);
}

struct point *debug_watch_csr(struct debugger *d, unsigned layer, uint32_t csr,
                              const char *condition)
{
    uint32_t value;
    char name[CSR_NAME_SIZE];
    if (!isa_csr_name(csr, name) || !priv_csr_read(&d->session.machine->hart.priv, csr, &value)) {
        debug_error(d, "there is no CSR 0x%x", csr);
        return NULL;
    }
    if (is_counter(csr)) {
        debug_error(d, "%s changes with each instruction: expected a CSR that does not", name);
        return NULL;
    }
    struct point *p = add(d, POINT_CSR, condition);
    if (p) {
        p->place.layer = layer;
        p->csr = csr;
    }
    return p;
}

struct point *debug_watch_tlb(struct debugger *d, unsigned layer, uint32_t entry,
                              const char *condition)
{
    uint32_t entries = d->session.machine->hart.tlb.entries; /* a VM has as many, if it has any */
    if (entry >= entries) {
        debug_error(d, "the TLB has no entry %u: expected 0 to %u", entry, entries - 1);
        return NULL;
    }
    struct point *p = add(d, POINT_TLB, condition);
    if (p) {
        p->place.layer = layer;
        p->entry = entry;
    }
    return p;
}

struct point *debug_catch(struct debugger *d, const struct event_wanted *wanted,
                          const char *condition)
{
    struct point *p = add(d, POINT_CATCH, condition);
    if (p) {
        p->event = *wanted;
    }
    return p;
}

struct point *debug_point(struct debugger *d, unsigned number)
{
    for (unsigned i = 0; i < d->points.count; i++) {
        if (d->points.item[i].number == number) {
            return &d->points.item[i];
        }
    }
    debug_error(d, "there is no breakpoint, watchpoint or catchpoint %u", number);
    return NULL;
}

void debug_delete(struct debugger *d, unsigned number)
{
    struct point *p = debug_point(d, number);
    if (p) {
        free(p->condition);
        size_t after = (size_t)(&d->points.item[d->points.count] - p) - 1;
        memmove(p, p + 1, after * sizeof *p);
        d->points.count--;
    }
}

void debug_delete_all(struct debugger *d, unsigned owner)
{
    for (unsigned i = d->points.count; i-- > 0;) {
        if (d->points.item[i].owner == owner) {
            debug_delete(d, d->points.item[i].number);
        }
    }
}
