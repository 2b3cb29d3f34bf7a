/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where entry.S enters C. */
#ifndef MAIN_H
#define MAIN_H

/* On the boot stack, interrupts and translation off. */
_Noreturn void kernel_main(const void *device_tree);

#endif
