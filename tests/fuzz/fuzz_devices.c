/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are what is done to the board: reads and writes of any size at device registers and
 * elsewhere, time that passes, input that arrives.
 */
#include <string.h>

#include "isa/board.h"
#include "machine/bus.h"
#include "tests/fuzz/fuzz.h"

enum { READ, WRITE, PASS, TYPE, KINDS, RAM = PAGE_SIZE, PRIORITY_MOST = 7, SIZES = 3 };

/* What must not change when an access is refused. */
struct board_state {
    struct uart uart;
    struct clint clint;
    struct plic plic;
    struct rtc rtc;
    struct virtio virtio[VIRTIO_SLOTS];
    uint64_t next_event;
};

static const uint32_t places[] = {
    UART_BASE,
    CLINT_BASE,
    CLINT_BASE + CLINT_MTIMECMP,
    CLINT_BASE + CLINT_MTIME,
    PLIC_BASE + PLIC_PRIORITY,
    PLIC_BASE + PLIC_PENDING,
    PLIC_BASE + PLIC_ENABLE,
    PLIC_BASE + PLIC_THRESHOLD,
    FINISHER_BASE,
    UART_BASE + UART_SIZE - 0x80,
    CLINT_BASE + CLINT_SIZE - 0x80,
    PLIC_BASE + PLIC_SIZE - 0x80,
    RAM_BASE,
    RAM_BASE + RAM - 0x80,
    0xffffff80u,
    RTC_BASE,
    RTC_BASE + RTC_SIZE - 0x80,
    VIRTIO_BASE,
    VIRTIO_BASE + VIRTIO_CONFIG,
    VIRTIO_BASE + VIRTIO_SLOT_SIZE,
    VIRTIO_BASE + VIRTIO_SIZE - 0x80,
    0,
};

static void check_plic(const struct plic *p)
{
    bool ready = false;
    fuzz_check(((p->pending[0] | p->claimed[0] | p->enable[0] | p->line[0]) & 1) == 0);
    for (unsigned irq = 0; irq < PLIC_SOURCES; irq++) {
        fuzz_check(p->priority[irq] <= PRIORITY_MOST);
        bool wants = p->pending[irq / 32] & p->enable[irq / 32] & 1u << irq % 32;
        ready = ready || (wants && p->priority[irq] > p->threshold);
    }
    fuzz_check(plic_output(p) == ready);
}

/* After the lines have been brought up to date. */
static void check_lines(const struct machine *m)
{
    uint64_t now = machine_now(m);
    uint32_t mip = m->hart.priv.mip;
    fuzz_check((mip >> IRQ_timer & 1) ==
               (m->clint.armed && clint_time(&m->clint, now) >= m->clint.mtimecmp));
    fuzz_check((mip >> IRQ_external & 1) == plic_output(&m->plic));
    fuzz_check((mip >> IRQ_software & 1) == m->clint.msip);
    fuzz_check(m->next_event > m->cycles);
    fuzz_check(m->input.count == 0 || m->config.virtio_console || !uart_accepts(&m->uart));
    fuzz_check((m->plic.line[0] >> RTC_IRQ & 1) == rtc_line(&m->rtc));
    fuzz_check(!m->rtc.armed || rtc_deadline(&m->rtc, now) > now);
    for (unsigned i = 0; i < VIRTIO_SLOTS; i++) {
        fuzz_check((m->plic.line[0] >> (VIRTIO_IRQ + i) & 1) == virtio_line(&m->virtio[i]));
        fuzz_check(virtio_deadline(&m->virtio[i]) > now);
    }
}

static void check(const struct machine *m)
{
    fuzz_check(m->uart.count <= UART_FIFO && m->uart.head < UART_FIFO);
    fuzz_check(m->clint.msip <= 1);
    check_plic(&m->plic);
}

static struct board_state state_of(const struct machine *m)
{
    struct board_state s;
    memset(&s, 0, sizeof s);
    memcpy(&s.uart, &m->uart, sizeof s.uart);
    memcpy(&s.clint, &m->clint, sizeof s.clint);
    memcpy(&s.plic, &m->plic, sizeof s.plic);
    memcpy(&s.rtc, &m->rtc, sizeof s.rtc);
    memcpy(s.virtio, m->virtio, sizeof s.virtio);
    s.next_event = m->next_event;
    return s;
}

static void transfer(struct machine *m, bool write, uint8_t how, struct fuzz_bytes *in)
{
    uint32_t pa = places[how % COUNT(places)];
    pa += pa == 0 ? fuzz_word(in) : fuzz_byte(in);
    unsigned size = 1u << (how / COUNT(places)) % SIZES;
    uint32_t value = write ? fuzz_word(in) : 0;
    struct board_state before = state_of(m);
    bool done = write ? bus_write(m, pa, size, value) : bus_read(m, pa, size, &value);
    struct board_state after = state_of(m);
    if (!done) {
        fuzz_check(memcmp(&before, &after, sizeof before) == 0 && m->stop == STOP_NONE);
    } else if (!write) {
        fuzz_check(size == 4 || value >> 8 * size == 0);
    }
    fuzz_check(m->stop != STOP_HTIF || m->has_tohost);
    m->stop = STOP_NONE;
}

static void pass(struct machine *m, uint8_t how, struct fuzz_bytes *in)
{
    uint64_t cycles = (uint64_t)fuzz_word(in) << how % 28;
    if (m->cycles < (uint64_t)1 << 62) {
        machine_wait(m, m->cycles + cycles);
    }
    bus_events(m);
    check_lines(m);
}

static void operate(struct machine *m, struct fuzz_bytes *in)
{
    uint8_t kind = fuzz_byte(in) % KINDS;
    uint8_t how = fuzz_byte(in);
    size_t n;
    const uint8_t *bytes;
    if (kind == PASS) {
        pass(m, how, in);
    } else if (kind == TYPE) {
        bytes = fuzz_take(in, how % 24, &n);
        machine_input(m, bytes, n);
    } else {
        transfer(m, kind == WRITE, how, in);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_bytes in = {data, size};
    struct machine_config config = {.ram_size = RAM,
                                    .tlb_entries = 8,
                                    .disk_size = size & 2 ? SECTOR_SIZE : 0,
                                    .virtio_console = size & 4,
                                    .virtio_legacy = size & 8};
    struct machine *m = machine_new(&config);
    fuzz_check(m);
    m->has_tohost = size % 2;
    m->tohost = RAM_BASE + 8;
    while (in.left > 0) {
        operate(m, &in);
        check(m);
    }
    bus_events(m);
    check_lines(m);
    machine_free(m);
    return 0;
}
