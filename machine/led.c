/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/led.h"

#include "machine/devices.h"
#include "machine/fast.h"

void led_begin(struct machine *m)
{
    m->led = true;
    m->phase = 0;
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

bool led_lend(struct machine *m, struct tlb_entry e)
{
    struct tlb *t = &m->hart.tlb;
    if (t->entries == TLB_MAX) {
        return false;
    }
    fast_forget_page(m->fast, e.hi);
    t->entry[t->entries++] = e;
    return true;
}

void led_return(struct machine *m)
{
    struct tlb *t = &m->hart.tlb;
    while (t->entries > m->hart.priv.tlb_entries) {
        struct tlb_entry *e = &t->entry[--t->entries];
        fast_forget_page(m->fast, e->hi);
        *e = (struct tlb_entry){0, 0};
    }
}

struct tlb_entry led_swap(struct machine *m, uint32_t index, struct tlb_entry e)
{
    struct tlb_entry *at = &m->hart.tlb.entry[index];
    struct tlb_entry old = *at;
    fast_forget_page(m->fast, old.hi);
    fast_forget_page(m->fast, e.hi);
    *at = e;
    return old;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t led_due(const struct machine *m)
{
    uint64_t now = machine_now(m);
    bool risen = m->hart.priv.mip & MIE_TIMER;
    uint64_t timer = risen ? UINT64_MAX : clint_deadline(&m->clint, now);
    uint64_t device = least(virtio_deadline(&m->virtio[VIRTIO_BLOCK_SLOT]),
                            virtio_deadline(&m->virtio[VIRTIO_CONSOLE_SLOT]));
    return least(least(timer, rtc_deadline(&m->rtc, now)), device);
}

static uint64_t alarm_overdue(const struct rtc *r, uint64_t now)
{
    uint64_t t = now * RTC_TICK + r->offset;
    return r->armed && t > r->alarm ? (t - r->alarm) / RTC_TICK : 0;
}

uint64_t led_overdue(const struct machine *m)
{
    uint64_t now = machine_now(m);
    bool risen = m->hart.priv.mip & MIE_TIMER;
    bool timer = !risen && clint_timer_line(&m->clint, now);
    uint64_t late[] = {timer ? clint_time(&m->clint, now) - m->clint.mtimecmp : 0,
                       alarm_overdue(&m->rtc, now), 0, 0};
    for (unsigned slot = VIRTIO_BLOCK_SLOT; slot <= VIRTIO_CONSOLE_SLOT; slot++) {
        uint64_t due = virtio_deadline(&m->virtio[slot]);
        late[2 + slot] = due < now ? now - due : 0;
    }
    uint64_t most = 0;
    for (size_t i = 0; i < sizeof late / sizeof late[0]; i++) {
        most = late[i] > most ? late[i] : most;
    }
    return most;
}

uint64_t led_input_due(const struct machine *m)
{
    const struct virtio *v = &m->virtio[VIRTIO_CONSOLE_SLOT];
    bool any = m->config.virtio_console && m->input.count > 0;
    return any ? virtio_console_quiet(v, m->waiting) : UINT64_MAX;
}
