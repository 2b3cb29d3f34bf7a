/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/led.h"

#include "machine/devices.h"

void led_begin(struct machine *m)
{
    m->led = true;
    m->next_event = NEVER_CYCLE;
}

void led_wait(struct machine *m, uint64_t cycle)
{
    machine_wait(m, cycle);
}

uint32_t led_lines(struct machine *m)
{
    return devices_lines(m);
}

void led_raise(struct machine *m, uint32_t mip)
{
    m->hart.priv.mip = mip & IRQ_LINES;
}

void led_ring(struct machine *m)
{
    rtc_advance(&m->rtc, machine_now(m));
}

bool led_type(struct machine *m)
{
    return devices_type(m);
}

bool led_step(struct machine *m, unsigned slot)
{
    return slot < VIRTIO_SLOTS && devices_step(m, slot);
}

/* Into two buffers at most: the first is handed no more than its piece. */
bool led_fill(struct machine *m, uint32_t count, uint32_t first_piece)
{
    uint32_t first = devices_fill(m, count < first_piece ? count : first_piece);
    return first == count || (first < count && devices_fill(m, count - first) == count - first);
}

uint64_t led_due(const struct machine *m)
{
    bool risen = m->hart.priv.mip & MIE_TIMER;
    uint64_t due = risen ? UINT64_MAX : clint_deadline(&m->clint, 0);
    const uint64_t others[] = {rtc_deadline(&m->rtc, 0),
                               virtio_deadline(&m->virtio[VIRTIO_BLOCK_SLOT]),
                               virtio_deadline(&m->virtio[VIRTIO_CONSOLE_SLOT])};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        due = others[i] < due ? others[i] : due;
    }
    return due;
}
