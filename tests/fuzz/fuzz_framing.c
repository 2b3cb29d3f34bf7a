/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are what a monitor, hostile as may be, sends to the consoles, mixed with what people
 * type there. Beside it: whatever is framed comes out again as it was.
 */
#include <string.h>

#include "machine/machine.h"
#include "panel/console.h"
#include "tests/fuzz/fuzz.h"

enum { VMS = 3, CHANNELS = VMS + 1 };

/* The same as the console keeps, kept by hand. */
struct account {
    struct framing framing;
    uint64_t shown[CHANNELS], granted[CHANNELS], typed[CHANNELS];
};

static void send(struct console *c, struct account *a, uint8_t byte)
{
    uint8_t value;
    enum framing_event event = framing_receive(&a->framing, byte, &value);
    if (event == FRAMING_BYTE && a->framing.channel < CHANNELS) {
        a->shown[a->framing.channel]++;
    } else if (event == FRAMING_GRANTED && value < CHANNELS) {
        a->granted[value] += FRAMING_GRANT;
    }
    c->machine->console(c->machine->console_context, byte);
}

/* What waits for the UART, undone: each channel's own bytes, no more than were granted. */
static void check_input(const struct machine *m, const struct account *a)
{
    struct framing framing = {0};
    uint64_t got[256] = {0};
    for (size_t i = 0; i < m->input.count; i++) {
        uint8_t value;
        enum framing_event event =
            framing_receive(&framing, m->input.bytes[m->input.head + i], &value);
        fuzz_check(event != FRAMING_GRANTED);
        if (event == FRAMING_BYTE) {
            fuzz_check(value == framing.channel); /* see type() */
            got[framing.channel]++;
        }
    }
    fuzz_check(framing.state == 0 && got[0] == 0);
    for (unsigned i = 1; i < CHANNELS; i++) {
        fuzz_check(got[i] == (a->typed[i] < a->granted[i] ? a->typed[i] : a->granted[i]));
    }
}

/* A VM is typed the number of its channel, over and over. */
static void type(struct console *c, struct account *a, unsigned vm, size_t n)
{
    uint8_t bytes[256];
    memset(bytes, (int)vm + 1, sizeof bytes);
    console_type(c, vm, bytes, n);
    a->typed[vm + 1] += n;
}

static void converse(struct console *c, struct account *a, struct fuzz_bytes *in)
{
    uint8_t what = fuzz_byte(in);
    if (what < VMS) {
        type(c, a, what, fuzz_byte(in));
    } else {
        send(c, a, what == 0xff ? FRAMING_ESC : what);
    }
}

/* Each pair of bytes is one byte and the channel that it is framed for. */
static void check_round_trip(struct fuzz_bytes in)
{
    struct framing framing = {0};
    while (in.left > 1) {
        uint8_t frame[4];
        uint8_t value;
        uint8_t channel = fuzz_byte(&in);
        uint8_t byte = fuzz_byte(&in);
        framing_command(frame, FRAMING_SELECT, channel);
        for (unsigned i = 0; i < sizeof frame; i++) {
            fuzz_check(framing_receive(&framing, frame[i], &value) == FRAMING_NOTHING);
        }
        if (byte == FRAMING_ESC) {
            fuzz_check(framing_receive(&framing, byte, &value) == FRAMING_NOTHING);
        }
        fuzz_check(framing_receive(&framing, byte, &value) == FRAMING_BYTE);
        fuzz_check(value == byte && framing.channel == channel);
    }
}

/*
 * The same with VMs in a VM: the monitor in it may be hostile, too. What comes to the bottom has
 * been framed twice: whole frames, and only what was typed there.
 */
static void check_nested(struct machine *m, const char *const *names, struct fuzz_bytes in)
{
    struct console c;
    struct framing outer = {0};
    struct framing inner = {0};
    uint64_t typed[VMS] = {0};
    uint64_t got[VMS] = {0};
    console_open(&c, m, names, VMS, 1);
    console_nest(&c, 0, 1, VMS - 1);
    while (in.left > 0) {
        uint8_t what = fuzz_byte(&in);
        if (what > 0 && what < VMS) {
            uint8_t byte = (uint8_t)(0x20 + what);
            console_type(&c, what, &byte, 1);
            typed[what]++;
        } else {
            m->console(m->console_context, what == 0xff ? FRAMING_ESC : what);
        }
    }
    for (size_t i = 0; i < m->input.count; i++) {
        uint8_t value;
        uint8_t byte = m->input.bytes[m->input.head + i];
        if (framing_receive(&outer, byte, &value) == FRAMING_BYTE && outer.channel == 1 &&
            framing_receive(&inner, value, &value) == FRAMING_BYTE) {
            fuzz_check(inner.channel > 0 && inner.channel < VMS);
            fuzz_check(value == 0x20 + inner.channel);
            got[inner.channel]++;
        }
    }
    for (unsigned i = 1; i < VMS; i++) {
        fuzz_check(got[i] <= typed[i]);
    }
    console_flush(&c);
    console_end_line(&c);
    console_close(&c);
}

static void check_nested_alone(const char *const *names, struct fuzz_bytes in)
{
    struct machine_config config = {.ram_size = PAGE_SIZE, .tlb_entries = 1};
    struct machine *m = machine_new(&config);
    fuzz_check(m);
    check_nested(m, names, in);
    machine_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[VMS] = {"alice", "bob", "carol"};
    struct fuzz_bytes in = {data, size};
    struct machine_config config = {.ram_size = PAGE_SIZE, .tlb_entries = 1};
    struct machine *m = machine_new(&config);
    struct account a = {.framing = {0}};
    struct console c;
    fuzz_check(m);
    check_round_trip(in);
    check_nested_alone(names, in);
    console_open(&c, m, names, VMS, VMS);
    while (in.left > 0) {
        converse(&c, &a, &in);
    }
    console_flush(&c);
    console_end_line(&c);
    check_input(m, &a);
    for (unsigned i = 0; i < CHANNELS; i++) {
        fuzz_check(c.channels[i].bytes == a.shown[i]);
    }
    console_close(&c);
    machine_free(m);
    return 0;
}
