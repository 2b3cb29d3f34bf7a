/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/access.h"

#include "isa/execute.h"
#include "vmm/allocator.h"
#include "vmm/board.h"
#include "vmm/emulate.h"
#include "vmm/hw.h"
#include "vmm/memory.h"
#include "vmm/reflect.h"
#include "vmm/stop.h"

/* An access in progress; cause is 0 until something goes wrong. */
struct transfer {
    struct vm *vm;
    uint32_t cause, tval;
    uint32_t touched; /* the last device address, for the probe */
    bool tohost;      /* stored to */
};

static void fail(struct transfer *t, uint32_t cause, uint32_t va)
{
    if (t->cause == 0) {
        t->cause = cause;
        t->tval = va;
    }
}

/* Physical address of va, or a failure. */
static uint32_t translate(struct transfer *t, uint32_t va, enum access access)
{
    uint32_t pa = 0;
    uint32_t cause = memory_translate(t->vm, va, access, &pa);
    if (cause) {
        fail(t, cause, va);
    }
    return pa;
}

static uint8_t *ram(struct transfer *t, uint32_t pa)
{
    return hw_memory(pmap_machine(t->vm, pa));
}

/* `size` bytes that do not cross a page. */
static uint32_t load_piece(struct transfer *t, uint32_t va, uint32_t size)
{
    uint32_t value = 0;
    uint32_t pa = translate(t, va, ACCESS_LOAD);
    if (t->cause) {
        return 0;
    }
    if (pmap_has(t->vm, pa)) {
        for (uint32_t i = size; i-- > 0;) {
            value = value << 8 | ram(t, pa)[i];
        }
        return value;
    }
    t->touched = pa;
    if (!board_read(t->vm, pa, size, &value)) {
        fail(t, CAUSE_load_access, va);
    }
    return value;
}

static void store_piece(struct transfer *t, uint32_t va, uint32_t size, uint32_t value)
{
    uint32_t pa = translate(t, va, ACCESS_STORE);
    if (t->cause) {
        return;
    }
    if (pmap_has(t->vm, pa)) {
        for (uint32_t i = 0; i < size; i++) {
            ram(t, pa)[i] = (uint8_t)(value >> 8 * i);
        }
        if (t->vm->has_tohost && pa == t->vm->tohost) {
            t->tohost = true;
            vm_tohost(t->vm, value);
        }
        return;
    }
    t->touched = pa;
    if (!board_write(t->vm, pa, size, value)) {
        fail(t, CAUSE_store_access, va);
    }
}

/* As the hardware does: byte by byte across pages, the first fault naming its own address. */
static uint32_t load(struct transfer *t, uint32_t va, uint32_t size)
{
    if (!crosses_page(va, size)) {
        return load_piece(t, va, size);
    }
    uint32_t value = 0;
    for (uint32_t i = 0; i < size && !t->cause; i++) {
        value |= load_piece(t, va + i, 1) << 8 * i;
    }
    return value;
}

/* As the hardware does: nothing is stored unless all bytes can be, and in RAM. */
static void store(struct transfer *t, uint32_t va, uint32_t size, uint32_t value)
{
    if (!crosses_page(va, size)) {
        store_piece(t, va, size, value);
        return;
    }
    for (uint32_t i = 0; i < size && !t->cause; i++) {
        uint32_t pa = translate(t, va + i, ACCESS_STORE);
        if (!t->cause && !pmap_has(t->vm, pa)) {
            fail(t, CAUSE_store_access, va + i);
        }
    }
    /* Storing to tohost may stop the VM, which then has no memory any more. */
    for (uint32_t i = 0; i < size && !t->cause && t->vm->state != VM_STOPPED; i++) {
        store_piece(t, va + i, 1, value >> 8 * i & 0xff);
    }
}

/* The reservation is the hardware's, by machine address; devices do no atomics. */
static void load_reserved(struct transfer *t, const struct insn *in, const struct effect *e)
{
    uint32_t pa = translate(t, e->addr, ACCESS_LOAD);
    if (!t->cause && !pmap_has(t->vm, pa)) {
        fail(t, CAUSE_load_access, e->addr);
    }
    if (!t->cause) {
        vcpu_set(&t->vm->vcpu, in->rd, hw_load_reserved(pmap_machine(t->vm, pa)));
    }
}

/* The reservation is the hardware's, by machine address; it has survived the trap. */
static void store_conditional(struct transfer *t, const struct insn *in, const struct effect *e)
{
    uint32_t pa = translate(t, e->addr, ACCESS_STORE);
    if (t->cause) {
        return;
    }
    bool done = false;
    if (pmap_has(t->vm, pa)) {
        done = hw_store_conditional(pmap_machine(t->vm, pa), e->value);
    } else {
        hw_clear_reservation(); /* any sc ends it, one to a device too [Unpriv 8.2] */
    }
    if (done && t->vm->has_tohost && pa == t->vm->tohost) {
        t->tohost = true;
        vm_tohost(t->vm, e->value);
    }
    vcpu_set(&t->vm->vcpu, in->rd, !done);
}

static void atomic(struct transfer *t, const struct insn *in, const struct effect *e)
{
    uint32_t pa = translate(t, e->addr, ACCESS_STORE);
    uint32_t readable;
    if (!t->cause && memory_translate(t->vm, e->addr, ACCESS_LOAD, &readable)) {
        fail(t, CAUSE_store_forbidden, e->addr);
    }
    if (!t->cause && !pmap_has(t->vm, pa)) {
        fail(t, CAUSE_store_access, e->addr);
    }
    if (!t->cause) {
        uint32_t old = load_piece(t, e->addr, 4);
        store_piece(t, e->addr, 4, isa_amo((enum op)in->op, old, e->value));
        vcpu_set(&t->vm->vcpu, in->rd, old);
    }
}

/* What the hardware refuses before it translates. */
static void check_alignment(struct transfer *t, const struct effect *e)
{
    bool atomic = e->mem > MEM_STORE;
    bool reads = e->mem == MEM_LOAD || e->mem == MEM_LR;
    if ((atomic || vmm.misaligned_traps) && (e->addr & (e->size - 1u))) {
        fail(t, reads ? CAUSE_load_misaligned : CAUSE_store_misaligned, e->addr);
    }
}

static void perform(struct transfer *t, const struct insn *in, const struct effect *e)
{
    uint32_t value;
    check_alignment(t, e);
    if (t->cause) {
        return;
    }
    switch ((enum mem_op)e->mem) {
    case MEM_LOAD:
        value = load(t, e->addr, e->size);
        if (!t->cause) {
            vcpu_set(&t->vm->vcpu, in->rd, isa_extend(e, value));
        }
        break;
    case MEM_STORE:
        store(t, e->addr, e->size, e->value);
        break;
    case MEM_LR:
        load_reserved(t, in, e);
        break;
    case MEM_SC:
        store_conditional(t, in, e);
        break;
    case MEM_AMO:
        atomic(t, in, e);
        break;
    }
}

/*
 * The commonest: a load or store of a device's register, all of it in one page, whose translation,
 * pa, is known. False, and nothing is done, if it is something else.
 */
static bool access_register(struct transfer *t, const struct insn *in, const struct effect *e,
                            uint32_t va, uint32_t pa)
{
    uint32_t value = 0;
    if (e->addr != va || crosses_page(va, e->size) || e->mem > MEM_STORE || pmap_has(t->vm, pa)) {
        return false;
    }
    t->touched = pa;
    if (e->mem == MEM_STORE) {
        if (!board_write(t->vm, pa, e->size, e->value)) {
            fail(t, CAUSE_store_access, va);
        }
    } else if (board_read(t->vm, pa, e->size, &value)) {
        vcpu_set(&t->vm->vcpu, in->rd, isa_extend(e, value));
    } else {
        fail(t, CAUSE_load_access, va);
    }
    return true;
}

/* The access has been made, or has failed. False if it reached RAM only: what it was is not said.
 */
static bool conclude(struct transfer *t)
{
    if (t->cause) {
        reflect_fault(t->vm, t->cause, t->tval);
        return true;
    }
    reflect_emulated(t->vm);
    if (t->tohost) {
        hw_probe(COST_TOHOST, t->vm->index);
    } else if (t->touched) {
        hw_probe(COST_DEVICE, t->touched);
    }
    return t->tohost || t->touched;
}

bool access_perform(struct vm *vm, const struct insn *in, const struct effect *e)
{
    struct transfer t = {.vm = vm};
    perform(&t, in, e);
    return conclude(&t);
}

void access_emulate(struct vm *vm, uint32_t va, uint32_t pa)
{
    struct vcpu *v = &vm->vcpu;
    struct transfer t = {.vm = vm};
    uint32_t at = translate(&t, v->pc, ACCESS_FETCH);
    if (t.cause || !pmap_has(vm, at)) {
        reflect_fault(vm, t.cause ? t.cause : CAUSE_fetch_access, v->pc);
        return;
    }
    const uint32_t *word = hw_memory(pmap_machine(vm, at));
    const struct insn *in = emulate_decode(*word);
    struct effect e = isa_execute(in, v->pc, v->x[in->rs1], v->x[in->rs2]);
    if (e.kind == EFFECT_MEM && !access_register(&t, in, &e, va, pa)) {
        perform(&t, in, &e);
    }
    if (!conclude(&t)) { /* the page of tohost, beside the word */
        hw_probe(COST_DEVICE, 0);
    }
}
