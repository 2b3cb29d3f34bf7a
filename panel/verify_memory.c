/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory: the VM's page by page in the frames that the monitor's pmap leads to, against the bare
 * machine's. Only what one of them has written since the last time is looked at.
 */
#include <stdio.h>
#include <string.h>

#include "verify_parts.h"

static uint32_t frame_number(uint32_t ma)
{
    return (ma - RAM_BASE) / PAGE_SIZE;
}

/* The page of the VM's memory that a machine frame of its holds, or the number of its pages. */
static uint32_t page_of(struct verify_vm *vm, uint32_t frame)
{
    struct verify *v = vm->verify;
    uint32_t pages = vm->bare.machine->ram.count;
    uint32_t known = vm->page_of[frame];
    uint32_t ma = 0;
    if (known &&
        claims_machine(&v->claims, vm->index + 1, RAM_BASE + (known - 1) * PAGE_SIZE, &ma) && ma &&
        frame_number(ma) == frame) {
        return known - 1;
    }
    for (uint32_t page = 0; page < pages; page++) {
        if (claims_machine(&v->claims, vm->index + 1, RAM_BASE + page * PAGE_SIZE, &ma) && ma &&
            frame_number(ma) == frame) {
            vm->page_of[frame] = page + 1;
            return page;
        }
    }
    return pages;
}

static uint8_t byte_at(const uint8_t *bytes, unsigned i)
{
    return bytes ? bytes[i] : 0; /* a page without a frame holds zeros */
}

static void compare_page(struct verify_vm *vm, uint32_t page)
{
    uint32_t pa = RAM_BASE + page * PAGE_SIZE;
    uint32_t ma = 0;
    static const uint8_t zeros[PAGE_SIZE];
    const uint8_t *bare = machine_ram(vm->bare.machine, pa, PAGE_SIZE);
    bool known = claims_machine(&vm->verify->claims, vm->index + 1, pa, &ma);
    const uint8_t *real =
        known && ma ? machine_ram(vm->verify->leader.machine, ma, PAGE_SIZE) : NULL;
    vm->pages++;
    if (memcmp(bare, real ? real : zeros, PAGE_SIZE) == 0) {
        return;
    }
    unsigned i = 0;
    while (bare[i] == byte_at(real, i)) {
        i++;
    }
    i &= ~3u;
    char name[40];
    snprintf(name, sizeof name, "memory at 0x%08x", pa + i);
    verify_differ(vm, name, machine_word(bare + i), real ? machine_word(real + i) : 0, 8);
}

/* What either of them has written since the last time. */
bool verify_compare_memory(struct verify_vm *vm)
{
    struct verify *v = vm->verify;
    struct machine *bare = vm->bare.machine;
    struct machine *real = vm->verify->leader.machine;
    for (uint32_t i = machine_written(bare, 0); i < bare->ram.count;
         i = machine_written(bare, i + 1)) {
        compare_page(vm, i);
        machine_forget_written(bare, i);
    }
    for (uint32_t i = machine_written(real, frame_number(v->isolation.floor)); i < real->ram.count;
         i = machine_written(real, i + 1)) {
        if (v->isolation.frame_owner[i] != vm->index + 1) {
            continue;
        }
        uint32_t page = page_of(vm, i);
        if (page < bare->ram.count) {
            compare_page(vm, page);
        }
        machine_forget_written(real, i);
    }
    machine_notice_writes(bare);
    machine_notice_writes(real);
    return !verify_found(v);
}
