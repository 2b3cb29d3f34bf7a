/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines from a terminal: readline's editing and history. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "repl.h"

enum { HISTORY_MOST = 1000 };

static char *history_path(void)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (state != NULL && *state != '\0') {
        return xformat("%s/trapeze_history", state);
    }
    return home != NULL && *home != '\0' ? xformat("%s/.trapeze_history", home) : NULL;
}

/* --- keys --- */

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
    rl_readline_name = "trapeze";
    repl_complete_open(r);
    rl_signal_event_hook = on_signal;
    rl_event_hook = on_signal; /* now and then: the key may come while readline is at work */
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
