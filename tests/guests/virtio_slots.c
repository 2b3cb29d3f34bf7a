/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight virtio slots without devices: they say so, and whatever is written there, they stay so. */
#include "guest.h"

enum { MAGIC = 0x74726976 };

static uint32_t base_of(uint32_t slot)
{
    return VIRTIO_BASE + slot * VIRTIO_SLOT_SIZE;
}

/* All registers that read as something else than zero. */
static void look(uint32_t slot)
{
    printf("slot %u:", (unsigned)slot);
    for (uint32_t reg = 0; reg < VIRTIO_SLOT_SIZE; reg += 4) {
        uint32_t value = *word_at(base_of(slot) + reg);
        if (value != 0) {
            printf(" %x=%x", (unsigned)reg, (unsigned)value);
        }
    }
    printf("\n");
    equal("magic", *word_at(base_of(slot) + VIRTIO_MAGIC), MAGIC);
    equal("device", *word_at(base_of(slot) + VIRTIO_DEVICE_ID), 0);
}

static void write_all(uint32_t slot)
{
    for (uint32_t reg = 0; reg < 0x200; reg += 4) {
        *word_at(base_of(slot) + reg) = 0xffffffff;
        *word_at(base_of(slot) + reg) = 1;
    }
}

/* Registers are words; a device's configuration has fields of all sizes. */
static void sizes(uint32_t slot)
{
    uint32_t value = 7, address = base_of(slot) + VIRTIO_STATUS;
    __asm__ volatile("lb %0, 0(%1)" : "+r"(value) : "r"(address) : "memory");
    trapped("a byte of a register", CAUSE_load_access, address);
    __asm__ volatile("sh x0, 0(%0)" : : "r"(address) : "memory");
    trapped("a half of a register", CAUSE_store_access, address);
    equal("a byte of the configuration", *reg8(base_of(slot) + VIRTIO_CONFIG + 1), 0);
    *reg8(base_of(slot) + VIRTIO_CONFIG + 3) = 1;
    not_trapped("a byte of the configuration");
    address = base_of(slot) + VIRTIO_CONFIG + 1;
    __asm__ volatile("lw %0, 0(%1)" : "+r"(value) : "r"(address) : "memory");
    trapped("a word of it, misaligned", CAUSE_load_access, address);
}

int main(void)
{
    guest_start();
    for (uint32_t slot = 0; slot < VIRTIO_SLOTS; slot++) {
        look(slot);
        write_all(slot);
        look(slot);
    }
    not_trapped("words");
    sizes(0);
    sizes(VIRTIO_SLOTS - 1);
    plic_enable(1);
    plic_enable(VIRTIO_SLOTS);
    equal("no interrupts", csr_read(mip), 0);
    return guest_end();
}
