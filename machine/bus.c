/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/bus.h"

#include <string.h>

#include "machine/devices.h"
#include "machine/fast.h"

uint8_t *machine_ram_write(struct machine *m, uint32_t pa, size_t size)
{
    if (!machine_ram(m, pa, size)) {
        return NULL;
    }
    pages_touch_all(&m->ram, pa - RAM_BASE, size);
    fast_written(m->fast, pa - RAM_BASE, size);
    return m->ram.bytes + (pa - RAM_BASE);
}

uint32_t machine_written(const struct machine *m, uint32_t page)
{
    const uint8_t *dirty = m->ram.dirty;
    const uint8_t *found = memchr(dirty + page, 1, m->ram.count - page);
    return found ? (uint32_t)(found - dirty) : m->ram.count;
}

void machine_forget_written(struct machine *m, uint32_t page)
{
    m->ram.dirty[page] = 0;
}

void machine_notice_writes(struct machine *m)
{
    fast_notice_writes(m->fast);
}

static uint32_t little_endian(const uint8_t *at, unsigned size)
{
    switch (size) {
    case 1:
        return at[0];
    case 2:
        return at[0] | (uint32_t)at[1] << 8;
    default:
        return machine_word(at);
    }
}

bool bus_read(struct machine *m, uint32_t pa, unsigned size, uint32_t *value)
{
    const uint8_t *ram = machine_ram(m, pa, size);
    if (ram) {
        *value = little_endian(ram, size);
        return true;
    }
    if (!devices_read(m, pa, size, value)) {
        return false;
    }
    m->next_event = 0;
    return true;
}

static void write_ram(struct machine *m, uint32_t pa, unsigned size, uint32_t value)
{
    uint8_t *ram = m->ram.bytes + (pa - RAM_BASE);
    pages_touch(&m->ram, pa - RAM_BASE); /* no access crosses a page */
    for (unsigned i = 0; i < size; i++) {
        ram[i] = (uint8_t)(value >> 8 * i);
    }
    fast_written(m->fast, pa - RAM_BASE, size);
    if (m->has_tohost && pa == m->tohost) {
        devices_tohost(m, value);
    }
}

bool bus_write(struct machine *m, uint32_t pa, unsigned size, uint32_t value)
{
    if (machine_ram(m, pa, size)) {
        write_ram(m, pa, size, value);
        return true;
    }
    if (!devices_write(m, pa, size, value)) {
        return false;
    }
    m->next_event = 0;
    return true;
}

void bus_events(struct machine *m)
{
    if (m->led) {
        m->next_event = NEVER_CYCLE;
        return;
    }
    if (m->cycles >= m->outside_due) {
        m->outside_due = NEVER_CYCLE;
        m->outside(m->outside_context);
    }
    devices_advance(m);
    m->hart.priv.mip = devices_lines(m);
    uint64_t deadline = devices_deadline(m);
    bool reachable = deadline < NEVER_CYCLE / CYCLES_PER_TICK;
    uint64_t next = reachable ? deadline * CYCLES_PER_TICK - m->phase : NEVER_CYCLE;
    m->next_event = m->outside_due < next ? m->outside_due : next;
}
