/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The flattened device tree's numbers [Devicetree Specification 0.4, chapter 5], for its writer in
 * machine/ and its reader in vmm/. Constant data only.
 */
#ifndef ISA_FDT_H
#define ISA_FDT_H

#define FDT_MAGIC 0xd00dfeedu

enum {
    FDT_BEGIN_NODE = 1,
    FDT_END_NODE = 2,
    FDT_PROP = 3,
    FDT_NOP = 4,
    FDT_END = 9,
    FDT_HEADER_SIZE = 40,
    FDT_VERSION = 17,
    FDT_COMPATIBLE = 16
};

#endif
