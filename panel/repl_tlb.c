/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLBs as they are: the hart's, the one that a VM believes to have, the software TLB behind it. */
#include <stdio.h>
#include <stdlib.h>

#include "repl_look.h"

static void put_entry(FILE *out, unsigned index, struct tlb_entry e)
{
    fprintf(out, "  %3u  %05x  ", index, e.hi >> PAGE_SHIFT);
    if (e.hi & TLB_HI_G) {
        fputs("   G", out);
    } else {
        fprintf(out, "%4u", e.hi & TLB_HI_ASID);
    }
    fprintf(out, "  %05x  %s\n", e.lo >> PAGE_SHIFT, repl_flags(e.lo).text);
}

static void put_heading(FILE *out, const char *frame)
{
    fprintf(out, "  %3s  %-5s  %4s  %-5s  flags\n", "#", "VPN", "ASID", frame);
}

static void put_total(FILE *out, unsigned valid, uint32_t entries)
{
    fprintf(out, "  %u of %u entries are valid\n", valid, entries);
}

/* Under a monitor the hart's entries lead to machine frames; a guest believes in its own PFNs. */
static void put_hart_tlb(const struct repl *r)
{
    const struct tlb *t = &r->debugger->session.machine->hart.tlb;
    unsigned valid = 0;
    put_heading(r->out, r->debugger->session.monitored ? "MFN" : "PFN");
    for (unsigned i = 0; i < t->entries; i++) {
        if (t->entry[i].lo & TLB_LO_V) {
            put_entry(r->out, i, t->entry[i]);
            valid++;
        }
    }
    put_total(r->out, valid, t->entries);
}

static bool put_claimed_tlb(struct repl *r, unsigned layer)
{
    struct claims c;
    unsigned valid = 0;
    if (!repl_claims_of(r, &c, layer)) {
        return false;
    }
    uint32_t entries = claims_tlb_entries(&c, layer);
    fprintf(r->out, "the TLB that %s believes to have, by the monitor's account:\n",
            layer_name(&r->debugger->session, layer));
    put_heading(r->out, "PFN");
    for (unsigned i = 0; i < entries; i++) {
        struct tlb_entry e = claims_tlb_entry(&c, layer, i);
        if (e.lo & TLB_LO_V) {
            put_entry(r->out, i, e);
            valid++;
        }
    }
    put_total(r->out, valid, entries);
    return true;
}

bool repl_tlb(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    unsigned layer = LAYER_NONE;
    if (!repl_no_more(r, args) || (word && !repl_vm(r, word, &layer))) {
        return false;
    }
    if (word && r->debugger->session.monitored) {
        return put_claimed_tlb(r, layer);
    }
    put_hart_tlb(r);
    return true;
}

/* --- the software TLB --- */

/* The slots behind one entry, if there is anything in them: how many. */
static unsigned put_bucket(const struct repl *r, const struct claims *c, unsigned layer,
                           unsigned index)
{
    uint32_t entries = claims_tlb_entries(c, layer);
    uint32_t ways = claims_tlb_ways(c, layer);
    unsigned valid = 0;
    for (uint32_t way = 0; way < ways; way++) {
        struct tlb_entry e = claims_tlb_entry(c, layer, entries + index * ways + way);
        if (e.lo & TLB_LO_V) {
            fprintf(r->out, valid == 0 ? "  %3u  " : "       ", index);
            fprintf(r->out, "%-3u  %05x %-8s -> %05x %s\n", way, e.hi >> PAGE_SHIFT,
                    repl_asid(e.hi).text, e.lo >> PAGE_SHIFT, repl_flags(e.lo).text);
            valid++;
        }
    }
    return valid;
}

bool repl_softtlb(struct repl *r, char *args)
{
    struct claims c;
    unsigned layer, valid = 0;
    if (!repl_subject(r, &args, &layer) || !repl_no_more(r, args) ||
        !repl_claims_of(r, &c, layer)) {
        return false;
    }
    const char *name = layer_name(&r->debugger->session, layer);
    uint32_t entries = claims_tlb_entries(&c, layer);
    uint32_t ways = claims_tlb_ways(&c, layer);
    if (ways == 0) {
        fprintf(r->out, "%s has no software TLB: its own TLB is modelled exactly\n", name);
        return true;
    }
    fprintf(r->out,
            "the software TLB of %s, by the monitor's account: what its random replacement\n"
            "displaced, behind the entry that it was displaced from, %u slots each\n"
            "    #  slot VPN                PFN\n",
            name, ways);
    for (unsigned i = 0; i < entries; i++) {
        valid += put_bucket(r, &c, layer, i);
    }
    fprintf(r->out, "  %u of %u slots are taken\n", valid, entries * ways);
    return true;
}
