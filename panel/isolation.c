/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isolation.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "isa/probe.h"

enum { NOBODY = 0 };

/* --- saying what is wrong --- */

/* An instruction of the monitor's at which something was seen, before or after it was counted. */
struct place {
    uint32_t pc;
    uint64_t number; /* of instructions before it */
};

static struct place place_before(const struct machine *m)
{
    return (struct place){m->hart.pc, m->instructions};
}

static struct place place_after(const struct machine *m)
{
    return (struct place){m->hart.pc - 4, m->instructions - 1};
}

/* An owner in words. */
static const char *owner_name(const struct isolation *i, uint16_t owner)
{
    return owner == NOBODY ? "nobody" : i->names[owner - 1];
}

DIAG_FORMAT(4, 5)
static void violated(struct isolation *i, struct machine *m, struct place at, const char *format,
                     ...)
{
    va_list args;
    if (i->what[0]) {
        return;
    }
    va_start(args, format);
    int n = vsnprintf(i->what, sizeof i->what, format, args);
    va_end(args);
    size_t used = (size_t)n < sizeof i->what ? (size_t)n : sizeof i->what - 1;
    snprintf(i->what + used, sizeof i->what - used, "; at pc 0x%08x, instruction %llu", at.pc,
             (unsigned long long)at.number);
    machine_stop(m);
}

/* --- what the monitor says --- */

static uint16_t *frame_owner(struct isolation *i, uint32_t frame)
{
    uint32_t number = (frame - RAM_BASE) / PAGE_SIZE;
    return number < i->frames ? &i->frame_owner[number] : NULL;
}

/* VM `vm` as an owner; NOBODY, after a complaint, if there is no such VM. */
static uint16_t owner_of(struct isolation *i, struct machine *m, const char *what, uint32_t vm)
{
    if (vm >= i->vms) {
        violated(i, m, place_after(m), "%s for VM %u: there are %u", what, vm, i->vms);
        return NOBODY;
    }
    return (uint16_t)(vm + 1);
}

static bool all_zero(const struct machine *m, uint32_t frame)
{
    const uint8_t *at = machine_ram(m, frame, PAGE_SIZE);
    return at && at[0] == 0 && memcmp(at, at + 1, PAGE_SIZE - 1) == 0;
}

/* Why a frame cannot be given to `to`; null if it can. Its present owner is for the caller. */
static const char *why_not_given(struct isolation *i, const struct machine *m, uint32_t frame,
                                 uint16_t to)
{
    if (!frame_owner(i, frame)) {
        return "it is not RAM";
    } else if (frame < i->floor) {
        return "it is the monitor's own";
    } else if (i->stopped[to - 1]) {
        return "that VM has stopped";
    }
    return all_zero(m, frame) ? NULL : "it is not all zeros";
}

static void frame_given(struct isolation *i, struct machine *m, uint32_t value)
{
    uint32_t frame = value & PAGE_FRAME;
    uint16_t to = owner_of(i, m, "a frame given", value & PAGE_OFFSET);
    if (to == NOBODY) {
        return;
    }
    uint16_t *owner = frame_owner(i, frame);
    const char *why = why_not_given(i, m, frame, to);
    if (owner && *owner != NOBODY) {
        violated(i, m, place_after(m), "frame 0x%08x given to %s: it is %s's already", frame,
                 owner_name(i, to), owner_name(i, *owner));
    } else if (why) {
        violated(i, m, place_after(m), "frame 0x%08x given to %s: %s", frame, owner_name(i, to),
                 why);
    } else {
        *owner = to;
    }
}

static void frame_returned(struct isolation *i, struct machine *m, uint32_t value)
{
    uint32_t frame = value & PAGE_FRAME;
    uint16_t from = owner_of(i, m, "a frame returned", value & PAGE_OFFSET);
    uint16_t *owner = frame_owner(i, frame);
    if (from == NOBODY) {
        return;
    }
    if (!owner || *owner != from) {
        violated(i, m, place_after(m), "frame 0x%08x returned by %s: it is %s's", frame,
                 owner_name(i, from), owner_name(i, owner ? *owner : NOBODY));
    } else {
        *owner = NOBODY;
    }
}

static void asid_bound(struct isolation *i, struct machine *m, uint32_t value)
{
    uint32_t asid = value & MATP_ASID;
    uint16_t to = owner_of(i, m, "an ASID bound", value >> 8 & 0xff);
    uint16_t *owner = &i->asid_owner[asid];
    if (to == NOBODY) {
        return;
    }
    if (*owner != NOBODY) {
        violated(i, m, place_after(m), "ASID %u bound to %s: it is %s's already", asid,
                 owner_name(i, to), owner_name(i, *owner));
    } else if (i->stopped[to - 1]) {
        violated(i, m, place_after(m), "ASID %u bound to %s: that VM has stopped", asid,
                 owner_name(i, to));
    } else {
        *owner = to;
    }
}

static void asids_freed(struct isolation *i, struct machine *m)
{
    const struct tlb *t = &m->hart.tlb;
    for (uint32_t n = 0; n < t->entries; n++) {
        if (t->entry[n].lo & TLB_LO_V) {
            violated(i, m, place_after(m),
                     "all ASIDs freed: entry %u of the TLB (0x%08x 0x%08x) is still valid", n,
                     t->entry[n].hi, t->entry[n].lo);
        }
    }
    memset(i->asid_owner, 0, sizeof i->asid_owner);
}

static void stopped(struct isolation *i, struct machine *m, uint32_t vm)
{
    if (owner_of(i, m, "a stop announced", vm) != NOBODY) {
        i->stopped[vm] = true;
    }
}

static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct isolation *i = context;
    if (m->hart.priv.mode != MODE_SUPERVISOR) {
        return;
    }
    switch (event) {
    case PROBE_RESUME:
        i->current = owner_of(i, m, "a return announced", value >> 1);
        break;
    case COST_SWITCH:
        i->current = owner_of(i, m, "a machine switch", value);
        break;
    case PROBE_STOPPED:
        stopped(i, m, value & 0xff);
        break;
    case PROBE_FRAME_GIVEN:
        frame_given(i, m, value);
        break;
    case PROBE_FRAME_RETURNED:
        frame_returned(i, m, value);
        break;
    case PROBE_ASID_BOUND:
        asid_bound(i, m, value);
        break;
    case PROBE_ASIDS_FREED:
        asids_freed(i, m);
        break;
    default:
        break;
    }
}

/* --- what the hardware would do --- */

/* A valid entry, which serves VM `whose`, against the books. */
static void check_entry(struct isolation *i, struct machine *m, struct place at, uint32_t n,
                        uint16_t whose)
{
    const struct tlb_entry *e = &m->hart.tlb.entry[n];
    uint32_t frame = e->lo & PAGE_FRAME;
    const uint16_t *owner = frame_owner(i, frame);
    const char *leads = !owner             ? "leads to no RAM"
                        : frame < i->floor ? "leads to the monitor itself"
                        : *owner == NOBODY ? "leads to a frame that nobody was given"
                        : *owner != whose  ? "leads to a frame of"
                                           : NULL;
    if (e->hi & TLB_HI_G) {
        leads = "is global";
        owner = NULL;
    }
    if (leads) {
        bool other = owner && *owner != NOBODY;
        violated(i, m, at, "VM %s, ASID %u: entry %u of the TLB (0x%08x 0x%08x) %s%s%s",
                 owner_name(i, whose), e->hi & TLB_HI_ASID, n, e->hi, e->lo, leads,
                 other ? " " : "", other ? owner_name(i, *owner) : "");
    }
}

static void on_tlb(void *context, struct machine *m, uint32_t n)
{
    struct isolation *i = context;
    const struct tlb_entry *e = &m->hart.tlb.entry[n];
    uint32_t asid = e->hi & TLB_HI_ASID;
    uint16_t whose = i->asid_owner[asid];
    struct place at = place_before(m);
    if (!(e->lo & TLB_LO_V)) {
        return;
    }
    if (whose == NOBODY || i->stopped[whose - 1]) {
        violated(i, m, at, "VM %s, ASID %u: entry %u of the TLB (0x%08x 0x%08x) is of an ASID %s",
                 owner_name(i, whose), asid, n, e->hi, e->lo,
                 whose == NOBODY ? "that is not bound" : "of a VM that has stopped");
        return;
    }
    check_entry(i, m, at, n, whose);
}

/* What is wrong with the control registers for user mode; null: nothing. */
static const char *wrong_state(const struct priv *p)
{
    if (!(p->matp & MATP_OTE)) {
        return "translation is off";
    } else if (!(p->mstatus & MSTATUS_TW)) {
        return "wfi does not trap (mstatus.TW)";
    }
    return p->mcounteren ? "counters can be read (mcounteren)" : NULL;
}

static void check_visible(struct isolation *i, struct machine *m, struct place at, uint32_t asid)
{
    const struct tlb *t = &m->hart.tlb;
    for (uint32_t n = 0; n < t->entries; n++) {
        bool global = t->entry[n].hi & TLB_HI_G;
        bool visible = global || (t->entry[n].hi & TLB_HI_ASID) == asid;
        if ((t->entry[n].lo & TLB_LO_V) && visible) {
            check_entry(i, m, at, n, i->current);
        }
    }
}

static void on_mret(void *context, struct machine *m)
{
    struct isolation *i = context;
    const struct priv *p = &m->hart.priv;
    uint32_t asid = p->matp & MATP_ASID;
    struct place at = place_after(m);
    if (p->mode != MODE_SUPERVISOR || (p->mstatus & MSTATUS_MPP)) {
        return; /* not into user mode */
    }
    const char *name = owner_name(i, i->current);
    const char *wrong = wrong_state(p);
    if (i->current == NOBODY) {
        violated(i, m, at, "user mode entered, ASID %u: of no VM", asid);
    } else if (i->stopped[i->current - 1]) {
        violated(i, m, at, "VM %s, ASID %u: entered, and has stopped", name, asid);
    } else if (wrong) {
        violated(i, m, at, "VM %s, ASID %u: entered, and %s", name, asid, wrong);
    } else if (i->asid_owner[asid] != i->current) {
        violated(i, m, at, "VM %s, ASID %u: entered under an ASID that is %s's", name, asid,
                 owner_name(i, i->asid_owner[asid]));
    } else {
        check_visible(i, m, at, asid);
    }
}

/* --- opening and closing --- */

static void *zeros(size_t count, size_t size)
{
    return memset(xmalloc(count * size), 0, count * size);
}

void isolation_open(struct isolation *i, struct machine *m, const char *const *names, unsigned vms,
                    uint32_t floor)
{
    uint32_t frames = m->config.ram_size / PAGE_SIZE;
    *i = (struct isolation){.names = zeros(vms, sizeof *i->names),
                            .vms = vms,
                            .floor = floor,
                            .frames = frames,
                            .frame_owner = zeros(frames, sizeof *i->frame_owner),
                            .stopped = zeros(vms, sizeof *i->stopped)};
    memcpy(i->names, names, vms * sizeof *names);
    i->observer =
        (struct observer){.context = i, .mret = on_mret, .probe = on_probe, .tlb = on_tlb};
    observer_add(m, &i->observer);
}

void isolation_close(struct isolation *i, struct machine *m)
{
    if (i->frame_owner) {
        observer_remove(m, &i->observer);
        free(i->frame_owner);
        free(i->stopped);
        free(i->names);
        i->frame_owner = NULL;
        i->names = NULL;
        i->stopped = NULL;
    }
}
