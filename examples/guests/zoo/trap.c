/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traps: the process's TLB misses and system calls, ticks, and what the kernel expects to trap. */
#include <clock.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <trap_name.h>

#include "layout.h"
#include "zoo.h"

_Static_assert(offsetof(struct frame, pc) == FRAME_PC, "layout.h: FRAME_PC");
_Static_assert(offsetof(struct frame, cause) == FRAME_CAUSE, "layout.h: FRAME_CAUSE");
_Static_assert(offsetof(struct frame, value) == FRAME_VALUE, "layout.h: FRAME_VALUE");

enum { TICK = TIMEBASE_HZ / 2000, A0 = 10, A7 = 17 };

volatile uint32_t ticks;
volatile uint32_t caught_at;
bool bypassing;

void ticks_begin(void)
{
    timer_set(time_now() + TICK);
}

/* --- the process's address space --- */

static uint32_t entry(const void *frame, uint32_t flags)
{
    return ((uint32_t)(uintptr_t)frame & PAGE_FRAME) | flags | TLB_LO_V;
}

/* The frames of its heap are what follows the kernel. */
static const char *heap_frame(uint32_t page)
{
    return _end + (page + 1) * PAGE_SIZE;
}

uint32_t process_mapping(uint32_t va)
{
    uint32_t page = (va - PROCESS_HEAP) / PAGE_SIZE;
    if (page < HEAP_PAGES) {
        return entry(heap_frame(page), TLB_LO_R | TLB_LO_W);
    }
    if ((va & PAGE_FRAME) == PROCESS_TEXT) {
        return entry(process_begin, TLB_LO_R | TLB_LO_X);
    }
    if ((va & PAGE_FRAME) == PROCESS_DATA) {
        return entry(&process_expects, TLB_LO_R);
    }
    if ((va & PAGE_FRAME) == (uint32_t)(uintptr_t)kernel_page) {
        return entry(process_page, TLB_LO_R);
    }
    return 0;
}

/* A text of the process's, or an empty one. The kernel's addresses are physical. */
static const char *process_text(uint32_t va)
{
    uint32_t offset = va - PROCESS_TEXT;
    return offset < (uint32_t)(process_end - process_begin) ? process_begin + offset : "";
}

/* --- what traps --- */

/* The process has done what it may not; nobody else is there to go on. */
_Noreturn static void give_up(const struct frame *f)
{
    printf("zoo: %s: %s at pc 0x%lx, value 0x%lx\n", machine, trap_name(f->cause),
           (unsigned long)f->pc, (unsigned long)f->value);
    exit(EXIT_FAILURE);
}

static void refill(const struct frame *f)
{
    uint32_t lo = process_mapping(f->value);
    if (lo == 0) {
        give_up(f);
    }
    tlbwr((f->value & PAGE_FRAME) | PROCESS_ASID, lo);
}

static void system_call(struct frame *f)
{
    f->pc += 4;
    switch (f->x[A7]) {
    case CALL_EXIT:
        verdict();
    case CALL_CHECK:
        check(process_text(f->x[A0]), f->x[A0 + 1], f->x[A0 + 2]);
        break;
    case CALL_TICKS:
        f->x[A0] = ticks;
        break;
    case CALL_MIE:
        f->x[A0] = (csr_read(mstatus) & MSTATUS_MPIE) != 0;
        break;
    default:
        give_up(f);
    }
}

static void tick(void)
{
    ticks++;
    ticks_begin();
}

/* What the kernel tries has trapped, in whichever mode: on in supervisor mode, translation off. */
static void catch (struct frame *f)
{
    f->pc = caught_at;
    f->x[A0] = f->cause;
    csr_set(mstatus, MSTATUS_MPP);
    csr_clear(matp, MATP_OTE);
}

struct frame *trap(struct frame *f)
{
    if (bypassing) {
        csr_set(matp, MATP_TE);
    }
    if (f->cause == (MCAUSE_INTERRUPT | IRQ_timer)) {
        tick();
    } else if (caught_at) {
        catch (f);
    } else if (f->cause >= CAUSE_fetch_miss && f->cause <= CAUSE_store_miss) {
        refill(f);
    } else if (f->cause == CAUSE_ecall_user) {
        system_call(f);
    } else if (f->cause == CAUSE_illegal) {
        f->x[A0] = f->cause;
        f->pc += 4;
    } else {
        give_up(f);
    }
    return f;
}

_Noreturn void trap_in_trap(uint32_t cause, uint32_t pc)
{
    give_up(&(struct frame){.cause = cause, .pc = pc});
}
