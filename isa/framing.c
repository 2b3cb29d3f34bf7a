/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "framing.h"

enum { BETWEEN, AFTER_ESC, AFTER_COMMAND, AFTER_HIGH };

static enum framing_event finish(struct framing *f, uint8_t channel, uint8_t *value)
{
    f->state = BETWEEN;
    if (f->command == FRAMING_GRANT_MORE) {
        *value = channel;
        return FRAMING_GRANTED;
    }
    f->channel = channel;
    return FRAMING_NOTHING;
}

enum framing_event framing_receive(struct framing *f, uint8_t byte, uint8_t *value)
{
    switch (f->state) {
    case AFTER_ESC:
        if (byte == FRAMING_SELECT || byte == FRAMING_GRANT_MORE) {
            f->command = byte;
            f->state = AFTER_COMMAND;
            return FRAMING_NOTHING;
        }
        f->state = BETWEEN;
        *value = FRAMING_ESC;
        return byte == FRAMING_ESC ? FRAMING_BYTE : FRAMING_NOTHING;
    case AFTER_COMMAND:
        f->high = byte & 0xf;
        f->state = AFTER_HIGH;
        return FRAMING_NOTHING;
    case AFTER_HIGH:
        return finish(f, (uint8_t)(f->high << 4 | (byte & 0xf)), value);
    default:
        break;
    }
    if (byte == FRAMING_ESC) {
        f->state = AFTER_ESC;
        return FRAMING_NOTHING;
    }
    *value = byte;
    return FRAMING_BYTE;
}

void framing_command(uint8_t frame[4], uint8_t command, uint8_t channel)
{
    frame[0] = FRAMING_ESC;
    frame[1] = command;
    frame[2] = (uint8_t)(FRAMING_NIBBLE | channel >> 4);
    frame[3] = (uint8_t)(FRAMING_NIBBLE | (channel & 0xf));
}
