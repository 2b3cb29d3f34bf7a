/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An audit of the kernel: which process asked it for what, and which address spaces came and went.
 * It is made of the kernel's objects as they are and this file: the linker's --wrap leads calls of
 * syscall() to __wrap_syscall(), and those of __real_syscall() to syscall().
 *
 * The trail is a page from the allocator, taken when there is something to record for the first
 * time; when it is full, new records take the place of the oldest.
 *
 * There is a mistake in here, made on purpose: docs/walkthrough-backwards.md finds it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "kalloc.h"
#include "panic.h"
#include "proc.h"
#include "sched.h"
#include "syscall.h"
#include "vm.h"

/* What happened besides system calls, which have their numbers. */
enum { AUDIT_CREATED = 0x100, AUDIT_DESTROYED };

struct record {
    uint32_t what;   /* number of a system call, or one of the above */
    uint32_t who;    /* pid, or ASID */
    uint32_t pc;     /* behind the ecall, or 0 */
    uint32_t result; /* of a system call, or 0 */
};

enum { TRAIL = PAGE_SIZE / sizeof(struct record) };

static struct record *trail;
static unsigned trail_next; /* where the next record goes */

static void trail_add(struct record record)
{
    if (trail == NULL) {
        trail = kalloc();
    }
    if (trail == NULL) {
        panic("no memory for an audit trail");
    }
    trail[trail_next] = record;
    trail_next = trail_next < TRAIL ? trail_next + 1 : 0;
}

void __real_syscall(struct proc *p);
void __wrap_syscall(struct proc *p);
void __wrap_syscall(struct proc *p)
{
    struct record record = {
        .what = p->frame->x[REG_A7], .who = (uint32_t)p->pid, .pc = p->frame->pc};
    __real_syscall(p);
    record.result = p->frame->x[REG_A0];
    trail_add(record);
}

bool __real_vm_create(struct vm *vm, uint32_t asid);
bool __wrap_vm_create(struct vm *vm, uint32_t asid);
bool __wrap_vm_create(struct vm *vm, uint32_t asid)
{
    trail_add((struct record){.what = AUDIT_CREATED, .who = asid});
    return __real_vm_create(vm, asid);
}

void __real_vm_destroy(struct vm *vm);
void __wrap_vm_destroy(struct vm *vm);
void __wrap_vm_destroy(struct vm *vm)
{
    trail_add((struct record){.what = AUDIT_DESTROYED, .who = vm->asid});
    __real_vm_destroy(vm);
}
