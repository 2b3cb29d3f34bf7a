/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guests of tests/vmm/ and their memory, as the build left them. For the rig's tests only. */
#ifndef TESTS_VMM_GUESTS_H
#define TESTS_VMM_GUESTS_H

#include "tests/vmm/rig.h"

/* As guest.asm has them. */
#define GUEST_TOHOST 0x80004000u
#define GUEST_DATA 0x80005000u
#define GUEST_LOG 0x80008000u

/* The flat image of tests/vmm/NAME.S, in a buffer that the next load of the same name reuses. */
struct rig_vm guest(const char *name);

/* How tohost.S can be made to end. */
enum { TOHOST_STORE, TOHOST_BYTE, TOHOST_SC, TOHOST_AMO, TOHOST_STRADDLING, TOHOST_REQUEST };
struct rig_vm guest_tohost(uint8_t how);

/* A rig with these guests, the first `count` of names. */
struct rig_config guests(uint32_t count, const char *const *names);

#endif
