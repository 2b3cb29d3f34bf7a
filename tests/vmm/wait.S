/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for an interrupt that never comes. */
    wfi
1:  j 1b
