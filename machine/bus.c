/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/bus.h"

#include "machine/devices.h"
#include "machine/fast.h"

static bool is_ram(const struct machine *m, uint32_t pa, size_t size)
{
    uint32_t offset = pa - RAM_BASE;
    return offset < m->config.ram_size && size <= m->config.ram_size - offset;
}

const uint8_t *machine_ram(const struct machine *m, uint32_t pa, size_t size)
{
    return is_ram(m, pa, size) ? m->ram.bytes + (pa - RAM_BASE) : NULL;
}

uint8_t *machine_ram_write(struct machine *m, uint32_t pa, size_t size)
{
    if (!is_ram(m, pa, size)) {
        return NULL;
    }
    pages_touch_all(&m->ram, pa - RAM_BASE, size);
    fast_written(m->fast, pa - RAM_BASE, size);
    return m->ram.bytes + (pa - RAM_BASE);
}

static uint32_t little_endian(const uint8_t *bytes, unsigned size)
{
    uint32_t v = 0;
    for (unsigned i = size; i-- > 0;) {
        v = v << 8 | bytes[i];
    }
    return v;
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
    if (is_ram(m, pa, size)) {
        write_ram(m, pa, size, value);
        return true;
    }
    if (!devices_write(m, pa, size, value)) {
        return false;
    }
    m->next_event = 0;
    return true;
}

static uint32_t line(unsigned irq, bool up)
{
    return up ? 1u << irq : 0;
}

void bus_events(struct machine *m)
{
    devices_advance(m);
    m->hart.priv.mip = line(IRQ_timer, clint_timer_line(&m->clint, machine_now(m))) |
                       line(IRQ_software, m->clint.msip) |
                       line(IRQ_external, plic_output(&m->plic));
    uint64_t deadline = devices_deadline(m);
    bool reachable = deadline < NEVER_CYCLE / CYCLES_PER_TICK;
    m->next_event = reachable ? deadline * CYCLES_PER_TICK : NEVER_CYCLE;
}
