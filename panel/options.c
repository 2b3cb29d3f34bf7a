/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options_table.h"
#include "options_value.h"

enum {
    OPTIONS_MOST = 64, /* rows of command.def at most */
    LONG_VALUE = 256   /* getopt_long gives this plus the row's index for a long option */
};
_Static_assert(COMMAND_COUNT <= 32, "an option's commands are bits of a word");

/* What getopt_long wants to know of one command's options. */
struct grammar {
    enum command command;
    char letters[2 * OPTIONS_MOST + 2];
    struct option longs[OPTIONS_MOST + 1];
};

static void describe(struct grammar *g, enum command command)
{
    *g = (struct grammar){.command = command, .letters = ":"};
    char *letter = g->letters + 1;
    struct option *next = g->longs;
    for (unsigned i = 0; i < option_count && i < OPTIONS_MOST; i++) {
        const struct option_row *row = &option_rows[i];
        int takes = row->type == TYPE_OPTIONAL ? optional_argument
                    : row->argument != NULL    ? required_argument
                                               : no_argument;
        if (!option_belongs(row, command)) {
            continue;
        }
        if (row->letter != '\0') {
            *letter++ = row->letter;
            *letter = ':';
            letter += takes == required_argument;
        }
        if (row->name != NULL) {
            *next++ = (struct option){row->name, takes, NULL, LONG_VALUE + (int)i};
        }
    }
    *letter = '\0';
}

/* The row that getopt_long means by `value`; NULL if none. */
static const struct option_row *row_of(enum command command, int value)
{
    if (value >= LONG_VALUE) {
        return &option_rows[value - LONG_VALUE];
    }
    for (unsigned i = 0; i < option_count; i++) {
        if (value != 0 && option_rows[i].letter == value &&
            option_belongs(&option_rows[i], command)) {
            return &option_rows[i];
        }
    }
    return NULL;
}

static void append(struct option_list *list, const char *item)
{
    list->item = xrealloc(list->item, (list->count + 1) * sizeof *list->item);
    list->item[list->count++] = item;
}

/* --json or -o, as the user will have written it. */
struct option_name {
    char text[40];
};

static struct option_name name_of(const struct option_row *row)
{
    struct option_name n;
    if (row->name != NULL) {
        snprintf(n.text, sizeof n.text, "--%s", row->name);
    } else {
        snprintf(n.text, sizeof n.text, "-%c", row->letter);
    }
    return n;
}

static int put_option(struct options *o, const struct option_row *row, const char *text)
{
    void *field = (char *)o + row->field;
    struct option_name name = name_of(row);
    if (row->argument != NULL && *text == '\0' && row->type != TYPE_OPTIONAL) {
        return diag("%s: expected %s after it", name.text, row->argument);
    }
    switch (row->type) {
    case TYPE_FLAG:
        *(bool *)field = true;
        return 0;
    case TYPE_WORD:
    case TYPE_OPTIONAL:
        *(const char **)field = text;
        return 0;
    case TYPE_LIST:
        append(field, text);
        return 0;
    case TYPE_ADDRESS:
        return option_put_address(field, text, name.text);
    case TYPE_COUNT:
        return option_put_count(field, text, name.text);
    case TYPE_WINDOW:
        return option_put_window(field, text, name.text);
    case TYPE_COLOR:
        return option_put_color(field, text, name.text);
    }
    return 0;
}

/* An option that the command does not have: `word` as written, with its dashes. */
static int unknown_option(enum command command, const char *word)
{
    char *name = xformat("%.*s", (int)strcspn(word, "="), word);
    struct nearest n = nearest_to(name);
    struct option_name names[OPTIONS_MOST];
    for (unsigned i = 0; i < option_count && i < OPTIONS_MOST; i++) {
        names[i] = name_of(&option_rows[i]);
        if (option_belongs(&option_rows[i], command)) {
            nearest_offer(&n, names[i].text);
        }
    }
    diag("%s: unknown option %s: %s", command_rows[command].name, excerpt(name).text,
         nearest_advice(&n));
    free(name);
    return EXIT_USAGE;
}

/* getopt_long() has just refused: result is ':' for a missing argument, '?' for all else. */
static int refused(enum command command, int result, char **argv)
{
    const struct option_row *row = row_of(command, optopt);
    if (row != NULL && result == ':') {
        return diag("%s: expected %s after it", name_of(row).text, row->argument);
    }
    if (row != NULL) {
        return diag("%s: expected nothing after it", name_of(row).text);
    }
    if (optopt != 0) {
        char letter[] = {'-', (char)optopt, '\0'};
        return unknown_option(command, letter);
    }
    return unknown_option(command, argv[optind - 1]);
}

static int parse_command(struct options *o, int argc, char **argv)
{
    struct grammar g;
    describe(&g, o->command);
    opterr = 0;
    optind = 0; /* start anew, also for a second command line in one process */
    for (;;) {
        int result = getopt_long(argc, argv, g.letters, g.longs, NULL);
        if (result == -1) {
            break;
        }
        const struct option_row *row = row_of(o->command, result);
        int status = result == '?' || result == ':' || row == NULL
                         ? refused(o->command, result, argv)
                         : put_option(o, row, optarg != NULL ? optarg : "");
        if (status != 0) {
            return status;
        }
    }
    for (int i = optind; i < argc; i++) {
        append(&o->operands, argv[i]);
    }
    return 0;
}

/* Two options of which only one can be given. */
static int exclude(const char *a, const char *b)
{
    return diag("%s and %s exclude each other: expected one of them", a, b);
}

/* Options that contradict each other, or need each other. */
static int check_pairs(const struct options *o)
{
    if (o->replay != NULL && (o->record != NULL || o->input != NULL)) {
        return exclude("--replay", o->record != NULL ? "--record" : "--input");
    }
    if (o->restore != NULL &&
        (o->replay || o->input || o->record || o->compare_bare || o->check_isolation)) {
        /* what was typed, recorded, given and bound is in the snapshot, or past */
        return exclude("--restore", o->replay         ? "--replay"
                                    : o->input        ? "--input"
                                    : o->record       ? "--record"
                                    : o->compare_bare ? "--compare-bare"
                                                      : "--check-isolation");
    }
    if ((o->save != NULL) != o->at.given) {
        return o->save != NULL ? diag("--save: expected --at N with it, to say when")
                               : diag("--at: expected --save FILE with it, to say what for");
    }
    if (o->window.given && o->pipeline == NULL) {
        return diag("--window: expected --pipeline FILE with it, to say what for");
    }
    return 0;
}

/* Number of operands, and how options go together. */
static int check(const struct options *o)
{
    const struct command_row *row = &command_rows[o->command];
    unsigned n = o->operands.count;
    if (n < row->least && o->restore == NULL) {
        return diag("%s: expected %s after it; see `trapeze %s --help`", row->name, row->operands,
                    row->name);
    }
    if (n > row->most) {
        return diag("%s: `%s` is too much: expected %s", row->name,
                    excerpt(o->operands.item[row->most]).text,
                    row->most == 0 ? "nothing after it" : row->operands);
    }
    return check_pairs(o);
}

/* --core is one of the keys that --set sets. */
static int put_core(struct options *o)
{
    if (o->core == NULL) {
        return 0;
    }
    bool plain = strcmp(o->core, "plain") == 0;
    if (!plain && strcmp(o->core, "fast") != 0) {
        return diag("--core %s: expected plain or fast", excerpt(o->core).text);
    }
    append(&o->sets, plain ? "machine.core=plain" : "machine.core=fast");
    return 0;
}

/* So is --monitor. */
static int put_monitor(struct options *o)
{
    if (o->monitor == NULL) {
        return 0;
    }
    bool hybrid = strcmp(o->monitor, "hybrid") == 0;
    if (!hybrid && strcmp(o->monitor, "vmm") != 0) {
        return diag("--monitor %s: expected vmm or hybrid", excerpt(o->monitor).text);
    }
    append(&o->sets, hybrid ? "monitor.kind=hybrid" : "monitor.kind=vmm");
    return 0;
}

/* The word after `trapeze`: a command, or one of the few options that stand alone. */
static enum command first_word(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        return COMMAND_help;
    }
    if (strcmp(word, "--version") == 0) {
        return COMMAND_version;
    }
    if (word[0] == '-') {
        struct nearest n = nearest_to(word);
        nearest_offer(&n, "--help");
        nearest_offer(&n, "--version");
        diag("unknown option %s before the command: %s", excerpt(word).text, nearest_advice(&n));
        return COMMAND_COUNT;
    }
    if (access(word, F_OK) == 0 && strpbrk(word, "./") != NULL) {
        diag("`%s` is a file: expected a command before it, such as `trapeze run %s`",
             excerpt(word).text, excerpt(word).text);
        return COMMAND_COUNT;
    }
    return command_find(word);
}

int options_parse(struct options *o, int argc, char **argv)
{
    *o = (struct options){.command = COMMAND_help};
    if (argc < 2) {
        return diag("no command: expected `trapeze run FILE` or another; see `trapeze --help`");
    }
    o->command = first_word(argv[1]);
    if (o->command == COMMAND_COUNT) {
        return EXIT_USAGE;
    }
    int status = parse_command(o, argc - 1, argv + 1);
    if (status == 0 && o->help && o->command != COMMAND_help) {
        o->operands.count = 0;
        append(&o->operands, command_rows[o->command].name);
        o->command = COMMAND_help;
    }
    status = status != 0 ? status : check(o);
    status = status != 0 ? status : put_core(o);
    status = status != 0 ? status : put_monitor(o);
    o->file = o->operands.count != 0 ? o->operands.item[0] : NULL;
    return status;
}

void options_free(struct options *o)
{
    for (unsigned i = 0; i < option_count; i++) {
        if (option_rows[i].type == TYPE_LIST) {
            struct option_list *list = (void *)((char *)o + option_rows[i].field);
            free(list->item);
        }
    }
    free(o->operands.item);
    *o = (struct options){.command = COMMAND_help};
}

bool options_drawn(const struct options *o)
{
    return o->pipeline != NULL && strcmp(o->pipeline, "-") == 0;
}

bool options_color(const struct options *o, int file)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (o->color != COLOR_AUTO) {
        return o->color == COLOR_ALWAYS;
    }
    bool wanted = (no_color == NULL || *no_color == '\0') &&
                  (terminal == NULL || strcmp(terminal, "dumb") != 0);
    return wanted && isatty(file);
}
