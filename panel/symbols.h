/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layers and names. A layer is somebody who may be running on the machine: the monitor or a VM,
 * numbered as the ledger's parties. Each has an image, so each has its own names for addresses.
 *
 * Owns nothing; answers from a session, which it never changes. For the debugger's faces and for
 * the disassembler. Names come out of untrusted files: what is printed here is safe to print.
 */
#ifndef PANEL_SYMBOLS_H
#define PANEL_SYMBOLS_H

#include "isa/disasm.h"
#include "session.h"

/* VM i is layer i + 1. LAYER_MACHINE stands for physical addresses, whoever runs. */
enum { LAYER_MONITOR = 0, LAYER_MACHINE = 1 << 16, LAYER_NONE };

/* The layer that the hart's pc belongs to. */
unsigned layer_running(const struct session *s);

/* Whether the VM that runs, or that the monitor works for, is in virtual supervisor mode. */
bool layer_supervisor(const struct session *s);

/* One more than the highest layer of s; and whether s has this one. */
unsigned layer_count(const struct session *s);
bool layer_exists(const struct session *s, unsigned layer);

/* Name of a layer; and the layer whose name is the first `length` bytes, or LAYER_NONE. */
const char *layer_name(const struct session *s, unsigned layer);
unsigned layer_named(const struct session *s, const char *name, size_t length);

/* What a layer runs; null for LAYER_MACHINE. */
const struct image *layer_image(const struct session *s, unsigned layer);

enum { SYMBOL_NAME_SIZE = 72, SYMBOL_TEXT_SIZE = SYMBOL_NAME_SIZE + 16 };

struct symbol_text {
    char text[SYMBOL_TEXT_SIZE];
};

/* A symbol's name, fit to be printed. */
struct symbol_text symbol_name(const struct symbol *symbol);

/* " <main+0x4>", or nothing if no symbol contains the address. image may be null. */
struct symbol_text symbol_text(const struct image *image, uint32_t address);

/* The same of an address that is only just behind what it belongs to, as after a call. */
struct symbol_text symbol_text_behind(const struct image *image, uint32_t address);

/* The symbol so named in layer `first`, or else in the first layer that has it; null if none. */
const struct symbol *symbol_find(const struct session *s, const char *name, unsigned first,
                                 unsigned *layer);

struct insn_text {
    char text[DISASM_SIZE + SYMBOL_TEXT_SIZE];
};

/* An instruction disassembled, with the name of where it branches to. */
struct insn_text insn_text(const struct image *image, uint32_t word, uint32_t pc, enum variant v);

#endif
