/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All VMs' consoles on the one real UART, in the framing of isa/framing.h. */
#ifndef VMM_CONSOLE_H
#define VMM_CONSOLE_H

#include "vmm/vmm.h"

/* Set up the real UART and its interrupt, and grant the host the first input of each VM. */
void console_boot(void);

/* A byte that vm's UART has sent. */
void console_send(struct vm *vm, uint8_t byte);

/* Text of the monitor's own. */
void console_say(const char *text);

/* Take what has arrived at the real UART; it waits in its VM's input. */
void console_receive(void);

/* Move waiting input into vm's UART as far as that accepts it, unless it is for another device. */
void console_deliver(struct vm *vm);

/* Waiting input for another device: how much lies at *bytes; and that so much has been taken. */
uint32_t console_waiting(const struct vm *vm, const uint8_t **bytes);
void console_take(struct vm *vm, uint32_t count);

#endif
