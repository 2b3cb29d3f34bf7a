/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `trapeze help`, `COMMAND --help` and `--version`: command.def and schema.def in words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_schema.h"
#include "debug_source.h"
#include "options_table.h"

enum { TEXT_COLUMN = 26, LAST_COLUMN = 79 };

/* A term, and its text in a column of its own, broken at spaces. */
static void put_entry(const char *term, const char *text)
{
    int column = printf("  %-*s", TEXT_COLUMN - 2, term);
    if (column > TEXT_COLUMN) {
        column = printf("\n%*s", TEXT_COLUMN, "") - 1;
    }
    while (*text != '\0') {
        int n = (int)strcspn(text, " ");
        if (column > TEXT_COLUMN && column + 1 + n > LAST_COLUMN) {
            column = printf("\n%*s", TEXT_COLUMN, "") - 1;
        }
        column += printf("%s%.*s", column > TEXT_COLUMN ? " " : "", n, text);
        text += n;
        text += strspn(text, " ");
    }
    putchar('\n');
}

static void put_option(const struct option_row *row)
{
    char letter[] = {'-', row->letter, ',', ' ', '\0'};
    letter[2] = row->name != NULL ? ',' : '\0';
    char *term =
        xformat("%s%s%s%s%s%s", row->letter != '\0' ? letter : "    ",
                row->name != NULL ? "--" : "", row->name != NULL ? row->name : "",
                row->type == TYPE_OPTIONAL ? "[="
                : row->argument != NULL    ? " "
                                           : "",
                row->argument != NULL ? row->argument : "", row->type == TYPE_OPTIONAL ? "]" : "");
    put_entry(term, row->help);
    free(term);
}

static void put_section(const struct config_section *s)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        const struct config_key *k = &s->keys[i];
        char *term = xformat("%s%s.%s", s->name, s->shape == SHAPE_EACH ? "[]" : "", k->name);
        char *text = k->standard != NULL
                         ? xformat("%s: %s (%s)", k->help, config_expected(k).text, k->standard)
                         : xformat("%s: %s", k->help, config_expected(k).text);
        put_entry(term, text);
        free(text);
        free(term);
    }
}

static void put_statuses(void)
{
    puts("\nExit status:");
    for (const struct remark_row *row = status_rows; row->name != NULL; row++) {
        put_entry(row->name, row->text);
    }
}

static int help_all(void)
{
    puts("Usage: trapeze COMMAND [OPTION]... [FILE]\n"
         "A laboratory for system virtualization: the machine PG-32, monitors, guests.\n\n"
         "Commands:");
    for (unsigned c = 0; c < COMMAND_COUNT; c++) {
        const struct command_row *row = &command_rows[c];
        if (row->summary != NULL) {
            char *term = xformat("%s %s", row->name, row->operands);
            put_entry(term, row->summary);
            free(term);
        }
    }
    put_entry("--version", "say which version this is");
    put_statuses();
    puts("\n`trapeze COMMAND --help` says more about each.");
    return 0;
}

static int help_command(enum command c)
{
    const struct command_row *row = &command_rows[c];
    bool keys = false;
    printf("Usage: trapeze %s [OPTION]...%s%s\n", row->name, *row->operands != '\0' ? " " : "",
           row->operands);
    if (row->summary != NULL) {
        printf("%s\n", row->summary);
    }
    puts("\nOptions:");
    for (unsigned i = 0; i < option_count; i++) {
        if (option_belongs(&option_rows[i], c)) {
            put_option(&option_rows[i]);
            keys = keys || option_rows[i].field == offsetof(struct options, sets);
        }
    }
    if (keys) {
        puts("\nKeys of an experiment file and of --set (and what holds without them):");
        for (unsigned i = 0; i < config_section_count; i++) {
            put_section(&config_sections[i]);
        }
    }
    put_statuses();
    return 0;
}

int cmd_help(const struct options *o)
{
    if (o->file == NULL) {
        return help_all();
    }
    enum command c = command_find(o->file);
    return c != COMMAND_COUNT ? help_command(c) : EXIT_USAGE;
}

int cmd_version(const struct options *o)
{
    (void)o;
    puts("trapeze " TRAPEZE_VERSION "\n"
         "License GPL-3.0-or-later: free to use, change and share; there is no warranty.");
    if (!debug_source_known) {
        puts("Built without libdw: source lines are not known.");
    }
    return 0;
}
