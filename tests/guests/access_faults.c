/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses where there is nothing, and devices used in ways that they do not know. */
#include "guest.h"
#include <fdt.h>

static void load_from(const char *what, uint32_t address)
{
    uint32_t value = 7;
    __asm__ volatile("lw %0, 0(%1)" : "+r"(value) : "r"(address) : "memory");
    trapped(what, CAUSE_load_access, address);
    equal("rd", value, 7);
}

static void store_to(const char *what, uint32_t address)
{
    __asm__ volatile("sw %0, 0(%1)" : : "r"(7), "r"(address) : "memory");
    trapped(what, CAUSE_store_access, address);
}

static void nowhere(uint32_t address)
{
    load_from("load", address);
    store_to("store", address);
    call_address(address);
    trapped("fetch", CAUSE_fetch_access, address);
}

static void devices(void)
{
    uint32_t value;
    call_address(UART_BASE);
    trapped("fetch from the UART", CAUSE_fetch_access, UART_BASE);
    load_from("word at 1 of the UART", UART_BASE + 1);
    load_from("byte-sized word of the PLIC", PLIC_BASE + 2);
    __asm__ volatile("lb %0, 0(%1)" : "=r"(value) : "r"(PLIC_BASE) : "memory");
    trapped("byte of the PLIC", CAUSE_load_access, PLIC_BASE);
    __asm__ volatile("sh x0, 0(%0)" : : "r"(CLINT_BASE) : "memory");
    trapped("half of the CLINT", CAUSE_store_access, CLINT_BASE);
    __asm__ volatile("lr.w %0, (%1)" : "=r"(value) : "r"(CLINT_BASE) : "memory");
    trapped("lr at the CLINT", CAUSE_load_access, CLINT_BASE);
    __asm__ volatile("amoadd.w %0, x0, (%1)" : "=r"(value) : "r"(CLINT_BASE) : "memory");
    trapped("amo at the CLINT", CAUSE_store_access, CLINT_BASE);
    __asm__ volatile("lr.w %0, (%1)" : "=r"(value) : "r"(2) : "memory");
    trapped("lr, misaligned", CAUSE_load_misaligned, 2);
    __asm__ volatile("sc.w %0, x0, (%1)" : "=r"(value) : "r"(2) : "memory");
    trapped("sc, misaligned", CAUSE_store_misaligned, 2);
    __asm__ volatile("amoswap.w %0, x0, (%1)" : "=r"(value) : "r"(page[0] + 1) : "memory");
    trapped("amo, misaligned", CAUSE_store_misaligned, address_of(page[0] + 1));
}

/* Where RAM ends depends on the machine; messages speak of distances from there. */
static void end_of_ram(uint32_t end)
{
    uint32_t value = *(volatile uint32_t *)(uintptr_t)(end - 4);
    not_trapped("the last word");
    __asm__ volatile("lw %0, 0(%1)" : "=r"(value) : "r"(end) : "memory");
    equal("mtval - end of RAM", seen.tval - end, 0);
    equal("mcause", seen.cause, CAUSE_load_access);
    __asm__ volatile("sw x0, 0(%0)" : : "r"(end - 2) : "memory");
    equal("mtval - end of RAM", seen.tval - end, 0);
    equal("mcause", seen.cause, CAUSE_store_access);
    equal("traps", seen.traps, 24);
}

extern const void *start_device_tree(void);

int main(void)
{
    struct fdt_range ram;
    guest_start();
    nowhere(0);
    nowhere(0x40000000);
    nowhere(0x7ffffffc);
    nowhere(0xfffffffc);
    devices();
    if (fdt_memory(start_device_tree(), &ram)) {
        end_of_ram((uint32_t)(ram.base + ram.size));
    }
    return guest_end();
}
