/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Misaligned loads and stores are done in hardware, within and across pages, on two frames. */
#include "guest.h"

static uint8_t *const edge = page[1]; /* page[0] before, page[1] after */

static void fill(void)
{
    for (unsigned i = 0; i < 16; i++) {
        edge[(int)i - 8] = (uint8_t)(0x80 + i);
    }
}

static void loads(uint32_t base, int from, int to)
{
    for (int i = from; i < to; i++) {
        uint32_t at = base + (uint32_t)i;
        uint32_t lw, lh, lhu;
        __asm__ volatile("lw %0, 0(%1)" : "=r"(lw) : "r"(at) : "memory");
        __asm__ volatile("lh %0, 0(%1)" : "=r"(lh) : "r"(at) : "memory");
        __asm__ volatile("lhu %0, 0(%1)" : "=r"(lhu) : "r"(at) : "memory");
        uint32_t first = 0x88u + (uint32_t)i;
        uint32_t half = first | (first + 1) << 8;
        equal("lhu", lhu, half);
        equal("lh", lh, half | 0xffff0000u);
        equal("lw", lw, half | (first + 2) << 16 | (first + 3) << 24);
    }
}

static void stores(uint32_t base)
{
    for (int i = -3; i < 4; i++) {
        fill();
        uint32_t at = base + (uint32_t)i;
        __asm__ volatile("sw %0, 0(%1)" : : "r"(0x44332211), "r"(at) : "memory");
        uint32_t sum = 0;
        for (int n = -8; n < 8; n++) {
            sum = sum * 31 + edge[n];
        }
        uint32_t expected = 0;
        for (int n = -8; n < 8; n++) {
            bool inside = n >= i && n < i + 4;
            expected =
                expected * 31 + (inside ? 0x11u * (uint32_t)(n - i + 1) : 0x88u + (uint32_t)n);
        }
        equal("bytes around a sw", sum, expected);
        __asm__ volatile("sh %0, 0(%1)" : : "r"(0x6655), "r"(at + 1) : "memory");
        equal("sh over it", edge[i] | (uint32_t)edge[i + 1] << 8 | (uint32_t)edge[i + 2] << 16,
              0x665511);
    }
}

/* Two pages that follow each other in virtual memory, and not in physical. */
enum { VA = 0x40000000 };

static bool two_pages(uint32_t va, uint32_t asid)
{
    if ((va & ~0x1fffu) == VA) {
        uint8_t *frame = va & 0x1000 ? page[5] : page[3];
        tlbwr((va & PAGE_FRAME) | asid, address_of(frame) | TLB_LO_V | TLB_LO_R | TLB_LO_W);
        return true;
    }
    return va >= 0x10000000 && identity(va, asid);
}

static void across_frames(void)
{
    uint32_t got;
    guest_refill = two_pages;
    for (int i = 1; i < 4; i++) {
        uint32_t at = VA + 4096 - (uint32_t)i;
        page[3][4093] = page[3][4094] = page[3][4095] = 0;
        *(volatile uint32_t *)&page[5][0] = 0;
        translate(1);
        __asm__ volatile("sw %0, 0(%1)" : : "r"(0xddccbbaa), "r"(at) : "memory");
        __asm__ volatile("lw %0, 0(%1)" : "=r"(got) : "r"(at) : "memory");
        translate_off();
        equal("lw across frames", got, 0xddccbbaa);
        equal("last byte of the first", page[3][4095], 0xaau + 0x11u * (uint32_t)(i - 1));
        equal("first byte of the second", page[5][0], 0xaau + 0x11u * (uint32_t)i);
    }
}

int main(void)
{
    guest_start();
    fill();
    loads(address_of(edge), -8, 5);
    stores(address_of(edge));
    across_frames();
    not_trapped("misaligned access");
    return guest_end();
}
