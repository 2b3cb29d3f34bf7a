/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staging: images and the device tree into the rig's machine, laid out as the panel lays them out.
 * A file of its own because the machine's writer of trees and the monitor's reader each have a
 * struct fdt. For the rig only.
 */
#ifndef TESTS_VMM_STAGE_H
#define TESTS_VMM_STAGE_H

#include "tests/vmm/rig.h"

/* Sets rig.tree and rig.tree_size. */
void stage(const struct rig_config *config);

#endif
