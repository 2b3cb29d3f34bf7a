/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be taken from a witness to make it smaller: a change each, to be tried by
 * classify_shrink.c, which alone uses them. None but the first few regards the view.
 */
#ifndef PANEL_CLASSIFY_CHANGES_H
#define PANEL_CLASSIFY_CHANGES_H

#include "classify_witness.h"

/* Change what `i` names (a register, a CSR, ...; bits are counted through) in state s; 2: in both.
 */
typedef void change_fn(struct witness *w, unsigned i, unsigned s);

/* The view: to zero, or to what makes no difference. */
change_fn change_clear_register, change_clear_registers, change_clear_register_bit;
change_fn change_clear_reservation, change_clear_elsewhere, change_clear_pc;

/* CSRs: as at reset; or in the other state as in state s. The plural leaves R alone. */
change_fn change_reset_csr, change_reset_csrs, change_equal_csr, change_equal_csrs;
change_fn change_clear_csr_bit;

/* R. Pages are those of the window. */
change_fn change_remove_page, change_align_page, change_identity_page;
change_fn change_reset_entry, change_clear_entry_bit, change_equal_tlb, change_clear_asid;

#endif
