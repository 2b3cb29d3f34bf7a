/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `info devices`: the registers of the machine's devices, or of those that a monitor models for a
 * VM. The latter's structs are the monitor's claim: their bytes are read one member at a time, and
 * none is believed to be a legal value.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "isa/board.h"
#include "isa/dev/clint.h"
#include "isa/dev/plic.h"
#include "isa/dev/rtc.h"
#include "isa/dev/uart.h"
#include "isa/dev/virtio.h"
#include "repl_look.h"

/* A device's struct, as bytes. */
struct bytes {
    const uint8_t *at;
};

static uint64_t number(struct bytes b, size_t offset, size_t size)
{
    uint64_t value = 0;
    for (size_t i = size; i-- > 0;) {
        value = value << 8 | b.at[offset + i];
    }
    return value;
}

#define MEMBER(b, type, member)                                                                    \
    number(b, offsetof(struct type, member), sizeof((struct type *)0)->member)
#define SHORT(b, type, member) ((unsigned)MEMBER(b, type, member))
#define LONG(b, type, member) ((unsigned long long)MEMBER(b, type, member))
#define FLAG(b, type, member) (MEMBER(b, type, member) != 0)

static const char *yes(bool is)
{
    return is ? "yes" : "no";
}

static void put_uart(FILE *out, struct bytes b)
{
    unsigned ier = SHORT(b, uart, ier), lcr = SHORT(b, uart, lcr);
    unsigned count = SHORT(b, uart, count), head = SHORT(b, uart, head);
    static const char *const wanted[] = {"nothing", "input", "output", "input, output"};
    fprintf(out, "uart    interrupts for: %s\n", wanted[ier & (UART_IER_RX | UART_IER_TX)]);
    fprintf(out,
            "        IER=0x%02x FCR=0x%02x LCR=0x%02x (DLAB=%u) MCR=0x%02x SCR=0x%02x divisor=%u\n",
            ier, SHORT(b, uart, fcr), lcr, lcr >> 7 & 1, SHORT(b, uart, mcr), SHORT(b, uart, scr),
            SHORT(b, uart, dlm) << 8 | SHORT(b, uart, dll));
    fprintf(out, "        listening: %s; overrun: %s; transmitter's interrupt pending: %s\n",
            yes(FLAG(b, uart, listening)), yes(FLAG(b, uart, overrun)),
            yes(FLAG(b, uart, thre_pending)));
    fprintf(out, "        input: %u bytes", count);
    for (unsigned i = 0; i < count && i < UART_FIFO; i++) {
        fprintf(out, "%s%02x", i ? " " : ": ",
                b.at[offsetof(struct uart, fifo) + (head + i) % UART_FIFO]);
    }
    putc('\n', out);
}

static void put_clint(FILE *out, struct bytes b, uint64_t now)
{
    uint64_t time = now + MEMBER(b, clint, offset);
    fprintf(out, "clint   mtime=%llu ", (unsigned long long)time);
    if (FLAG(b, clint, armed)) {
        uint64_t at = MEMBER(b, clint, mtimecmp);
        fprintf(out, "mtimecmp=%llu (%s) ", (unsigned long long)at,
                time >= at ? "the timer's line is up" : "still to come");
    } else {
        fputs("mtimecmp was never written ", out);
    }
    fprintf(out, "msip=%u\n", SHORT(b, clint, msip) & 1);
}

static unsigned bit(struct bytes b, size_t offset, unsigned irq)
{
    return (unsigned)number(b, offset + 4 * (size_t)(irq / 32), 4) >> irq % 32 & 1;
}

static const char *source_name(unsigned irq)
{
    return irq == UART_IRQ                                                  ? " (uart)"
           : irq == RTC_IRQ                                                 ? " (rtc)"
           : irq >= VIRTIO_IRQ && irq < VIRTIO_IRQ + (unsigned)VIRTIO_SLOTS ? " (virtio)"
                                                                            : "";
}

/* Sources about which there is anything to say. */
static void put_plic(FILE *out, struct bytes b)
{
    fprintf(out, "plic    threshold=%u\n", SHORT(b, plic, threshold));
    for (unsigned irq = 1; irq < PLIC_SOURCES; irq++) {
        unsigned priority = b.at[offsetof(struct plic, priority) + irq];
        unsigned enable = bit(b, offsetof(struct plic, enable), irq);
        unsigned line = bit(b, offsetof(struct plic, line), irq);
        unsigned pending = bit(b, offsetof(struct plic, pending), irq);
        unsigned claimed = bit(b, offsetof(struct plic, claimed), irq);
        if (priority || enable || line || pending || claimed) {
            fprintf(out,
                    "        source %u%s: priority=%u enabled=%u line=%u pending=%u claimed=%u\n",
                    irq, source_name(irq), priority, enable, line, pending, claimed);
        }
    }
}

static void put_rtc(FILE *out, struct bytes b, uint64_t now)
{
    uint64_t time = now * RTC_TICK + MEMBER(b, rtc, offset);
    fprintf(out, "rtc     time=%llu ns ", (unsigned long long)time);
    if (FLAG(b, rtc, armed)) {
        fprintf(out, "alarm=%llu ns ", LONG(b, rtc, alarm));
    } else {
        fputs("no alarm ", out);
    }
    fprintf(out, "rung=%u interrupt enabled=%u\n", FLAG(b, rtc, rung), FLAG(b, rtc, interrupt));
}

static void put_queue(FILE *out, struct bytes b, unsigned index)
{
    struct bytes q = {b.at + offsetof(struct virtio, queue) + index * sizeof(struct virtq)};
    if (SHORT(q, virtq, size) == 0 && !FLAG(q, virtq, ready)) {
        return;
    }
    fprintf(out,
            "        queue %u: size=%u ready=%u desc=0x%08x avail=0x%08x used=0x%08x taken=%u\n",
            index, SHORT(q, virtq, size), FLAG(q, virtq, ready), SHORT(q, virtq, desc),
            SHORT(q, virtq, avail), SHORT(q, virtq, used), SHORT(q, virtq, taken));
}

static void put_virtio(FILE *out, struct bytes b, unsigned slot)
{
    unsigned kind = SHORT(b, virtio, kind), fault = SHORT(b, virtio, fault);
    if (kind == VIRTIO_NONE) {
        return;
    }
    fprintf(out, "virtio  slot %u: %s, %s layout; status=0x%02x%s interrupt=%u notified=0x%x\n",
            slot,
            kind == VIRTIO_BLOCK     ? "block device"
            : kind == VIRTIO_CONSOLE ? "console"
                                     : "?",
            FLAG(b, virtio, legacy) ? "legacy" : "modern", SHORT(b, virtio, status),
            SHORT(b, virtio, status) & VIRTIO_STATUS_DRIVER_OK ? " (driver ready)" : "",
            SHORT(b, virtio, interrupt), SHORT(b, virtio, notified));
    if (fault != VIRTIO_FINE) {
        fprintf(out, "        needs a reset: %s\n",
                fault < VIRTIO_FAULTS ? virtio_fault_text((enum virtio_fault)fault) : "?");
    }
    for (unsigned q = 0; q < VIRTIO_QUEUES; q++) {
        put_queue(out, b, q);
    }
    struct bytes r = {b.at + offsetof(struct virtio, request)};
    if (FLAG(r, virtio_request, begun)) {
        fprintf(out,
                "        a request is under way: queue %u, chain %u, %llu bytes to read, %llu to "
                "write\n",
                SHORT(r, virtio_request, queue), SHORT(r, virtio_request, head),
                LONG(r, virtio_request, readable), LONG(r, virtio_request, writable));
    }
}

static void put_machine(const struct repl *r)
{
    const struct machine *m = r->debugger->session.machine;
    fputs("the machine's devices\n", r->out);
    put_uart(r->out, (struct bytes){(const uint8_t *)&m->uart});
    put_clint(r->out, (struct bytes){(const uint8_t *)&m->clint}, machine_now(m));
    put_plic(r->out, (struct bytes){(const uint8_t *)&m->plic});
    put_rtc(r->out, (struct bytes){(const uint8_t *)&m->rtc}, machine_now(m));
    for (unsigned i = 0; i < VIRTIO_SLOTS; i++) {
        put_virtio(r->out, (struct bytes){(const uint8_t *)&m->virtio[i]}, i);
    }
}

/* What the monitor has of one of them; zeros where it has nothing. */
static struct bytes claimed(const struct claims *c, unsigned layer, enum inspect_field field,
                            size_t offset, uint8_t *bytes, size_t size)
{
    memset(bytes, 0, size);
    claims_copy(c, layer, field, offset, bytes, size);
    return (struct bytes){bytes};
}

static bool put_vm(struct repl *r, unsigned layer)
{
    uint8_t b[INSPECT_VIRTIO_SIZE];
    struct claims c;
    struct priv p;
    if (!repl_claims_of(r, &c, layer) || !debug_priv(r->debugger, layer, &p)) {
        return false;
    }
    _Static_assert(sizeof b >= INSPECT_PLIC_SIZE, "the largest");
    fprintf(r->out, "%s's devices, by its monitor's account\n",
            layer_name(&r->debugger->session, layer));
    put_uart(r->out, claimed(&c, layer, INSPECT_uart, 0, b, INSPECT_UART_SIZE));
    struct bytes clint = claimed(&c, layer, INSPECT_clint, 0, b, INSPECT_CLINT_SIZE);
    uint64_t now = p.time - MEMBER(clint, clint, offset);
    put_clint(r->out, clint, now);
    put_plic(r->out, claimed(&c, layer, INSPECT_plic, 0, b, INSPECT_PLIC_SIZE));
    put_rtc(r->out, claimed(&c, layer, INSPECT_rtc, 0, b, INSPECT_RTC_SIZE), now);
    for (unsigned i = 0; i < INSPECT_VIRTIO; i++) {
        put_virtio(r->out,
                   claimed(&c, layer, INSPECT_virtio, i * (size_t)INSPECT_VIRTIO_SIZE, b,
                           INSPECT_VIRTIO_SIZE),
                   i);
    }
    return true;
}

bool repl_devices(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    unsigned layer = LAYER_NONE;
    if (!repl_no_more(r, args) || (word && !repl_vm(r, word, &layer))) {
        return false;
    }
    if (word && r->debugger->session.monitored) {
        return put_vm(r, layer);
    }
    put_machine(r);
    return true;
}
