/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staging: what a monitor needs to start its VMs, put into the memory that it starts with. The
 * bytes of each VM's memory stand below the top of its own; /chosen/trapeze in its device tree (see
 * vmm/boot.c) says where. A VM that is a monitor itself is staged in the same way, inside out: all
 * that is to be in its memory are bytes that the monitor above it copies.
 */
#ifndef PANEL_STAGE_H
#define PANEL_STAGE_H

#include "session.h"

/*
 * Put the session's guests into its machine, and the monitor under them if there is one; start it.
 * 0, or the status to give up with after a message.
 */
int stage_session(struct session *s);

/* Lowest address above the image of a monitor. */
uint32_t stage_monitor_end(const struct image *monitor);

#endif
