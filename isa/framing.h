/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Framing of several consoles on one serial line, both ways. Channel 0 is the monitor's own;
 * VM i (from 0) has channel i + 1. At first channel 0 is selected in each direction.
 *
 *     byte other than ESC     a byte of the selected channel
 *     ESC ESC                 the byte ESC of the selected channel
 *     ESC 'S' h l             select channel 16 h + l; h and l are sent as 0x40 + their value
 *     ESC 'G' h l             towards the host: channel 16 h + l grants FRAMING_GRANT more bytes
 *
 * The host sends a channel no more than it has been granted, so nothing is lost and no VM that
 * does not read can hold up the others. A monitor in a VM frames within its own channel, and its
 * frames are undone after the outer ones, level by level.
 */
#ifndef ISA_FRAMING_H
#define ISA_FRAMING_H

#include <stdint.h>

#define FRAMING_ESC 0x10u
#define FRAMING_SELECT 'S'
#define FRAMING_GRANT_MORE 'G'
#define FRAMING_NIBBLE 0x40u
#define FRAMING_GRANT 64u

/* A receiver of frames: where it is in one. Starts zeroed. */
struct framing {
    uint8_t state;   /* 0 between frames; then how far into one */
    uint8_t command; /* of the frame in progress */
    uint8_t high;
    uint8_t channel; /* selected */
};

enum framing_event { FRAMING_NOTHING, FRAMING_BYTE, FRAMING_GRANTED };

/*
 * Take in one byte. FRAMING_BYTE: *value is a byte of f->channel. FRAMING_GRANTED: *value is the
 * channel that grants more. Anything that is no frame is passed over.
 */
enum framing_event framing_receive(struct framing *f, uint8_t byte, uint8_t *value);

/* The four bytes of a command for a channel. */
void framing_command(uint8_t frame[4], uint8_t command, uint8_t channel);

#endif
