/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyboard.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

enum { CTRL_A = 1 };

static struct termios saved;
static volatile sig_atomic_t is_raw;

static void restore(void)
{
    if (is_raw) {
        is_raw = 0;
        tcsetattr(STDIN_FILENO, TCSANOW, &saved);
    }
}

/* The VM after this one at which something can be typed: a monitor listens to nobody. */
static unsigned next_vm(const struct session *s, unsigned vm)
{
    do {
        vm = (vm + 1) % s->guest_count;
    } while (s->guests[vm].kin->count > 0);
    return vm;
}

void keyboard_open(struct keyboard *k, const struct session *s, FILE *record,
                   struct recording *typed)
{
    *k = (struct keyboard){.record = record, .typed = typed, .vm = next_vm(s, s->guest_count - 1)};
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &saved) != 0) {
        return;
    }
    struct termios raw = saved;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    atexit(restore);
    is_raw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
    k->open = is_raw;
}

void keyboard_close(struct keyboard *k)
{
    restore();
    k->open = false;
}

static void say(struct session *s, const char *text)
{
    console_end_line(&s->console);
    printf("[%s]\n", text);
    fflush(stdout);
}

static void select_next(struct keyboard *k, struct session *s)
{
    k->vm = next_vm(s, k->vm);
    char *text = xformat("keyboard: %s", guest_path(&s->guests[k->vm]));
    say(s, text);
    free(text);
}

static void type(struct keyboard *k, struct session *s, uint8_t byte)
{
    if (k->record) {
        record_event(k->record, s, k->vm, &byte, 1);
    }
    recording_add(k->typed, s, k->vm, &byte, 1);
    console_type(&s->console, k->vm, &byte, 1);
}

static void command(struct keyboard *k, struct session *s, uint8_t byte)
{
    switch (byte) {
    case 'n':
        select_next(k, s);
        break;
    case 'x':
        k->quit = true;
        break;
    case CTRL_A:
        type(k, s, byte);
        break;
    default:
        say(s, "Ctrl-A n: keyboard to the next VM; x: quit; Ctrl-A: send Ctrl-A; h: this");
    }
}

static void key(struct keyboard *k, struct session *s, uint8_t byte)
{
    if (k->escape) {
        k->escape = false;
        command(k, s, byte);
    } else if (byte == CTRL_A) {
        k->escape = true;
    } else {
        type(k, s, byte);
    }
}

bool keyboard_poll(struct keyboard *k, struct session *s, int milliseconds)
{
    struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
    uint8_t bytes[64];
    if (poll(&p, 1, milliseconds) <= 0) {
        return true;
    }
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    for (ssize_t i = 0; i < count; i++) {
        key(k, s, bytes[i]);
    }
    return count > 0;
}
