/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staging: what a monitor needs to start its VMs, put into the machine's RAM. The bytes of each
 * guest's image and device tree stand below the machine's own tree; /chosen/trapeze (see
 * vmm/boot.c) says where.
 */
#ifndef PANEL_STAGE_H
#define PANEL_STAGE_H

#include "session.h"

/* Put one guest, its device tree and nothing else into a bare machine; start it. */
int stage_bare(struct session *s);

/* Put the monitor and all guests into the machine; start the monitor. */
int stage_monitor(struct session *s);

/* Lowest address above the image of the monitor, which is loaded. */
uint32_t stage_monitor_end(const struct session *s);

#endif
