/* SPDX-License-Identifier: GPL-3.0-or-later */
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

/*
 * LAB 6: the windows: see hybrid.h for what each of these returns. One is made of the guest's own
 * mapping and the pmap, for one kind of access; and who is no longer meant is forgotten.
 */
void windows_enter(const struct vm *vm)
{
    uint32_t space = memory_space(vm);
    if (windows.vm != vm || windows.space != space) {
        windows.vm = vm;
        windows.space = space;
        windows_forget();
    }
}

/* The window of va's page; false if the guest has no such access to RAM there. */
static bool open_window(struct window *w, struct vm *vm, uint32_t va, enum access access)
{
    uint32_t pa = 0;
    uint32_t page = va & PAGE_FRAME;
    if (memory_translate(vm, page, access, &pa) || !pmap_has(vm, pa)) {
        return false;
    }
    bool watched = vm->has_tohost && ((pa ^ vm->tohost) & PAGE_FRAME) == 0;
    if (access == ACCESS_STORE && watched) {
        return false;
    }
    w->page = page;
    w->delta = (uintptr_t)hw_memory(pmap_machine(vm, pa)) - page;
    return true;
}

RARE const struct window *windows_data(struct vm *vm, uint32_t va, enum access access)
{
    struct window *table = access == ACCESS_STORE ? windows.store : windows.load;
    struct window *w = &table[va >> PAGE_SHIFT & (DATA_WINDOWS - 1)];
    return open_window(w, vm, va, access) ? w : 0;
}

RARE const struct code_window *windows_code(struct vm *vm, uint32_t va)
{
    struct code_window *w = &windows.code[va >> PAGE_SHIFT & (CODE_WINDOWS - 1)];
    if (!open_window(&w->at, vm, va, ACCESS_FETCH)) {
        return 0;
    }
    uint32_t frame = (uint32_t)((w->at.page + w->at.delta) >> PAGE_SHIFT);
    w->decoded = &windows.decoded[frame % DECODED_PAGES * WORDS];
    return w;
}
/* LAB 6 END */
