/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back into a guest, at the end of every visit to the monitor. */
#ifndef VMM_RESUME_H
#define VMM_RESUME_H

#include "vmm/vmm.h"

/* Choose the VM to run, deliver its interrupts, give the hardware its address space. */
struct vcpu *vmm_resume(void);

#endif
