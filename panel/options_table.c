/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options_table.h"

#include <string.h>

const struct command_row command_rows[COMMAND_COUNT] = {
#define COMMAND(name, operands, least, most, summary)                                              \
    {#name, operands, least, most, summary, cmd_##name},
#define OPTION(...)
#define ENVIRONMENT(...)
#define STATUS(...)
#include "command.def"
};

#define ON(name) (1u << COMMAND_##name)

const struct option_row option_rows[] = {
#define COMMAND(...)
#define OPTION(field, type, name, letter, argument, commands, help)                                \
    {TYPE_##type, name, letter, argument, commands, help, offsetof(struct options, field)},
#define ENVIRONMENT(...)
#define STATUS(...)
#include "command.def"
};

const unsigned option_count = sizeof option_rows / sizeof option_rows[0];

const struct remark_row environment_rows[] = {
#define COMMAND(...)
#define OPTION(...)
#define ENVIRONMENT(name, help) {name, help},
#define STATUS(...)
#include "command.def"
    {NULL, NULL},
};

const struct remark_row status_rows[] = {
#define COMMAND(...)
#define OPTION(...)
#define ENVIRONMENT(...)
#define STATUS(number, meaning) {#number, meaning},
#include "command.def"
    {NULL, NULL},
};

enum command command_find(const char *name)
{
    struct nearest n = nearest_to(name);
    for (unsigned c = 0; c < COMMAND_COUNT; c++) {
        if (strcmp(command_rows[c].name, name) == 0) {
            return (enum command)c;
        }
        if (command_rows[c].summary != NULL) {
            nearest_offer(&n, command_rows[c].name);
        }
    }
    diag("unknown command `%s`: %s", excerpt(name).text, nearest_advice(&n));
    return COMMAND_COUNT;
}
