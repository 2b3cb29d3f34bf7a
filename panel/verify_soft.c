/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a software TLB may hold, and so may hide from its VM. The bare machine has none: where it
 * misses and the VM does not, it is lent the entry, if its own TLB had it, if tlbwr displaced it,
 * and if the guest has not since invalidated it by any means: tlbinv, tlbwi at the index that it
 * was displaced from, or a new mapping of the page. So the two stay side by side, and a mapping
 * that outlives what the guest has done to it is found.
 *
 * A VM may miss all the same, since a software TLB is of some size; so what is kept here is the
 * most that there may be.
 */
#include "verify_parts.h"

#include <stdlib.h>

static struct machine *bare(const struct verify_vm *vm)
{
    return vm->bare.machine;
}

/* --- what may be kept --- */

static struct verify_pages *pages_of(struct verify_soft *s, uint32_t va)
{
    return &s->pages[(va >> PAGE_SHIFT ^ va >> 22) % VERIFY_CHAINS];
}

/* An index and an ASID are not searched for what is gone: it was displaced before that. */
static bool is_gone(const struct verify_soft *s, const struct verify_kept *k)
{
    bool global = k->e.hi & TLB_HI_G;
    return k->since <= s->all_gone || k->since <= s->index_gone[k->index] ||
           (!global && k->since <= s->asid_gone[k->e.hi & TLB_HI_ASID]);
}

static void keep(struct verify_soft *s, struct tlb_entry e, uint32_t index)
{
    struct verify_pages *p = pages_of(s, e.hi);
    if (p->count == p->room) {
        p->room = p->room == 0 ? 4 : 2 * p->room;
        p->kept = xrealloc(p->kept, p->room * sizeof *p->kept);
    }
    p->kept[p->count++] = (struct verify_kept){e, index, ++s->now};
}

/* What is not to be kept: a new mapping of the page is about to be made. */
static void drop_page(struct verify_soft *s, uint32_t hi)
{
    struct verify_pages *p = pages_of(s, hi);
    for (unsigned i = p->count; i-- > 0;) {
        if (is_gone(s, &p->kept[i]) || tlb_overlap(p->kept[i].e.hi, hi)) {
            p->kept[i] = p->kept[--p->count];
        }
    }
}

static void drop_named(struct verify_soft *s, const struct tlb_inv *inv)
{
    if (inv->any_va) {
        *(inv->any_asid ? &s->all_gone : &s->asid_gone[inv->asid]) = ++s->now;
        return;
    }
    struct verify_pages *p = pages_of(s, inv->va);
    for (unsigned i = p->count; i-- > 0;) {
        if (tlb_inv_names(inv, p->kept[i].e.hi)) {
            p->kept[i] = p->kept[--p->count];
        }
    }
}

static struct verify_kept *find(struct verify_soft *s, uint32_t va, uint32_t asid)
{
    struct verify_pages *p = pages_of(s, va);
    for (unsigned i = 0; i < p->count; i++) {
        if (!is_gone(s, &p->kept[i]) && tlb_serves(p->kept[i].e.hi, va, asid)) {
            return &p->kept[i];
        }
    }
    return NULL;
}

struct tlb_entry verify_soft_mapping(struct verify_vm *vm, uint32_t va, uint32_t asid)
{
    const struct verify_kept *k = find(&vm->soft, va, asid);
    return k != NULL ? k->e : (struct tlb_entry){va & PAGE_FRAME, 0};
}

/* --- what the bare machine does to its TLB --- */

static bool is_of_tlb(enum op op)
{
    return op == OP_tlbwr || op == OP_tlbwi || op == OP_tlbinv || op == OP_tlbp || op == OP_tlbrh ||
           op == OP_tlbrl;
}

/*
 * An instruction is about to be executed; whether it is completed is seen at the next one. One of
 * the TLB's, which may have been fetched with an entry that was lent, finds the TLB as it is.
 */
static void on_insn(void *context, struct machine *m, const struct insn *in)
{
    struct verify_vm *vm = context;
    struct verify_soft *s = &vm->soft;
    const struct hart *h = &m->hart;
    verify_soft_settle(vm);
    s->pending = is_of_tlb(in->op);
    if (s->pending) {
        verify_lend_back(vm);
        uint32_t next = tlb_random_step(h->priv.mtlbrand);
        s->in = *in;
        s->at = m->instructions;
        s->hi = h->x[in->rs1];
        s->lo = h->x[in->rs2];
        s->index = in->op == OP_tlbwr ? tlb_random_index(&h->priv, next) : h->priv.mtlbidx;
        s->old = h->tlb.entry[s->index];
    }
}

static void written(struct verify_soft *s, bool random)
{
    if (!random) {
        s->index_gone[s->index] = ++s->now;
    }
    if (s->lo & TLB_LO_V) {
        drop_page(s, s->hi);
    }
    if (random && (s->old.lo & TLB_LO_V) && !tlb_overlap(s->old.hi, s->hi)) {
        keep(s, s->old, s->index);
    }
}

/*
 * tlbp found nothing. In the VM it may have found what was displaced, which is then back at its
 * index, unless that has been wired since; if it has not, the guest knows now that it is gone.
 */
static void probed(struct verify_vm *vm)
{
    struct verify_soft *s = &vm->soft;
    struct hart *h = &bare(vm)->hart;
    const struct verify_kept *k = find(s, s->hi, s->hi & TLB_HI_ASID);
    if (k == NULL || tlb_probe(&h->tlb, s->hi) != (uint32_t)TLB_NONE) {
        return;
    }
    struct tlb_entry back = k->e;
    uint32_t index = k->index;
    struct tlb_entry in_vm = claims_tlb_entry(&vm->verify->claims, vm->index + 1, index);
    drop_page(s, back.hi);
    if (in_vm.hi == back.hi && in_vm.lo == back.lo && index >= h->priv.mtlbwired) {
        struct tlb_entry old = led_swap(bare(vm), index, back);
        if (s->in.rd != 0) {
            h->x[s->in.rd] = index;
        }
        if (old.lo & TLB_LO_V) {
            keep(s, old, index);
        }
    }
}

void verify_soft_settle(struct verify_vm *vm)
{
    struct verify_soft *s = &vm->soft;
    if (!s->pending || bare(vm)->instructions == s->at) {
        return;
    }
    s->pending = false;
    if (s->in.op == OP_tlbinv) {
        struct tlb_inv inv = tlb_inv_operands(&s->in, s->hi, s->lo);
        drop_named(s, &inv);
    } else if (s->in.op == OP_tlbp) {
        probed(vm);
    } else if (s->in.op == OP_tlbwr || s->in.op == OP_tlbwi) {
        written(s, s->in.op == OP_tlbwr);
    }
}

/* --- lending --- */

/* The last trap has not happened. */
static void undo_trap(struct verify_vm *vm)
{
    const struct verify_soft *s = &vm->soft;
    struct machine *m = bare(vm);
    struct priv *p = &m->hart.priv;
    p->mode = s->before.mode;
    p->mstatus = s->before.mstatus;
    p->mepc = s->before.mepc;
    p->mcause = s->before.mcause;
    p->mtval = s->before.mtval;
    p->matp = s->before.matp;
    m->hart.pc = s->pc;
    m->traps_in_a_row = s->traps_in_a_row;
    vm->bare_traps--;
}

bool verify_lend(struct verify_vm *vm)
{
    struct verify_soft *s = &vm->soft;
    bool miss = vm->trap_cause >= CAUSE_fetch_miss && vm->trap_cause <= CAUSE_store_miss;
    if (vm->verify->exact || !miss) {
        return false;
    }
    verify_soft_settle(vm);
    const struct verify_kept *k = find(s, vm->trap_tval, s->before.matp & MATP_ASID);
    if (k == NULL) {
        return false;
    }
    if (!led_lend(bare(vm), k->e)) { /* full of what instructions before this one needed */
        led_return(bare(vm));
        led_lend(bare(vm), k->e);
    }
    undo_trap(vm);
    return true;
}

void verify_lend_back(struct verify_vm *vm)
{
    led_return(bare(vm));
}

void verify_soft_trap(struct verify_vm *vm)
{
    struct verify_soft *s = &vm->soft;
    const struct machine *m = bare(vm);
    s->before = m->hart.priv;
    s->pc = m->hart.pc;
    s->traps_in_a_row = m->traps_in_a_row;
}

void verify_soft_begin(struct verify_vm *vm)
{
    if (!vm->verify->exact) {
        vm->soft.observer = (struct observer){.context = vm, .insn = on_insn};
        observer_add(bare(vm), &vm->soft.observer);
    }
}

void verify_soft_free(struct verify_vm *vm)
{
    for (unsigned i = 0; i < VERIFY_CHAINS; i++) {
        free(vm->soft.pages[i].kept);
    }
}
