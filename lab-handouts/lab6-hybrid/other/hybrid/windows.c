/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differently: from the guest's entry itself, whose rights are looked at here. */
#include "hybrid/hybrid.h"

#include "vmm/allocator.h"
#include "vmm/hw.h"
#include "vmm/memory.h"

struct windows windows;

/* The panel sees to it that there is room: stage_need(). */
_Static_assert(sizeof(void *) != 4 || DECODED_PAGES * WORDS * sizeof(struct decoded) == 512 * 1024,
               "panel/stage_tree.c: INTERPRETER_OVERHEAD");

void windows_boot(void)
{
    windows.vm = 0;
    windows.decoded = allocator_table(DECODED_PAGES * WORDS * sizeof *windows.decoded);
    run_boot();
    windows_forget();
}

RARE void windows_forget(void)
{
    for (uint32_t i = 0; i < DATA_WINDOWS; i++) {
        windows.load[i].page = windows.store[i].page = WINDOW_NONE;
    }
    for (uint32_t i = 0; i < CODE_WINDOWS; i++) {
        windows.code[i].at.page = WINDOW_NONE;
    }
}

void windows_enter(const struct vm *vm)
{
    bool same = vm == windows.vm && memory_space(vm) == windows.space;
    if (!same) {
        windows_forget();
    }
    windows.vm = vm;
    windows.space = memory_space(vm);
}

/* The machine address of va's page, or 0: no frame is there. */
static uint32_t frame_behind(struct vm *vm, uint32_t va, enum access access)
{
    uint32_t lo;
    if (!memory_mapping(vm, va, &lo) || !tlb_allows(lo, access) || !pmap_has(vm, lo & PAGE_FRAME)) {
        return 0;
    }
    if (access == ACCESS_STORE && vm->has_tohost &&
        (lo & PAGE_FRAME) == (vm->tohost & PAGE_FRAME)) {
        return 0;
    }
    return pmap_machine(vm, lo & PAGE_FRAME);
}

static struct window between(uint32_t va, uint32_t frame)
{
    uint32_t page = va & PAGE_FRAME;
    return (struct window){.page = page, .delta = (uintptr_t)hw_memory(frame) - page};
}

const struct window *windows_data(struct vm *vm, uint32_t va, enum access access)
{
    uint32_t frame = frame_behind(vm, va, access);
    uint32_t i = va / PAGE_SIZE % DATA_WINDOWS;
    if (!frame) {
        return 0;
    }
    if (access == ACCESS_STORE) {
        windows.store[i] = between(va, frame);
        return &windows.store[i];
    }
    windows.load[i] = between(va, frame);
    return &windows.load[i];
}

const struct code_window *windows_code(struct vm *vm, uint32_t va)
{
    uint32_t frame = frame_behind(vm, va, ACCESS_FETCH);
    struct code_window *w = &windows.code[va / PAGE_SIZE % CODE_WINDOWS];
    if (!frame) {
        return 0;
    }
    w->at = between(va, frame);
    w->decoded = windows.decoded + (w->at.page + w->at.delta) / PAGE_SIZE % DECODED_PAGES * WORDS;
    return w;
}
