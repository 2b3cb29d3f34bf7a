/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of debug_source.h share: debug_dwarf.c makes an image's table of lines,
 * debug_source_file.c has the text of files, debug_source.c answers; debug_cfi.c unwinds for
 * debug_frame.c. Only these include it.
 */
#ifndef PANEL_DEBUG_SOURCE_PARTS_H
#define PANEL_DEBUG_SOURCE_PARTS_H

#include "debug_source.h"

/* From this address on, up to the next row's, code belongs to this line; to none if it is 0. */
struct source_row {
    uint32_t address;
    unsigned file, line, column; /* file: its index in struct sources */
    bool is_statement;
};

struct source_layer {
    bool read;
    struct source_row *row; /* in order of address; no two have the same */
    size_t count;
    struct source_dwarf *dwarf; /* the image's, open; null if it has none */
};

struct source_file {
    char *name; /* fit to be printed */
    bool read;
    char **line; /* from 1 on, fit to be printed; none if the file is not to be had */
    unsigned lines;
};

/* Index of the file so named in `s`, a new one if need be. */
unsigned source_file_index(struct sources *s, const char *name);

/* Text of a line, without the blanks around it; null if there is none. */
const char *source_file_line(struct source_file *f, unsigned line);
void source_file_free(struct source_file *f);

/* Open an image's DWARF, and read its table of lines, as far as that is possible. */
void source_read(struct sources *s, const struct image *image, struct source_layer *l);
void source_dwarf_close(struct source_dwarf *d);

/* A layer's DWARF; null if it has none that is read. */
struct source_dwarf *debug_source_dwarf(struct debugger *d, unsigned layer);

#ifdef TRAPEZE_LIBDW
struct source_dwarf {
    struct Elf *elf;
    struct Dwarf *dwarf;
};
#endif

/* Registers of the caller, by call frame information; false if it cannot be told. */
typedef bool source_reader(void *context, uint32_t address, uint32_t *word);
bool source_unwind(struct source_dwarf *d, uint32_t pc, struct registers *r, source_reader *read,
                   void *context);

#endif
