/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front panel's table of commands, how one is found in it, and what it says of itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl.h"

const struct repl_command repl_commands[] = {
#define PANEL_COMMAND(name, others, arguments, completes, repeats, help)                           \
    {#name, others, arguments, COMPLETE_##completes, repeats, help, repl_##name},
#include "commands.def"
};

/* Numbers of the commands, and of the first one of each theme. */
enum {
#define PANEL_COMMAND(name, ...) NUMBER_##name,
#define PANEL_THEME(id, title) FIRST_##id, BEFORE_##id = FIRST_##id - 1,
#include "commands.def"
};

static const struct {
    unsigned first;
    const char *title;
} themes[] = {
#define PANEL_THEME(id, title) {FIRST_##id, title},
#include "commands.def"
};

static const struct {
    unsigned command;
    const char *text;
} more[] = {
#define PANEL_MORE(name, text) {NUMBER_##name, text},
#include "commands.def"
};

const unsigned repl_command_count = sizeof repl_commands / sizeof repl_commands[0];

const struct repl_topic repl_topics[] = {
    {"breakpoints", repl_break_list},
    {"display", repl_display_list},
    {"symbols", repl_symbols},
    {"registers", repl_registers},
    {"csr", repl_info_csr},
    {"tlb", repl_info_tlb},
    {"softtlb", repl_softtlb},
    {"pmap", repl_pmap},
    {"vms", repl_vms},
    {"vcpu", repl_vcpu},
    {"exits", repl_exits},
    {"timing", repl_timing},
    {"devices", repl_devices},
    {"counters", repl_counters},
    {NULL, NULL},
};

/* --- finding a command --- */

/* Whether `word` is one of the words of `list`. */
static bool is_listed(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (length == n && memcmp(at, word, n) == 0) {
            return true;
        }
        at += length + (at[length] == ' ');
    }
    return false;
}

static bool unknown(struct repl *r, const char *word)
{
    struct nearest n = nearest_to(word);
    for (unsigned i = 0; i < repl_command_count; i++) {
        nearest_offer(&n, repl_commands[i].name);
    }
    return repl_error(r, "no command `%s`%s%s%s", excerpt(word).text,
                      n.best ? "; did you mean `" : "; `help` lists them", n.best ? n.best : "",
                      n.best ? "`?" : "");
}

const struct repl_command *repl_find(struct repl *r, const char *word)
{
    const struct repl_command *found = NULL;
    bool unique = true;
    for (unsigned i = 0; i < repl_command_count; i++) {
        const struct repl_command *c = &repl_commands[i];
        if (strcmp(c->name, word) == 0 || is_listed(c->others, word)) {
            return c;
        }
        if (strncmp(c->name, word, strlen(word)) == 0) {
            unique = !found;
            found = found ? found : c;
        }
    }
    if (!found) {
        unknown(r, word);
    } else if (!unique) {
        repl_error(r, "`%s` could be more than one command; `help` lists them", word);
    }
    return unique ? found : NULL;
}

/* --- commands --- */

enum { TERM_WIDTH = 28, TERM_INDENT = TERM_WIDTH + 3 };

/* Text behind the terms, broken between words where a terminal ends. */
static void put_broken(const struct repl *r, const char *text)
{
    unsigned width = repl_width(r), column = TERM_INDENT;
    for (const char *at = text; *at != '\0';) {
        unsigned blank = at > text, n = (unsigned)strcspn(at, " ");
        if (blank && width > TERM_INDENT && column + blank + n > width) {
            fprintf(r->out, "\n%*s", TERM_INDENT, "");
            column = TERM_INDENT;
            blank = 0;
        }
        fprintf(r->out, "%*s%.*s", (int)blank, "", (int)n, at);
        column += blank + n;
        at += n + (at[n] == ' ');
    }
    fputc('\n', r->out);
}

/* A term and what it means; below it, if it is long. */
static void put_term(const struct repl *r, const char *term, const char *text)
{
    if (strlen(term) > TERM_WIDTH) {
        fprintf(r->out, "  %s\n%*s", term, TERM_INDENT, "");
    } else {
        fprintf(r->out, "  %-*s ", TERM_WIDTH, term);
    }
    put_broken(r, text);
}

static void put_usage(const struct repl *r, const struct repl_command *c)
{
    char *term = xformat("%s %s", c->name, c->arguments);
    put_term(r, term, c->help);
    free(term);
}

static void put_more(const struct repl *r, const struct repl_command *c)
{
    if (*c->others != '\0') {
        put_term(r, c->others, "mean the same");
    }
    for (unsigned i = 0; c->completes == COMPLETE_EVENTS && i < EVENT_COUNT; i++) {
        put_term(r, event_names[i], event_titles[i]);
    }
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        if (&repl_commands[more[i].command] == c) {
            fputs(more[i].text, r->out);
        }
    }
}

static void put_commands(const struct repl *r)
{
    size_t theme = 0;
    for (unsigned i = 0; i < repl_command_count; i++) {
        if (theme < sizeof themes / sizeof themes[0] && themes[theme].first == i) {
            fprintf(r->out, "%s\n", themes[theme++].title);
        }
        put_usage(r, &repl_commands[i]);
    }
}

bool repl_help(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    if (word) {
        const struct repl_command *c = repl_find(r, word);
        if (c) {
            put_usage(r, c);
            put_more(r, c);
        }
        return c && repl_no_more(r, args);
    }
    put_commands(r);
    fputs(
        "Expressions (ADDR, EXPR, N) are C's, over numbers, symbols, $registers, $CSRs and *ADDR.\n"
        "A name in front says whose: alice:main, alice:$mepc, monitor:vmm_dispatch,\n"
        "machine:0x80000000 (physical); `help print` has more. Names may be cut short. At the\n"
        "prompt an empty line repeats the last step or continue.\n",
        r->out);
    return true;
}

bool repl_quit(struct repl *r, char *args)
{
    r->done = true;
    return repl_no_more(r, args);
}

bool repl_info(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    struct nearest n = nearest_to(word ? word : "");
    for (const struct repl_topic *t = repl_topics; t->name; t++) {
        if (word && strncmp(t->name, word, strlen(word)) == 0) {
            return t->handler(r, args);
        }
        nearest_offer(&n, t->name);
    }
    return word ? repl_error(r, "no topic `%s`: %s", excerpt(word).text, nearest_advice(&n))
                : repl_error(r, "about what? %s", nearest_advice(&n));
}
