/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interpreter routines: one for each privileged instruction [P&G §4: v_i]. Each does to the
 * virtual machine's state what the instruction would have done to the real one's.
 */
#ifndef VMM_EMULATE_H
#define VMM_EMULATE_H

#include "isa/execute.h"
#include "vmm/vmm.h"

/* Decode a word for the machine's variant: isa_decode(), which is a pure function, remembered. */
const struct insn *emulate_decode(uint32_t word);

/*
 * The instruction `word` at vm's pc is illegal in real user mode: emulate it if the guest's virtual
 * mode may execute it, reflect the trap if not.
 */
void emulate_illegal(struct vm *vm, uint32_t word);

/* The same for an instruction whose effect is EFFECT_CSR or EFFECT_SYS, or any other illegal one.
 */
void emulate(struct vm *vm, const struct insn *in, const struct effect *e);

#endif
