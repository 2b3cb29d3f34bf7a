/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line as a struct, and the commands that it chooses between; both come from
 * command.def. main() parses once, hands the struct to the command's handler and frees it; the
 * strings are those of argv.
 */
#ifndef PANEL_OPTIONS_H
#define PANEL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "diag.h"

enum command {
#define COMMAND(name, operands, least, most, summary) COMMAND_##name,
#define OPTION(...)
#define ENVIRONMENT(...)
#define STATUS(...)
#include "command.def"
    COMMAND_COUNT
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct option_list {
    const char **item;
    unsigned count;
};

struct option_address {
    bool given;
    uint32_t value;
};

struct option_count {
    bool given;
    uint64_t value;
};

/* Instructions since reset: `count` of them, after the first `from`. */
enum { WINDOW_STANDARD = 1000, WINDOW_MOST = 1000 * 1000 };
struct option_window {
    bool given;
    uint64_t from, count;
};

/* C type of each type of command.def. Words that were not given are NULL. */
#define OPTION_FLAG bool
#define OPTION_WORD const char *
#define OPTION_LIST struct option_list
#define OPTION_ADDRESS struct option_address
#define OPTION_COUNT struct option_count
#define OPTION_WINDOW struct option_window
#define OPTION_COLOR enum color
#define OPTION_OPTIONAL const char * /* empty if it was left out */

struct options {
    enum command command;
    const char *file; /* the first operand, or NULL */
    struct option_list operands;
#define COMMAND(...)
#define OPTION(field, type, ...) OPTION_##type field;
#define ENVIRONMENT(...)
#define STATUS(...)
#include "command.def"
};

/*
 * Parse argv; 0, or EXIT_USAGE after a message. --help and --version come out as the commands
 * `help` and `version`. The options must be freed in either case.
 */
int options_parse(struct options *o, int argc, char **argv);
void options_free(struct options *o);

/* Whether --pipeline is to be drawn, on standard output. */
bool options_drawn(const struct options *o);

/* Whether what goes to this open file is to be in colour: --color, NO_COLOR, is it a terminal. */
bool options_color(const struct options *o, int file);

/* cmd_run() and so on: each returns the exit status of the program. */
#define COMMAND(name, ...) int cmd_##name(const struct options *o);
#define OPTION(...)
#define ENVIRONMENT(...)
#define STATUS(...)
#include "command.def"

#endif
