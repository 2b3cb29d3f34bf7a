/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probe events and what goes with them, from probe.def and vmstop.def. Constant data only. */
#ifndef ISA_PROBE_H
#define ISA_PROBE_H

enum probe {
#define PROBE(number, id, name, value) PROBE_##id = (number),
#define COST(number, id, name, title, value) COST_##id = (number),
#include "probe.def"
};

/* Why a VM stopped; VM_STOP_NONE: it has not. */
enum vm_stop {
    VM_STOP_NONE,
#define VM_STOP(number, id, name, text) VM_STOP_##id = (number),
#include "vmstop.def"
};

#endif
