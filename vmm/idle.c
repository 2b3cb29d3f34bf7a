/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/idle.h"

#include "isa/execute.h"
#include "vmm/allocator.h"
#include "vmm/emulate.h"
#include "vmm/hw.h"
#include "vmm/memory.h"

enum { LOOP_MAX = 12, BACKOFF_MAX = 6, NEAR = 64 };

/* The guest as it would run on: registers of its own, memory only to be read. */
struct trial {
    struct vm *vm;
    uint32_t x[32], pc;
};

/* A word of the guest's RAM, that is there already; null if it is none. */
static const uint32_t *word_at(struct vm *vm, uint32_t va, enum access access)
{
    uint32_t pa = 0;
    bool aligned = (va & 3) == 0;
    if (!aligned || memory_translate(vm, va, access, &pa) || !pmap_has(vm, pa)) {
        return 0;
    }
    return hw_memory(pmap_machine(vm, pa));
}

static bool load(struct trial *t, const struct insn *in, const struct effect *e)
{
    const uint32_t *word = word_at(t->vm, e->addr & ~3u, ACCESS_LOAD);
    bool inside = (e->addr & 3) + e->size <= 4;
    if (!word || !inside || e->mem != MEM_LOAD) {
        return false;
    }
    t->x[in->rd] = isa_extend(e, *word >> 8 * (e->addr & 3));
    return true;
}

/* One instruction; false if it does anything but compute, load from RAM and jump. */
static bool step(struct trial *t)
{
    const uint32_t *word = word_at(t->vm, t->pc, ACCESS_FETCH);
    if (!word) {
        return false;
    }
    const struct insn *in = emulate_decode(*word);
    struct effect e = isa_execute(in, t->pc, t->x[in->rs1], t->x[in->rs2]);
    uint32_t next = t->pc + 4;
    if (e.kind == EFFECT_SET) {
        t->x[in->rd] = e.value;
    } else if (e.kind == EFFECT_JUMP) {
        next = e.next_pc;
        t->x[e.link ? in->rd : 0] = e.value;
    } else if (e.kind != EFFECT_MEM || !load(t, in, &e)) {
        return false;
    }
    t->x[0] = 0;
    t->pc = next;
    return true;
}

static bool unchanged(const struct trial *t)
{
    const struct vcpu *v = &t->vm->vcpu;
    for (uint32_t i = 0; i < 32; i++) {
        if (t->x[i] != v->x[i]) {
            return false;
        }
    }
    return t->pc == v->pc;
}

RARE static bool comes_back(struct vm *vm)
{
    struct trial t = {.vm = vm, .pc = vm->vcpu.pc};
    for (uint32_t i = 0; i < 32; i++) {
        t.x[i] = vm->vcpu.x[i];
    }
    for (uint32_t n = 0; n < LOOP_MAX && step(&t); n++) {
        if (t.pc == vm->vcpu.pc) {
            return unchanged(&t);
        }
    }
    return false;
}

/* A trial costs as much as many instructions: where it fails again and again, it is made rarely. */
bool idle_loop(struct vm *vm)
{
    bool near = vm->vcpu.pc - vm->idle_near + NEAR < 2 * NEAR;
    vm->idle_near = vm->vcpu.pc;
    if (!near) {
        vm->idle_failures = vm->idle_skip = 0;
        return false;
    }
    if (vm->idle_skip > 0) {
        vm->idle_skip--;
        return false;
    }
    if (comes_back(vm)) {
        vm->idle_failures = 0;
        return true;
    }
    vm->idle_failures += vm->idle_failures < BACKOFF_MAX;
    vm->idle_skip = 1u << vm->idle_failures;
    return false;
}
