/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/probe.h"
#include "isolation_parts.h"

/* --- saying what is wrong --- */

const char *isolation_owner_name(const struct isolation *i, uint16_t owner)
{
    return owner == NOBODY ? "nobody" : i->names[owner - 1];
}

void isolation_violated(struct isolation *i, struct machine *m, struct place at, const char *format,
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

uint16_t *isolation_frame_owner(struct isolation *i, uint32_t frame)
{
    uint32_t number = (frame - RAM_BASE) / PAGE_SIZE;
    return number < i->frames ? &i->frame_owner[number] : NULL;
}

/* VM `vm` as an owner; NOBODY, after a complaint, if there is no such VM. */
static uint16_t owner_of(struct isolation *i, struct machine *m, const char *what, uint32_t vm)
{
    if (vm >= i->vms) {
        isolation_violated(i, m, place_after(m), "%s for VM %u: there are %u", what, vm, i->vms);
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
    if (!isolation_frame_owner(i, frame)) {
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
    uint16_t *owner = isolation_frame_owner(i, frame);
    const char *why = why_not_given(i, m, frame, to);
    if (owner && *owner != NOBODY) {
        isolation_violated(i, m, place_after(m), "frame 0x%08x given to %s: it is %s's already",
                           frame, isolation_owner_name(i, to), isolation_owner_name(i, *owner));
    } else if (why) {
        isolation_violated(i, m, place_after(m), "frame 0x%08x given to %s: %s", frame,
                           isolation_owner_name(i, to), why);
    } else {
        *owner = to;
    }
}

static void frame_returned(struct isolation *i, struct machine *m, uint32_t value)
{
    uint32_t frame = value & PAGE_FRAME;
    uint16_t from = owner_of(i, m, "a frame returned", value & PAGE_OFFSET);
    uint16_t *owner = isolation_frame_owner(i, frame);
    if (from == NOBODY) {
        return;
    }
    if (!owner || *owner != from) {
        isolation_violated(i, m, place_after(m), "frame 0x%08x returned by %s: it is %s's", frame,
                           isolation_owner_name(i, from),
                           isolation_owner_name(i, owner ? *owner : NOBODY));
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
        isolation_violated(i, m, place_after(m), "ASID %u bound to %s: it is %s's already", asid,
                           isolation_owner_name(i, to), isolation_owner_name(i, *owner));
    } else if (i->stopped[to - 1]) {
        isolation_violated(i, m, place_after(m), "ASID %u bound to %s: that VM has stopped", asid,
                           isolation_owner_name(i, to));
    } else {
        *owner = to;
        i->asid_space[asid] = (uint16_t)(value >> 16);
    }
}

static void asids_freed(struct isolation *i, struct machine *m)
{
    const struct tlb *t = &m->hart.tlb;
    for (uint32_t n = 0; n < t->entries; n++) {
        if (t->entry[n].lo & TLB_LO_V) {
            isolation_violated(
                i, m, place_after(m),
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
    i->observer = (struct observer){
        .context = i, .mret = isolation_on_mret, .probe = on_probe, .tlb = isolation_on_tlb};
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
