/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `info tlb`: three views of a VM's TLB side by side: what the VM believes (VPN -> PFN), where its
 * monitor's pmap leads (PFN -> MFN), and what the hardware holds of the composition (VPN -> MFN).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debug_walk.h"
#include "repl_look.h"

/* What is remarkable about a row. */
enum mark { MARK_NONE, MARK_MISSING, MARK_EMPTY, MARK_DEVICE, MARK_WATCHED, MARK_WRONG, MARKS };

static const char mark_letters[MARKS] = {' ', '.', 'o', 'd', 'w', '!'};
static const char *const mark_texts[MARKS] = {
    "",
    "the hardware does not hold it: its next use is a hidden miss",
    "the page has no frame yet: its first touch is a hidden miss, and gives one",
    "no memory is there: each use is emulated, or refused",
    "the page that tohost is in: W is withheld, so that stores are emulated",
    "the hardware holds something else than the guest: a fault of the monitor",
};

/* A mapping of the VM, and an entry of the hardware that composes it. */
struct pairing {
    uint32_t space; /* its ASID, or SPACES - 1: translation off */
    int slot;       /* TLB_NONE: it has no such mapping */
    struct tlb_entry own;
    int index; /* TLB_NONE: there is none */
    struct tlb_entry real;
};

enum { SPACES = INSPECT_SPACES, OFF = SPACES - 1, NOBODY = SPACES };

/* One of its own, to be found by its page. */
struct own {
    struct tlb_entry e;
    int slot;
    bool held; /* the hardware has it, too */
};

struct table {
    const struct repl *r;
    struct claims claims, below;
    struct tlb_ref hardware;
    unsigned layer;
    uint32_t entries, ways;
    struct own *own; /* those that are valid, by page, then slot */
    size_t own_count;
    uint16_t space_of[MATP_ASID + 1]; /* by ASID of the hardware */
    struct pairing *row;
    size_t count, capacity;
    unsigned marks[MARKS];
};

static void add(struct table *t, struct pairing row)
{
    if (t->count == t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 64;
        t->row = xrealloc(t->row, t->capacity * sizeof *t->row);
    }
    t->row[t->count++] = row;
}

static void find_spaces(struct table *t)
{
    for (unsigned i = 0; i <= MATP_ASID; i++) {
        t->space_of[i] = NOBODY;
    }
    for (unsigned space = 0; space < SPACES; space++) {
        uint32_t asid = claims_asid(&t->claims, t->layer, space);
        if (asid != 0) {
            t->space_of[asid] = (uint16_t)space;
        }
    }
}

static int by_own_page(const void *a, const void *b)
{
    const struct own *x = a, *y = b;
    uint32_t p = x->e.hi >> PAGE_SHIFT, q = y->e.hi >> PAGE_SHIFT;
    return p != q ? (p < q ? -1 : 1) : (x->slot > y->slot) - (x->slot < y->slot);
}

static void find_own(struct table *t)
{
    unsigned slots = t->entries * (1 + t->ways);
    struct tlb_entry *all = xmalloc((slots + 1) * sizeof *all);
    t->own = xmalloc((slots + 1) * sizeof *t->own);
    claims_tlb_copy(&t->claims, t->layer, 0, slots, all);
    for (unsigned i = 0; i < slots; i++) {
        if (all[i].lo & TLB_LO_V) {
            t->own[t->own_count++] = (struct own){.e = all[i], .slot = (int)i};
        }
    }
    free(all);
    if (t->own_count > 0) {
        qsort(t->own, t->own_count, sizeof *t->own, by_own_page);
    }
}

/* The first of its own that serves a page in one of its address spaces, or null. */
static struct own *serving(const struct table *t, uint32_t va, uint32_t space)
{
    size_t low = 0, high = t->own_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->own[middle].e.hi >> PAGE_SHIFT < va >> PAGE_SHIFT) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < t->own_count && ((t->own[low].e.hi ^ va) & PAGE_FRAME) == 0; low++) {
        if (tlb_serves(t->own[low].e.hi, va, space)) {
            return &t->own[low];
        }
    }
    return NULL;
}

/* An entry of the hardware that is the VM's, and what of the VM's it composes. */
static struct pairing pair(const struct table *t, unsigned index, struct tlb_entry real,
                           uint32_t space)
{
    uint32_t va = real.hi & PAGE_FRAME;
    struct pairing p = {.space = space, .slot = TLB_NONE, .index = (int)index, .real = real};
    struct own *own = space == OFF ? NULL : serving(t, va, space);
    if (space == OFF) {
        p.own = (struct tlb_entry){va, va | TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X};
        p.slot = 0;
    } else if (own) {
        own->held = true;
        p.own = own->e;
        p.slot = own->slot;
    }
    return p;
}

static void add_real(struct table *t)
{
    for (unsigned i = 0; i < t->hardware.entries * (1 + t->hardware.ways); i++) {
        struct tlb_entry e = tlb_ref_entry(&t->hardware, i);
        uint32_t space = t->space_of[e.hi & MATP_ASID];
        if ((e.lo & TLB_LO_V) && space != NOBODY) {
            add(t, pair(t, i, e, space));
        }
    }
}

static void add_own(struct table *t)
{
    for (size_t i = 0; i < t->own_count; i++) {
        const struct own *o = &t->own[i];
        if (!o->held) {
            add(t, (struct pairing){.space = o->e.hi & TLB_HI_ASID,
                                    .slot = o->slot,
                                    .own = o->e,
                                    .index = TLB_NONE});
        }
    }
}

static int by_page(const void *a, const void *b)
{
    const struct pairing *x = a, *y = b;
    uint32_t p = x->index != TLB_NONE ? x->real.hi : x->own.hi;
    uint32_t q = y->index != TLB_NONE ? y->real.hi : y->own.hi;
    if (p >> PAGE_SHIFT != q >> PAGE_SHIFT) {
        return p < q ? -1 : 1;
    }
    if (x->space != y->space) {
        return x->space < y->space ? -1 : 1;
    }
    return x->slot != y->slot ? (x->slot < y->slot ? -1 : 1) : (x->index > y->index) * 2 - 1;
}

/* --- one row --- */

/* The page that tohost is in is not writable in the hardware; else it is as the guest has it. */
static enum mark judge_real(const struct table *t, const struct pairing *row, uint32_t frame)
{
    uint32_t flags = TLB_LO_R | TLB_LO_W | TLB_LO_X;
    uint32_t own = row->own.lo & flags, real = row->real.lo & flags;
    bool wrong = row->slot == TLB_NONE || (row->real.hi & TLB_HI_G) || (real & ~own) ||
                 (row->real.lo & PAGE_FRAME) != frame || frame == 0;
    if (wrong) {
        return MARK_WRONG;
    }
    bool watched =
        claims_flag(&t->claims, t->layer, INSPECT_has_tohost) &&
        ((claims_value(&t->claims, t->layer, INSPECT_tohost, 0) ^ row->own.lo) & PAGE_FRAME) == 0;
    return real == own                            ? MARK_NONE
           : watched && real == (own & ~TLB_LO_W) ? MARK_WATCHED
                                                  : MARK_WRONG;
}

static enum mark judge(const struct table *t, const struct pairing *row, bool memory,
                       uint32_t frame)
{
    if (row->index != TLB_NONE) {
        return judge_real(t, row, frame);
    }
    return !memory ? MARK_DEVICE : frame == 0 ? MARK_EMPTY : MARK_MISSING;
}

static void put_asid(FILE *out, const struct pairing *row)
{
    if (row->space == OFF) {
        fputs("   off", out);
    } else if (row->own.hi & TLB_HI_G) {
        fputs("     G", out);
    } else {
        fprintf(out, "  %4u", row->space);
    }
}

static void put_row(struct table *t, const struct pairing *row)
{
    FILE *out = t->r->out;
    uint32_t frame = 0;
    bool own = row->slot != TLB_NONE;
    bool memory = own && claims_frame(&t->claims, t->layer, row->own.lo & PAGE_FRAME, &frame);
    enum mark mark = judge(t, row, memory, frame);
    uint32_t page = (row->index != TLB_NONE ? row->real.hi : row->own.hi) >> PAGE_SHIFT;
    t->marks[mark]++;
    fprintf(out, "%c %05x", mark_letters[mark], page);
    put_asid(out, row);
    if (own) {
        const char *slot =
            row->space == OFF ? "-" : repl_slot((unsigned)row->slot, t->entries, t->ways).text;
        fprintf(out, "  %-7s %05x %s", slot, row->own.lo >> PAGE_SHIFT,
                repl_flags(row->own.lo).text);
    } else {
        fprintf(out, "  %-7s %-5s %-3s", "none", "", "");
    }
    if (frame) {
        fprintf(out, " | %05x", frame >> PAGE_SHIFT);
    } else {
        fprintf(out, " | %-5s", memory ? "none" : "");
    }
    if (row->index != TLB_NONE) {
        fprintf(out, " | %-7s %4u  %05x %s\n",
                repl_slot((unsigned)row->index, t->hardware.entries, t->hardware.ways).text,
                row->real.hi & TLB_HI_ASID, row->real.lo >> PAGE_SHIFT,
                repl_flags(row->real.lo).text);
    } else {
        fputs(" |\n", out);
    }
}

/* --- all of it --- */

static void put_heading(const struct table *t)
{
    const struct session *s = &t->r->debugger->session;
    bool hart = t->hardware.layer == LAYER_MACHINE;
    const char *name = layer_name(s, t->layer);
    const char *below = hart ? "the hart" : layer_name(s, t->hardware.layer);
    const char *frame = hart ? "MFN" : "frame";
    fprintf(t->r->out,
            "by the monitor's account, but for the hart's TLB:\n"
            "what %s believes (virtual) | its monitor's pmap (shadow) | %s's TLB (real)\n",
            name, below);
    fprintf(t->r->out, "  %-5s  ASID  %-7s %-5s %-3s | %-5s | %-7s ASID  %s\n", "VPN", "#", "PFN",
            "", frame, "#", frame);
}

static void put_legend(const struct table *t)
{
    for (unsigned i = MARK_NONE + 1; i < MARKS; i++) {
        if (t->marks[i] > 0) {
            fprintf(t->r->out, "%c %s (%u)\n", mark_letters[i], mark_texts[i], t->marks[i]);
        }
    }
}

static void put_table(struct table *t)
{
    find_spaces(t);
    find_own(t);
    add_real(t);
    add_own(t);
    free(t->own);
    if (t->count > 0) {
        qsort(t->row, t->count, sizeof *t->row, by_page);
    }
    put_heading(t);
    for (size_t i = 0; i < t->count; i++) {
        put_row(t, &t->row[i]);
    }
    put_legend(t);
}

bool repl_info_tlb(struct repl *r, char *args)
{
    struct table t = {.r = r};
    if (!r->debugger->session.monitored) {
        return repl_tlb(r, args);
    }
    if (!repl_subject(r, &args, &t.layer) || !repl_no_more(r, args) ||
        !repl_claims_of(r, &t.claims, t.layer) ||
        !tlb_ref_open(r->debugger, t.layer, &t.hardware, &t.below)) {
        return false;
    }
    t.entries = claims_tlb_entries(&t.claims, t.layer);
    t.ways = claims_tlb_ways(&t.claims, t.layer);
    put_table(&t);
    free(t.row);
    return true;
}
