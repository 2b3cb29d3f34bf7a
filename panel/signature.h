/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signature of a guest: the words that it leaves between the symbols begin_signature and
 * end_signature, as the RISC-V architecture tests want them [riscv-arch-test, spec/TestFormatSpec].
 * A guest owns one; it is taken when the guest ends, before a monitor gives its memory away.
 */
#ifndef PANEL_SIGNATURE_H
#define PANEL_SIGNATURE_H

#include <stdio.h>

#include "diag.h"
#include "machine/image.h"

struct session;

struct signature {
    uint32_t start, size; /* in the guest's physical memory; size 0: none is wanted */
    uint8_t *bytes;       /* once it has been taken */
    uint64_t taken_at;    /* when its time came, wanted or not: instructions since reset */
};

/* Where `image` has it. 0, or EXIT_USAGE after a message for `at` that it has none. */
int signature_find(struct signature *sig, const struct image *image, struct where at);

/* Take guest's signature out of the machine's memory, if it is wanted and not taken already. */
void signature_take(struct signature *sig, const struct session *s, unsigned guest);

/* A word a line, in hexadecimal. */
void signature_write(const struct signature *sig, FILE *f);

#endif
