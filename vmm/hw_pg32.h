/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of hw.h on PG-32: one or two instructions each. See hw.h for what they do. */
#ifndef VMM_HW_PG32_H
#define VMM_HW_PG32_H

#include "isa/board.h"

#define HW static inline __attribute__((always_inline))

HW uint32_t hw_csr_read(enum csr_number csr)
{
    uint32_t value;
    __asm__ volatile("csrr %0, %1" : "=r"(value) : "i"(csr) : "memory");
    return value;
}

HW void hw_csr_write(enum csr_number csr, uint32_t value)
{
    __asm__ volatile("csrw %0, %1" : : "i"(csr), "r"(value) : "memory");
}

HW void hw_tlb_write(uint32_t hi, uint32_t lo)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x0, %0, %1" : : "r"(hi), "r"(lo) : "memory");
}

HW void hw_tlb_invalidate(uint32_t va, uint32_t asid)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x2, %0, %1" : : "r"(va), "r"(asid) : "memory");
}

HW void hw_tlb_invalidate_page(uint32_t va)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x2, %0, x0" : : "r"(va) : "memory");
}

HW void hw_tlb_invalidate_all(void)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x2, x0, x0" : : : "memory");
}

HW void *hw_memory(uint32_t ma)
{
    return (void *)ma;
}

HW uint32_t hw_read32(uint32_t ma)
{
    return *(volatile uint32_t *)ma;
}

HW void hw_write32(uint32_t ma, uint32_t value)
{
    *(volatile uint32_t *)ma = value;
}

HW uint8_t hw_read8(uint32_t ma)
{
    return *(volatile uint8_t *)ma;
}

HW void hw_write8(uint32_t ma, uint8_t value)
{
    *(volatile uint8_t *)ma = value;
}

HW uint32_t hw_load_reserved(uint32_t ma)
{
    uint32_t value;
    __asm__ volatile("lr.w %0, (%1)" : "=r"(value) : "r"(ma) : "memory");
    return value;
}

HW bool hw_store_conditional(uint32_t ma, uint32_t value)
{
    uint32_t failed;
    __asm__ volatile("sc.w %0, %1, (%2)" : "=&r"(failed) : "r"(value), "r"(ma) : "memory");
    return failed == 0;
}

HW void hw_clear_reservation(void)
{
    uint32_t scratch;
    hw_store_conditional((uint32_t)&scratch, 0);
}

HW void hw_wait(void)
{
    __asm__ volatile("wfi" : : : "memory");
}

_Noreturn HW void hw_halt(uint32_t finisher_word)
{
    hw_write32(FINISHER_BASE, finisher_word);
    for (;;) {
        hw_wait();
    }
}

/* In entry.S and fast_paths.S. */
extern void trap_vector(void);
extern void trap_fast(void);
extern void trap_special(void);
extern void trap_prepared(void);

HW void hw_trap_vector(enum trap_vector vector)
{
    static void (*const at[VECTORS])(void) = {[VECTOR_C] = trap_vector,
                                              [VECTOR_FAST] = trap_fast,
                                              [VECTOR_SPECIAL] = trap_special,
                                              [VECTOR_PREPARED] = trap_prepared};
    hw_csr_write(CSR_mtvec, (uint32_t)at[vector]);
}

HW void hw_probe(enum probe event, uint32_t value)
{
    __asm__ volatile("slti x0, %0, %1" : : "r"(value), "i"(event));
}

#endif
