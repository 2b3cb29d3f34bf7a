/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PG-32 for programs that run on it, in C: register numbers, fields, device addresses, and the
 * privileged instructions as inline functions. pg32.inc is the same for assembly.
 */
#ifndef PG32_H
#define PG32_H

#include <stdint.h>

#include "../fields.h"

/* CSR_mstatus, CSR_matp, ... */
enum {
#define CSR(number, name, ...) CSR_##name = (number),
#define CSR_RANGE(first, last, name, ...) CSR_##name = (first),
#include "../csr.def"
};

/* CAUSE_illegal, ...; IRQ_timer, ... */
enum {
#define CAUSE(number, name, text) CAUSE_##name = (number),
#define IRQ(number, name, text) IRQ_##name = (number),
#include "../cause.def"
};

/* UART_BASE, UART_IRQ, ... as constants of the address type. */
#define DEVICE(id, name, base, size, irq)                                                          \
    static const uint32_t id##_BASE = (base), id##_IRQ = (irq);
#include "../board.def"

/* CSRs by name: csr_read(matp), csr_write(mtvec, v), csr_set(mie, bits), csr_clear(mie, bits). */
#define csr_read(name)                                                                             \
    ({                                                                                             \
        uint32_t csr_value_;                                                                       \
        __asm__ volatile("csrr %0, %1" : "=r"(csr_value_) : "i"(CSR_##name) : "memory");           \
        csr_value_;                                                                                \
    })
#define csr_write(name, v)                                                                         \
    __asm__ volatile("csrw %0, %1" : : "i"(CSR_##name), "r"((uint32_t)(v)) : "memory")
#define csr_set(name, v)                                                                           \
    __asm__ volatile("csrs %0, %1" : : "i"(CSR_##name), "r"((uint32_t)(v)) : "memory")
#define csr_clear(name, v)                                                                         \
    __asm__ volatile("csrc %0, %1" : : "i"(CSR_##name), "r"((uint32_t)(v)) : "memory")

/* Write (hi, lo) at a random index at or above mtlbwired. */
static inline void tlbwr(uint32_t hi, uint32_t lo)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x0, %0, %1" : : "r"(hi), "r"(lo) : "memory");
}

/* Write (hi, lo) at index mtlbidx. */
static inline void tlbwi(uint32_t hi, uint32_t lo)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x1, %0, %1" : : "r"(hi), "r"(lo) : "memory");
}

/* Invalidate: one page of one ASID; all of one ASID (not global); one page in all; everything. */
static inline void tlbinv(uint32_t va, uint32_t asid)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x2, %0, %1" : : "r"(va), "r"(asid) : "memory");
}
static inline void tlbinv_asid(uint32_t asid)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x2, x0, %0" : : "r"(asid) : "memory");
}
static inline void tlbinv_page(uint32_t va)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x2, %0, x0" : : "r"(va) : "memory");
}
static inline void tlbinv_all(void)
{
    __asm__ volatile(".insn r 0x73, 0, 0x5e, x2, x0, x0" : : : "memory");
}

/* Index of the entry for hi's page and ASID, or all ones. */
static inline uint32_t tlbp(uint32_t hi)
{
    uint32_t index;
    __asm__ volatile(".insn r 0x73, 0, 0x5f, %0, %1, x0" : "=r"(index) : "r"(hi) : "memory");
    return index;
}

/* Read back an entry. */
static inline uint32_t tlbrh(uint32_t index)
{
    uint32_t hi;
    __asm__ volatile(".insn r 0x73, 0, 0x5f, %0, %1, x1" : "=r"(hi) : "r"(index) : "memory");
    return hi;
}
static inline uint32_t tlbrl(uint32_t index)
{
    uint32_t lo;
    __asm__ volatile(".insn r 0x73, 0, 0x5f, %0, %1, x2" : "=r"(lo) : "r"(index) : "memory");
    return lo;
}

/* Each on one machine of the zoo only (isa/variant.def); elsewhere an illegal instruction. */
static inline void popf(uint32_t flags)
{
    __asm__ volatile(".insn r 0x73, 0, 0x46, x0, %0, x1" : : "r"(flags) : "memory");
}
static inline uint32_t cpl(void)
{
    uint32_t mode;
    __asm__ volatile(".insn r 0x73, 0, 0x46, %0, x0, x2" : "=r"(mode) : : "memory");
    return mode;
}
static inline uint32_t lra(const void *va)
{
    uint32_t frame;
    __asm__ volatile(".insn r 0x73, 0, 0x46, %0, %1, x3" : "=r"(frame) : "r"(va) : "memory");
    return frame;
}

static inline void wfi(void)
{
    __asm__ volatile("wfi" : : : "memory");
}

/* Device registers. */
static inline volatile uint8_t *reg8(uint32_t address)
{
    return (volatile uint8_t *)(uintptr_t)address;
}
static inline volatile uint32_t *reg32(uint32_t address)
{
    return (volatile uint32_t *)(uintptr_t)address;
}

#endif
