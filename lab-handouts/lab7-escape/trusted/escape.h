/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a thief and his neighbour know of each other. The neighbour has a page at its
 * physical address 0x80001000: 16 bytes of nothing, 16 bytes that say what it is, and the secret.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#define SECRET_PAGE 0x80001000
#define SECRET_MARK 16 /* where in the page "neighbour's page" stands: 16 bytes */
#define SECRET_AT 32   /* and where the secret: 16 bytes */
#define SECRET_GLOBAL 0x40000000 /* where the neighbour of tests/global.yaml sees that page */

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

/* Where the secret is to be when your guest ends: 16 bytes. You define it. */
extern uint8_t found[16];

/*
 * Load the word at va, in your own address space `asid`: true, with the word; false, if that
 * trapped, with the cause in *value. Uses index 63 of your TLB, and the page at 0x00010000. Given, in peek.S.
 */
bool peek(uint32_t va, uint32_t asid, uint32_t *value);

/* The device tree; fdt.h reads it: how much memory you have, for instance. */
const void *start_device_tree(void);

/* Sleep for so many ticks of mtime (a tenth of a microsecond each). Given, in peek.S. */
void doze(uint32_t time);
#endif

#endif
