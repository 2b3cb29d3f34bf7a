/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keyboard, when standard input is a terminal: every key goes to one selected VM, but for
 * those after Ctrl-A. The terminal is put in raw mode while it is open, and back however the
 * program ends.
 */
#ifndef PANEL_KEYBOARD_H
#define PANEL_KEYBOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"
#include "session.h"

struct keyboard {
    bool open;
    bool escape;             /* the last key was Ctrl-A */
    bool quit;               /* Ctrl-A x */
    unsigned vm;             /* selected */
    FILE *record;            /* or null */
    struct recording *typed; /* all that was typed is kept here, too */
};

/* Open if standard input is a terminal; otherwise there is no keyboard, and that is no error. */
void keyboard_open(struct keyboard *k, const struct session *s, FILE *record,
                   struct recording *typed);
void keyboard_close(struct keyboard *k);

/* Read what is typed within `milliseconds` (-1: however long it takes). False at the end of input.
 */
bool keyboard_poll(struct keyboard *k, struct session *s, int milliseconds);

#endif
