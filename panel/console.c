/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "machine/hash.h"

enum { ROOT = 0, NOTHING_SHOWN = -1, LINE_MAX_SHOWN = 4096, HISTORY_MOST = 1 << 30 };

static void push(struct byte_queue *q, uint8_t byte)
{
    if (q->count == q->capacity) {
        q->capacity = 2 * q->capacity + 64;
        q->bytes = xrealloc(q->bytes, q->capacity);
    }
    q->bytes[q->count++] = byte;
}

/* --- towards the screen --- */

static void put_name(const struct console *c, unsigned channel)
{
    /* Six colours that show on light and dark; the name says it all without them. */
    if (c->color) {
        fprintf(c->out, "\033[%um%s\033[0m| ", 31 + channel % 6, c->channels[channel].name);
    } else {
        fprintf(c->out, "%s| ", c->channels[channel].name);
    }
}

void console_end_line(struct console *c)
{
    if (c->shown != NOTHING_SHOWN) {
        fputc('\n', c->out);
        c->shown = NOTHING_SHOWN;
    }
}

/* Put what a channel's line holds on the screen, beginning a line of its own if need be. */
static void show(struct console *c, unsigned channel)
{
    struct byte_queue *line = &c->channels[channel].line;
    if (line->count == 0 || c->quiet || c->muted) {
        line->count = 0;
        return;
    }
    if (c->shown != (int)channel) {
        console_end_line(c);
        put_name(c, channel);
    }
    fwrite(line->bytes, 1, line->count, c->out);
    c->shown = line->bytes[line->count - 1] == '\n' ? NOTHING_SHOWN : (int)channel;
    line->count = 0;
}

static void put_out(struct console *c, unsigned channel, uint8_t byte)
{
    struct channel *ch = &c->channels[channel];
    ch->bytes++;
    ch->hash = hash_bytes(ch->hash, &byte, 1);
    if (ch->raw && !c->muted) {
        fputc(byte, ch->raw);
    }
    if (c->heard && channel != ROOT && !c->repeating) {
        c->heard(c->heard_context, channel - 1, byte);
    }
    if (!c->framed) {
        if (!c->quiet && !c->muted) {
            fputc(byte, c->out);
            c->shown = byte == '\n' ? NOTHING_SHOWN : (int)channel;
        }
        return;
    }
    if (byte != '\r') {
        push(&ch->line, byte);
    }
    if (byte == '\n' || ch->line.count >= LINE_MAX_SHOWN) {
        show(c, channel);
    }
}

void console_flush(struct console *c)
{
    for (unsigned i = 0; i < c->channel_count; i++) {
        show(c, i);
    }
    fflush(c->out);
}

/* --- towards the machine --- */

/* The channel of the machine's monitor is the UART itself; another's is a VM's console. */
static void send(struct console *c, unsigned channel, const uint8_t *bytes, size_t count)
{
    if (channel == ROOT) {
        machine_input(c->machine, bytes, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        push(&c->channels[channel].typed, bytes[i]);
    }
}

/* Bytes for a channel, framed, towards the monitor that it belongs to. */
static void send_framed(struct console *c, const struct channel *ch, const uint8_t *bytes,
                        size_t count)
{
    struct channel *monitor = &c->channels[ch->parent];
    if (monitor->sending != ch->number) {
        uint8_t frame[4];
        framing_command(frame, FRAMING_SELECT, (uint8_t)ch->number);
        send(c, ch->parent, frame, sizeof frame);
        monitor->sending = ch->number;
    }
    for (size_t i = 0; i < count; i++) {
        const uint8_t twice[2] = {bytes[i], bytes[i]};
        send(c, ch->parent, twice, bytes[i] == FRAMING_ESC ? 2 : 1);
    }
}

/*
 * Send as much of what was typed as has been granted. If that went to a monitor in a VM, it is
 * typed at that VM: the same again.
 */
static void pump(struct console *c, unsigned channel)
{
    struct channel *ch = &c->channels[channel];
    size_t count = ch->typed.count < ch->granted ? ch->typed.count : ch->granted;
    if (count > 0) {
        send_framed(c, ch, ch->typed.bytes, count);
        memmove(ch->typed.bytes, ch->typed.bytes + count, ch->typed.count - count);
        ch->typed.count -= count;
        ch->granted -= (uint32_t)count;
        if (ch->parent != ROOT) {
            pump(c, ch->parent);
        }
    }
}

void console_type(struct console *c, unsigned vm, const uint8_t *bytes, size_t count)
{
    if (!c->framed) {
        machine_input(c->machine, bytes, count);
        return;
    }
    send(c, vm + 1, bytes, count);
    pump(c, vm + 1);
}

/* --- from the machine --- */

static void granted(struct console *c, const struct channel *monitor, uint8_t number)
{
    if (number > 0 && number <= monitor->count && !c->repeating) {
        unsigned channel = monitor->first + number - 1;
        c->channels[channel].granted += FRAMING_GRANT;
        pump(c, channel);
    }
}

/* A byte that a channel put out: a monitor's are frames, those of its own channel its own words. */
static void from_channel(struct console *c, unsigned channel, uint8_t byte)
{
    uint8_t value;
    struct channel *ch = &c->channels[channel];
    if (ch->count == 0) {
        put_out(c, channel, byte);
        return;
    }
    switch (framing_receive(&ch->framing, byte, &value)) {
    case FRAMING_BYTE:
        if (ch->framing.channel == 0) {
            put_out(c, channel, value);
        } else if (ch->framing.channel <= ch->count) {
            from_channel(c, ch->first + ch->framing.channel - 1, value);
        }
        break;
    case FRAMING_GRANTED:
        granted(c, ch, value);
        break;
    case FRAMING_NOTHING:
        break;
    }
}

static void from_uart(void *context, uint8_t byte)
{
    struct console *c = context;
    if (c->keep_history) {
        push(&c->history, byte);
    }
    from_channel(c, c->framed ? ROOT : 1, byte);
}

void console_nest(struct console *c, unsigned vm, unsigned first, unsigned count)
{
    c->channels[vm + 1].first = first + 1;
    c->channels[vm + 1].count = count;
    for (unsigned i = 0; i < count; i++) {
        c->channels[first + 1 + i].parent = vm + 1;
        c->channels[first + 1 + i].number = i + 1;
    }
}

void console_open(struct console *c, struct machine *m, const char *const *names, unsigned vms,
                  unsigned top)
{
    *c = (struct console){.machine = m,
                          .channels = xmalloc((vms + 1) * sizeof *c->channels),
                          .channel_count = vms + 1,
                          .framed = top > 0,
                          .out = stdout,
                          .shown = NOTHING_SHOWN};
    for (unsigned i = 0; i <= vms; i++) {
        c->channels[i] = (struct channel){.name = i ? names[i - 1] : "monitor", .hash = HASH_EMPTY};
        c->channels[i].number = i;
    }
    c->channels[ROOT].first = 1;
    c->channels[ROOT].count = top;
    m->console = from_uart;
    m->console_context = c;
}

/* What is typed and granted: beside what the machine puts out, all that a channel knows. */
static void channel_archive(struct archive *a, struct channel *ch)
{
    archive_below(a, &ch->sending, ch->count + 1);
    struct byte_queue *q = &ch->typed;
    archive_block(a, &q->bytes, &q->count, HISTORY_MOST);
    q->capacity = a->loading ? q->count : q->capacity;
    archive_u32(a, &ch->granted);
}

void console_archive(struct archive *a, struct console *c)
{
    archive_block(a, &c->history.bytes, &c->history.count, HISTORY_MOST);
    c->history.capacity = a->loading ? c->history.count : c->history.capacity;
    for (unsigned i = 0; i < c->channel_count; i++) {
        channel_archive(a, &c->channels[i]);
    }
}

/* The number of bytes of a queue that only grows at its end, of which the rest stays where it is.
 */
static void length_archive(struct archive *a, struct byte_queue *q)
{
    uint64_t count = q->count;
    archive_u64(a, &count);
    q->count = (size_t)count;
}

static void queue_archive(struct archive *a, struct byte_queue *q)
{
    if (a->loading) {
        free(q->bytes);
        q->bytes = NULL;
    }
    archive_block(a, &q->bytes, &q->count, HISTORY_MOST);
    q->capacity = a->loading ? q->count : q->capacity;
}

static void channel_state_archive(struct archive *a, struct channel *ch)
{
    archive_bytes(a, &ch->framing, sizeof ch->framing);
    archive_u32(a, &ch->sending);
    queue_archive(a, &ch->line);
    queue_archive(a, &ch->typed);
    archive_u32(a, &ch->granted);
    archive_u64(a, &ch->bytes);
    archive_u64(a, &ch->hash);
}

void console_state_archive(struct archive *a, struct console *c)
{
    length_archive(a, &c->history);
    for (unsigned i = 0; i < c->channel_count; i++) {
        channel_state_archive(a, &c->channels[i]);
    }
}

void console_unmute(struct console *c)
{
    for (unsigned i = 0; c->muted && i < c->channel_count; i++) {
        c->channels[i].line.count = 0;
    }
    c->muted = false;
}

void console_forget(struct console *c)
{
    for (unsigned i = 0; i < c->channel_count; i++) {
        const struct channel *ch = &c->channels[i];
        if (ch->raw && fflush(ch->raw) == 0 && ftruncate(fileno(ch->raw), (off_t)ch->bytes) == 0) {
            fseek(ch->raw, 0, SEEK_END);
        }
    }
}

void console_repeat(struct console *c)
{
    struct byte_queue then = c->history;
    c->history = (struct byte_queue){.bytes = NULL};
    c->repeating = true;
    for (size_t i = 0; i < then.count; i++) {
        from_uart(c, then.bytes[i]);
    }
    c->repeating = false;
    free(then.bytes);
}

void console_empty(struct console *c)
{
    free(c->history.bytes);
    c->history = (struct byte_queue){.bytes = NULL};
    for (unsigned i = 0; i < c->channel_count; i++) {
        struct channel *ch = &c->channels[i];
        free(ch->line.bytes);
        free(ch->typed.bytes);
        ch->line = ch->typed = (struct byte_queue){.bytes = NULL};
        ch->framing = (struct framing){0};
        ch->sending = ch->granted = 0;
        ch->bytes = 0;
        ch->hash = HASH_EMPTY;
    }
    console_forget(c);
}

void console_close(struct console *c)
{
    for (unsigned i = 0; i < c->channel_count; i++) {
        free(c->channels[i].line.bytes);
        free(c->channels[i].typed.bytes);
    }
    free(c->history.bytes);
    free(c->channels);
    c->channels = NULL;
    c->channel_count = 0;
}
