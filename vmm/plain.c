/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plain technique: trap and emulate. All of the guest runs directly, in real user mode; what
 * is sensitive traps by itself, since it is privileged [P&G Theorem 1].
 */
#include "vmm/technique.h"

TECHNIQUE(plain) = {.name = "plain"};
