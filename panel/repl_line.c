/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines from a terminal: readline's editing, history and completion. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "repl.h"

enum { HISTORY_MOST = 1000, NAME_SIZE = 128 };

/* Readline's callbacks have no context: whose names they complete, and how far they are. */
static struct {
    struct repl *repl;
    enum completion kind;
    unsigned layer; /* where symbols are being taken from */
    size_t index;
} completing;

static char *history_path(void)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (state != NULL && *state != '\0') {
        return xformat("%s/trapeze_history", state);
    }
    return home != NULL && *home != '\0' ? xformat("%s/.trapeze_history", home) : NULL;
}

/* --- completion: each of these gives its names one after the other, then null --- */

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

static const char *next_layer(void)
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

/* $zero to $t6, then $CSR, then $pc. */
static const char *next_register(void)
{
    static char name[CSR_NAME_SIZE + 1];
    size_t i = completing.index;
    if (i < 32) {
        completing.index++;
        snprintf(name, sizeof name, "$%s", isa_register_names[i]);
        return name;
    }
    const char *csr = next_csr();
    if (csr) {
        snprintf(name, sizeof name, "$%s", csr);
        return name;
    }
    return completing.index++ == ALL_CSRS ? "$pc" : NULL;
}

/* Symbols of all layers; with the layer's name in front if the text has one too. */
static const char *next_symbol(bool qualified)
{
    static char name[NAME_SIZE];
    const struct session *s = &completing.repl->debugger->session;
    for (; completing.layer < layer_count(s); completing.layer++, completing.index = 0) {
        const struct image *image = layer_image(s, completing.layer);
        if (completing.index < image->symbol_count) {
            struct symbol_text symbol = symbol_name(&image->symbols[completing.index++]);
            const char *layer = qualified ? layer_name(s, completing.layer) : "";
            snprintf(name, sizeof name, "%s%s%s", layer, qualified ? ":" : "", symbol.text);
            return name;
        }
    }
    return NULL;
}

/* After the symbols: "alice:" and the like, on the way to more. */
static const char *next_qualifier(void)
{
    static char name[NAME_SIZE];
    const struct session *s = &completing.repl->debugger->session;
    unsigned count = layer_count(s);
    while (completing.layer < 2 * count) {
        unsigned layer = completing.layer++ - count;
        if (layer_exists(s, layer)) {
            snprintf(name, sizeof name, "%s:", layer_name(s, layer));
            return name;
        }
    }
    return NULL;
}

static const char *next_address(const char *text)
{
    if (*text == '$') {
        return next_register();
    }
    const char *name = next_symbol(strchr(text, ':') != NULL);
    return name ? name : next_qualifier();
}

static const char *next_name(const char *text)
{
    switch (completing.kind) {
    case COMPLETE_COMMANDS:
        return next_command();
    case COMPLETE_TOPICS:
        return next_topic();
    case COMPLETE_ADDRESSES:
        return next_address(text);
    case COMPLETE_CSRS:
        return next_csr();
    case COMPLETE_EVENTS:
        return next_event();
    case COMPLETE_LAYERS:
        return next_layer();
    case COMPLETE_FILES:
    case COMPLETE_NOTHING:
        break;
    }
    return NULL;
}

static char *generate(const char *text, int state)
{
    const char *name;
    size_t length = strlen(text);
    if (state == 0) {
        completing.layer = 0;
        completing.index = 0;
    }
    do {
        name = next_name(text);
    } while (name && strncmp(name, text, length) != 0);
    return name ? xstrdup(name) : NULL;
}

/* What stands at `start` in the line: a command, or what the command before it takes. */
static enum completion kind_at(int start)
{
    char *line = xformat("%.*s", start, rl_line_buffer);
    char *args = line;
    char *word = repl_word(&args);
    enum completion kind = COMPLETE_COMMANDS;
    if (word) {
        word[strcspn(word, "/")] = '\0';
        const struct repl_command *c = repl_find(completing.repl, word);
        kind = c ? c->completes : COMPLETE_NOTHING;
    }
    free(line);
    return kind;
}

static char **complete(const char *text, int start, int end)
{
    (void)end;
    rl_attempted_completion_over = 1; /* no names of files */
    completing.kind = kind_at(start);
    char **found = rl_completion_matches(text, generate);
    if (found && !found[1] && found[0][0] != '\0' && found[0][strlen(found[0]) - 1] == ':') {
        rl_completion_suppress_append = 1;
    }
    return found;
}

/* Ctrl-C at the prompt: away with the line. */
static int on_signal(void)
{
    if (repl_interrupted()) {
        rl_free_line_state();
        rl_replace_line("", 1);
        rl_crlf();
        rl_on_new_line();
        rl_redisplay();
    }
    return 0;
}

void repl_line_open(struct repl *r)
{
    char *path = history_path();
    completing.repl = r;
    rl_readline_name = "trapeze";
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t+-*";
    rl_signal_event_hook = on_signal;
    using_history();
    stifle_history(HISTORY_MOST);
    if (path) {
        read_history(path);
    }
    free(path);
}

void repl_line_close(void)
{
    char *path = history_path();
    if (path) {
        write_history(path);
    }
    free(path);
    clear_history();
}

char *repl_line_read(void)
{
    char *line = readline("(trapeze) ");
    const HIST_ENTRY *last =
        history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
    if (line && *line != '\0' && (!last || strcmp(last->line, line) != 0)) {
        add_history(line);
    }
    return line;
}
