/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the hardware would let a VM do, against the books. */
#include "isolation_parts.h"

/* A valid entry, which serves VM `whose`, against the books. */
static void check_entry(struct isolation *i, struct machine *m, struct place at, uint32_t n,
                        uint16_t whose)
{
    const struct tlb_entry *e = &m->hart.tlb.entry[n];
    uint32_t frame = e->lo & PAGE_FRAME;
    const uint16_t *owner = isolation_frame_owner(i, frame);
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
        isolation_violated(i, m, at, "VM %s, ASID %u: entry %u of the TLB (0x%08x 0x%08x) %s%s%s",
                           isolation_owner_name(i, whose), e->hi & TLB_HI_ASID, n, e->hi, e->lo,
                           leads, other ? " " : "", other ? isolation_owner_name(i, *owner) : "");
    }
}

void isolation_on_tlb(void *context, struct machine *m, uint32_t n)
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
        isolation_violated(i, m, at,
                           "VM %s, ASID %u: entry %u of the TLB (0x%08x 0x%08x) is of an ASID %s",
                           isolation_owner_name(i, whose), asid, n, e->hi, e->lo,
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

void isolation_on_mret(void *context, struct machine *m, enum mode to)
{
    struct isolation *i = context;
    const struct priv *p = &m->hart.priv;
    uint32_t asid = p->matp & MATP_ASID;
    struct place at = place_after(m);
    if (p->mode != MODE_SUPERVISOR || to != MODE_USER) {
        return; /* not into user mode */
    }
    const char *name = isolation_owner_name(i, i->current);
    const char *wrong = wrong_state(p);
    if (i->current == NOBODY) {
        isolation_violated(i, m, at, "user mode entered, ASID %u: of no VM", asid);
    } else if (i->stopped[i->current - 1]) {
        isolation_violated(i, m, at, "VM %s, ASID %u: entered, and has stopped", name, asid);
    } else if (wrong) {
        isolation_violated(i, m, at, "VM %s, ASID %u: entered, and %s", name, asid, wrong);
    } else if (i->asid_owner[asid] != i->current) {
        isolation_violated(i, m, at, "VM %s, ASID %u: entered under an ASID that is %s's", name,
                           asid, isolation_owner_name(i, i->asid_owner[asid]));
    } else {
        check_visible(i, m, at, asid);
    }
}
