/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hybrid technique [P&G Theorem 3]: what a guest runs in its virtual supervisor mode is
 * interpreted, instruction by instruction, from isa/'s rows; what it runs in its virtual user
 * mode runs directly. For machines on which trap-and-emulate is unsound because an instruction is
 * sensitive in supervisor mode only.
 *
 * This folder includes vmm/ and isa/; nothing includes it. Its technique registers itself at link
 * time (vmm/technique.h), under the name below.
 */
#ifndef HYBRID_HYBRID_H
#define HYBRID_HYBRID_H

#include "vmm/technique.h"

#define HYBRID_NAME "hybrid"

#endif
