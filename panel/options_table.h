/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.def as tables: for the parser, and for help, manual and completion. Owns them. */
#ifndef PANEL_OPTIONS_TABLE_H
#define PANEL_OPTIONS_TABLE_H

#include "options.h"

enum option_type {
    TYPE_FLAG,
    TYPE_WORD,
    TYPE_LIST,
    TYPE_ADDRESS,
    TYPE_COUNT,
    TYPE_WINDOW,
    TYPE_COLOR,
    TYPE_OPTIONAL
};

struct command_row {
    const char *name, *operands;
    unsigned least, most; /* operands */
    const char *summary;  /* NULL: hidden */
    int (*handler)(const struct options *o);
};

struct option_row {
    enum option_type type;
    const char *name;     /* long, or NULL */
    char letter;          /* short, or 0 */
    const char *argument; /* NULL: takes none */
    uint32_t commands;    /* bit c: command c has it */
    const char *help;
    size_t field; /* offset in struct options */
};

/* Pairs of words for the manual: a variable or a number, and what it means. */
struct remark_row {
    const char *name, *text;
};

extern const struct command_row command_rows[COMMAND_COUNT];
extern const struct option_row option_rows[];
extern const unsigned option_count;
extern const struct remark_row environment_rows[], status_rows[]; /* end with a NULL name */

static inline bool option_belongs(const struct option_row *row, enum command c)
{
    return (row->commands >> c & 1) != 0;
}

/* The command of that name; COMMAND_COUNT after a message if there is none. */
enum command command_find(const char *name);

#ifndef TRAPEZE_VERSION
#define TRAPEZE_VERSION "0.1"
#endif

#endif
