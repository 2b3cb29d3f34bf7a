/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a word at the prompt can be completed to: what the table of commands says that it is, a name
 * of the session's, or one of a file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "csr_fields.h"
#include "repl.h"

enum { NAME_SIZE = 256 };

/* Readline's callbacks have no context: whose names they complete, and how far they are. */
static struct {
    struct repl *repl;
    enum completion kind;
    char bound[NAME_SIZE]; /* "alice:" in front of the text, or nothing */
    unsigned bound_layer;  /* whose that is; LAYER_NONE if nobody's */
    unsigned source;       /* of the names: the index of one of the functions below */
    unsigned layer;        /* where symbols are being taken from */
    size_t index;
} completing;

/* --- sources of names: each of these gives its names one after the other, then null --- */

static const char *next_command(void)
{
    size_t i = completing.index++;
    return i < repl_command_count ? repl_commands[i].name : NULL;
}

static const char *next_topic(void)
{
    const char *name = repl_topics[completing.index].name;
    completing.index += name != NULL;
    return name;
}

static const char *next_event(void)
{
    return completing.index < EVENT_COUNT ? event_names[completing.index++] : NULL;
}

static const char *next_vm(void)
{
    const struct session *s = &completing.repl->debugger->session;
    while (completing.layer < layer_count(s)) {
        unsigned layer = completing.layer++;
        if (layer != LAYER_MONITOR) {
            return layer_name(s, layer);
        }
    }
    return NULL;
}

enum { ALL_CSRS = 0x1000 };

static const char *next_csr(void)
{
    static char name[CSR_NAME_SIZE];
    while (completing.index < ALL_CSRS) {
        if (isa_csr_name((uint32_t)completing.index++, name)) {
            return name;
        }
    }
    return NULL;
}

static const char *next_dollar_csr(void)
{
    static char name[CSR_NAME_SIZE + 1];
    const char *csr = next_csr();
    snprintf(name, sizeof name, "$%s", csr ? csr : "");
    return csr ? name : NULL;
}

static const char *next_register(void)
{
    static char name[CSR_NAME_SIZE + 1];
    static const char *const others[] = {"pc", "mode"};
    size_t i = completing.index++;
    if (i >= 32 + sizeof others / sizeof others[0]) {
        return NULL;
    }
    snprintf(name, sizeof name, "$%s", i < 32 ? isa_register_names[i] : others[i - 32]);
    return name;
}

static const char *next_field(void)
{
    static char name[2 * CSR_NAME_SIZE];
    char csr[CSR_NAME_SIZE];
    const struct csr_field *f = &csr_fields[completing.index];
    if (!f->name) {
        return NULL;
    }
    completing.index++;
    isa_csr_name(f->csr, csr);
    snprintf(name, sizeof name, "$%s.%s", csr, f->name);
    return name;
}

/* Of all layers, or of the one that is bound. */
static const char *next_symbol(void)
{
    static char name[SYMBOL_TEXT_SIZE];
    const struct session *s = &completing.repl->debugger->session;
    for (; completing.layer < layer_count(s); completing.layer++, completing.index = 0) {
        const struct image *image = layer_image(s, completing.layer);
        bool wanted = !*completing.bound || completing.bound_layer == completing.layer;
        if (wanted && completing.index < image->symbol_count) {
            snprintf(name, sizeof name, "%s",
                     symbol_name(&image->symbols[completing.index++]).text);
            return name;
        }
    }
    return NULL;
}

/* "alice:" and the like, on the way to more. */
static const char *next_binding(void)
{
    static char name[NAME_SIZE];
    const struct session *s = &completing.repl->debugger->session;
    while (!*completing.bound && completing.layer <= layer_count(s)) {
        unsigned layer = completing.layer++;
        layer = layer == layer_count(s) ? LAYER_MACHINE : layer;
        if (layer == LAYER_MACHINE || layer_exists(s, layer)) {
            snprintf(name, sizeof name, "%s:", layer_name(s, layer));
            return name;
        }
    }
    return NULL;
}

typedef const char *next_name(void);

enum { SOURCES_MOST = 6 };

static next_name *const sources[][SOURCES_MOST] = {
    [COMPLETE_NOTHING] = {NULL},
    [COMPLETE_COMMANDS] = {next_command},
    [COMPLETE_TOPICS] = {next_topic},
    [COMPLETE_ADDRESSES] = {next_symbol, next_binding, next_register, next_dollar_csr, next_field},
    [COMPLETE_CSRS] = {next_csr, next_binding},
    [COMPLETE_EVENTS] = {next_event, next_vm},
    [COMPLETE_LAYERS] = {next_vm},
    [COMPLETE_FILES] = {NULL},
};

/* --- readline's side --- */

/* "alice/5:" in front of the text: whose names are wanted. */
static void bind(const char *text)
{
    const struct session *s = &completing.repl->debugger->session;
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;
    snprintf(completing.bound, sizeof completing.bound, "%.*s", (int)(n + (colon != NULL)), text);
    completing.bound_layer = LAYER_NONE;
    for (; n > 0 && completing.bound_layer == LAYER_NONE; n--) {
        bool whole = text[n] == ':' || text[n] == '/';
        completing.bound_layer = whole ? layer_named(s, text, n) : LAYER_NONE;
    }
    if (completing.bound_layer == LAYER_MACHINE) {
        completing.bound_layer = !s->monitored; /* who sees machine addresses as they are */
    }
}

static const char *next(void)
{
    for (; completing.source < SOURCES_MOST; completing.source++) {
        next_name *source = sources[completing.kind][completing.source];
        const char *name = source ? source() : NULL;
        if (name) {
            return name;
        }
        completing.layer = 0;
        completing.index = 0;
    }
    return NULL;
}

static char *generate(const char *text, int state)
{
    if (state == 0) {
        completing.source = 0;
        completing.layer = 0;
        completing.index = 0;
        bind(text);
    }
    const char *rest = text + strlen(completing.bound);
    for (const char *name; (name = next());) {
        if (strncmp(name, rest, strlen(rest)) == 0) {
            return xformat("%s%s", completing.bound, name);
        }
    }
    return NULL;
}

/* What stands at `start` in the line: a command, or what the command before it takes. */
static enum completion kind_at(int start)
{
    char *line = xformat("%.*s", start, rl_line_buffer);
    char *at = line;
    at += strspn(at, " \t");
    size_t n = repl_command_length(at);
    enum completion kind = COMPLETE_COMMANDS;
    if (n > 0) {
        at[n] = '\0';
        const struct repl_command *c = repl_find(completing.repl, at);
        kind = c ? c->completes : COMPLETE_NOTHING;
    }
    free(line);
    return kind;
}

/* What words end at: in expressions operators, too. */
static char *word_breaks(void)
{
    static char plain[] = " \t", operators[] = " \t+-*&|^~!=<>?%()[],";
    return kind_at(rl_point) == COMPLETE_ADDRESSES ? operators : plain;
}

static char **complete(const char *text, int start, int end)
{
    (void)end;
    completing.kind = kind_at(start);
    if (completing.kind == COMPLETE_FILES) {
        return NULL; /* readline knows them itself */
    }
    rl_attempted_completion_over = 1;
    char **found = rl_completion_matches(text, generate);
    if (found && !found[1] && found[0][0] != '\0' && found[0][strlen(found[0]) - 1] == ':') {
        rl_completion_suppress_append = 1;
    }
    return found;
}

void repl_complete_open(struct repl *r)
{
    completing.repl = r;
    rl_attempted_completion_function = complete;
    rl_completion_word_break_hook = word_breaks;
    rl_completer_word_break_characters = " \t";
}
