/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the front panel's parts for looking share: repl_csr.c, repl_tlb.c, repl_pmap.c, repl_tr.c,
 * repl_vms.c, repl_devices.c, repl_counts.c; repl_break.c looks for what is to be watched.
 */
#ifndef PANEL_REPL_LOOK_H
#define PANEL_REPL_LOOK_H

#include <stdio.h>

#include "claims.h"
#include "isa/tlb.h"
#include "repl.h"

/*
 * Whom a command is about: the VM that the next word names, or else the one that runs or that the
 * monitor works for. False after repl_error().
 */
bool repl_subject(struct repl *r, char **args, unsigned *layer);

/* An address that an expression gives, cut off the arguments. False after repl_error(). */
bool repl_address(struct repl *r, char **args, unsigned first, struct place *at);

/* The VM that runs, or that the monitor works for; the only guest; or LAYER_NONE. */
unsigned repl_current(const struct repl *r);

/* Claims about a VM, of the monitor that runs it; false after repl_error(). */
bool repl_claims_of(struct repl *r, struct claims *c, unsigned layer);

/* "RWX", with dashes. */
struct flags_text {
    char text[4];
};
struct flags_text repl_flags(uint32_t lo);

/* Where a slot of a guest's TLB is: "17", or "17.3" of the software TLB behind 17. */
struct slot_text {
    char text[24];
};
struct slot_text repl_slot(unsigned slot, uint32_t entries, uint32_t ways);

/* "ASID 7", "global". */
struct asid_text {
    char text[12];
};
struct asid_text repl_asid(uint32_t hi);

/* --- repl_csr.c --- */

struct csr_field;

/* Every CSR but those in runs, whose values are fixed; ends with 0. */
extern const uint16_t repl_all_csrs[];

/* "MPP=user"; all fields of a CSR; the symbol at mepc or mtvec. */
void repl_put_field(FILE *out, const struct csr_field *f, uint32_t value);
void repl_put_fields(FILE *out, uint32_t number, uint32_t value);
void repl_put_symbol(FILE *out, const struct image *image, uint32_t number, uint32_t value);

/* The hart's: one, those that are shown if number is -1, or all. */
bool repl_put_hart_csrs(struct repl *r, int number, bool all);

/* [VM:][NAME]: what is not there leaves *layer and *number as they are. */
bool repl_parse_csr(struct repl *r, char *word, unsigned *layer, int *number);

#endif
