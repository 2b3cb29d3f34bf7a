/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm.h"

#include <string.h>

#include "kalloc.h"
#include "panic.h"

enum { ENTRIES = 1024, DIRECTORY_SHIFT = 22 };

/* Frames and tables are addressed physically, and so is the kernel: an address is a pointer. */
static void *frame_of(uint32_t entry)
{
    return (void *)(uintptr_t)(entry & PAGE_FRAME);
}

/* The table's entry for va; NULL if there is no table and none is wanted, or no memory. */
static uint32_t *entry_of(const struct vm *vm, uint32_t va, bool wanted)
{
    uint32_t *slot = &vm->directory[va >> DIRECTORY_SHIFT];
    if (*slot == 0) {
        void *table = wanted ? kalloc() : NULL;
        if (table == NULL) {
            return NULL;
        }
        *slot = (uint32_t)(uintptr_t)table;
    }
    uint32_t *table = frame_of(*slot);
    return &table[va / PAGE_SIZE % ENTRIES];
}

void vm_init(void)
{
    csr_write(mtlbwired, 0);
    tlbinv_all();
}

bool vm_create(struct vm *vm, uint32_t asid)
{
    *vm = (struct vm){.directory = kalloc(), .asid = asid};
    return vm->directory != NULL;
}

static void free_table(uint32_t *table)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        if (table[i] & TLB_LO_V) {
            kfree(frame_of(table[i]));
        }
    }
    kfree(table);
}

void vm_destroy(struct vm *vm)
{
    tlbinv_asid(vm->asid);
    for (size_t i = 0; i < ENTRIES; i++) {
        if (vm->directory[i]) {
            free_table(frame_of(vm->directory[i]));
        }
    }
    kfree(vm->directory);
    vm->directory = NULL;
}

bool vm_map(struct vm *vm, uint32_t va, void *frame, uint32_t flags)
{
    uint32_t *entry = entry_of(vm, va, true);
    if (entry == NULL) {
        return false;
    }
    if (va >= USER_END || (*entry & TLB_LO_V)) {
        panic("vm_map: 0x%lx cannot be mapped", (unsigned long)va);
    }
    *entry = (uint32_t)(uintptr_t)frame | flags | TLB_LO_V;
    return true;
}

static void unmap(struct vm *vm, uint32_t va)
{
    uint32_t *entry = entry_of(vm, va, false);
    if (entry && (*entry & TLB_LO_V)) {
        kfree(frame_of(*entry));
        *entry = 0;
        tlbinv(va, vm->asid);
    }
}

bool vm_is_lazy(const struct vm *vm, uint32_t va)
{
    return (va >= vm->heap_start && va < vm->heap_end) || (va >= USER_STACK && va < USER_END);
}

bool vm_touch(struct vm *vm, uint32_t va)
{
    uint32_t *entry = vm_is_lazy(vm, va) ? entry_of(vm, va, true) : NULL;
    if (entry == NULL || (*entry & TLB_LO_V)) {
        return false;
    }
    void *frame = kalloc();
    return frame && vm_map(vm, va & PAGE_FRAME, frame, VM_R | VM_W);
}

int vm_sbrk(struct vm *vm, int delta)
{
    uint32_t old = vm->heap_end;
    int64_t end = (int64_t)old + delta;
    if (end < vm->heap_start || end > USER_STACK) {
        return -1;
    }
    vm->heap_end = (uint32_t)end;
    for (uint32_t va = vm_page_up(vm->heap_end); va < old; va += PAGE_SIZE) {
        unmap(vm, va);
    }
    return (int)old;
}

/* Where the kernel finds the byte at va, if the process may access it so; else NULL. */
static char *reach(struct vm *vm, uint32_t va, uint32_t flag)
{
    uint32_t *entry = entry_of(vm, va, false);
    if (entry == NULL || !(*entry & TLB_LO_V)) {
        if (!vm_touch(vm, va)) {
            return NULL;
        }
        entry = entry_of(vm, va, false);
    }
    return *entry & flag ? (char *)frame_of(*entry) + va % PAGE_SIZE : NULL;
}

/* How many of n bytes from va on lie in its page. */
static size_t within_page(uint32_t va, size_t n)
{
    size_t rest = PAGE_SIZE - va % PAGE_SIZE;
    return n < rest ? n : rest;
}

bool vm_copyin(struct vm *vm, void *to, uint32_t from, size_t n)
{
    char *at = to;
    while (n > 0) {
        const char *source = reach(vm, from, VM_R);
        size_t part = within_page(from, n);
        if (source == NULL) {
            return false;
        }
        memcpy(at, source, part);
        at += part;
        from += part;
        n -= part;
    }
    return true;
}

bool vm_copyout(struct vm *vm, uint32_t to, const void *from, size_t n)
{
    const char *at = from;
    while (n > 0) {
        char *target = reach(vm, to, VM_W);
        size_t part = within_page(to, n);
        if (target == NULL) {
            return false;
        }
        memcpy(target, at, part);
        at += part;
        to += part;
        n -= part;
    }
    return true;
}

bool vm_copyin_string(struct vm *vm, char *to, uint32_t from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const char *source = reach(vm, from + i, VM_R);
        if (source == NULL) {
            return false;
        }
        to[i] = *source;
        if (to[i] == '\0') {
            return true;
        }
    }
    return false;
}
