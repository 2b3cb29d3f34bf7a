/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which monitor may run on which machine of the zoo, by what the classes of the rows say [P&G
 * Theorems 1 and 3]: the monitor that traps and emulates needs every sensitive instruction to be
 * privileged, the hybrid one every user-sensitive instruction. Owns nothing. Called by whatever
 * starts a monitor.
 */
#ifndef PANEL_SOUND_H
#define PANEL_SOUND_H

#include "config.h"
#include "isa/insn.h"

enum { SOUND_NAME = 40 };

/*
 * Whether a monitor of this kind is right on machine v; if not, `offender` is the first instruction
 * that the theorem's condition excludes, as people write it: `jrst`, `csrr mtvec`, or `fetch`.
 * by_mode: it chooses address spaces by the guest's mode too (monitor.effective_r), and so follows
 * a machine that does, though Theorem 1 does not say so.
 */
bool sound_pair(enum variant v, enum monitor_kind kind, bool by_mode, char offender[SOUND_NAME]);

/* All VMs of a configuration: 0, or EXIT_USAGE after a message. unsound: as the user wishes. */
int sound_check(const struct config *c, bool unsound);

/* The same for who has another way to wish that than the option --unsound. */
int sound_check_unless(const struct config *c, bool unsound, const char *permission);

#endif
